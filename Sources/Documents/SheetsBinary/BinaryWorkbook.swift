import Containers
import Findings

/// What the sheets of an XLS share. Source: [MS-XLS] 2.1.7.20.3 (globals substream).
struct BinaryWorkbook {
  struct Sheet {
    var name: String
    /// Where it begins in the stream.
    var offset: Int
    var isHidden: Bool
    var isWorksheet: Bool
  }

  private(set) var sheets: [Sheet] = []
  private(set) var epoch = CellFormat.Epoch.year1900
  /// UTF-8.
  private(set) var strings: [[UInt8]] = []
  private(set) var isCut = false
  /// Of each style of cells, the number of its format, and the formats' codes by their numbers.
  private var styles: [Int] = []
  private var codes: [Int: String] = [:]
  private let known = KnownFormats()

  /// Formats that some cell was shown by: a hostile workbook has sixty thousand, of which it uses none.
  private final class KnownFormats {
    var byID: [Int: CellFormat] = [:]
  }

  /// Throws `encrypted`, and `corrupt` or `unsupported` for what is no workbook of Excel 97–2003.
  init(_ stream: BinaryReader, limits: Limits) throws(ReadFault) {
    var records = RecordStream(stream)
    guard let first = records.next(), first.type == RecordType.begin, first.body.uint16(0) == 0x0600 else {
      throw ReadFault(.unsupported, "the workbook is older than Excel 97; save it as XLSX")
    }
    var textBytes = 0
    reading: while let record = records.next() {
      let body = record.body
      switch record.type {
      case RecordType.end: break reading
      case RecordType.filePass: throw ReadFault(.encrypted, "the workbook is protected by a password")
      case RecordType.date1904: if body.uint16(0) == 1 { epoch = .year1904 }
      case RecordType.boundSheet: if sheets.count < 10_000 { add(sheet: body) }
      case RecordType.format:
        var text = ContinuedText(body, from: 2)
        if let id = body.uint16(0), let count = text.uint16(), let flags = text.byte(),
          let code = text.characters(count, isWide: flags & 1 != 0)
        {
          codes[id] = String(decoding: code, as: UTF8.self)
        }
      case RecordType.cellStyle: if styles.count < 65_536 { styles.append(body.uint16(2) ?? 0) }
      case RecordType.sharedStrings:
        var text = ContinuedText([body] + records.continuations())
        _ = text.uint32()
        let count = text.uint32() ?? 0
        while strings.count < count {
          guard textBytes <= limits.textBytes, strings.count < limits.textBytes / 8, let string = text.richString() else {
            isCut = true
            break
          }
          textBytes += string.count
          strings.append(string)
        }
      default: break
      }
    }
  }

  private mutating func add(sheet body: BinaryReader) {
    var text = ContinuedText(body, from: 6)
    guard let offset = body.uint32(0), let state = body.uint8(4), let kind = body.uint8(5), let count = text.byte(), let flags = text.byte()
    else { return }
    let name = text.characters(count, isWide: flags & 1 != 0) ?? []
    // `hidden` and `very hidden`; worksheets are kind 0, the others are charts, macros and modules.
    sheets.append(Sheet(name: String(decoding: name, as: UTF8.self), offset: Int(offset), isHidden: state & 3 != 0, isWorksheet: kind == 0))
  }

  /// A number as a cell of this style shows it.
  func shown(_ value: Double, style: Int) -> [UInt8] {
    let id = styles.indices.contains(style) ? styles[style] : 0
    let format = known.byID[id] ?? CellFormat(code: codes[id] ?? CellFormat.builtIn(id))
    known.byID[id] = format
    return Array(format.string(value, epoch: epoch).utf8)
  }
}
