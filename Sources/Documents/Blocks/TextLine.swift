/// One finished paragraph.
struct TextLine {
  /// UTF-8; line breaks inside the paragraph are `\n`.
  var text: [UInt8] = []
  var kind = Block.Kind.paragraph
  var level: UInt8 = 0
  var look: Block.Look = []
  /// The average size of its letters in half-points; 0 where nothing is known of it.
  var size = 0

  init() {}

  init(_ text: String, kind: Block.Kind = .paragraph, level: UInt8 = 0) {
    self.text = Array(text.utf8)
    self.kind = kind
    self.level = level
  }

  /// Keeps at most so many bytes, and no part of a character.
  mutating func cut(to most: Int) {
    var end = min(max(0, most), text.count)
    while end > 0, end < text.count, text[end] & 0xC0 == 0x80 { end -= 1 }
    text.removeLast(text.count - end)
  }

  /// Whether it shows nothing but blanks, no-break and ideographic ones included.
  var isBlank: Bool {
    var index = 0
    while index < text.count {
      if text[index] <= 0x20 {
        index += 1
      } else if text[index...].starts(with: [0xC2, 0xA0]) {
        index += 2
      } else if text[index...].starts(with: [0xE3, 0x80, 0x80]) || text[index...].starts(with: [0xEF, 0xBB, 0xBF]) {
        index += 3
      } else {
        return false
      }
    }
    return true
  }
}

/// A paragraph being written, letter by letter, with what its letters look like.
struct LineBuilder {
  private(set) var text: [UInt8] = []
  private var ink = 0
  private var bold = 0
  private var sizes = 0

  var isEmpty: Bool { text.isEmpty }
  var count: Int { text.count }
  var last: UInt8? { text.last }

  /// `size` in half-points.
  mutating func append(_ bytes: some Collection<UInt8>, isBold: Bool = false, size: Int = 0) {
    text.append(contentsOf: bytes)
    ink += bytes.count
    if isBold { bold += bytes.count }
    sizes += bytes.count * size
  }

  /// A blank, tab or line break: it has no look.
  mutating func append(blank byte: UInt8) { text.append(byte) }

  mutating func removeLast() { text.removeLast() }

  /// Ends the paragraph and begins the next one. Blanks at its ends are cut.
  mutating func take(kind: Block.Kind = .paragraph, level: Int = 0, isCentred: Bool = false) -> TextLine {
    var line = TextLine()
    while let last = text.last, last <= 0x20 { text.removeLast() }
    line.kind = kind
    line.level = UInt8(clamping: min(max(level, 0), 9))
    // Nine in ten bytes: a full stop set in another face does not make a heading a sentence.
    if ink > 0, bold * 10 >= ink * 9 { line.look.insert(.bold) }
    if isCentred { line.look.insert(.centred) }
    line.size = ink > 0 ? sizes / ink : 0
    line.text = Array(text.drop { $0 <= 0x20 })
    self = LineBuilder()
    return line
  }
}
