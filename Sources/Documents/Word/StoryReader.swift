import Containers

/// Reads one story (body, header, notes …) of WordprocessingML into blocks: what is seen on the page, in reading order.
///
/// One pass over SAX events with a stack of flows; nothing is allocated for an element. The parts of its work stand in extensions:
/// paragraphs, tables, runs and fields, drawings, sections.
final class StoryReader: XMLHandler {
  enum PropertyContext {
    case none, paragraph, mark, run, row, cell, section, contentControl, formField
  }

  let context: WordContext
  /// The part that is read: its relationships resolve `r:id`.
  let part: String
  /// Reads instructions of fields as text too, where their marks do not match (see `read(_:)`).
  let ignoresFieldMarks: Bool
  let kind: Kind

  enum Kind {
    case body, header, footer, footnotes, endnotes, comments
  }

  // Without the checks of exclusive access at run time, for the reason given in `XMLScanner`.
  @exclusivity(unchecked) var flow: Flow
  @exclusivity(unchecked) var outer: [Flow] = []
  @exclusivity(unchecked) var depth = 0
  /// The depth of the element whose end ends the skipping; 0 while nothing is skipped.
  @exclusivity(unchecked) var skipFloor = 0
  @exclusivity(unchecked) var properties = PropertyContext.none
  @exclusivity(unchecked) var isCollecting = false
  /// Content controls that are open; true where they show their placeholder.
  var controls: [Bool] = []
  @exclusivity(unchecked) var openPlaceholders = 0
  var alternatives: [Alternative] = []
  var section = WordContext.Section()
  var sectionFirstBlock = 0
  var formField = FormField()
  var pendingParts: [PendingPart] = []
  var pictureExtent: (width: Int, height: Int)?
  /// The alternative text of the drawing that is open.
  var pictureText: String?
  var mathOperators: [MathOperator] = []

  init(context: WordContext, part: String, kind: Kind, ignoresFieldMarks: Bool = false) {
    self.context = context
    self.part = part
    self.kind = kind
    self.ignoresFieldMarks = ignoresFieldMarks
    let region: Block.Region =
      switch kind {
      case .body: .body
      case .header: .header
      case .footer: .footer
      case .footnotes: .footnote
      case .endnotes: .endnote
      case .comments: .comment
      }
    flow = Flow(region: region)
  }

  /// Reads a part that was found by relationship. Nil where there is no such part.
  ///
  /// A field that begins and never ends would swallow the rest of the story as its instruction; where that happened, the story is read again
  /// with only `w:instrText` left out.
  static func read(part: String, kind: Kind, context: WordContext) -> BlockRun? {
    let before = Snapshot(context)
    var reader = StoryReader(context: context, part: part, kind: kind)
    guard context.package.scan(part, handler: reader) else { return nil }
    var isUnbalanced = reader.flow.openInstructions > 0 || reader.outer.contains { $0.openInstructions > 0 }
    isUnbalanced = isUnbalanced || reader.closedWithOpenInstruction
    if isUnbalanced && context.limitHit == nil {
      before.restore(context)
      reader = StoryReader(context: context, part: part, kind: kind, ignoresFieldMarks: true)
      context.package.scan(part, handler: reader)
    }
    return reader.finish()
  }

  /// Set when a text box or note ends inside an instruction.
  var closedWithOpenInstruction = false

  /// The blocks read; what was open when the part broke off is closed.
  private func finish() -> BlockRun {
    while let parent = outer.popLast() {
      let inner = closeFlow()
      flow = parent
      flow.anchored.append(inner)
    }
    return closeFlow()
  }

  /// Closes whatever is open in the flow and takes its blocks.
  func closeFlow() -> BlockRun {
    endParagraph()
    flushJoin()
    while !flow.tables.isEmpty { endTable() }
    if flow.openInstructions > 0 { closedWithOpenInstruction = true }
    return flow.run
  }

  var wantsStop: Bool { context.limitHit != nil }

  // MARK: - Events

