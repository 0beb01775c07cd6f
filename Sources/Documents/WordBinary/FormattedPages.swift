/// The properties of the text by where it lies in the file: pages of 512 bytes, each for a stretch of the file, found by a table.
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

  /// In the order of the file.
  private let runs: [Run]

  /// None: the document does not say.
  var isEmpty: Bool { runs.isEmpty }

  init(_ kind: Kind, table: BinaryReader?, document: BinaryReader) {
    var runs: [Run] = []
    if let table {
      let count = (table.count - 4) / 8
      for index in 0..<max(0, count) {
        guard let page = table.uint32(4 * (count + 1) + 4 * index) else { break }
        Self.add(page: Int(page & 0x3F_FFFF) * 512, kind, document, to: &runs)
      }
    }
    runs.sort { $0.range.lowerBound < $1.range.lowerBound }
    self.runs = runs
  }

  private static func add(page: Int, _ kind: Kind, _ document: BinaryReader, to runs: inout [Run]) {
    guard let bytes = document.slice(page, 512) else { return }
    let reader = BinaryReader(Array(bytes))
    let count = reader.uint8(511) ?? 0
    let step = kind == .characters ? 1 : 13
    // What a page can hold ends its list, whatever its count says.
    guard count * (4 + step) + 4 <= 511 else { return }
    for index in 0..<count {
      guard let start = reader.int32(4 * index), let end = reader.int32(4 * index + 4), start >= 0, end > start,
        let place = reader.uint8(4 * (count + 1) + step * index)
      else { continue }
      var run = Run(range: start..<end, style: 0, properties: [])
      if place > 0, let size = reader.uint8(2 * place) {
        switch kind {
        case .characters: run.properties = reader.slice(2 * place + 1, size) ?? []
        case .paragraphs:
          // A first byte of 0 says that the next one counts (2.9.174).
          let long = size == 0 ? reader.uint8(2 * place + 1) ?? 0 : 0
          let list = size == 0 ? reader.slice(2 * place + 2, 2 * long) : reader.slice(2 * place + 1, 2 * size - 1)
          if let list, list.count >= 2 {
            run.style = Int(list[list.startIndex]) | Int(list[list.startIndex + 1]) << 8
            run.properties = list.dropFirst(2)
          }
        }
      }
      runs.append(run)
    }
  }

  /// The run that a byte of the file lies in; nil where none says anything of it.
  func run(at offset: Int) -> Run? {
    var low = 0
    var high = runs.count
    while low < high {
      let middle = (low + high) / 2
      if runs[middle].range.lowerBound <= offset { low = middle + 1 } else { high = middle }
    }
    guard low > 0, runs[low - 1].range.contains(offset) else { return nil }
    return runs[low - 1]
  }
}
