import Containers
import Findings

/// Reads OpenDocument text, spreadsheets and presentations: paragraphs, headings, lists, tables, notes, text boxes. Source: OASIS ODF 1.2, part 1.
///
/// The numbers of lists are not worked out.
enum OpenDocumentReader {
  static func read(_ source: ByteSource, format: Document.Format, limits: Limits, budget: Budget? = nil) -> Document {
    do throws(ReadFault) {
      let archive = try ZipArchive(source, limits: limits, budget: budget)
      let parts = ZipParts(archive)
      // Encryption is said in the manifest (ODF 1.2 part 3, 3.4.1); the parts themselves then look like damage.
      if let manifest = try? parts.part("META-INF/manifest.xml", most: 4 << 20),
        String(decoding: manifest, as: UTF8.self).contains("encryption-data")
      {
        return Document(format: format, status: .unreadable, reason: .encrypted, detail: "the document is protected by a password")
      }
      var notes = ReadNotes()
      if let damage = archive.damage { notes.note(.corrupt, damage) }
      // Without that part, or with a damaged one, headings are told by their elements alone.
      let named = OpenDocumentStyleReader()
      _ = try? parts.scan("styles.xml", limits: limits, handler: named, pruning: nil)
      let reader = OpenDocumentContent(limits: limits, styles: named.styles)
      do throws(ReadFault) {
        guard let outcome = try parts.scan("content.xml", limits: limits, handler: reader, pruning: nil) else {
          return Document(format: format, status: .unreadable, reason: .corrupt, detail: "the package has no content.xml")
        }
        notes.note(outcome, part: "content.xml")
      } catch {
        notes.note(error)
      }
      let margins = OpenDocumentContent(limits: limits, onlyMargins: true)
      // Headers and footers are defined with the page styles; without that part there are none.
      if notes.reason == nil, let outcome = try? parts.scan("styles.xml", limits: limits, handler: margins, pruning: nil) {
        notes.note(outcome, part: "styles.xml")
      }
      var run = BlockRun()
      for (block, line) in reader.finished() + margins.finished() { run.append(block, line) }
      LookHeadings.mark(&run)
      var document = Document(text: run.text, blocks: run.blocks, tables: reader.tables, format: format, pictures: reader.pictures)
      if let limit = reader.limitHit ?? margins.limitHit { notes.note(.limit, limit) }
      // A picture's size stands in its frame's style; 10 cm × 10 cm is assumed, as for VML.
      document.settle(notes, pictureArea: reader.pictures * 100)
      return document
    } catch {
      return Document(format: format, status: .unreadable, reason: error.reason, detail: error.detail)
    }
  }
}

private final class OpenDocumentContent: XMLHandler {
  private(set) var tables: [Document.TableShape] = []
  private(set) var pictures = 0
  private(set) var limitHit: String?

  private struct Table {
    var index: Int
    var row = -1
    var column = 0
    var cell: Block.Cell?
    var hasText = false
  }

  private struct Paragraph {
    var level: Int
    var line = LineBuilder()
    /// Of the paragraph, and of the spans open in it.
    var looks: [OpenDocumentStyles.Look]
  }

  private let limits: Limits
  private let onlyMargins: Bool
  private var styles: OpenDocumentStyles
  private var output: [(Block, TextLine)] = []
  private var paragraphs: [Paragraph] = []
  private var openTables: [Table] = []
  private var regions: [Block.Region] = [.body]
  private var lists = 0
  private var depth = 0
  private var skipFloor = 0
  private var textBytes = 0
  private var cells = 0
  private var paragraphsRead = 0

  init(limits: Limits, onlyMargins: Bool = false, styles: OpenDocumentStyles = OpenDocumentStyles()) {
    self.limits = limits
    self.styles = styles
    self.onlyMargins = onlyMargins
  }

  var wantsStop: Bool { limitHit != nil }

  func finished() -> [(Block, TextLine)] {
    while !paragraphs.isEmpty { endParagraph() }
    return onlyMargins ? output.filter { $0.0.region == .header || $0.0.region == .footer } : output
  }

  func startElement(_ name: XMLName, _ attributes: XMLAttributes) {
    depth += 1
    if skipFloor > 0 { return }
    if paragraphs.isEmpty, styles.start(name, attributes) { return }
    switch name {
    case .odfP, .odfH:
      let level = name == .odfH ? min(max(attributes.int(.odfOutlineLevel) ?? 1, 1), 9) : 0
      paragraphs.append(Paragraph(level: level, looks: [styles.paragraph(attributes.string(.odfTextStyle))]))
    case .odfSpan:
      if let last = paragraphs.indices.last, let look = paragraphs[last].looks.last {
        paragraphs[last].looks.append(styles.span(attributes.string(.odfTextStyle), in: look))
      }
    case .odfTab: append([UInt8(ascii: "\t")])
    case .odfLineBreak: append([UInt8(ascii: "\n")])
    case .odfS: append([UInt8](repeating: 0x20, count: min(max(attributes.int(.odfC) ?? 1, 1), 100)))
    // ODF 1.2, 19.880: a section that shows only on a condition is shown as far as anybody can tell.
    case .odfSection: if attributes.bytes(.odfDisplay)?.equals("none") == true { skipFloor = depth }
    case .odfTrackedChanges, .odfRuby, .odfNoteCitation: skipFloor = depth
    case .odfList: lists += 1
    case .odfNote: regions.append(attributes.bytes(.odfNoteClass)?.equals("endnote") == true ? .endnote : .footnote)
    case .odfAnnotation: regions.append(.comment)
    case .odfTextBox: regions.append(regions.last == .body ? .textBox : regions.last ?? .textBox)
    case .odfHeader: regions.append(.header)
    case .odfFooter: regions.append(.footer)
    case .odfImage: pictures += 1
    case .odfTable:
      count()
      tables.append(Document.TableShape(rows: 0, columns: 0, name: nil, parent: openTables.last?.index))
      openTables.append(Table(index: tables.count - 1))
    case .odfTableRow:
      if let last = openTables.indices.last {
        // Rows repeated are blank filling up to the sheet's end, but for a few; each is counted, none is copied.
        openTables[last].row += 1
        openTables[last].column = 0
      }
    case .odfTableCell, .odfCoveredCell: beginCell(name, attributes)
    default: break
    }
  }

