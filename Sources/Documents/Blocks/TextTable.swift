import Findings

/// A finished table.
struct TextTable {
  struct Cell {
    var lines: [TextLine] = []
    /// Counts from 0; what merged cells cover counts.
    var column = 0
    var columnSpan = 1
    var rowSpan = 1
  }

  var rows: [[Cell]] = []
  /// A sheet's name.
  var name: String?
}

/// A row as RTF and the Word binary format describe it: cells by the places of their right edges, merges as marks.
struct EdgedRow {
  enum Merge { case none, first, continued }

  struct Cell {
    var lines: [TextLine] = []
    /// In twips; nil where the row does not say.
    var rightEdge: Int?
    /// With the cell to its left.
    var horizontal = Merge.none
    /// With the cell above.
    var vertical = Merge.none
  }

  var leftEdge = 0
  var cells: [Cell] = []
}

extension TextTable {
  /// Edges closer than this (in twips, a tenth of an inch) are one: Word itself snaps cells dragged by hand no finer.
  private static let snap = 60

  /// Rows by edges → rows by columns.
  init(_ edged: [EdgedRow]) {
    let columns = Self.columns(edged)
    // The cell from which a vertical merge goes on, by its column.
    var origins: [Int: (row: Int, index: Int)] = [:]
    for row in edged {
      var cells: [Cell] = []
      var left = row.leftEdge
      var next = 0
      for cell in row.cells {
        let right = cell.rightEdge ?? left
        // Cells without an edge, or with edges out of order, stand one after another.
        let column = max(next, cell.rightEdge == nil ? next : Self.index(of: left, in: columns))
        let end = max(column + 1, cell.rightEdge == nil ? column + 1 : Self.index(of: right, in: columns))
        next = end
        left = right
        if cell.horizontal == .continued, !cells.isEmpty {
          cells[cells.count - 1].columnSpan += end - column
          cells[cells.count - 1].lines += cell.lines
          continue
        }
        if cell.vertical == .continued, let origin = origins[column], origin.row < rows.count, cell.lines.allSatisfy(\.isBlank) {
          rows[origin.row][origin.index].rowSpan = rows.count - origin.row + 1
          continue
        }
        if cell.vertical == .first { origins[column] = (rows.count, cells.count) } else { origins[column] = nil }
        cells.append(Cell(lines: cell.lines, column: column, columnSpan: end - column))
      }
      rows.append(cells)
    }
  }

  /// The edges of all rows, in order, each once.
  private static func columns(_ rows: [EdgedRow]) -> [Int] {
    var edges: [Int] = []
    for row in rows {
      edges.append(row.leftEdge)
      for cell in row.cells { if let edge = cell.rightEdge { edges.append(edge) } }
    }
    edges.sort()
    var distinct: [Int] = []
    for edge in edges where distinct.last.map({ edge - $0 > snap }) ?? true { distinct.append(edge) }
    return distinct
  }

  /// The column that begins at an edge: the last known edge that is not right of it.
  private static func index(of edge: Int, in edges: [Int]) -> Int {
    max(0, edges.partitioningIndex { $0 > edge } - 1)
  }
}
