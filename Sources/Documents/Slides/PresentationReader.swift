import Containers
import Findings

/// Reads PresentationML: slides in the order shown, with titles, text, tables, charts and speaker's notes. Source: ISO/IEC 29500-1, 19.
enum PresentationReader {
  static func read(_ package: OPCPackage) -> Document {
    guard let main = package.mainPart(usualName: "ppt/presentation.xml") else {
      return package.unreadable(.pptx, .corrupt, "the package has no presentation part")
    }
    let list = SlideListReader()
    guard package.scan(main, handler: list) else { return package.unreadable(.pptx, .corrupt, "the main part \(main) is missing") }

    var document = Document(format: .pptx)
    var area = 0
    // Slides that one package may hold; the same slide cannot be listed twice by an honest writer.
    for id in list.slides.prefix(package.limits.members) {
      guard let part = package.target(of: main, id: id) else { continue }
      let slide = SlideReader(part: part, package: package)
      guard package.scan(part, handler: slide), !slide.isHidden else { continue }
      slide.finish()
      document.append(slide)
      area += slide.pictures * Self.picturePoints
      if let notes = package.targets(of: part, type: "notesSlide").first {
        let reader = SlideReader(part: notes, package: package, isNotes: true)
        package.scan(notes, handler: reader)
        reader.finish()
        document.appendNotes(reader)
      }
      if let limit = slide.limitHit ?? document.limitHit(package.limits) {
        package.notes.note(.limit, "\(part): \(limit)")
        break
      }
    }
    document.settle(package.notes, pictureArea: area)
    return document
  }

  /// A picture on a slide counts as 10 cm × 10 cm: on most slides it shares the slide with text.
  private static let picturePoints = 100
}

private final class SlideListReader: XMLHandler {
  private(set) var slides: [String] = []

  func startElement(_ name: XMLName, _ attributes: XMLAttributes) {
    if name == .pSldId, slides.count < 20_000, let id = attributes.string(.rId) { slides.append(id) }
  }

  func endElement(_ name: XMLName) {}
}

/// One slide, or the notes page of one.
final class SlideReader: XMLHandler {
  enum Line {
    case title, text
    case cell(row: Int, column: Int, columnSpan: Int, rowSpan: Int, table: Int)
    case chart
  }

  private(set) var lines: [(kind: Line, text: [UInt8])] = []
  private(set) var isHidden = false
  private(set) var pictures = 0
  private(set) var limitHit: String?
  /// Rows and columns of each table.
  private(set) var tables: [(rows: Int, columns: Int)] = []

  private let part: String
  private let package: OPCPackage
  private let isNotes: Bool
  private var placeholder: String?
  private var isPlaceholderSeen = false
  private var line: [UInt8] = []
  private var isCollecting = false
  private var textBytes = 0
  private var cells = 0
  private var paragraphs = 0
  private var isInTable = false
  private var row = -1
  private var column = 0
  private var cellLines = 0
  private var span = (columns: 1, rows: 1)
  private var isMergedAway = false
  private var parts: [(isChart: Bool, id: String)] = []
  /// Inside an `mc:Fallback` whose choice was read.
  private var fallbackDepth = 0
  private var choiceGaveText = false
  private var textBeforeChoice = 0

  init(part: String, package: OPCPackage, isNotes: Bool = false) {
    self.part = part
    self.package = package
    self.isNotes = isNotes
  }

  var wantsStop: Bool { limitHit != nil }

  func startElement(_ name: XMLName, _ attributes: XMLAttributes) {
    if fallbackDepth > 0 {
      fallbackDepth += 1
      return
    }
    switch name {
    case .pSld: isHidden = attributes.bytes(.show) != nil && !attributes.isOn(.show)
    case .mcChoice: textBeforeChoice = textBytes + pictures + parts.count
    case .mcFallback: if choiceGaveText { fallbackDepth = 1 }
    case .pSp, .pGraphicFrame: placeholder = nil
    case .pPh: placeholder = attributes.string(.plainType) ?? "obj"
    case .pPic: pictures += 1
    case .aT: isCollecting = isWanted
    case .aBr: if isWanted { line.append(UInt8(ascii: "\n")) }
    case .aTbl: beginTable()
    case .aTr:
      row += 1
      column = 0
    case .aTc: beginCell(attributes)
    case .cChart: if let id = attributes.string(.rId) { pend(isChart: true, id) }
    case .dgmRelIds: if let id = attributes.string(.rDm) { pend(isChart: false, id) }
    default: break
    }
  }

  func endElement(_ name: XMLName) {
    if fallbackDepth > 0 {
      fallbackDepth -= 1
      return
    }
    switch name {
    case .mcChoice: choiceGaveText = textBytes + pictures + parts.count > textBeforeChoice
    case .mcAlternateContent: choiceGaveText = false
    case .aT: isCollecting = false
    case .aP: endLine()
    case .aTc: endCell()
    case .aTbl: isInTable = false
    case .pSp, .pGraphicFrame: placeholder = nil
    default: break
    }
  }