  func endElement(_ name: XMLName) {
    defer { depth -= 1 }
    if skipFloor > 0 {
      if depth == skipFloor { skipFloor = 0 }
      return
    }
    switch name {
    case .odfP, .odfH: endParagraph()
    case .odfSpan: if let last = paragraphs.indices.last, paragraphs[last].looks.count > 1 { paragraphs[last].looks.removeLast() }
    case .odfStyle, .odfDefaultStyle: styles.end(name)
    case .odfList: lists = max(0, lists - 1)
    case .odfNote, .odfAnnotation, .odfTextBox, .odfHeader, .odfFooter: if regions.count > 1 { regions.removeLast() }
    case .odfTableCell, .odfCoveredCell: endCell()
    case .odfTable:
      if let table = openTables.popLast() { tables[table.index].rows = table.row + 1 }
    default: break
    }
  }

  /// White space in a document counts once (ODF 1.2 part 1, 6.1.2).
  func text(_ bytes: UnsafeBufferPointer<UInt8>) {
    guard skipFloor == 0, let last = paragraphs.indices.last else { return }
    textBytes += bytes.count
    if textBytes > limits.textBytes {
      limitHit = "textBytes: more than \(limits.textBytes) bytes of text; the rest was not read"
      return
    }
    let look = paragraphs[last].looks.last ?? OpenDocumentStyles.Look()
    if look.isHidden { return }
    var start = 0
    for index in 0...bytes.count where index == bytes.count || bytes[index] <= 0x20 {
      if index > start {
        paragraphs[last].line.append(UnsafeBufferPointer(rebasing: bytes[start..<index]), isBold: look.isBold, size: look.size)
      }
      start = index + 1
      if index < bytes.count, let before = paragraphs[last].line.last, before > 0x20 { paragraphs[last].line.append(blank: 0x20) }
    }
  }

  private func append(_ bytes: [UInt8]) {
    if let last = paragraphs.indices.last { for byte in bytes { paragraphs[last].line.append(blank: byte) } }
  }

  private func count() {
    paragraphsRead += 1
    if paragraphsRead > limits.paragraphs { limitHit = "paragraphs: more than \(limits.paragraphs) paragraphs; the rest was not read" }
  }

  private func endParagraph() {
    guard var paragraph = paragraphs.popLast() else { return }
    let line = paragraph.line.take(isCentred: paragraph.looks.first?.isCentred ?? false)
    guard !line.text.isEmpty else { return }
    var block = Block(kind: .paragraph, region: regions.last ?? .body, range: 0..<0)
    if paragraph.level > 0 {
      block.kind = .heading
      block.level = UInt8(paragraph.level)
    } else if lists > 0 {
      block.kind = .listItem
      block.level = UInt8(min(lists, 9))
    }
    if let last = openTables.indices.last, let cell = openTables[last].cell, regions.last == .body {
      block.kind = .tableCell
      block.cell = cell
      if openTables[last].hasText { count() }
      openTables[last].hasText = true
    } else {
      count()
    }
    block.look = line.look
    output.append((block, line))
  }

  private func beginCell(_ name: XMLName, _ attributes: XMLAttributes) {
    guard let last = openTables.indices.last else { return }
    cells += 1
    if cells > limits.tableCells { limitHit = "tableCells: more than \(limits.tableCells) table cells; the rest was not read" }
    let repeated = min(max(attributes.int(.odfColumnsRepeated) ?? 1, 1), 16_384)
    openTables[last].hasText = name == .odfCoveredCell || repeated > 1
    openTables[last].cell = Block.Cell(
      table: Int32(clamping: openTables[last].index), row: Int32(clamping: max(openTables[last].row, 0)),
      column: Int32(clamping: openTables[last].column), columnSpan: Int16(clamping: max(attributes.int(.odfColumnsSpanned) ?? 1, 1)),
      rowSpan: Int16(clamping: max(attributes.int(.odfRowsSpanned) ?? 1, 1)))
    openTables[last].column += repeated
  }

  private func endCell() {
    guard let last = openTables.indices.last, let cell = openTables[last].cell else { return }
    if !openTables[last].hasText { output.append((Block(kind: .tableCell, range: 0..<0, cell: cell), TextLine())) }
    openTables[last].cell = nil
    let index = openTables[last].index
    tables[index].columns = max(tables[index].columns, Int(cell.column) + 1)
  }
}
