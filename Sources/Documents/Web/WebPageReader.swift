import Containers
import Findings

/// Reads web pages as they are saved: HTML by browsers, Word and WPS, and MHT. Scripts, style sheets and what is hidden are left out.
enum WebPageReader {
  static func read(html bytes: [UInt8], limits: Limits) -> Document {
    var sink = BlockSink(limits: limits)
    add(bytes, declared: nil, to: &sink)
    return sink.document(.html)
  }

  static func read(mht bytes: [UInt8], limits: Limits) -> Document {
    var sink = BlockSink(limits: limits)
    let message = MIMEMessage(bytes, limits: limits)
    if let fault = message.fault { sink.notes.note(fault) }
    for page in message.pages where sink.hasRoom { add(page.bytes, declared: page.charset, to: &sink) }
    return sink.document(.html)
  }

  /// Adds one page. The title stands above the page, not on it, and is kept apart as a header is.
  private static func add(_ bytes: [UInt8], declared: String?, to sink: inout BlockSink) {
    let (encoding, mark) = encoding(of: bytes, declared: declared)
    let (text, bad) = encoding.decode(bytes[mark...])
    if bad * 1000 > bytes.count { sink.notes.note(.corrupt, "\(bad) places of the page have no meaning in \(encoding)") }
    let content = HTMLContent(sink: sink)
    let outcome = HTMLScanner.scan(HTMLCleaner.clean(text.filter { $0 != 0 }), handler: content)
    sink = content.finish()
    if let header = content.header { sink.add(header, region: .header) }
    switch outcome {
    case .complete, .stopped: break
    case .tooDeep: sink.notes.note(.limit, "elements of the page are nested too deep; the rest was not read")
    case .tooManyAttributes: sink.notes.note(.corrupt, "\(TagGuard.sentence), which no page has; it was not read")
    case .noMemory: sink.notes.note(.limit, "libxml2 had no memory to open the page")
    }
  }

  /// The byte order mark decides, then UTF-8 that is plainly that, then what the message and the page say of themselves where it fits, then the bytes alone
  /// (WHATWG HTML, 13.2.3, but for trusting bytes before words: Chinese pages are converted often, and their words forgotten).
  private static func encoding(of bytes: [UInt8], declared: String?) -> (TextEncoding, mark: Int) {
    if let marked = TextDetection.marked(bytes) { return marked }
    if TextDetection.isTellingUTF8(bytes) { return (.utf8, 0) }
    for label in [declared, metaCharset(bytes)].compactMap({ $0 }) {
      guard let encoding = TextEncoding(label: label) else { continue }
      let sample = Array(bytes.prefix(TextDetection.sampleSize))
      let (_, bad) = encoding.decode(sample)
      if bad * 100 <= sample.count { return (encoding, 0) }
    }
    return TextDetection.encoding(of: bytes)
  }

  /// `<meta charset=gbk>`, or `<meta http-equiv=Content-Type content="text/html; charset=gb2312">`, within the beginning of the page.
  private static func metaCharset(_ bytes: [UInt8]) -> String? {
    let head = String(decoding: bytes.prefix(8192).map { $0 < 0x80 ? $0 : 0x3F }, as: UTF8.self).lowercased()
    for tag in head.split(separator: "<") where tag.hasPrefix("meta") {
      guard let found = tag.firstRange(of: "charset") else { continue }
      let value = tag[found.upperBound...].drop { $0 == " " || $0 == "=" || $0 == "\"" || $0 == "'" }
      return String(value.prefix { $0.isASCII && ($0.isLetter || $0.isNumber || $0 == "-" || $0 == "_") })
    }
    return nil
  }
}