  func startElement(_ name: XMLName, _ attributes: XMLAttributes) {
    depth += 1
    if skipFloor > 0 { return }
    switch name {
    case .unknown: break
    case .wP: beginParagraph()
    case .wPPr: if flow.paragraph.isOpen && properties == .none { properties = .paragraph }
    case .wR, .mR: beginRun()
    case .wRPr: startRunProperties()
    case .wT, .mT:
      if isTextVisible {
        if !flow.paragraph.isOpen { beginParagraph() }
        isCollecting = true
      }
    case .wTab: if properties == .none { appendMark("\t") }
    case .wPtab: appendMark("\t")
    case .wCr: appendMark("\n")
    case .wNoBreakHyphen: appendMark("\u{2011}")
    case .wBr: lineBreak(attributes)
    case .wSym: symbol(attributes)
    case .wTbl: beginTable()
    case .wTr: beginRow()
    case .wTc: beginCell()
    case .wTrPr: properties = .row
    case .wTcPr: properties = .cell
    case .wSectPr: beginSection()
    // Word 2003 keeps headers inside the section's properties; they are not part of the body.
    case .wHdr, .wFtr: if kind == .body { skip() }
    case .wSdt: controls.append(false)
    case .wSdtPr: properties = .contentControl
    case .wDel, .wMoveFrom: deletion()
    case .wDelText, .wInstrText, .wDelInstrText, .wRt, .mCtrlPr, .wSdtEndPr, .wTblPr, .wTblPrEx: skip()
    case .wPPrChange, .wRPrChange, .wSectPrChange, .wTblPrChange, .wTrPrChange, .wTcPrChange, .wTblPrExChange, .wTblGridChange,
      .wNumberingChange:
      skip()
    case .wFldChar: fieldCharacter(attributes)
    case .wFfData: beginFormField()
    case .wTxbxContent: beginTextBox()
    case .mD, .mE, .mNary, .mGroupChr, .mBegChr, .mEndChr, .mSepChr, .mChr: beginMath(name, attributes)
    case .mcAlternateContent: beginAlternatives()
    case .mcChoice: beginChoice()
    case .mcFallback: beginFallback()
    case .wFootnote, .wEndnote, .wComment: beginNote(attributes)
    case .wFootnoteReference:
      if isTextVisible, context.footnotes.count < context.limits.paragraphs, let id = attributes.int(.wId) { context.footnotes.insert(id) }
    case .wEndnoteReference:
      if isTextVisible, context.endnotes.count < context.limits.paragraphs, let id = attributes.int(.wId) { context.endnotes.insert(id) }
    case .wAltChunk: alternativeChunk(attributes)
    case .wpInline, .wpAnchor, .wpExtent, .wpDocPr, .picPic, .vImagedata, .vTextpath, .vShape, .oOLEObject, .cChart, .dgmRelIds:
      drawing(name, attributes)
    default: property(name, attributes)
    }
  }

  func endElement(_ name: XMLName) {
    defer { depth -= 1 }
    if skipFloor > 0 {
      if depth > skipFloor { return }
      skipFloor = 0
    }
    switch name {
    case .wP: endParagraph()
    case .wPPr:
      if properties == .paragraph {
        properties = .none
        resolveParagraph()
      }
    case .wRPr: endRunProperties()
    case .wT, .mT: isCollecting = false
    case .wTbl: endTable()
    case .wTr: endRow()
    case .wTc: endCell()
    case .wTrPr, .wTcPr, .wSdtPr: properties = .none
    case .wSectPr: endSection()
    case .wSdt: if controls.popLast() == true { openPlaceholders -= 1 }
    case .wFfData: endFormField()
    case .mD, .mNaryPr, .mNary, .mGroupChr: endMath(name)
    case .wTxbxContent: endTextBox()
    case .mcAlternateContent: _ = alternatives.popLast()
    case .mcChoice: endChoice()
    case .wFootnote, .wEndnote, .wComment: endNote()
    default: break
    }
  }

  func text(_ bytes: UnsafeBufferPointer<UInt8>) {
    if isCollecting && skipFloor == 0 { append(bytes) }
  }

  /// Leaves out the element that just began, with everything in it.
  func skip() {
    skipFloor = depth
  }

  /// A child of one of the property elements.
  private func property(_ name: XMLName, _ attributes: XMLAttributes) {
    switch properties {
    case .none: break
    case .paragraph:
      if name == .wFramePr {
        if let kind = attributes.bytes(.wDropCap) { flow.paragraph.isDropCap = !kind.equals("none") }
      } else {
        flow.paragraph.direct.read(name, attributes, styles: context.styles)
      }
    case .mark: if name == .wVanish { flow.paragraph.isMarkHidden = attributes.isOn() }
    case .run: flow.letters.direct.read(name, attributes, styles: context.styles)
    case .row: rowProperty(name, attributes)
    case .cell: cellProperty(name, attributes)
    case .section: sectionProperty(name, attributes)
    case .contentControl:
      if name == .wShowingPlcHdr, attributes.isOn(), controls.last == false {
        controls[controls.count - 1] = true
        openPlaceholders += 1
      }
    case .formField: formFieldProperty(name, attributes)
    }
  }

  private func startRunProperties() {
    switch properties {
    case .none: properties = .run
    case .paragraph: properties = .mark
    default: skip()
    }
  }

  private func endRunProperties() {
    switch properties {
    case .run:
      properties = .none
      resolveRun()
    case .mark: properties = .paragraph
    default: break
    }
  }

  /// `w:del` and `w:moveFrom`: a property of the paragraph's mark or of a row, or else a wrapper of content that is gone.
  private func deletion() {
    switch properties {
    case .mark: flow.paragraph.isMarkDeleted = true
    case .row: deleteRow()
    default: skip()
    }
  }
}

/// What a story read again must not count twice.
private struct Snapshot {
  private let lists: Numbering?
  private let tables: [Document.TableShape]
  private let embedded: [Document.EmbeddedFile]
  private let pictureTexts: [Document.PictureText]
  private let sections: [WordContext.Section]
  private let sums: [Int]

  init(_ context: WordContext) {
    lists = context.lists
    tables = context.tables
    embedded = context.embedded
    pictureTexts = context.pictureTexts
    sections = context.sections
    sums = [context.pictures, context.pictureArea, context.textBytes, context.cells, context.paragraphs, context.embeddedBytes]
  }

  func restore(_ context: WordContext) {
    context.restoreLists(lists)
    context.tables = tables
    context.embedded = embedded
    context.pictureTexts = pictureTexts
    context.sections = sections
    context.pictures = sums[0]
    context.pictureArea = sums[1]
    context.textBytes = sums[2]
    context.cells = sums[3]
    context.paragraphs = sums[4]
    context.embeddedBytes = sums[5]
  }
}
