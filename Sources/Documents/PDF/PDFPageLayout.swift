/// Makes paragraphs and tables of the lines of one page, by where they stand. A PDF knows neither: lines side by side in two rows or more are taken for a
/// table, lines one below another that fill the width for a paragraph.
struct PDFPageLayout {
  private typealias Line = PDFPages.Line

  /// Lines that stand side by side.
  private struct Row {
    var lines: [Line]
    var top: Double
    var bottom: Double
  }

  private let page: PDFPages.Page
  private let left: Double
  private let right: Double

  static func add(_ page: PDFPages.Page, to sink: inout BlockSink) {
    guard !page.lines.isEmpty else { return }
    PDFPageLayout(page).add(to: &sink)
  }

  private init(_ page: PDFPages.Page) {
    self.page = page
    left = page.lines.map(\.left).min() ?? 0
    right = page.lines.map(\.right).max() ?? 0
  }

  private func add(to sink: inout BlockSink) {
    let rows = self.rows()
    var index = 0
    while index < rows.count {
      let end = tableEnd(rows, from: index)
      if end > index {
        sink.add(table(rows[index..<end]))
        index = end
      } else {
        index = addParagraph(rows, from: index, to: &sink)
      }
    }
  }

  /// The lines by rows, from the top: those that overlap by more than half of their height stand in one.
  private func rows() -> [Row] {
    var rows: [Row] = []
    for line in page.lines.sorted(by: { ($0.top, $0.left) < ($1.top, $1.left) }) {
      // No page has as many side by side; comparing each with all would take time without end.
      if let last = rows.indices.last, rows[last].lines.count < 200 {
        let shared = min(rows[last].bottom, line.bottom) - max(rows[last].top, line.top)
        if shared > 0.5 * min(line.height, rows[last].bottom - rows[last].top),
          !rows[last].lines.contains(where: { Self.overlap($0, line) })
        {
          rows[last].lines.append(line)
          continue
        }
      }
      rows.append(Row(lines: [line], top: line.top, bottom: line.bottom))
    }
    for index in rows.indices { rows[index].lines.sort { $0.left < $1.left } }
    return rows
  }

  private static func overlap(_ first: Line, _ second: Line) -> Bool {
    min(first.right, second.right) - max(first.left, second.left) > 1
  }

  // MARK: - Paragraphs

  /// Adds the paragraph that begins in a row; gives the row behind it.
  private func addParagraph(_ rows: [Row], from index: Int, to sink: inout BlockSink) -> Int {
    let first = rows[index]
    guard first.lines.count == 1, let line = first.lines.first else {
      // Side by side, but in one row only: a line with tabs, such as a signature and its date.
      var words = LineBuilder()
      for line in first.lines {
        if !words.isEmpty { words.append(blank: 0x09) }
        words.append(line.text, size: size(line))
      }
      sink.add(words.take())
      return index + 1
    }
    var text = LineBuilder()
    text.append(line.text, size: size(line))
    var last = line
    var next = index + 1
    while next < rows.count, rows[next].lines.count == 1, let line = rows[next].lines.first, continues(last, line) {
      // Latin words at both ends are kept apart.
      if let end = last.text.last, let start = line.text.first, end < 0x80, start < 0x80 { text.append(blank: 0x20) }
      text.append(line.text, size: size(line))
      last = line
      next += 1
    }
    sink.add(text.take(isCentred: next == index + 1 && isCentred(line)))
    return next
  }

  /// Whether a line goes on in the next: it fills the width, and the next one begins at the margin, close below, in the same size.
  private func continues(_ line: Line, _ next: Line) -> Bool {
    let height = line.height
    return right - line.right < 2.5 * height && next.left - left < 0.8 * height && next.top - line.bottom < 1.2 * height
      && abs(next.height - height) < 0.25 * height
  }

  /// In half-points. The box of a line is about a fifth higher than its letters are said to be.
  private func size(_ line: Line) -> Int { Int((line.height * 2 / 1.2).rounded()) }

  private func isCentred(_ line: Line) -> Bool {
    guard page.width > 0 else { return false }
    return abs((line.left + line.right - page.width) / 2) < 0.03 * page.width && line.left - left > 2 * line.height
      && right - line.right > 2 * line.height
  }

  // MARK: - Tables

  /// Where the table that begins in a row ends; that row itself where none begins.
  private func tableEnd(_ rows: [Row], from index: Int) -> Int {
    guard rows[index].lines.count > 1 else { return index }
    var end = index
    var full = 0
    var next = index
    while next < rows.count {
      let row = rows[next]
      if next > index {
        let gap = row.top - rows[next - 1].bottom
        // Cells have air around them, but a table ends where the page does for a few lines.
        if gap > 3 * (row.bottom - row.top) { break }
      }
      if row.lines.count > 1 {
        full += 1
        next += 1
        end = next
      } else if let line = row.lines.first, isPartOfCell(line, near: rows, next) {
        next += 1
      } else {
        break
      }
    }
    // A last row whose cells go on below.
    while end < next, end > index { end += 1 }
    return full >= 2 ? end : index
  }

  /// A line alone in its row belongs to a cell that has several when it lies under or over a cell of a row with several, and is no wider.
  private func isPartOfCell(_ line: Line, near rows: [Row], _ index: Int) -> Bool {
    guard line.right - line.left < 0.6 * (right - left) else { return false }
    let around = rows[max(0, index - 4)..<min(rows.count, index + 5)].filter { $0.lines.count > 1 }
    return around.contains { row in
      row.lines.contains { cell in
        Self.overlap(cell, line) && line.left > cell.left - 3 * line.height && line.right < cell.right + 3 * line.height
      } && row.lines.filter { Self.overlap($0, line) }.count == 1
    }
  }

