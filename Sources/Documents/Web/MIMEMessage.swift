import Containers
import Findings

/// The pages in a MIME message, as browsers, Word and Excel save them (RFC 2557; RFC 2045 and 2046 for what it is made of).
struct MIMEMessage {
  struct Page {
    /// Where its body lies in the message; it is decoded when it is read, one page at a time.
    fileprivate var body: Range<Int>
    fileprivate var coding: String
    /// What the part says of its charset.
    var charset: String?

    func decoded(_ message: [UInt8]) -> [UInt8] {
      let body = message[body]
      if coding.hasPrefix("quoted-printable") { return MIMEMessage.quotedPrintable(body) }
      return coding.hasPrefix("base64") ? MIMEMessage.base64(body) : Array(body)
    }
  }

  private(set) var pages: [Page] = []
  private(set) var fault: ReadFault?

  /// Parts within parts; a saved page has one level, or two with `multipart/alternative`.
  private static let deepest = 8

  init(_ bytes: [UInt8], limits: Limits) {
    // Parts yet to be looked at, the first one last.
    var open: [(range: Range<Int>, depth: Int)] = [(0..<bytes.count, 0)]
    var parts = 0
    while let (range, depth) = open.popLast() {
      parts += 1
      if parts > limits.members {
        fault = ReadFault(.limit, "members: the message has more than \(limits.members) parts")
        return
      }
      let headers = MIMEHeaders(bytes, range)
      let type = headers["content-type"] ?? (depth == 0 ? "text/html" : "text/plain")
      if type.lowercased().hasPrefix("multipart/") {
        guard depth < Self.deepest else {
          fault = ReadFault(.limit, "the parts of the message are nested deeper than \(Self.deepest)")
          continue
        }
        guard let boundary = MIMEHeaders.parameter("boundary", of: type), !boundary.isEmpty else {
          fault = ReadFault(.corrupt, "the message does not say how its parts are divided")
          continue
        }
        let inner = Self.split(bytes, headers.body, boundary: boundary, most: limits.members)
        open += inner.reversed().map { ($0, depth + 1) }
      } else if type.lowercased().hasPrefix("text/html") || type.lowercased().hasPrefix("application/xhtml") {
        pages.append(
          Page(
            body: headers.body, coding: headers["content-transfer-encoding"]?.lowercased() ?? "",
            charset: MIMEHeaders.parameter("charset", of: type)))
      }
    }
    if pages.isEmpty, fault == nil { fault = ReadFault(.corrupt, "the message holds no page") }
  }

  /// The parts between the lines of a boundary.
  private static func split(_ bytes: [UInt8], _ body: Range<Int>, boundary: String, most: Int) -> [Range<Int>] {
    let mark = Array("--\(boundary)".utf8)
    var parts: [Range<Int>] = []
    var begin: Int?
    var lineStart = body.lowerBound
    while lineStart < body.upperBound, parts.count <= most {
      let lineEnd = bytes[lineStart..<body.upperBound].firstIndex(of: 0x0A) ?? body.upperBound
      if bytes[lineStart..<lineEnd].starts(with: mark) {
        if let begin { parts.append(begin..<max(begin, lineStart)) }
        begin = min(lineEnd + 1, body.upperBound)
        // `--boundary--` ends the whole.
        if bytes[lineStart..<lineEnd].dropFirst(mark.count).starts(with: [0x2D, 0x2D]) { return parts }
      }
      lineStart = lineEnd + 1
    }
    // A message cut off in its last part.
    if let begin, begin < body.upperBound { parts.append(begin..<body.upperBound) }
    return parts
  }

