import Containers
import Findings

/// Reads the binary workbooks of Excel 97–2003 and of WPS: visible sheets as tables with their names, text boxes and comments. Source: [MS-XLS].
enum WorkbookBinaryReader {
  static func read(_ root: CompoundStorage, limits: Limits, notes: ReadNotes) throws(ReadFault) -> BlockSink {
    guard let bytes = try root.stream("Workbook") else {
      throw ReadFault(.unsupported, "the workbook is of Excel 5.0 or 95; save it as XLSX")
    }
    let stream = BinaryReader(bytes)
    let workbook = try BinaryWorkbook(stream, limits: limits)
    var sink = BlockSink(limits: limits)
    sink.notes = notes
    if workbook.isCut { sink.notes.note(.corrupt, "the workbook's strings are cut off") }
    for sheet in workbook.sheets where sheet.isWorksheet && !sheet.isHidden && sink.hasRoom {
      let reading = BinarySheet(stream, sheet, workbook, limits: limits)
      if let fault = reading.fault { sink.notes.note(fault.reason, "sheet \(sheet.name): \(fault.detail)") }
      let table = reading.table
      if table.rows.contains(where: { !$0.isEmpty }) {
        sink.startsPage = true
        sink.add(TextLine(sheet.name, kind: .title))
        sink.add(table)
      }
      for text in reading.texts { sink.add(text, region: .textBox) }
    }
    return sink
  }

  /// What was left out of a workbook that was read; nil where nothing was.
  static func hidden(_ root: CompoundStorage, limits: Limits) -> String? {
    guard let bytes = try? root.stream("Workbook"), let workbook = try? BinaryWorkbook(BinaryReader(bytes), limits: limits) else {
      return nil
    }
    let names = workbook.sheets.filter(\.isHidden).map(\.name)
    return names.isEmpty ? nil : "hidden sheets left out: \(names.joined(separator: ", "))"
  }
}

/// The cells of one sheet.
private struct BinarySheet {
  private(set) var fault: ReadFault?
  /// Paragraphs of text boxes and comments.
  private(set) var texts: [TextLine] = []

  private struct Place: Hashable {
    var row: Int
    var column: Int
  }

  private let name: String
  private let workbook: BinaryWorkbook
  private let limits: Limits
  private var cells: [Place: [UInt8]] = [:]
  private var merges: [Place: (rows: Int, columns: Int)] = [:]
  private var covered: [Int: [ClosedRange<Int>]] = [:]
  private var hiddenRows: Set<Int> = []
  /// BIFF has 256 columns.
  private var hiddenColumns = [Bool](repeating: false, count: 256)
  private var merged = 0
  /// The cell of a formula whose string comes in the next record.
  private var awaiting: Place?

  init(_ stream: BinaryReader, _ sheet: BinaryWorkbook.Sheet, _ workbook: BinaryWorkbook, limits: Limits) {
    name = sheet.name
    self.workbook = workbook
    self.limits = limits
    var records = RecordStream(stream, from: sheet.offset)
    guard let first = records.next(), first.type == RecordType.begin else {
      fault = ReadFault(.corrupt, "it does not begin where the workbook says")
      return
    }
    // Charts in the sheet are streams in the stream.
    var depth = 1
    while let record = records.next() {
      switch record.type {
      case RecordType.begin: depth += 1
      case RecordType.end: depth -= 1
      case RecordType.textObject where depth == 1: add(text: record.body, records.continuations())
      // A long result goes on in CONTINUE records (2.4.268).
      case RecordType.string where depth == 1: add(result: [record.body] + records.continuations())
      default: if depth == 1 { add(record.type, record.body) }
      }
      if depth == 0 { return }
      if cells.count > limits.tableCells {
        fault = ReadFault(.limit, "tableCells: more than \(limits.tableCells) cells; the rest was not read")
        return
      }
    }
    fault = ReadFault(.corrupt, "it is cut off")
  }

  private mutating func add(_ type: Int, _ body: BinaryReader) {
    guard let row = body.uint16(0), let column = body.uint16(2) else { return }
    let place = Place(row: row, column: column)
    let style = body.uint16(4) ?? 0
    switch type {
    case RecordType.sharedLabel:
      if let index = body.uint32(6), workbook.strings.indices.contains(Int(index)) { cells[place] = workbook.strings[Int(index)] }
    case RecordType.number:
      if let bits = body.uint64(6) { cells[place] = workbook.shown(Double(bitPattern: bits), style: style) }
    case RecordType.shortNumber:
      if let number = body.uint32(6) { cells[place] = workbook.shown(Self.number(number), style: style) }
    case RecordType.multipleNumbers:
      for index in 0..<max(0, (body.count - 6) / 6) {
        guard let style = body.uint16(4 + 6 * index), let number = body.uint32(6 + 6 * index) else { break }
        cells[Place(row: row, column: column + index)] = workbook.shown(Self.number(number), style: style)
      }
    case RecordType.formula: formula(place, style, body)
    case RecordType.label, RecordType.richString:
      var text = ContinuedText(body, from: 6)
      if let count = text.uint16(), let flags = text.byte() { cells[place] = text.characters(count, isWide: flags & 1 != 0) }
    case RecordType.truthOrError:
      if body.uint8(7) == 0 { cells[place] = Array((body.uint8(6) == 0 ? "FALSE" : "TRUE").utf8) }
    case RecordType.blank: cells[place] = cells[place] ?? []
    case RecordType.multipleBlanks:
      for index in 0..<max(0, (body.count - 6) / 2) {
        let place = Place(row: row, column: column + index)
        cells[place] = cells[place] ?? []
      }
    case RecordType.row: if (body.uint16(12) ?? 0) & 0x20 != 0 { hiddenRows.insert(row) }
    case RecordType.columnInfo:
      // The fields are a first and a last column here.
      if (body.uint16(8) ?? 0) & 1 != 0, row <= column, row < hiddenColumns.count {
        for index in row...min(column, hiddenColumns.count - 1) { hiddenColumns[index] = true }
      }
    case RecordType.mergedCells: merge(body, count: row)
    default: break
    }
  }

