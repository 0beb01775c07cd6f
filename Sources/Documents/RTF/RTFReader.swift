import Containers
import Findings

/// Reads RTF. Deleted and hidden text, instructions of fields and what carries no text are left out; headers, footers, notes, comments and text boxes
/// are kept apart. Tables in tables are read as paragraphs of the outer cell. Source: Rich Text Format Specification 1.9.1.
struct RTFReader {
  var tokens: RTFTokenizer
  var sink: BlockSink
  var state = RTFState()
  var stack: [RTFState] = []
  var flows = [StoryFlow(region: .body)]
  /// How many groups are open around the one that opened each of the flows.
  var flowDepths = [0]
  /// Finished stories that wait for the paragraph or table they are anchored in.
  var anchored: [StoryFlow] = []
  var tables = RTFTables()
  var row = EdgedRow()
  var nextCell = EdgedRow.Cell()
  /// Text bytes whose character is not complete, or not decoded yet, and the font that they are set in.
  var pending: [UInt8] = []
  var pendingFont: Int?
  var highSurrogate: UInt16?
  /// Bytes or words still to be passed over behind `\u`.
  var toSkip = 0
  /// The paragraph begins with its number or bullet.
  var hasListText = false
  /// The next control word stands behind `\*`.
  var isIgnorable = false
  var codePage: Int?
  var isChinese = false
  var objectClass: [UInt8] = []
  var picture = (width: 0, height: 0, scaleX: 100, scaleY: 100)
  /// Groups beyond the deepest that are kept.
  var tooDeep = 0
  /// Lines and cells, and bytes of text, that are held until the tables and stories they stand in are finished.
  var held = (lines: 0, bytes: 0)

  /// Word nests some twenty.
  private static let deepestGroup = 2000

  init(_ bytes: [UInt8], limits: Limits) {
    tokens = RTFTokenizer(bytes)
    sink = BlockSink(limits: limits)
  }

  static func read(_ bytes: [UInt8], limits: Limits) -> Document {
    var reader = RTFReader(bytes, limits: limits)
    reader.run()
    return reader.sink.document(.rtf)
  }

  mutating func run() {
    var isEnded = false
    while sink.hasRoom, let token = tokens.next() {
      if tooDeep > 0 {
        switch token {
        case .beginGroup: tooDeep += 1
        case .endGroup: tooDeep -= 1
        case .word("bin", let count): tokens.skip(count ?? 0)
        default: break
        }
        continue
      }
      switch token {
      case .beginGroup: beginGroup()
      case .endGroup:
        endGroup()
        isEnded = stack.isEmpty
      case .word(let name, let number): word(name, number)
      case .symbol(let symbol): self.symbol(symbol)
      case .byte(let byte): text(byte)
      }
      // What follows the last brace (padding of mails and of careless writers) is no text.
      if isEnded { break }
    }
    flush()
    if !isEnded, sink.hasRoom { sink.notes.note(.corrupt, "the text ends before its last brace") }
    while flows.count > 1 { closeFlow() }
    endParagraph()
    flows[0].endTable()
    emit()
  }

  // MARK: - Groups

  mutating func beginGroup() {
    flush()
    isIgnorable = false
    toSkip = 0
    if stack.count >= Self.deepestGroup {
      tooDeep = 1
      return sink.notes.note(.limit, "groups are nested deeper than \(Self.deepestGroup); what is in the deeper ones was not read")
    }
    stack.append(state)
  }

  mutating func endGroup() {
    flush()
    toSkip = 0
    isIgnorable = false
    let ended = state
    if flows.count > 1, flowDepths.last == stack.count { closeFlow() }
    if ended.destination == .styleSheet { tables.endStyle() }
    guard let outer = stack.popLast() else { return }
    if ended.destination == .picture && outer.destination != .picture { endPicture() }
    if ended.destination == .objectClass && outer.destination != .objectClass { endObjectClass() }
    state = outer
  }

  mutating func openFlow(_ region: Block.Region) {
    guard state.destination == .flow || state.destination == .shape else { return }
    // A note whose mark is deleted, or a text box in hidden text.
    guard !state.isHidden, !state.isDeleted else {
      state.destination = .skipped
      return
    }
    state.destination = .flow
    state.resetCharacters()
    state.resetParagraph()
    flows.append(StoryFlow(region: region))
    flowDepths.append(stack.count)
  }