  private func table(_ rows: ArraySlice<Row>) -> TextTable {
    let columns = self.columns(rows)
    var table = TextTable()
    // Lines of a cell that begins above its row's others.
    var early: [TextTable.Cell] = []
    let leading = self.leading(rows, columns.count)
    for index in rows.indices {
      let row = rows[index]
      let cells = row.lines.map { cell($0, columns) }
      guard row.lines.count > 1 else {
        // One line more of a cell, of the row that is nearer.
        let above = index > rows.startIndex ? row.top - rows[index - 1].bottom : .infinity
        let below = index + 1 < rows.endIndex ? rows[index + 1].top - row.bottom : .infinity
        if above <= below, Self.add(cells, to: &table.rows) { continue }
        early += cells
        continue
      }
      var merged: [TextTable.Cell] = []
      for cell in cells {
        if let last = merged.indices.last, merged[last].column == cell.column {
          for line in cell.lines { Self.append(line, to: &merged[last].lines) }
        } else {
          merged.append(cell)
        }
      }
      if let leading, early.isEmpty, index > rows.startIndex, row.top - rows[index - 1].bottom < leading,
        merged.allSatisfy({ cell in table.rows.last?.contains { $0.column == cell.column } ?? false })
      {
        for cell in merged { _ = Self.add([cell], to: &table.rows) }
        continue
      }
      for cell in early.reversed() {
        if let place = merged.firstIndex(where: { $0.column == cell.column }) {
          let below = merged[place].lines
          merged[place].lines = cell.lines
          for line in below { Self.append(line, to: &merged[place].lines) }
        } else {
          merged.insert(cell, at: merged.firstIndex { $0.column > cell.column } ?? merged.endIndex)
        }
      }
      early = []
      table.rows.append(filled(merged, columns.count))
    }
    if !early.isEmpty { table.rows.append(filled(early, columns.count)) }
    return table
  }

  /// The gap below which a row is the next line of the cells above: where rows of the table stand further apart than lines of a cell, and those that stand
  /// close are mostly rows in which some cells have nothing. Nil where nothing tells them apart.
  private func leading(_ rows: ArraySlice<Row>, _ columns: Int) -> Double? {
    let gaps = rows.indices.dropFirst().map { (gap: rows[$0].top - rows[$0 - 1].bottom, count: rows[$0].lines.count) }
    guard let least = gaps.map(\.gap).min(), let height = rows.first.map({ $0.bottom - $0.top }) else { return nil }
    let limit = least + 0.25 * height
    let close = gaps.filter { $0.gap < limit }
    guard close.count < gaps.count, close.count(where: { $0.count < columns }) * 3 >= close.count * 2 else { return nil }
    return limit
  }

  private func cell(_ line: Line, _ columns: [ClosedRange<Double>]) -> TextTable.Cell {
    let first = columns.firstIndex { $0.upperBound > line.left } ?? columns.count - 1
    let last = max(first, columns.lastIndex { $0.lowerBound < line.right } ?? first)
    var text = TextLine()
    text.text = line.text
    text.size = size(line)
    return TextTable.Cell(lines: [text], column: first, columnSpan: last - first + 1)
  }

  private static func append(_ line: TextLine, to lines: inout [TextLine]) {
    guard let last = lines.indices.last, let end = lines[last].text.last, let start = line.text.first else { return lines.append(line) }
    // Latin words are kept apart.
    if end < 0x80 && start < 0x80 { lines[last].text.append(0x20) }
    lines[last].text += line.text
  }

  /// Adds to the cells of the last row; false where it has none of this column.
  private static func add(_ cells: [TextTable.Cell], to rows: inout [[TextTable.Cell]]) -> Bool {
    guard let row = rows.indices.last, let cell = cells.first, let place = rows[row].firstIndex(where: { $0.column == cell.column }) else {
      return false
    }
    // The lines of a cell are one paragraph, as far as anybody can tell.
    for line in cell.lines { append(line, to: &rows[row][place].lines) }
    return true
  }

  /// A form's empty cells show only by what stands beside them.
  private func filled(_ cells: [TextTable.Cell], _ count: Int) -> [TextTable.Cell] {
    var row: [TextTable.Cell] = []
    var next = 0
    for cell in cells {
      while next < cell.column {
        row.append(TextTable.Cell(column: next))
        next += 1
      }
      row.append(cell)
      next = max(next, cell.column + cell.columnSpan)
    }
    while next < count {
      row.append(TextTable.Cell(column: next))
      next += 1
    }
    return row
  }

  /// The columns: where the lines of full rows stand, those that overlap taken together. Lines across half of the table are headings of several columns.
  private func columns(_ rows: ArraySlice<Row>) -> [ClosedRange<Double>] {
    var columns: [ClosedRange<Double>] = []
    let lines = rows.filter { $0.lines.count > 1 }.flatMap(\.lines).filter { $0.right - $0.left < 0.6 * (right - left) || rows.count < 3 }
    for line in lines.sorted(by: { $0.left < $1.left }) {
      if let last = columns.last, line.left < last.upperBound {
        columns[columns.count - 1] = last.lowerBound...max(last.upperBound, line.right)
      } else {
        columns.append(line.left...max(line.left, line.right))
      }
    }
    return columns.isEmpty ? [left...max(left, right)] : columns
  }
}
