/// Tells formats that are text: HTML, MHT, XML of known kinds, and plain text in the encodings that Chinese files come in.
enum TextSniffer {
  /// The type of text that begins with `head`; nil where it is no text.
  static func type(of head: [UInt8], isWhole: Bool) -> ContentType? {
    if let weak = Signature.weakType(of: head) { return weak }
    let isUTF16 = utf16Order(head) != nil
    guard isUTF16 || isText(head, isWhole: isWhole) else { return nil }
    let text = asciiPart(head)
    let start = Array(text.drop { $0 <= 0x20 }.prefix(8))
    if start.starts(with: Array("{\\rtf".utf8)) { return .rtf }
    if start.first == UInt8(ascii: "<") {
      if text.contains(ascii: "http://schemas.microsoft.com/office/2006/xmlpackage") { return .flatOPC }
      if text.contains(ascii: "http://schemas.microsoft.com/office/word/2003/wordml") { return .wordXML2003 }
      if isDrawing(text) { return .image(.svg) }
      if ["<!doctype html", "<html", "<head", "<body", "<meta", "<table", "<div", "<p>", "<title"].contains(where: text.contains(ascii:)) {
        return .html
      }
      return start.starts(with: Array("<?xml".utf8)) || text.contains(ascii: "xmlns") ? .xml : .text
    }
    // RFC 2557: a MIME message whose body is `multipart/related`, as browsers and Word save pages.
    if text.contains(ascii: "mime-version:"), text.contains(ascii: "multipart/related") || text.contains(ascii: "content-type: text/html") {
      return .mht
    }
    // Saved pages often begin with a comment, a script or blank text before the first element.
    if text.contains(ascii: "<!doctype html") || text.contains(ascii: "<html") { return .html }
    return .text
  }

  /// Whether the first element is a drawing, and no page follows it: pages begin with small ones too, their icons.
  private static func isDrawing(_ text: [UInt8]) -> Bool {
    var position = 0
    while let open = text.firstOffset(of: [UInt8(ascii: "<")], from: position) {
      let rest = text[open...]
      // Declarations and comments before it.
      if rest.starts(with: Array("<!--".utf8)) {
        guard let end = text.firstOffset(of: Array("-->".utf8), from: open + 4) else { return false }
        position = end
      } else if rest.starts(with: Array("<?".utf8)) || rest.starts(with: Array("<!".utf8)) {
        position = open + 2
      } else {
        guard rest.starts(with: Array("<svg".utf8)) || rest.starts(with: Array("<svg:svg".utf8)) else { return false }
        guard let close = text.firstOffset(of: Array("</svg".utf8), from: open) else { return true }
        return text.firstOffset(of: [UInt8(ascii: "<")], from: close + 1) == nil
      }
    }
    return false
  }

  /// The byte order of UTF-16 text: by its mark, or by the zero bytes of its ASCII characters.
  private static func utf16Order(_ head: [UInt8]) -> Bool? {
    if head.starts(with: [0xFF, 0xFE]) { return false }
    if head.starts(with: [0xFE, 0xFF]) { return true }
    let start = head.prefix(64)
    guard start.count >= 8 else { return nil }
    let even = stride(from: 0, to: start.count - 1, by: 2).count { head[$0] == 0 && head[$0 + 1] != 0 && head[$0 + 1] < 0x80 }
    let odd = stride(from: 0, to: start.count - 1, by: 2).count { head[$0 + 1] == 0 && head[$0] != 0 && head[$0] < 0x80 }
    // Markup and tables are mostly ASCII: nine in ten pairs are taken for proof.
    if even * 20 >= start.count * 9 { return true }
    if odd * 20 >= start.count * 9 { return false }
    return nil
  }

  /// The ASCII characters of the text in lower case, whatever its encoding: enough to find tags and header names.
  private static func asciiPart(_ head: [UInt8]) -> [UInt8] {
    head.filter { $0 != 0 && $0 < 0x80 }.asciiLowercased()
  }

  /// Text has no zero bytes, few control characters, and is UTF-8, GB18030 or Big5 (a character cut at the end of `head` is borne), or is
  /// mostly ASCII.
  private static func isText(_ head: [UInt8], isWhole: Bool) -> Bool {
    let controls = head.count { $0 < 0x20 && ![9, 10, 12, 13, 0x1A, 0x1B].contains($0) }
    guard !head.contains(0), controls * 100 <= head.count else { return false }
    // Other charsets, and texts with a few bad bytes: at least seven in ten bytes must be ASCII.
    if head.count(where: { $0 < 0x80 }) * 10 >= head.count * 7 { return true }
    for cut in 0...(isWhole ? 0 : min(3, head.count - 1)) {
      let part = Array(head.dropLast(cut))
      if String(validating: part, as: UTF8.self) != nil || Charset.gb18030.decode(part) != nil || Charset.big5.decode(part) != nil {
        return true
      }
    }
    return false
  }
}