  mutating func closeFlow() {
    endParagraph()
    flows[flows.count - 1].endTable()
    anchored.append(flows.removeLast())
    flowDepths.removeLast()
    // A story takes about as much as its first lines do.
    hold(lines: 3)
  }

  /// Hands over what is finished of the body, and what was anchored in it.
  mutating func emit() {
    guard flows.count == 1 else { return }
    sink.add(flows[0])
    flows[0].items = []
    guard flows[0].rows.isEmpty, flows[0].cells.isEmpty else { return }
    for flow in anchored { sink.add(flow) }
    anchored = []
    if flows[0].cell.isEmpty { held = (0, 0) }
  }

  mutating func hold(lines: Int = 0, bytes: Int = 0) {
    held.lines += lines
    held.bytes += bytes
    sink.holds(lines: held.lines, bytes: held.bytes)
  }

  // MARK: - Text

  var isVisible: Bool { state.destination == .flow && !state.isHidden && !state.isDeleted }

  mutating func text(_ byte: UInt8) {
    if toSkip > 0 {
      toSkip -= 1
      return
    }
    switch state.destination {
    case .flow:
      guard isVisible else { return }
      if pendingFont != state.font { flush() }
      pendingFont = state.font
      pending.append(byte)
      // Long texts are decoded piece by piece, at an ASCII byte that no character may end with.
      // (GB18030 has digits from 0x30 on as second and fourth bytes). Where none comes, a character may be cut in a mebibyte.
      if pending.count > 4096, byte < 0x30 || pending.count > 1 << 20 { flush() }
    case .styleSheet: tables.styleByte(byte)
    case .objectClass: if objectClass.count < 64 { objectClass.append(byte) }
    case .skipped, .fontTable, .picture, .shape: break
    }
  }

  /// Decodes the bytes that are waiting. All of a run come at once, since the second byte of a character may look like ASCII.
  mutating func flush() {
    highSurrogate = nil
    guard !pending.isEmpty else { return }
    let (text, _) = encoding(of: pendingFont).decode(pending)
    pending = []
    append(text)
  }

  /// The font's, or the document's; a document that says nothing but is Chinese is taken for GBK.
  func encoding(of font: Int?) -> TextEncoding {
    if let font, let encoding = tables.encodings[font] { return encoding }
    if let codePage, let encoding = TextEncoding(codePage: codePage) { return encoding }
    return isChinese || (codePage == nil && tables.hasChineseFont) ? .gb18030 : .latin1
  }

  mutating func unicode(_ number: Int) {
    let unit = UInt16(truncatingIfNeeded: number)
    guard isVisible else { return }
    let high = highSurrogate
    flush()
    if unit & 0xFC00 == 0xD800 {
      highSurrogate = unit
    } else if unit & 0xFC00 == 0xDC00 {
      if let high { append(String(decoding: [high, unit], as: UTF16.self)) }
    } else if unit >= 0x20 {
      append(String(decoding: [unit], as: UTF16.self))
    }
  }

  mutating func append(_ string: String) {
    append(Array(string.utf8))
  }

  mutating func append(_ text: [UInt8]) {
    // Ideographs and their punctuation begin at U+3000, in UTF-8 with E3.
    let isEastAsian = text.contains { $0 >= 0xE3 }
    flows[flows.count - 1].line.append(
      text, isBold: isEastAsian ? state.eastAsianBold ?? state.isBold : state.isBold,
      size: isEastAsian ? state.eastAsianSize ?? state.size : state.size)
    hold(bytes: text.count)
  }

  mutating func append(blank byte: UInt8) {
    guard isVisible else { return }
    flush()
    flows[flows.count - 1].line.append(blank: byte)
    hold(bytes: 1)
  }

  mutating func symbol(_ symbol: UInt8) {
    if symbol == UInt8(ascii: "*") {
      isIgnorable = true
      return
    }
    if toSkip > 0 {
      toSkip -= 1
      return
    }
    guard isVisible else { return }
    switch symbol {
    case UInt8(ascii: "~"):
      flush()
      append("\u{A0}")
    case UInt8(ascii: "_"):
      flush()
      append("-")
    case UInt8(ascii: "\t"): append(blank: 0x09)
    default: break
    }
  }

