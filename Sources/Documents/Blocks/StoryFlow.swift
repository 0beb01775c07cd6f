/// One story of a document while it is read: the body, a header, a note, a text box. Cells and rows come one after another, as RTF and the Word binary
/// format have them.
struct StoryFlow {
  enum Item {
    case line(TextLine)
    case table([EdgedRow])
  }

  let region: Block.Region
  var line = LineBuilder()
  var items: [Item] = []
  /// Paragraphs of the open cell.
  var cell: [TextLine] = []
  /// Finished cells of the open row.
  var cells: [[TextLine]] = []
  /// Finished rows of the open table.
  var rows: [EdgedRow] = []

  init(region: Block.Region) {
    self.region = region
  }

  mutating func endCell() {
    cells.append(cell)
    cell = []
  }

  /// `shape` is the row as it is defined; text behind the last cell's end is none of it.
  mutating func endRow(_ shape: EdgedRow) {
    guard !cells.isEmpty else { return }
    var row = EdgedRow(leftEdge: shape.leftEdge)
    for (index, lines) in cells.enumerated() {
      var cell = index < shape.cells.count ? shape.cells[index] : EdgedRow.Cell()
      cell.lines = lines
      row.cells.append(cell)
    }
    rows.append(row)
    cells = []
  }

  mutating func endTable() {
    if !cells.isEmpty || !cell.isEmpty {
      // A row that its end never came for.
      endCell()
      endRow(EdgedRow())
    }
    guard !rows.isEmpty else { return }
    items.append(.table(rows))
    rows = []
  }
}
