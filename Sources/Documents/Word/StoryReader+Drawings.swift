import Containers
import Findings

/// Text boxes, pictures, objects, and parts that are shown in place.
extension StoryReader {
  /// Where the reading stood when an `mc:AlternateContent` began.
  struct Alternative {
    var isTaken = false
    var textBytes = 0
    var pictures = 0
    var parts = 0
  }

  /// A part whose text follows the paragraph that it is anchored in.
  enum PendingPart {
    case chart(String)
    case diagram(String)
  }

  // MARK: - mc:AlternateContent (ISO/IEC 29500-3, 7.5): the first choice that shows something

  func beginAlternatives() {
    alternatives.append(Alternative(textBytes: context.textBytes, pictures: context.pictures, parts: partsSeen))
  }

  func beginChoice() {
    if alternatives.last?.isTaken == true { skip() }
  }

  func endChoice() {
    guard let alternative = alternatives.last else { return }
    if context.textBytes > alternative.textBytes || context.pictures > alternative.pictures || partsSeen > alternative.parts {
      alternatives[alternatives.count - 1].isTaken = true
    }
  }

  func beginFallback() {
    if alternatives.last?.isTaken == true { skip() }
  }

  private var partsSeen: Int { pendingParts.count + context.embedded.count }

  // MARK: - Text boxes

  func beginTextBox() {
    let region: Block.Region = flow.region == .body ? .textBox : flow.region
    outer.append(flow)
    flow = Flow(region: region)
  }

  func endTextBox() {
    guard let parent = outer.popLast() else { return }
    let inner = closeFlow()
    flow = parent
    isCollecting = false
    if !inner.blocks.isEmpty { flow.anchored.append(inner) }
    // A text box outside any paragraph is not valid, but its text was seen.
    if !flow.paragraph.isOpen { flushJoin() }
  }

  // MARK: - Drawings

  func drawing(_ name: XMLName, _ attributes: XMLAttributes) {
    guard isTextVisible else { return }
    switch name {
    case .wpInline, .wpAnchor:
      pictureExtent = nil
      pictureText = nil
    case .vShape:
      pictureExtent = nil
      pictureText = attributes.string(.alt)
    case .wpDocPr: pictureText = attributes.string(.descr)
    case .wpExtent:
      if let width = attributes.int(.cx), let height = attributes.int(.cy) { pictureExtent = (width, height) }
    case .picPic: countPicture()
    case .vImagedata: countPicture()
    case .vTextpath: wordArt(attributes)
    case .oOLEObject: embed(attributes)
    case .cChart: if let id = attributes.string(.rId) { pend(.chart(id)) }
    case .dgmRelIds: if let id = attributes.string(.rDm) { pend(.diagram(id)) }
    default: break
    }
  }

  private func pend(_ part: PendingPart) {
    // Charts in one paragraph: a page has room for few.
    if pendingParts.count < 256 { pendingParts.append(part) }
  }

  private func countPicture() {
    context.pictures += 1
    guard kind == .body else { return }
    notePictureText()
    // EMU to centimetres: 360,000 to one (ISO/IEC 29500-1, 20.1.10.16). A picture of unknown size counts as 10 cm × 10 cm.
    let area =
      pictureExtent.map { (min(max($0.width, 0), 36_000_000) / 36_000) * (min(max($0.height, 0), 36_000_000) / 36_000) / 100 } ?? 100
    // Less than about 5 cm × 4 cm is a seal, a logo, a portrait: nothing to read in it.
    if area >= 20 { context.pictureArea += area }
  }

  private func notePictureText() {
    // More pictures than this nobody described by hand, and no description is a page long.
    guard let text = pictureText?.prefix(2000), !text.isEmpty, context.pictureTexts.count < 1000 else { return }
    pictureText = nil
    guard context.addText(text.utf8.count) else { return }
    let story = outer.first ?? flow
    let isAfterText = story.paragraph.isOpen && story.run.text.count > story.paragraph.start
    context.pictureTexts.append(.init(text: String(text), blocksBefore: story.run.blocks.count + (isAfterText ? 1 : 0)))
  }

  /// WordArt of the VML kind keeps its text in an attribute.
  private func wordArt(_ attributes: XMLAttributes) {
    guard let text = attributes.string(.string), !text.isEmpty else { return }
    beginTextBox()
    beginParagraph()
    append(text)
    endParagraph()
    endTextBox()
  }

