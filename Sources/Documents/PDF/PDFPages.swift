/// The lines of a PDF's pages, as `pdftotext -bbox-layout` writes them: XHTML with an element a line of output.
struct PDFPages {
  /// One line of one column or cell. Places in points, from the upper left corner.
  struct Line {
    var left: Double
    var top: Double
    var right: Double
    var bottom: Double
    var text: [UInt8] = []

    var height: Double { bottom - top }
  }

  struct Page {
    var width = 0.0
    var height = 0.0
    var lines: [Line] = []

    /// Letters, digits and ideographs, about.
    var letters: Int { lines.reduce(0) { $0 + $1.text.count { $0 >= 0xC0 || ($0 | 0x20) &- 97 < 26 || $0 &- 48 < 10 } } }
  }

  private(set) var pages: [Page] = []

  init(_ output: [UInt8]) {
    for line in output.split(separator: 0x0A) {
      let element = line.drop { $0 == 0x20 }
      if element.starts(with: Self.word) {
        addWord(element)
      } else if element.starts(with: Self.line) {
        guard let page = pages.indices.last, let left = Self.number("xMin=\"", element), let top = Self.number("yMin=\"", element),
          let right = Self.number("xMax=\"", element), let bottom = Self.number("yMax=\"", element), bottom > top, right >= left
        else { continue }
        pages[page].lines.append(Line(left: left, top: top, right: right, bottom: bottom))
      } else if element.starts(with: Self.page) {
        pages.append(Page(width: Self.number("width=\"", element) ?? 0, height: Self.number("height=\"", element) ?? 0))
      }
    }
    for page in pages.indices { pages[page].lines.removeAll { $0.text.allSatisfy { $0 <= 0x20 } } }
  }

  private static let word = Array("<word ".utf8)
  private static let line = Array("<line ".utf8)
  private static let page = Array("<page ".utf8)

  private mutating func addWord(_ element: ArraySlice<UInt8>) {
    guard let page = pages.indices.last, let line = pages[page].lines.indices.last,
      let start = element.firstIndex(of: UInt8(ascii: ">")), let end = element.lastIndex(of: UInt8(ascii: "<")), start < end
    else { return }
    if !pages[page].lines[line].text.isEmpty { pages[page].lines[line].text.append(0x20) }
    pages[page].lines[line].text += Self.unescaped(element[(start + 1)..<end])
  }

  /// `&amp;` and its like: poppler escapes these five.
  private static func unescaped(_ text: ArraySlice<UInt8>) -> [UInt8] {
    guard text.contains(UInt8(ascii: "&")) else { return Array(text) }
    var result: [UInt8] = []
    var rest = text
    while let byte = rest.first {
      if byte == UInt8(ascii: "&"), let entity = entities.first(where: { rest.starts(with: $0.name) }) {
        result.append(entity.byte)
        rest = rest.dropFirst(entity.name.count)
      } else {
        result.append(byte)
        rest = rest.dropFirst()
      }
    }
    return result
  }

  private static let entities: [(name: [UInt8], byte: UInt8)] = [
    (Array("&amp;".utf8), 0x26), (Array("&lt;".utf8), 0x3C), (Array("&gt;".utf8), 0x3E), (Array("&quot;".utf8), 0x22),
    (Array("&apos;".utf8), 0x27),
    (Array("&#39;".utf8), 0x27),
  ]

  /// The number behind a name, within the beginning of an element: poppler writes plain decimals.
  private static func number(_ name: StaticString, _ element: ArraySlice<UInt8>) -> Double? {
    let head = element.prefix(256)
    let count = name.utf8CodeUnitCount
    guard head.count > count else { return nil }
    for start in head.startIndex..<(head.endIndex - count) where (0..<count).allSatisfy({ head[start + $0] == name.utf8Start[$0] }) {
      let digits = head[(start + count)...].prefix { $0 != UInt8(ascii: "\"") }
      guard let value = Double(String(decoding: digits, as: UTF8.self)), value.isFinite, abs(value) < 1e6 else { return nil }
      return value
    }
    return nil
  }
}
