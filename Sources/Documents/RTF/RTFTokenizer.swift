/// Cuts RTF into its four kinds of token. Source: Rich Text Format Specification 1.9.1, "RTF Syntax".
struct RTFTokenizer {
  enum Token {
    case beginGroup
    case endGroup
    /// `\name` or `\nameN`; nil where no number follows.
    case word(String, Int?)
    /// `\~`, `\*` and the like.
    case symbol(UInt8)
    /// A byte of text, escaped (`\'c4`) or not.
    case byte(UInt8)
  }

  private let bytes: [UInt8]
  private var position = 0

  init(_ bytes: [UInt8]) { self.bytes = bytes }

  /// Whether the end came where one was due is for the reader to say.
  mutating func next() -> Token? {
    while position < bytes.count {
      let byte = bytes[position]
      position += 1
      switch byte {
      case UInt8(ascii: "{"): return .beginGroup
      case UInt8(ascii: "}"): return .endGroup
      case UInt8(ascii: "\\"): return control()
      case 0x0A, 0x0D, 0: continue
      default: return .byte(byte)
      }
    }
    return nil
  }

  /// Passes over the raw bytes behind `\binN`.
  mutating func skip(_ count: Int) { position = min(bytes.count, position + max(0, count)) }

  private mutating func control() -> Token? {
    guard position < bytes.count else { return nil }
    let first = bytes[position]
    guard Self.isLetter(first) else {
      position += 1
      switch first {
      case UInt8(ascii: "'"):
        guard position + 1 < bytes.count, let high = MIMEMessage.hexadecimal(bytes[position]),
          let low = MIMEMessage.hexadecimal(bytes[position + 1])
        else { return .symbol(first) }
        position += 2
        return .byte(high << 4 | low)
      case UInt8(ascii: "\\"), UInt8(ascii: "{"), UInt8(ascii: "}"): return .byte(first)
      // A backslash before a line break is a paragraph's end.
      case 0x0A, 0x0D: return .word("par", nil)
      default: return .symbol(first)
      }
    }
    let start = position
    // The specification allows 32 letters.
    while position < bytes.count, position - start < 32, Self.isLetter(bytes[position]) { position += 1 }
    let name = String(decoding: bytes[start..<position], as: UTF8.self)
    var number: Int?
    let numberStart = position
    if position < bytes.count, bytes[position] == UInt8(ascii: "-") { position += 1 }
    let digits = position
    // Ten digits hold every 32-bit number.
    while position < bytes.count, position - digits < 10, bytes[position] &- 48 < 10 {
      number = (number ?? 0) * 10 + Int(bytes[position] - 48)
      position += 1
    }
    if number == nil { position = numberStart } else if digits > numberStart { number = number.map { -$0 } }
    if position < bytes.count, bytes[position] == 0x20 { position += 1 }
    return .word(name, number)
  }

  private static func isLetter(_ byte: UInt8) -> Bool { (byte | 0x20) &- 97 < 26 }
}
