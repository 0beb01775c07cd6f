import Containers
import Findings

/// The parts of an XLSX that its sheets refer to. Source: ISO/IEC 29500-1, 18.
final class Workbook {
  struct Sheet {
    var name: String
    var part: String
    var isHidden: Bool
  }

  let package: OPCPackage
  private(set) var sheets: [Sheet] = []
  private(set) var epoch = CellFormat.Epoch.year1900
  private(set) var strings = SharedStrings()
  /// The format of each cell style (`s` of a cell).
  private(set) var formats: [CellFormat] = []

  /// Reads what all sheets share. Nil where the package has no workbook.
  init?(_ package: OPCPackage) {
    self.package = package
    guard let main = package.mainPart(usualName: "xl/workbook.xml") else { return nil }
    let reader = WorkbookReader()
    guard package.scan(main, handler: reader) else { return nil }
    epoch = reader.is1904 ? .year1904 : .year1900
    sheets = reader.sheets.compactMap { name, id, isHidden in
      package.target(of: main, id: id).map { Sheet(name: name, part: $0, isHidden: isHidden) }
    }
    if let part = package.targets(of: main, type: "sharedStrings").first {
      let reader = SharedStringsReader(limit: package.limits.textBytes)
      package.scan(part, handler: reader)
      strings = reader.strings
      if reader.wantsStop { package.notes.note(.limit, "textBytes: more than \(package.limits.textBytes) bytes of shared strings") }
    }
    if let part = package.targets(of: main, type: "styles").first {
      let reader = CellStylesReader()
      package.scan(part, handler: reader)
      formats = reader.formats
    }
  }
}

/// The strings that cells share, in one buffer.
struct SharedStrings {
  var bytes: [UInt8] = []
  /// Where each string ends; it begins where the one before ended.
  var ends: [Int] = []

  func range(_ index: Int) -> Range<Int>? {
    guard ends.indices.contains(index) else { return nil }
    return (index == 0 ? 0 : ends[index - 1])..<ends[index]
  }
}

private final class WorkbookReader: XMLHandler {
  private(set) var sheets: [(name: String, id: String, isHidden: Bool)] = []
  private(set) var is1904 = false
  var overflow: String? { sheets.count > 4096 ? "more than 4096 sheets" : nil }

  func startElement(_ name: XMLName, _ attributes: XMLAttributes) {
    switch name {
    case .sWorkbookPr: is1904 = attributes.bytes(.date1904) != nil && attributes.isOn(.date1904)
    case .sSheet:
      // `hidden` and `veryHidden` (18.18.68).
      let state = attributes.string(.state)
      sheets.append((attributes.string(.name) ?? "", attributes.string(.rId) ?? "", state != nil && state != "visible"))
    default: break
    }
  }

  func endElement(_ name: XMLName) {}
}

private final class SharedStringsReader: XMLHandler {
  private(set) var strings = SharedStrings()
  private let limit: Int
  private var isCollecting = false
  private var inPhonetic = false

  init(limit: Int) { self.limit = limit }

  var wantsStop: Bool { strings.bytes.count > limit || strings.ends.count > limit / 8 }

  func startElement(_ name: XMLName, _ attributes: XMLAttributes) {
    switch name {
    case .sRPh: inPhonetic = true
    case .sT: isCollecting = !inPhonetic
    default: break
    }
  }

  func endElement(_ name: XMLName) {
    switch name {
    case .sRPh: inPhonetic = false
    case .sT: isCollecting = false
    case .sSi: strings.ends.append(strings.bytes.count)
    default: break
    }
  }

  func text(_ bytes: UnsafeBufferPointer<UInt8>) {
    if isCollecting { strings.bytes.append(contentsOf: bytes) }
  }
}

private final class CellStylesReader: XMLHandler {
  private(set) var formats: [CellFormat] = []
  private var codes: [Int: String] = [:]
  private var byID: [Int: CellFormat] = [:]
  private var inCellFormats = false
  /// Excel itself ends at 65,490 cell formats.
  var overflow: String? { formats.count > 70_000 || codes.count > 70_000 ? "more formats than Excel can have" : nil }

  func startElement(_ name: XMLName, _ attributes: XMLAttributes) {
    switch name {
    case .sNumFmt: if let id = attributes.int(.numFmtId) { codes[id] = attributes.string(.formatCode).map { String($0.prefix(255)) } }
    case .sCellXfs: inCellFormats = true
    case .sXf where inCellFormats:
      let id = attributes.int(.numFmtId) ?? 0
      let format = byID[id] ?? CellFormat(code: codes[id] ?? CellFormat.builtIn(id))
      byID[id] = format
      formats.append(format)
    default: break
    }
  }

  func endElement(_ name: XMLName) {
    if name == .sCellXfs { inCellFormats = false }
  }
}