  func text(_ bytes: UnsafeBufferPointer<UInt8>) {
    guard isCollecting else { return }
    line.append(contentsOf: bytes)
    textBytes += bytes.count
    if textBytes > package.limits.textBytes { limitHit = "textBytes: more than \(package.limits.textBytes) bytes of text" }
  }

  /// Of a notes page only the notes: the rest repeats the slide. Dates, footers and slide numbers of a slide are its page furniture.
  private var isWanted: Bool {
    if isNotes { return placeholder == "body" }
    return !["dt", "ftr", "sldNum"].contains(placeholder ?? "") && !isMergedAway
  }

  private func pend(isChart: Bool, _ id: String) {
    if parts.count < 256 { parts.append((isChart, id)) }
  }

  private func endLine() {
    defer { line.removeAll(keepingCapacity: true) }
    guard line.contains(where: { $0 > 0x20 }) else { return }
    if !isInTable || cellLines > 0 { count() }
    if isInTable {
      lines.append((cell, line))
      cellLines += 1
    } else {
      lines.append((placeholder == "title" || placeholder == "ctrTitle" ? .title : .text, line))
    }
  }

  private func count() {
    paragraphs += 1
    if paragraphs > package.limits.paragraphs { limitHit = "paragraphs: more than \(package.limits.paragraphs) paragraphs" }
  }

  private func beginTable() {
    count()
    isInTable = true
    row = -1
    tables.append((0, 0))
  }

  private func beginCell(_ attributes: XMLAttributes) {
    cells += 1
    if cells > package.limits.tableCells { limitHit = "tableCells: more than \(package.limits.tableCells) table cells" }
    // Cells that a merge covers stay in the file, marked (21.1.3.18).
    isMergedAway =
      (attributes.bytes(.hMerge) != nil && attributes.isOn(.hMerge)) || (attributes.bytes(.vMerge) != nil && attributes.isOn(.vMerge))
    span = (min(max(attributes.int(.gridSpan) ?? 1, 1), 1000), min(max(attributes.int(.rowSpan) ?? 1, 1), 1000))
    cellLines = 0
  }

  private var cell: Line { .cell(row: max(row, 0), column: column, columnSpan: span.columns, rowSpan: span.rows, table: tables.count - 1) }

  private func endCell() {
    guard isInTable, !tables.isEmpty else { return }
    if cellLines == 0 && !isMergedAway { lines.append((cell, [])) }
    isMergedAway = false
    column += 1
    tables[tables.count - 1].rows = max(tables[tables.count - 1].rows, row + 1)
    tables[tables.count - 1].columns = max(tables[tables.count - 1].columns, column)
  }

  /// Reads the charts and diagrams that the slide shows.
  func finish() {
    for (isChart, id) in parts {
      guard let target = package.target(of: part, id: id) else { continue }
      let texts = isChart ? ChartReader.read(target, package: package) : DiagramReader.read(target, package: package)
      lines += texts.map { (.chart, Array($0.utf8)) }
    }
  }
}

extension Document {
  /// Adds a slide. A slide without text still gives one empty block, so that pages can be counted.
  fileprivate mutating func append(_ slide: SlideReader) {
    let firstTable = tables.count
    let firstBlock = blocks.count
    for shape in slide.tables { tables.append(TableShape(rows: shape.rows, columns: shape.columns)) }
    // A title stands first on the page, wherever the file has it.
    let ordered =
      slide.lines.filter { if case .title = $0.kind { true } else { false } }
      + slide.lines.filter { if case .title = $0.kind { false } else { true } }
    for (kind, text) in ordered {
      switch kind {
      case .title: appendBlock(Block(kind: .title, range: 0..<0), text)
      case .text: appendBlock(Block(kind: .paragraph, range: 0..<0), text)
      case .chart: appendBlock(Block(kind: .paragraph, region: .chart, range: 0..<0), text)
      case .cell(let row, let column, let columnSpan, let rowSpan, let table):
        let place = Block.Cell(
          table: Int32(clamping: firstTable + table), row: Int32(clamping: row), column: Int32(clamping: column),
          columnSpan: Int16(clamping: columnSpan),
          rowSpan: Int16(clamping: rowSpan))
        appendBlock(Block(kind: .tableCell, range: 0..<0, cell: place), text)
      }
    }
    if blocks.count == firstBlock { appendBlock(Block(kind: .paragraph, range: 0..<0), []) }
    blocks[firstBlock].look.insert(.startsPage)
    pictures += slide.pictures
  }

  /// Notes are kept apart, as comments are: nobody sees them on the slide.
  fileprivate mutating func appendNotes(_ notes: SlideReader) {
    for (_, text) in notes.lines { appendBlock(Block(kind: .paragraph, region: .comment, range: 0..<0), text) }
  }

  fileprivate func limitHit(_ limits: Limits) -> String? {
    if text.count > limits.textBytes { return "textBytes: more than \(limits.textBytes) bytes of text up to here" }
    if blocks.count > limits.tableCells { return "tableCells: more than \(limits.tableCells) paragraphs and cells up to here" }
    if tables.count > limits.paragraphs { return "paragraphs: more than \(limits.paragraphs) tables up to here" }
    return nil
  }
}