  /// A formula's last result, where it is a text.
  private mutating func add(result parts: [BinaryReader]) {
    guard let place = awaiting else { return }
    awaiting = nil
    var text = ContinuedText(parts)
    guard let count = text.uint16(), let flags = text.byte() else { return }
    if let characters = text.characters(count, isWide: flags & 1 != 0) {
      cells[place] = characters
    } else {
      fault = ReadFault(.corrupt, "the text of a formula is cut off")
    }
  }

  /// A formula's last result: a number, or marks of another kind (2.5.133).
  private mutating func formula(_ place: Place, _ style: Int, _ body: BinaryReader) {
    awaiting = nil
    guard let bits = body.uint64(6) else { return }
    guard bits >> 48 == 0xFFFF else {
      cells[place] = workbook.shown(Double(bitPattern: bits), style: style)
      return
    }
    switch bits & 0xFF {
    case 0: awaiting = place
    case 1: cells[place] = Array((bits >> 16 & 0xFF == 0 ? "FALSE" : "TRUE").utf8)
    default: cells[place] = []
    }
  }

  /// A number in 30 bits: an integer or the upper half of a double, perhaps a hundred times too large (2.5.217).
  private static func number(_ value: UInt32) -> Double {
    let number = value & 2 != 0 ? Double(Int32(bitPattern: value) >> 2) : Double(bitPattern: UInt64(value & 0xFFFF_FFFC) << 32)
    return value & 1 != 0 ? number / 100 : number
  }

  private mutating func merge(_ body: BinaryReader, count: Int) {
    for index in 0..<count {
      let base = 2 + 8 * index
      guard let first = body.uint16(base), let last = body.uint16(base + 2), let left = body.uint16(base + 4),
        let right = body.uint16(base + 6),
        first <= last, left <= right
      else { return }
      merged += last - first + 1
      if merged > limits.tableCells { return }
      merges[Place(row: first, column: left)] = (last - first + 1, right - left + 1)
      for row in first...last { covered[row, default: []].append(left...right) }
    }
  }

  private mutating func add(text body: BinaryReader, _ continuations: [BinaryReader]) {
    // More paragraphs are not taken by the document either; one above its limit makes it say so.
    guard texts.count <= limits.paragraphs, let count = body.uint16(10), count > 0, let flags = continuations.first?.uint8(0) else {
      return
    }
    // The characters begin behind the first flags; each further record has its own.
    var text = ContinuedText(continuations)
    _ = text.byte()
    guard let characters = text.characters(count, isWide: flags & 1 != 0) else { return }
    for line in characters.split(whereSeparator: { $0 == 0x0A || $0 == 0x0D }) where texts.count < limits.tableCells {
      texts.append(TextLine(String(decoding: line, as: UTF8.self)))
    }
  }

  /// Blank cells below the last written row still belong to a form, but only a page of them counts.
  private static let blankRowsKept = 30

  /// The visible cells by rows; those of the columns right of the last written one are none.
  var table: TextTable {
    var places = cells.keys.filter { place in
      !hiddenRows.contains(place.row) && !(hiddenColumns.indices.contains(place.column) && hiddenColumns[place.column])
    }
    var lastRow = -1
    var lastColumn = -1
    for place in places where cells[place]?.isEmpty == false {
      lastRow = max(lastRow, place.row)
      lastColumn = max(lastColumn, place.column)
    }
    guard lastRow >= 0 else { return TextTable() }
    places.removeAll { place in
      guard place.row <= lastRow + Self.blankRowsKept, place.column <= lastColumn else { return true }
      let isCovered = merges[place] == nil && (covered[place.row] ?? []).contains { $0.contains(place.column) }
      return isCovered && cells[place]?.isEmpty == true
    }
    places.sort { ($0.row, $0.column) < ($1.row, $1.column) }
    var rows = [[TextTable.Cell]](repeating: [], count: (places.last?.row ?? -1) + 1)
    for place in places {
      var line = TextLine()
      line.text = cells[place] ?? []
      let merge = merges[place]
      rows[place.row].append(
        TextTable.Cell(lines: [line], column: place.column, columnSpan: merge?.columns ?? 1, rowSpan: merge?.rows ?? 1))
    }
    return TextTable(rows: rows, name: name)
  }
}
