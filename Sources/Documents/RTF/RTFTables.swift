/// The font table and style sheet of an RTF document, as far as text depends on them.
struct RTFTables {
  /// The encoding of the bytes set in each font; none where the document's own code page holds.
  private(set) var encodings: [Int: TextEncoding] = [:]
  /// Heading levels (1–9) of paragraph styles.
  private(set) var headings: [Int: Int] = [:]
  private(set) var hasChineseFont = false

  private var font: Int?
  private var style = 0
  private var outline: Int?
  private var name: [UInt8] = []

  mutating func fontWord(_ word: String, _ number: Int?) {
    switch word {
    case "f": font = number
    case "fcharset": set(Self.codePage(charset: number ?? 0))
    case "cpg": set(number)
    default: break
    }
  }

  private mutating func set(_ codePage: Int?) {
    guard let font, let codePage, let encoding = TextEncoding(codePage: codePage), encodings.count < 10_000 else { return }
    if encoding == .gb18030 { hasChineseFont = true }
    encodings[font] = encoding
  }

  /// Windows' character sets of fonts (specification 1.9.1, "Font Table"); nil for ANSI, default, symbol and OEM.
  private static func codePage(charset: Int) -> Int? {
    switch charset {
    case 77: 10000
    case 128: 932
    case 129: 949
    case 134: 936
    case 136: 950
    case 161: 1253
    case 162: 1254
    case 163: 1258
    case 177: 1255
    case 178: 1256
    case 186: 1257
    case 204: 1251
    case 222: 874
    case 238: 1250
    default: nil
    }
  }

  mutating func styleWord(_ word: String, _ number: Int?) {
    switch word {
    case "s": style = number ?? 0
    // Character and table styles are none of a paragraph.
    case "cs", "ts", "ds": style = -1
    case "outlinelevel": outline = number
    default: break
    }
  }

  mutating func styleByte(_ byte: UInt8) {
    if name.count < 64 { name.append(byte) }
  }

  /// A group of the style sheet ends: what it said belongs to one style.
  mutating func endStyle() {
    let words = String(decoding: name, as: UTF8.self).lowercased()
    if style >= 0, headings.count < 10_000 {
      if let outline, (0...8).contains(outline) {
        headings[style] = outline + 1
      } else if words.hasPrefix("heading "), let level = words.dropFirst(8).first?.wholeNumberValue, (1...9).contains(level) {
        headings[style] = level
      } else if words.hasPrefix("title") {
        headings[style] = 1
      }
    }
    style = 0
    outline = nil
    name = []
  }
}
