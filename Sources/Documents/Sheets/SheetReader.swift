import Containers

/// What one cell shows.
struct SheetCell {
  var row: Int
  var column: Int
  /// Its bytes in `Sheet.text`.
  var range: Range<Int>
}

/// One worksheet's cells in the order written, empty ones that the sheet mentions included. Source: ISO/IEC 29500-1, 18.3.
final class SheetReader: XMLHandler {
  private(set) var text: [UInt8] = []
  private(set) var cells: [SheetCell] = []
  /// Merged areas by the row and column at which they start.
  private(set) var merges: [SheetPosition: SheetPosition] = [:]
  private(set) var hiddenRows: Set<Int> = []
  /// For each column that a sheet may have.
  private(set) var hiddenColumns: [Bool] = []
  private(set) var limitHit: String?

  private let workbook: Workbook
  private let limits: Limits
  private var row = -1
  private var column = -1
  private var type = CellType.number
  private var style = 0
  private var value: [UInt8] = []
  private var isCollecting = false
  private var inPhonetic = false

  private enum CellType { case number, shared, string, boolean, error, date }

  init(_ workbook: Workbook) {
    self.workbook = workbook
    limits = workbook.package.limits
  }

  var wantsStop: Bool { limitHit != nil }

  func startElement(_ name: XMLName, _ attributes: XMLAttributes) {
    switch name {
    case .sRow:
      // Without a number a row follows the one before; rows of a sheet are 1,048,576 at most.
      row = min(max(attributes.int(.r).map { $0 - 1 } ?? row + 1, 0), 1_048_575)
      column = -1
      if attributes.bytes(.hidden) != nil && attributes.isOn(.hidden) { hiddenRows.insert(row) }
    case .sC: beginCell(attributes)
    case .sV: isCollecting = true
    case .sT: isCollecting = !inPhonetic
    case .sRPh: inPhonetic = true
    case .sF: break
    case .sMergeCell:
      if let reference = attributes.string(.ref), let (first, last) = SheetPosition.area(reference), merges.count < limits.tableCells {
        merges[first] = last
      }
    case .sCol:
      if attributes.bytes(.hidden) != nil, attributes.isOn(.hidden), let first = attributes.int(.min), let last = attributes.int(.max),
        first >= 1, first <= last, first <= 16_384
      {
        if hiddenColumns.isEmpty { hiddenColumns = Array(repeating: false, count: 16_384) }
        for column in (first - 1)..<min(last, 16_384) { hiddenColumns[column] = true }
      }
    default: break
    }
  }

  func endElement(_ name: XMLName) {
    switch name {
    case .sV, .sT: isCollecting = false
    case .sRPh: inPhonetic = false
    case .sC: endCell()
    default: break
    }
  }

  func text(_ bytes: UnsafeBufferPointer<UInt8>) {
    if isCollecting { value.append(contentsOf: bytes) }
  }

  private func beginCell(_ attributes: XMLAttributes) {
    if let position = attributes.string(.r).flatMap(SheetPosition.init) {
      column = position.column
      if row < 0 { row = position.row }
    } else {
      column += 1
    }
    style = attributes.int(.s) ?? 0
    type =
      switch attributes.string(.t) {
      case "s": .shared
      case "str", "inlineStr": .string
      case "b": .boolean
      case "e": .error
      case "d": .date
      default: .number
      }
    value.removeAll(keepingCapacity: true)
  }

  private func endCell() {
    guard row >= 0, column >= 0 else { return }
    let start = text.count
    switch type {
    case .shared:
      if let range = Int(String(decoding: value, as: UTF8.self)).flatMap({ workbook.strings.range($0) }) {
        appendString(workbook.strings.bytes[range])
      }
    case .string: appendString(value[...])
    case .boolean: text += value == [UInt8(ascii: "1")] ? "TRUE".utf8 : value.isEmpty ? "".utf8 : "FALSE".utf8
    case .error, .date: text += value
    case .number: appendNumber()
    }
    cells.append(SheetCell(row: row, column: column, range: start..<text.count))
    if cells.count > limits.tableCells {
      limitHit = "tableCells: more than \(limits.tableCells) cells; the rest was not read"
    } else if text.count > limits.textBytes {
      limitHit = "textBytes: more than \(limits.textBytes) bytes of text; the rest was not read"
    }
  }

  private func appendNumber() {
    guard !value.isEmpty else { return }
    let written = String(decoding: value, as: UTF8.self)
    guard let number = Double(written) else {
      text += value
      return
    }
    if workbook.formats.indices.contains(style) {
      text += workbook.formats[style].string(number, epoch: workbook.epoch).utf8
    } else {
      text += CellFormat.general(number).utf8
    }
  }

  /// `_x000D_` in a string stands for a character that XML cannot hold, or a line break (22.9.2.19, ST_Xstring).
  private func appendString(_ bytes: ArraySlice<UInt8>) {
    var index = bytes.startIndex
    while index < bytes.endIndex {
      if bytes[index] == UInt8(ascii: "_"), index + 6 < bytes.endIndex, bytes[index + 1] == UInt8(ascii: "x"),
        bytes[index + 6] == UInt8(ascii: "_"),
        let code = UInt32(String(decoding: bytes[(index + 2)..<(index + 6)], as: UTF8.self), radix: 16)
      {
        if code == 0x0A || code == 0x09 { text.append(UInt8(code)) }
        if code >= 0x20, let scalar = Unicode.Scalar(code) { text += String(Character(scalar)).utf8 }
        index += 7
      } else {
        if bytes[index] != 0x0D { text.append(bytes[index]) }
        index += 1
      }
    }
  }

  func isHidden(_ cell: SheetCell) -> Bool {
    hiddenRows.contains(cell.row) || (cell.column < hiddenColumns.count && hiddenColumns[cell.column])
  }
}

/// A cell's row and column, from 0.
struct SheetPosition: Hashable {
  var row: Int
  var column: Int

  init(row: Int, column: Int) {
    self.row = row
    self.column = column
  }

  /// `B3` is row 2, column 1. Nil for anything else, and beyond XFD1048576.
  init?(_ reference: String) {
    var column = 0
    var row = 0
    for byte in reference.utf8 where byte != UInt8(ascii: "$") {
      let letter = (byte | 0x20) &- 97
      if letter < 26 && row == 0 {
        column = column * 26 + Int(letter) + 1
      } else if byte &- 48 < 10 && column > 0 {
        row = row * 10 + Int(byte &- 48)
      } else {
        return nil
      }
      if column > 16_384 || row > 1_048_576 { return nil }
    }
    guard column > 0, row > 0 else { return nil }
    self.init(row: row - 1, column: column - 1)
  }

  /// `A1:B3`.
  static func area(_ reference: String) -> (SheetPosition, SheetPosition)? {
    let ends = reference.split(separator: ":").map { SheetPosition(String($0)) }
    guard ends.count == 2, let first = ends[0], let last = ends[1], last.row >= first.row, last.column >= first.column else { return nil }
    return (first, last)
  }
}