  /// RFC 2045, 6.7. What is no escape stands for itself.
  static func quotedPrintable(_ bytes: ArraySlice<UInt8>) -> [UInt8] {
    var result: [UInt8] = []
    // An array that doubles holds three times its bytes meanwhile.
    result.reserveCapacity(bytes.count)
    var index = bytes.startIndex
    while index < bytes.endIndex {
      let byte = bytes[index]
      index += 1
      guard byte == UInt8(ascii: "=") else {
        result.append(byte)
        continue
      }
      if index + 1 < bytes.endIndex, let high = hexadecimal(bytes[index]), let low = hexadecimal(bytes[index + 1]) {
        result.append(high << 4 | low)
        index += 2
      } else if index < bytes.endIndex, bytes[index] == 0x0D || bytes[index] == 0x0A {
        // A soft line break.
        index += bytes[index] == 0x0D && index + 1 < bytes.endIndex && bytes[index + 1] == 0x0A ? 2 : 1
      } else {
        result.append(byte)
      }
    }
    return result
  }

  static func hexadecimal(_ byte: UInt8) -> UInt8? {
    switch byte {
    case 0x30...0x39: byte - 0x30
    case 0x41...0x46: byte - 0x41 + 10
    case 0x61...0x66: byte - 0x61 + 10
    default: nil
    }
  }

  /// RFC 2045, 6.8. Bytes that are not of the alphabet are passed over.
  static func base64(_ bytes: ArraySlice<UInt8>) -> [UInt8] {
    var result: [UInt8] = []
    result.reserveCapacity(bytes.count * 3 / 4)
    var bits: UInt32 = 0
    var count = 0
    for byte in bytes {
      let value: UInt8
      switch byte {
      case 0x41...0x5A: value = byte - 0x41
      case 0x61...0x7A: value = byte - 0x61 + 26
      case 0x30...0x39: value = byte - 0x30 + 52
      case UInt8(ascii: "+"): value = 62
      case UInt8(ascii: "/"): value = 63
      default: continue
      }
      bits = bits << 6 | UInt32(value)
      count += 6
      if count >= 8 {
        count -= 8
        result.append(UInt8(truncatingIfNeeded: bits >> UInt32(count)))
      }
    }
    return result
  }
}

/// The header fields of one MIME part.
struct MIMEHeaders {
  private var fields: [String: String] = [:]
  /// Where the part's body lies.
  let body: Range<Int>

  /// Header lines that are looked at; a part of an honest message has ten.
  private static let most = 200

  init(_ bytes: [UInt8], _ range: Range<Int>) {
    var lineStart = range.lowerBound
    var last: String?
    var count = 0
    var end = range.upperBound
    while lineStart < range.upperBound, count < Self.most {
      count += 1
      let lineEnd = bytes[lineStart..<range.upperBound].firstIndex(of: 0x0A) ?? range.upperBound
      var line = bytes[lineStart..<lineEnd]
      if line.last == 0x0D { line = line.dropLast() }
      lineStart = min(lineEnd + 1, range.upperBound)
      if line.isEmpty {
        // Blank lines before the first field are borne.
        if fields.isEmpty { continue }
        end = lineStart
        break
      }
      let text = String(decoding: line.prefix(4096), as: UTF8.self)
      if text.first == " " || text.first == "\t" {
        // A field goes on (RFC 5322, 2.2.3).
        if let last { fields[last, default: ""] += " " + text.drop(while: \.isWhitespace) }
      } else if let colon = text.firstIndex(of: ":") {
        let name = text[..<colon].lowercased()
        fields[name] = String(text[text.index(after: colon)...].drop(while: \.isWhitespace))
        last = name
      }
    }
    body = min(end, range.upperBound)..<range.upperBound
  }

  subscript(_ name: String) -> String? { fields[name] }

  /// A parameter of a field: `charset` of `text/html; charset="gb2312"`.
  static func parameter(_ name: String, of field: String) -> String? {
    for part in field.split(separator: ";").dropFirst() {
      guard let equals = part.firstIndex(of: "=") else { continue }
      guard part[..<equals].lowercased().filter({ !$0.isWhitespace }) == name else { continue }
      let value = part[part.index(after: equals)...].drop(while: \.isWhitespace)
      if value.first == "\"" { return String(value.dropFirst().prefix { $0 != "\"" }) }
      return String(value.prefix { !$0.isWhitespace })
    }
    return nil
  }
}
