/// Paragraphs: properties, numbering, and the block that each becomes.
extension StoryReader {
  func beginParagraph() {
    // A paragraph inside a paragraph stands only in text boxes, which have a flow of their own; anything else is a careless writer.
    if flow.paragraph.isOpen { endParagraph() }
    var next = Flow.Paragraph()
    next.isOpen = true
    next.start = flow.run.text.count
    if flow.isJoining {
      flow.isJoining = false
      let first = flow.paragraph
      next.start = first.start
      next.startsPage = first.startsPage
      next.inkBytes = first.inkBytes
      next.boldBytes = first.boldBytes
      next.sizeSum = first.sizeSum
    }
    flow.paragraph = next
    beginRun()
  }

  /// Settles what the paragraph is, once its properties were read (or it turned out to have none).
  func resolveParagraph() {
    guard !flow.paragraph.isResolved else { return }
    flow.paragraph.isResolved = true
    let direct = flow.paragraph.direct
    let styleIndex = direct.style ?? context.styles.defaultParagraphStyle
    let style = styleIndex.map { context.styles.style($0) }
    let all = style.map { direct.over($0.paragraph) } ?? direct
    if let style { flow.paragraph.styleRun = style.run }
    // A direct outline level wins over the style; 9 is body text.
    flow.paragraph.headingLevel = direct.outlineLevel.map { $0 >= 0 && $0 < 9 ? $0 + 1 : 0 } ?? style?.headingLevel ?? 0
    flow.paragraph.isCentred = all.centred ?? false
    if all.pageBreakBefore == true { flow.paragraph.startsPage = true }
    beginRun()

    guard let list = all.numberingID, list > 0, !flow.paragraph.isMarkDeleted, !flow.paragraph.isMarkHidden else { return }
    let level =
      direct.numberingLevel ?? style.flatMap { style in context.withNumbering { $0.level(ofStyle: style.id, in: list) } } ?? all
      .numberingLevel ?? 0
    flow.paragraph.listLevel = level + 1
    guard let number = context.withNumbering({ $0.next(list, level: level) }) else { return }
    flow.run.text.insert(contentsOf: number.utf8, at: flow.paragraph.start)
    if let joint = flow.joint { flow.joint = joint + number.utf8.count }
    context.addText(number.utf8.count)
  }

  func endParagraph() {
    guard flow.paragraph.isOpen else { return }
    if !flow.paragraph.isResolved { resolveParagraph() }
    flow.paragraph.isOpen = false
    isCollecting = false
    properties = .none
    let endsSection = flow.paragraph.endsSection
    if (flow.paragraph.isMarkDeleted || flow.paragraph.isMarkHidden || flow.paragraph.isDropCap) && !endsSection {
      flow.isJoining = true
      flow.joint = flow.paragraph.isDropCap ? nil : flow.run.text.count
      return
    }
    emitBlock()
    flushAnchored()
    if endsSection { closeSection() }
  }

  /// Ends a joining for which no paragraph follows: the end of a cell, of a story, or a table.
  func flushJoin() {
    if flow.isJoining {
      flow.isJoining = false
      emitBlock()
    }
    flushAnchored()
  }

  /// Turns the text since the paragraph's start into a block; nothing visible gives none.
  func emitBlock() {
    let start = flow.paragraph.start
    spaceJoint()
    var end = flow.run.text.count
    while end > start, flow.run.text[end - 1] <= 0x20 { end -= 1 }
    flow.run.text.removeSubrange(end...)
    if flow.paragraph.startsPage { flow.startsPage = true }
    if isBlank(from: start) {
      flow.run.text.removeSubrange(start...)
      return
    }

    let paragraph = flow.paragraph
    var block = Block(kind: .paragraph, region: flow.region, range: start..<end)
    if paragraph.inkBytes > 0, paragraph.boldBytes * 10 >= paragraph.inkBytes * 9 { block.look.insert(.bold) }
    if paragraph.isCentred { block.look.insert(.centred) }
    if flow.startsPage {
      block.look.insert(.startsPage)
      flow.startsPage = false
    }
    if paragraph.headingLevel > 0 {
      block.kind = .heading
      block.level = UInt8(min(paragraph.headingLevel, 9))
    } else if paragraph.listLevel > 0 {
      block.kind = .listItem
      block.level = UInt8(min(paragraph.listLevel, 9))
    }
    if let table = flow.tables.last, table.isInCell {
      block.kind = .tableCell
      block.cell = table.cell
    }
    push(block, size: paragraph.inkBytes > 0 ? paragraph.sizeSum / paragraph.inkBytes : 0)
  }

  /// Keeps Latin words apart where a mark between them was deleted or hidden. Word itself would glue them; whoever deletes a paragraph's mark
  /// seldom means one word, and a blank costs Chinese text nothing.
  private func spaceJoint() {
    guard let joint = flow.joint else { return }
    flow.joint = nil
    guard joint > flow.paragraph.start, joint < flow.run.text.count else { return }
    func isLatin(_ byte: UInt8) -> Bool { (byte | 0x20) &- 97 < 26 || byte &- 48 < 10 }
    if isLatin(flow.run.text[joint - 1]) && isLatin(flow.run.text[joint]) { flow.run.text.insert(0x20, at: joint) }
  }

  func push(_ block: Block, size: Int) {
    flow.run.text.append(UInt8(ascii: "\n"))
    flow.run.blocks.append(block)
    flow.run.sizes.append(UInt16(clamping: size))
    // The first paragraph of a cell is counted with the cell.
    if block.cell == nil || flow.tables.last.map({ flow.run.blocks.count - 1 > $0.cellFirstBlock }) == true { context.addParagraph() }
  }

  /// Whether only blanks stand from here to the end, ideographic and no-break ones included.
  private func isBlank(from start: Int) -> Bool {
    var index = start
    let text = flow.run.text
    while index < text.count {
      let byte = text[index]
      if byte <= 0x20 {
        index += 1
      } else if byte == 0xE3, index + 2 < text.count, text[index + 1] == 0x80, text[index + 2] == 0x80 {
        index += 3  // U+3000
      } else if byte == 0xC2, index + 1 < text.count, text[index + 1] == 0xA0 {
        index += 2  // U+00A0
      } else {
        return false
      }
    }
    return true
  }

  /// Lets what was anchored in the paragraph follow it.
  private func flushAnchored() {
    if !pendingParts.isEmpty { readPendingParts() }
    guard !flow.anchored.isEmpty else { return }
    for run in flow.anchored { flow.run.append(run) }
    flow.anchored.removeAll(keepingCapacity: true)
  }

  // MARK: - Notes

  func beginNote(_ attributes: XMLAttributes) {
    // The lines above the notes are notes themselves, told apart by a type (ISO/IEC 29500-1, 17.18.33).
    if let type = attributes.bytes(.wType), !type.equals("normal") { return skip() }
    let id = attributes.int(.wId) ?? -1
    switch kind {
    case .footnotes: if !context.footnotes.contains(id) { skip() }
    case .endnotes: if !context.endnotes.contains(id) { skip() }
    default: break
    }
  }

  func endNote() {
    endParagraph()
    flushJoin()
    while !flow.tables.isEmpty { endTable() }
    if flow.openInstructions > 0 { closedWithOpenInstruction = true }
  }
}
