/// One table of a page while it is open.
final class HTMLTable {
  enum Item {
    case line(TextLine)
    case table(TextTable)
  }

  private struct Cell {
    var items: [Item] = []
    var column: Int
    var columnSpan: Int
    var rowSpan: Int
  }

  private var rows: [[Cell]] = []
  /// The row up to which (counted from 1) each column is taken by a cell that begins above, and the column behind that cell.
  private var taken: [Int: (row: Int, next: Int)] = [:]
  private var column = 0
  private var isInCell = false
  /// What stands between the cells: the caption, and what the page puts where it may not.
  private var loose: [Item] = []
  private var hasTables = false

  func beginRow() {
    isInCell = false
    rows.append([])
    column = 0
  }

  func beginCell(columnSpan: Int, rowSpan: Int) {
    if rows.isEmpty { beginRow() }
    while let cell = taken[column], cell.row >= rows.count { column = cell.next }
    rows[rows.count - 1].append(Cell(column: column, columnSpan: columnSpan, rowSpan: rowSpan))
    if rowSpan > 1 { for place in column..<(column + columnSpan) { taken[place] = (rows.count - 1 + rowSpan, column + columnSpan) } }
    column += columnSpan
    isInCell = true
  }

  func endCell() { isInCell = false }

  func add(_ item: Item) {
    if case .table = item { hasTables = true }
    if isInCell, let row = rows.indices.last, let cell = rows[row].indices.last {
      rows[row][cell].items.append(item)
    } else {
      loose.append(item)
    }
  }

  /// What the table comes to. One that holds other tables, or has one column only, lays out the page: what stands in it comes as it comes.
  func items() -> [Item] {
    let isLayout = hasTables || rows.allSatisfy { $0.count <= 1 }
    if isLayout { return loose + rows.flatMap { $0.flatMap(\.items) } }
    let table = TextTable(
      rows: rows.map { row in
        row.map { cell in
          let lines = cell.items.compactMap { item -> TextLine? in if case .line(let line) = item { line } else { nil } }
          return TextTable.Cell(lines: lines, column: cell.column, columnSpan: cell.columnSpan, rowSpan: cell.rowSpan)
        }
      })
    return loose + [.table(table)]
  }
}
