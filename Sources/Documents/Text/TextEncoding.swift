import Glibc

/// The encodings that text reaches this program in.
enum TextEncoding: Equatable {
  case utf8
  case utf16(isBigEndian: Bool)
  /// GB 2312 in seven bits, between `~{` and `~}` (RFC 1843). glibc has no converter for it.
  case hz
  /// A charset of iconv(3), by its glibc name.
  case legacy(String)

  static let gb18030 = TextEncoding.legacy("GB18030")
  static let big5 = TextEncoding.legacy("BIG5-HKSCS")
  static let latin1 = TextEncoding.legacy("CP1252")

  /// By the label of a web page or a mail (WHATWG Encoding Standard, 4.2); nil for labels that no Chinese page carries.
  init?(label: String) {
    switch label.lowercased().filter({ $0 != "\"" && $0 != "'" && !$0.isWhitespace }) {
    case "utf-8", "utf8", "unicode-1-1-utf-8": self = .utf8
    // A page that says UTF-16 in ASCII bytes is none; its byte order is told by its bytes.
    case "gb2312", "gbk", "gb18030", "gb_2312-80", "x-gbk", "cp936", "ms936", "chinese", "euc-cn", "gb2312-80": self = .gb18030
    case "big5", "big5-hkscs", "x-x-big5", "cn-big5", "cp950": self = .big5
    case "hz-gb-2312": self = .hz
    case "shift_jis", "shift-jis", "sjis", "x-sjis": self = .legacy("CP932")
    case "euc-jp": self = .legacy("EUC-JP")
    case "euc-kr", "ks_c_5601-1987": self = .legacy("CP949")
    case "iso-8859-1", "latin1", "windows-1252", "us-ascii", "ascii", "cp1252": self = .latin1
    case "windows-1251": self = .legacy("CP1251")
    default: return nil
    }
  }

  /// By the number of a Windows code page, as RTF and the binary Office formats give it; nil for others.
  init?(codePage: Int) {
    switch codePage {
    case 936, 54936: self = .gb18030
    case 950: self = .big5
    case 932: self = .legacy("CP932")
    case 949: self = .legacy("CP949")
    case 874: self = .legacy("CP874")
    case 1250...1258: self = .legacy("CP\(codePage)")
    case 437: self = .legacy("CP437")
    case 850: self = .legacy("CP850")
    case 10000: self = .legacy("MACINTOSH")
    case 10008: self = .gb18030
    case 10002: self = .big5
    case 65001: self = .utf8
    default: return nil
    }
  }

  // MARK: - Decoding

  /// The text as UTF-8, and how many places had no meaning (each is U+FFFD).
  func decode(_ bytes: some Collection<UInt8>) -> (text: [UInt8], bad: Int) {
    switch self {
    case .utf8: return Self.repaired(Array(bytes))
    case .utf16(let isBigEndian): return Self.utf16(bytes, isBigEndian: isBigEndian)
    case .hz: return Self.iconv(Self.eightBits(Array(bytes)), from: "GB18030")
    case .legacy(let name):
      return bytes.withContiguousStorageIfAvailable { Self.iconv($0, from: name) } ?? Self.iconv(Array(bytes), from: name)
    }
  }

  /// HZ as EUC-CN: what stands between its marks gets its eighth bit.
  private static func eightBits(_ bytes: [UInt8]) -> [UInt8] {
    var result: [UInt8] = []
    result.reserveCapacity(bytes.count)
    var isWide = false
    var index = 0
    while index < bytes.count {
      let byte = bytes[index]
      let next = index + 1 < bytes.count ? bytes[index + 1] : 0
      if byte == UInt8(ascii: "~"), !isWide, next == UInt8(ascii: "~") || next == UInt8(ascii: "{") || next == 0x0A {
        // `~~` is a tilde, `~` at a line's end joins it with the next.
        isWide = next == UInt8(ascii: "{")
        if next == UInt8(ascii: "~") { result.append(byte) }
        index += 2
      } else if byte == UInt8(ascii: "~"), isWide, next == UInt8(ascii: "}") {
        isWide = false
        index += 2
      } else if isWide, byte == 0x0A || byte == 0x0D {
        // A line ends it too.
        isWide = false
        result.append(byte)
        index += 1
      } else if isWide, next > 0x20 {
        result += [byte | 0x80, next | 0x80]
        index += 2
      } else {
        result.append(byte)
        index += 1
      }
    }
    return result
  }

