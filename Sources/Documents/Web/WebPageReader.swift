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
    for page in message.pages where sink.hasRoom { add(page.decoded(bytes), declared: page.charset, to: &sink) }
    return sink.document(.html)
  }

  /// Adds one page. The title stands above the page, not on it, and is kept apart as a header is.
  private static func add(_ bytes: consuming [UInt8], declared: String?, to sink: inout BlockSink) {
    let content = HTMLContent(sink: sink)
    let outcome = HTMLScanner.scan(text(of: bytes, declared: declared, notes: &sink.notes, most: sink.limits.markupBytes), handler: content)
    let notes = sink.notes
    sink = content.finish()
    if let reason = notes.reason, let detail = notes.detail { sink.notes.note(reason, detail) }
    if let header = content.header { sink.add(header, region: .header) }
    switch outcome {
    case .complete, .stopped: break
    case .tooDeep: sink.notes.note(.limit, "elements of the page are nested too deep; the rest was not read")
    case .tooManyAttributes: sink.notes.note(.corrupt, "\(TagGuard.sentence), which no page has; it was not read")
    case .noMemory: sink.notes.note(.limit, "libxml2 had no memory to open the page")
    }
  }

  /// The page in UTF-8 without what shows nothing. It is shortened before it is decoded where its encoding allows that, so that a page of pictures costs
  /// little beside its own bytes.
  private static func text(of page: consuming [UInt8], declared: String?, notes: inout ReadNotes, most: Int) -> [UInt8] {
    var bytes = page
    let (encoding, mark) = encoding(of: bytes, declared: declared)
    func shortened(_ bytes: [UInt8]) -> [UInt8] {
      let (page, isCut) = HTMLCleaner.clean(bytes, most: most)
      if isCut {
        notes.note(.limit, "markupBytes: the page has more than \(most) bytes besides scripts and pictures; the rest was not read")
      }
      return page
    }
    func decoded(_ bytes: some Collection<UInt8>) -> [UInt8] {
      let (text, bad) = encoding.decode(bytes)
      if bad * 1000 > bytes.count { notes.note(.corrupt, "\(bad) places of the page have no meaning in \(encoding)") }
      return text.contains(0) ? text.filter { $0 != 0 } : text
    }
    switch encoding {
    case .utf16, .hz:
      // Their bytes may look like marks, so they are decoded first.
      if bytes.count > most { notes.note(.limit, "markupBytes: the page has more than \(most) bytes; the rest was not read") }
      return shortened(decoded(bytes[mark...].prefix(most)))
    case .utf8, .legacy:
      // What was decoded of a message is given back before more is taken.
      bytes = shortened(bytes)
      return decoded(bytes[mark...])
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
