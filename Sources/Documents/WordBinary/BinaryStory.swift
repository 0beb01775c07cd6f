/// One story of a Word 97–2003 document while its characters come in. Source: [MS-DOC] 2.4.1, and 2.8.25 for fields.
struct BinaryStory {
  var flow: StoryFlow
  private(set) var pictures = 0
  /// Lines and cells, and bytes of text, that are held until the table they stand in is finished.
  private(set) var heldLines = 0
  private(set) var heldBytes = 0

  private var line = LineBuilder()
  /// Open fields: true while in the instruction.
  private var fields: [Bool] = []
  private var instructions = 0
  private var highSurrogate: UInt16?
  private var breaksPage = false
  /// The character before was a cell's mark: where the document says nothing of rows, a second one ends the row.
  private var isBehindCell = false

  /// Fields in fields; Word allows twenty.
  private static let deepestField = 64

  init(region: Block.Region) { flow = StoryFlow(region: region) }

  var region: Block.Region { flow.region }
  /// Whether the open paragraph has no text yet.
  var isBlank: Bool { line.isEmpty }
  /// Whether no table is open, so that what is finished may be handed over.
  var isBetween: Bool { flow.rows.isEmpty && flow.cells.isEmpty && flow.cell.isEmpty }

  /// What was finished was handed over.
  mutating func empty() {
    flow.items = []
    heldLines = 0
    heldBytes = 0
  }

  mutating func takePageBreak() -> Bool {
    defer { breaksPage = false }
    return breaksPage
  }

  /// A character that ends no paragraph.
  mutating func add(_ code: Int, _ run: BinaryRun) {
    isBehindCell = false
    switch code {
    case 0x13:
      if fields.count < Self.deepestField {
        fields.append(true)
        instructions += 1
      }
      return
    case 0x14:
      if let last = fields.indices.last, fields[last] {
        fields[last] = false
        instructions -= 1
      }
      return
    case 0x15:
      if let isInstruction = fields.popLast(), isInstruction { instructions -= 1 }
      return
    default: break
    }
    guard instructions == 0, !run.isHidden, !run.isDeleted else { return }
    switch code {
    case 0x01: if run.isSpecial { pictures += 1 }
    case 0x09: append(blank: 0x09)
    case 0x0B, 0x0E: append(blank: 0x0A)
    case 0x1E: append(0x2D, run)
    case 0x28 where run.isSpecial && run.symbol != nil: append(run.symbol ?? 0x28, run)
    // Marks of notes, dates and the like, and optional hyphens.
    case 0..<0x20: break
    default: append(code, run)
    }
  }

  private mutating func append(blank byte: UInt8) {
    heldBytes += 1
    line.append(blank: byte)
  }

  private mutating func append(_ code: Int, _ run: BinaryRun) {
    let unit = UInt16(truncatingIfNeeded: code)
    if unit & 0xFC00 == 0xD800 {
      highSurrogate = unit
      return
    }
    if unit & 0xFC00 == 0xDC00 {
      heldBytes += 4
      if let high = highSurrogate { line.append(String(decoding: [high, unit], as: UTF16.self).utf8, isBold: run.isBold, size: run.size) }
      highSurrogate = nil
      return
    }
    guard let scalar = Unicode.Scalar(UInt32(unit)) else { return }
    let bytes = UTF8.encode(scalar)!
    heldBytes += bytes.count
    line.append(bytes, isBold: run.isBold, size: run.size)
  }

  /// A mark: 0x0D ends a paragraph, 0x0C a page or section, 0x07 a cell or, in a paragraph of its own, a row.
  mutating func end(_ code: Int, _ paragraph: BinaryParagraph, headingLevel: Int, knowsRows: Bool) {
    heldLines += 1
    let finished = line.take(
      kind: headingLevel > 0 ? .heading : paragraph.isListed ? .listItem : .paragraph,
      level: headingLevel > 0 ? headingLevel : paragraph.isListed ? 1 : 0, isCentred: paragraph.isCentred)
    if code == 0x07 {
      endCell(finished, paragraph, knowsRows: knowsRows)
      return
    }
    // Fields do not reach over the ends of paragraphs but for lists of contents, whose instruction is short: a broken one must not hide the rest.
    if instructions > 0 {
      fields = []
      instructions = 0
    }
    isBehindCell = false
    if paragraph.isInTable || paragraph.tableDepth > 0 || (!knowsRows && !flow.cells.isEmpty) {
      flow.cell.append(finished)
      return
    }
    flow.endTable()
    breaksPage = breaksPage || paragraph.startsPage
    flow.items.append(.line(finished))
  }

  private mutating func endCell(_ finished: TextLine, _ paragraph: BinaryParagraph, knowsRows: Bool) {
    let endsRow = knowsRows ? paragraph.endsRow : isBehindCell
    isBehindCell = !endsRow
    guard endsRow else {
      flow.cell.append(finished)
      flow.endCell()
      return
    }
    flow.endRow(paragraph.row ?? EdgedRow())
  }

  mutating func finish() {
    let rest = line.take()
    if !rest.isBlank { flow.items.append(.line(rest)) }
    flow.endTable()
  }
}