  private static let replacement: [UInt8] = [0xEF, 0xBF, 0xBD]

  private static func repaired(_ bytes: [UInt8]) -> (text: [UInt8], bad: Int) {
    if String(validating: bytes, as: UTF8.self) != nil { return (bytes, 0) }
    var bad = 0
    let text = String(decoding: bytes, as: UTF8.self)
    for scalar in text.unicodeScalars where scalar == "\u{FFFD}" { bad += 1 }
    return (Array(text.utf8), bad)
  }

  /// Unit by unit into the result, which is all that is held: a text may have tens of megabytes.
  private static func utf16(_ bytes: some Collection<UInt8>, isBigEndian: Bool) -> (text: [UInt8], bad: Int) {
    var text: [UInt8] = []
    text.reserveCapacity(bytes.count / 2 * 3)
    var bad = bytes.count % 2
    var high: UInt32?
    func add(_ value: UInt32) {
      switch value {
      case 0..<0x80: text.append(UInt8(value))
      case 0x80..<0x800: text += [UInt8(0xC0 | value >> 6), UInt8(0x80 | value & 0x3F)]
      case 0x800..<0x10000:
        text.append(UInt8(0xE0 | value >> 12))
        text.append(UInt8(0x80 | value >> 6 & 0x3F))
        text.append(UInt8(0x80 | value & 0x3F))
      default:
        text += [UInt8(0xF0 | value >> 18), UInt8(0x80 | value >> 12 & 0x3F), UInt8(0x80 | value >> 6 & 0x3F), UInt8(0x80 | value & 0x3F)]
      }
    }
    func addBad() {
      bad += 1
      text += replacement
    }
    var iterator = bytes.makeIterator()
    while let first = iterator.next(), let second = iterator.next() {
      let unit = isBigEndian ? UInt32(first) << 8 | UInt32(second) : UInt32(second) << 8 | UInt32(first)
      if let upper = high {
        high = nil
        if unit & 0xFC00 == 0xDC00 {
          add(0x10000 + (upper & 0x3FF) << 10 + unit & 0x3FF)
          continue
        }
        addBad()
      }
      if unit & 0xFC00 == 0xD800 {
        high = unit
      } else if unit & 0xFC00 == 0xDC00 {
        addBad()
      } else {
        add(unit)
      }
    }
    if high != nil { addBad() }
    return (text, bad)
  }

  /// iconv(3), going on behind each byte that has no meaning.
  private static func iconv(_ bytes: [UInt8], from name: String) -> (text: [UInt8], bad: Int) {
    bytes.withUnsafeBufferPointer { iconv($0, from: name) }
  }

  private static func iconv(_ bytes: UnsafeBufferPointer<UInt8>, from name: String) -> (text: [UInt8], bad: Int) {
    let converter = iconv_open("UTF-8", name)
    // A system without this charset: ASCII is still read.
    guard converter != iconv_t(bitPattern: -1) else { return repaired(Array(bytes)) }
    defer { iconv_close(converter) }
    var text: [UInt8] = []
    text.reserveCapacity(bytes.count * 3 / 2 + 16)
    var bad = 0
    var buffer = [CChar](repeating: 0, count: 1 << 14)
    // iconv(3) only reads its input, whatever its type says.
    var from = UnsafeMutableRawPointer(mutating: bytes.baseAddress)?.assumingMemoryBound(to: CChar.self)
    var left = bytes.count
    buffer.withUnsafeMutableBufferPointer { buffer in
      while left > 0 {
        var to = buffer.baseAddress
        var room = buffer.count
        let result = Glibc.iconv(converter, &from, &left, &to, &room)
        let reason = errno
        text.append(contentsOf: UnsafeRawBufferPointer(start: buffer.baseAddress, count: buffer.count - room))
        // E2BIG: the buffer is full; it is empty again now.
        guard result == -1, reason != E2BIG, left > 0 else { continue }
        // EILSEQ, or EINVAL for a character cut off at the end.
        bad += 1
        text += replacement
        from = from.map { $0 + 1 }
        left -= 1
      }
    }
    return (text, bad)
  }
}