  // MARK: - Paragraphs

  mutating func endParagraph() {
    flush()
    let level = state.outlineLevel.map { (0...8).contains($0) ? $0 + 1 : 0 } ?? state.style.flatMap { tables.headings[$0] } ?? 0
    let isListed = state.isListed || hasListText
    hasListText = false
    let last = flows.count - 1
    let line = flows[last].line.take(
      kind: level > 0 ? .heading : isListed ? .listItem : .paragraph, level: level > 0 ? level : isListed ? 1 : 0,
      isCentred: state.isCentred)
    hold(lines: 1)
    if state.isInTable || !flows[last].cells.isEmpty {
      flows[last].cell.append(line)
    } else {
      if flows[last].rows.isEmpty == false || !flows[last].cell.isEmpty { flows[last].endTable() }
      flows[last].items.append(.line(line))
    }
    emit()
  }

  mutating func endCell() {
    flush()
    let last = flows.count - 1
    flows[last].cell.append(flows[last].line.take(isCentred: state.isCentred))
    flows[last].endCell()
    hasListText = false
    hold(lines: 1)
  }

  mutating func word(_ name: String, _ number: Int?) {
    let ignorable = isIgnorable
    isIgnorable = false
    if name == "bin" { return tokens.skip(number ?? 0) }
    if name == "u" {
      // A second `\u` is no fallback of the first: writers that give none often set `\uc0` too late.
      unicode(number ?? 0)
      toSkip = state.fallback
      return
    }
    if toSkip > 0, name != "uc" {
      toSkip -= 1
      return
    }
    if name != "uc" { flush() }
    if destination(name, ignorable: ignorable) { return }
    switch state.destination {
    case .fontTable: tables.fontWord(name, number)
    case .styleSheet: tables.styleWord(name, number)
    case .picture: pictureWord(name, number)
    case .flow: if !layout(name, number) { character(name, number) }
    case .skipped, .objectClass, .shape: break
    }
    if name == "uc" { state.fallback = min(max(number ?? 1, 0), 100) }
  }

  /// Control words that say where the text of their group goes. True where the word was one.
  mutating func destination(_ name: String, ignorable: Bool) -> Bool {
    if state.destination == .skipped { return true }
    switch name {
    case "fonttbl": state.destination = .fontTable
    case "stylesheet": state.destination = .styleSheet
    case "header", "headerl", "headerr", "headerf": openFlow(.header)
    case "footer", "footerl", "footerr", "footerf": openFlow(.footer)
    case "footnote": openFlow(.footnote)
    case "annotation": openFlow(.comment)
    case "shptxt", "dptxbxtext": openFlow(.textBox)
    case "shp", "shpinst", "do": state.destination = .shape
    case "pict":
      picture = (0, 0, 100, 100)
      state.destination = .picture
    case "objclass":
      objectClass = []
      state.destination = .objectClass
    // Read like what stands around them, though older readers may pass over them.
    case "shppict", "fldrslt", "result", "listtext", "pntext": if name.hasSuffix("text") { hasListText = true }
    // A second copy of what was read already, or the fallback of it.
    case "nonshppict", "nonesttables", "nesttableprops", "ud", "shprslt": state.destination = .skipped
    case "colortbl", "info", "fldinst", "listtable", "listoverridetable", "revtbl", "rsidtbl", "generator", "filetbl", "objdata", "sp",
      "xe", "tc", "rxe",
      "bkmkstart", "bkmkend", "atnid", "atnauthor", "atntime", "atnref", "atndate", "atnparent", "atrfstart", "atrfend", "template",
      "themedata",
      "colorschememapping", "datastore", "latentstyles", "xmlnstbl", "mmathPr", "background", "ftnsep", "ftnsepc", "ftncn", "aftnsep",
      "aftnsepc",
      "aftncn", "falt", "panose", "private", "passwordhash", "userprops", "pgdsctbl", "listpicture":
      state.destination = .skipped
    default:
      guard ignorable else { return false }
      state.destination = .skipped
    }
    return true
  }
}
