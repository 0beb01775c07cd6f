import Findings

/// The properties of the text by where it lies in the file: pages of 512 bytes, each for a stretch of the file, found by a table.
/// Pages are looked into where they lie: a hostile file names the same one ten thousand times, and an honest one has thousands.
/// Source: [MS-DOC] 2.8.5 and 2.8.6 (PlcBteChpx, PlcBtePapx), 2.9.33 (ChpxFkp), 2.9.175 (PapxFkp).
struct FormattedPages {
  enum Kind { case characters, paragraphs }

  /// A stretch of the file, in bytes, with one list of modifiers.
  struct Run {
    var range: Range<Int>
    /// Of a paragraph: the number of its style.
    var style: Int
    var properties: ArraySlice<UInt8>
  }

  private struct Page {
    /// Where in the stream it lies.
    var place: Int
    /// Where the first stretch that it speaks of begins.
    var first: Int
  }

  private let kind: Kind
  private let document: BinaryReader
  /// Each page once, in the order of the file.
  private let pages: [Page]

  /// None: the document does not say.
  var isEmpty: Bool { pages.isEmpty }

  init(_ kind: Kind, table: BinaryReader?, document: BinaryReader) {
    self.kind = kind
    self.document = document
    var places: Set<Int> = []
    if let table {
      let count = (table.count - 4) / 8
      for index in 0..<max(0, count) {
        guard let page = table.uint32(4 * (count + 1) + 4 * index) else { break }
        let place = Int(page & 0x3F_FFFF) * 512
        if place + 512 <= document.count { places.insert(place) }
      }
    }
    var pages: [Page] = []
    for place in places {
      let count = Self.count(place, kind, document)
      if let first = (0..<count).lazy.compactMap({ Self.range($0, place, document)?.lowerBound }).min() {
        pages.append(Page(place: place, first: first))
      }
    }
    pages.sort { ($0.first, $0.place) < ($1.first, $1.place) }
    self.pages = pages
  }

  private static func step(_ kind: Kind) -> Int { kind == .characters ? 1 : 13 }

  /// How many stretches a page speaks of; none where its count is more than a page can hold.
  private static func count(_ place: Int, _ kind: Kind, _ document: BinaryReader) -> Int {
    let count = document.uint8(place + 511) ?? 0
    return count * (4 + step(kind)) + 4 <= 511 ? count : 0
  }

  private static func range(_ index: Int, _ place: Int, _ document: BinaryReader) -> Range<Int>? {
    guard let start = document.int32(place + 4 * index), let end = document.int32(place + 4 * index + 4), start >= 0, end > start else {
      return nil
    }
    return start..<end
  }

  /// The run that a byte of the file lies in; nil where none says anything of it.
  func run(at offset: Int) -> Run? {
    let after = pages.partitioningIndex { $0.first > offset }
    guard after > 0 else { return nil }
    let page = pages[after - 1].place
    let count = Self.count(page, kind, document)
    for index in 0..<count {
      if let range = Self.range(index, page, document), range.contains(offset) { return run(index, of: count, page, range) }
    }
    return nil
  }

  private func run(_ index: Int, of count: Int, _ page: Int, _ range: Range<Int>) -> Run {
    var run = Run(range: range, style: 0, properties: [])
    guard let bytes = document.part(page, 512), let place = bytes.uint8(4 * (count + 1) + Self.step(kind) * index), place > 0,
      let size = bytes.uint8(2 * place)
    else { return run }
    switch kind {
    case .characters: run.properties = bytes.slice(2 * place + 1, size) ?? []
    case .paragraphs:
      // A first byte of 0 says that the next one counts (2.9.174).
      let long = size == 0 ? bytes.uint8(2 * place + 1) ?? 0 : 0
      let list = size == 0 ? bytes.slice(2 * place + 2, 2 * long) : bytes.slice(2 * place + 1, 2 * size - 1)
      if let list, list.count >= 2 {
        run.style = Int(list[list.startIndex]) | Int(list[list.startIndex + 1]) << 8
        run.properties = list.dropFirst(2)
      }
    }
    return run
  }
}