  private func embed(_ attributes: XMLAttributes) {
    guard let id = attributes.string(.rId), let target = context.package.target(of: part, id: id) else { return }
    embed(part: target)
  }

  private func embed(part target: String) {
    // 64 objects in one document are many; each is read as a document later.
    guard context.embedded.count < 64, !context.embedded.contains(where: { $0.name == target }) else { return }
    if let bytes = embeddedBytes(target) { context.embedded.append(Document.EmbeddedFile(name: target, bytes: bytes)) }
  }

  /// The bytes of a file in the document, as long as all of them together are no more than `Limits.embeddedBytes`.
  private func embeddedBytes(_ target: String) -> [UInt8]? {
    guard let bytes = context.package.bytes(target, most: context.limits.embeddedBytes - context.embeddedBytes) else { return nil }
    context.embeddedBytes += bytes.count
    return bytes
  }

  // MARK: - Parts shown in place

  func readPendingParts() {
    let parts = pendingParts
    pendingParts.removeAll(keepingCapacity: true)
    for pending in parts {
      switch pending {
      case .chart(let id):
        if let target = context.package.target(of: part, id: id) { shown(ChartReader.read(target, package: context.package)) }
      case .diagram(let id):
        if let target = context.package.target(of: part, id: id) { shown(DiagramReader.read(target, package: context.package)) }
      }
    }
  }

  private func shown(_ lines: [String]) {
    var run = BlockRun()
    for line in lines {
      let start = run.text.count
      run.text += line.utf8
      guard context.addText(line.utf8.count) else { return }
      run.blocks.append(Block(kind: .paragraph, region: .chart, range: start..<run.text.count))
      run.sizes.append(0)
      run.text.append(UInt8(ascii: "\n"))
    }
    if !run.blocks.isEmpty { flow.anchored.append(run) }
  }

  /// `w:altChunk` (ISO/IEC 29500-1, 17.17.2.1): a file of another format whose content Word shows in its place.
  func alternativeChunk(_ attributes: XMLAttributes) {
    if flow.paragraph.isOpen { endParagraph() }
    flushJoin()
    guard let id = attributes.string(.rId), let target = context.package.target(of: part, id: id) else { return }
    guard let bytes = embeddedBytes(target) else { return }
    inline(Document.EmbeddedFile(name: target, bytes: bytes))
  }

  /// Reads a chunk in its place. What has no reader here is handed out, to be read as a document of its own.
  private func inline(_ file: Document.EmbeddedFile) {
    var limits = context.limits
    // A chunk may hold chunks; each is one archive deeper.
    limits.nesting -= 1
    guard limits.nesting > 0 else { return context.hitLimit("nesting: a chunk lies deeper than the limit allows") }
    limits.textBytes = max(0, limits.textBytes - context.textBytes)
    limits.tableCells = max(0, limits.tableCells - context.cells)
    limits.paragraphs = max(0, limits.paragraphs - context.paragraphs)
    limits.embeddedBytes = max(0, limits.embeddedBytes - context.embeddedBytes)
    let inner = DocumentReader.read(file.bytes, type: ContentType.sniff(file.bytes), limits: limits, budget: context.package.source.budget)
    if inner.status == .unreadable && inner.reason != .limit && inner.reason != .empty {
      context.embedded.append(file)
      return
    }
    if let reason = inner.reason, reason != .imageOnly, reason != .empty {
      context.package.notes.note(reason, "\(file.name): \(inner.detail ?? "")")
    }
    let firstTable = context.tables.count
    var run = BlockRun(text: inner.text, blocks: inner.blocks, sizes: Array(repeating: 0, count: inner.blocks.count))
    for index in run.blocks.indices { run.blocks[index].cell?.table += Int32(clamping: firstTable) }
    context.tables += inner.tables.map { table in
      var table = table
      table.parent = table.parent.map { $0 + firstTable }
      return table
    }
    context.textBytes += inner.text.count
    context.cells += inner.blocks.count { $0.cell != nil }
    context.paragraphs += inner.blocks.count { $0.cell == nil } + inner.tables.count
    context.pictures += inner.pictures
    context.embedded += inner.embedded
    flow.run.append(run)
  }
}
