/// The styles of a Word 97–2003 document, with what each says of paragraphs and letters. Source: [MS-DOC] 2.9.271 (STSH), 2.9.260 (STD).
struct BinaryStyles {
  struct Style {
    var paragraph = BinaryParagraph()
    var run = BinaryRun()
    /// 1–9 for headings.
    var headingLevel = 0
  }

  private var styles: [Int: Style] = [:]

  subscript(_ index: Int) -> Style { styles[index] ?? Style() }

  private struct Raw {
    var base: Int
    var number: Int
    var paragraph: ArraySlice<UInt8> = []
    var run: ArraySlice<UInt8> = []
  }

  /// Styles on styles; Word allows eleven.
  private static let deepest = 16

  init(_ sheet: BinaryReader?) {
    guard let sheet, let head = sheet.uint16(0), let count = sheet.uint16(2), let baseSize = sheet.uint16(4), baseSize >= 8 else { return }
    var raw: [Int: Raw] = [:]
    var offset = 2 + head
    for index in 0..<min(count, 4096) {
      guard let size = sheet.uint16(offset) else { break }
      if size > 0, let bytes = sheet.slice(offset + 2, size) { raw[index] = Self.raw(BinaryReader(Array(bytes)), baseSize) }
      offset += 2 + size + size % 2
    }
    for index in raw.keys { styles[index] = Self.resolve(index, raw) }
  }

  private static func raw(_ style: BinaryReader, _ baseSize: Int) -> Raw? {
    guard let number = style.uint16(0), let kind = style.uint16(2), let parts = style.uint16(4), let letters = style.uint16(baseSize) else {
      return nil
    }
    var raw = Raw(base: kind >> 4, number: number & 0xFFF)
    // Paragraph styles have two lists, for paragraphs and letters.
    guard kind & 0xF == 1, parts & 0xF >= 2 else { return raw }
    // The name, its closing zero, then the lists at even places.
    var offset = baseSize + 2 + 2 * letters + 2
    offset += offset % 2
    if let size = style.uint16(offset), let list = style.slice(offset + 2, size) {
      raw.paragraph = list.dropFirst(2)
      offset += 2 + size + size % 2
      if let size = style.uint16(offset), let list = style.slice(offset + 2, size) { raw.run = list }
    }
    return raw
  }

  private static func resolve(_ index: Int, _ raw: [Int: Raw]) -> Style {
    var chain: [Raw] = []
    var next = index
    while chain.count < deepest, let style = raw[next] {
      chain.append(style)
      next = style.base
    }
    var style = Style()
    for level in chain.reversed() {
      style.paragraph.apply(PropertyList(level.paragraph))
      style.run.apply(PropertyList(level.run))
    }
    // The built-in styles heading 1 to heading 9, and Title (2.9.261, sti).
    if let number = chain.first?.number {
      if (1...9).contains(number) { style.headingLevel = number } else if number == 62 { style.headingLevel = 1 }
    }
    if style.headingLevel == 0, let level = style.paragraph.outlineLevel, level < 9 { style.headingLevel = level + 1 }
    return style
  }
}
