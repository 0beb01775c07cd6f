package import Containers
import Findings

/// Reads SpreadsheetML: sheets as tables for classification, the first sheet as rows of strings for registers.
package enum SpreadsheetReader {
  /// The first visible sheet's cells by row and column, as the cells show them; cells that the sheet does not have are "". Row `n` of the sheet
  /// is element `n - 1`. Hidden rows and columns are in it: a filter that is on hides plans from the eye, not from the register.
  ///
  /// Throws `corrupt` (no workbook in it, or damaged: a register is not read by halves), `encrypted`, `limit` or `empty` (no sheet).
  package static func firstSheet(_ bytes: [UInt8], limits: Limits) throws(ReadFault) -> [[String]] {
    switch ContentType.sniff(bytes) {
    case .encryptedOffice: throw ReadFault(.encrypted, "the workbook is protected by a password")
    case .ole2: throw ReadFault(.unsupported, "the file is an XLS of Excel 97–2003; save it as XLSX")
    default: break
    }
    let archive = try ZipArchive(bytes: bytes, limits: limits)
    if let damage = archive.damage { throw ReadFault(.corrupt, damage) }
    let package = OPCPackage(ZipParts(archive), limits: limits)
    guard let workbook = Workbook(package) else {
      throw ReadFault(package.notes.reason ?? .corrupt, package.notes.detail ?? "the file holds no workbook")
    }
    guard let sheet = workbook.sheets.first(where: { !$0.isHidden }) ?? workbook.sheets.first else {
      throw ReadFault(.empty, "the workbook has no sheet")
    }
    let reader = SheetReader(workbook)
    package.scan(sheet.part, handler: reader)
    if let limit = reader.limitHit { throw ReadFault(.limit, "sheet \(sheet.name): \(limit)") }
    if let reason = package.notes.reason { throw ReadFault(reason, package.notes.detail ?? "") }
    return try rows(reader, limits: limits)
  }

  private static func rows(_ reader: SheetReader, limits: Limits) throws(ReadFault) -> [[String]] {
    let filled = reader.cells.filter { !$0.range.isEmpty }
    guard let lastRow = filled.map(\.row).max() else { return [] }
    var rows = [[String]](repeating: [], count: lastRow + 1)
    var padded = 0
    for cell in filled {
      let missing = cell.column + 1 - rows[cell.row].count
      if missing > 0 {
        // A cell far to the right in each of many rows would cost memory for all the cells that are not there.
        padded += missing
        if padded > limits.tableCells * 4 { throw ReadFault(.limit, "tableCells: the sheet is too wide for its cells to be laid out") }
        rows[cell.row].append(contentsOf: repeatElement("", count: missing))
      }
      rows[cell.row][cell.column] = String(decoding: reader.text[cell.range], as: UTF8.self)
    }
    return rows
  }

  /// All visible sheets, each a title block and a table. Hidden sheets, rows and columns are left out: nobody sees them.
  static func read(_ package: OPCPackage) -> Document {
    guard let workbook = Workbook(package) else { return package.unreadable(.xlsx, .corrupt, "the package has no workbook") }
    var document = Document(format: .xlsx)
    for sheet in workbook.sheets where !sheet.isHidden {
      let reader = SheetReader(workbook)
      guard package.scan(sheet.part, handler: reader) else { continue }
      document.append(reader, name: sheet.name)
      document.append(SheetDrawing.read(of: sheet.part, package: package))
      if let limit = reader.limitHit {
        package.notes.note(.limit, "sheet \(sheet.name): \(limit)")
        break
      }
      if document.text.count > package.limits.textBytes || document.blocks.count > package.limits.tableCells {
        package.notes.note(.limit, "tableCells or textBytes: more than the limits allow up to sheet \(sheet.name)")
        break
      }
    }
    let hidden = workbook.sheets.filter(\.isHidden).map(\.name)
    // A drawing is anchored to cells, which say little of its size: beside any text it is taken for a logo or a seal, without text for a scan.
    document.settle(package.notes, pictureArea: document.visibleLetters == 0 ? document.pictures * 100 : 0)
    if !hidden.isEmpty && document.detail == nil { document.detail = "hidden sheets left out: \(hidden.joined(separator: ", "))" }
    return document
  }
}

extension Document {
  /// Empty cells with a border below the last written row still belong to a form; Excel writes such rows by the thousand, so only a page of them counts.
  private static let blankRowsKept = 30

  /// Adds one sheet: its name as a title, then its cells. A sheet in which nothing is written adds nothing.
  fileprivate mutating func append(_ sheet: SheetReader, name: String) {
    let cells = sheet.cells.filter { !sheet.isHidden($0) }
    guard let lastWritten = cells.last(where: { !$0.range.isEmpty })?.row else { return }
    appendBlock(Block(kind: .title, look: .startsPage, range: 0..<0), Array(name.utf8))
    let table = Int32(clamping: tables.count)
    var rows = 0
    var columns = 0
    let kept = cells.filter { !$0.range.isEmpty || $0.row <= lastWritten + Self.blankRowsKept }
    // Columns that only hold styled blanks are no part of the table.
    let lastColumn = kept.reduce(0) { $1.range.isEmpty ? $0 : max($0, $1.column) }
    for cell in kept where cell.column <= lastColumn {
      var place = Block.Cell(table: table, row: Int32(clamping: cell.row), column: Int32(clamping: cell.column))
      if let last = sheet.merges[SheetPosition(row: cell.row, column: cell.column)] {
        place.rowSpan = Int16(clamping: last.row - cell.row + 1)
        place.columnSpan = Int16(clamping: last.column - cell.column + 1)
      }
      rows = max(rows, cell.row + 1)
      columns = max(columns, cell.column + 1)
      appendBlock(Block(kind: .tableCell, range: 0..<0, cell: place), Array(sheet.text[cell.range]))
    }
    tables.append(TableShape(rows: rows, columns: columns, name: name))
  }

  /// Adds a block with its text.
  mutating func appendBlock(_ block: Block, _ bytes: [UInt8]) {
    var block = block
    let start = text.count
    text += bytes
    block.range = start..<text.count
    text.append(UInt8(ascii: "\n"))
    blocks.append(block)
  }
}
