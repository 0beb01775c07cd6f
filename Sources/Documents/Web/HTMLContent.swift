import Containers
import Findings

/// Makes paragraphs, headings and tables of a page's events.
final class HTMLContent: HTMLHandler {
  private(set) var sink: BlockSink

  /// What one open element changes for the text in it.
  private struct Frame {
    var isBold: Bool
    var isCentred: Bool
    var size: Int
    var isPreformatted: Bool
    var headingLevel: Int
  }

  private var frames: [Frame] = []
  /// Where in the stack of open elements the outermost hidden one stands; 0: none.
  private var hiddenAt = 0
  private var depth = 0
  private var lists = 0
  private var isInTitle = false
  private var title: [UInt8] = []
  private var line = LineBuilder()
  private var breaks = 0
  private var tables: [HTMLTable] = []
  /// Lines and cells, and bytes of text, held in tables and lines that are still open: they count before the sink sees them.
  private var held = (lines: 0, bytes: 0)
  /// Open tables that are too deep to be tables.
  private var unopened = 0

  init(sink: BlockSink) { self.sink = sink }

  var wantsStop: Bool { !sink.hasRoom }

  /// Gives the sink back, with all that was open closed.
  func finish() -> BlockSink {
    endLine()
    while !tables.isEmpty { endTable() }
    return sink
  }

  func startElement(_ name: String, _ attributes: HTMLAttributes) {
    depth += 1
    let before = frames.last ?? Frame(isBold: false, isCentred: false, size: 0, isPreformatted: false, headingLevel: 0)
    var frame = before
    defer { frames.append(frame) }
    if hiddenAt > 0 { return }
    let style = HTMLStyle(attributes)
    if style.isHidden || Self.unseen.contains(name) {
      if Self.blocks.contains(name) { endLine() }
      hiddenAt = depth
      return
    }
    if let isBold = style.isBold { frame.isBold = isBold }
    if let size = style.size { frame.size = size }
    if Self.blocks.contains(name) { endLine() }
    if let isCentred = style.isCentred { frame.isCentred = isCentred }
    if style.breaksPage && tables.isEmpty { sink.startsPage = true }
    begin(name, attributes, &frame)
  }

  private func begin(_ name: String, _ attributes: HTMLAttributes, _ frame: inout Frame) {
    switch name {
    case "title": isInTitle = true
    case "b", "strong", "th": frame.isBold = true
    case "center": frame.isCentred = true
    case "pre", "textarea", "xmp": frame.isPreformatted = true
    case "h1", "h2", "h3", "h4", "h5", "h6":
      frame.headingLevel = Int(name.utf8.last ?? 0x31) - 0x30
      frame.isBold = true
    case "ul", "ol": lists += 1
    case "br": lineBreak()
    case "img": picture(attributes)
    default: break
    }
    switch name {
    case "table": beginTable()
    case "caption": break
    case "tr": tables.last?.beginRow()
    case "td", "th":
      let columns = Self.span(attributes["colspan"])
      tables.last?.beginCell(columnSpan: columns, rowSpan: Self.span(attributes["rowspan"]))
      if !tables.isEmpty { hold(lines: columns) }
    default: break
    }
  }

  func endElement(_ name: String) {
    defer {
      depth -= 1
      frames.removeLast()
    }
    if hiddenAt > 0 {
      if depth == hiddenAt { hiddenAt = 0 }
      return
    }
    if Self.blocks.contains(name) { endLine() }
    switch name {
    case "title": isInTitle = false
    case "ul", "ol": lists = max(0, lists - 1)
    case "td", "th": tables.last?.endCell()
    case "table": endTable()
    default: break
    }
  }

  func text(_ bytes: UnsafeBufferPointer<UInt8>) {
    guard hiddenAt == 0 else { return }
    if isInTitle {
      title.append(contentsOf: bytes.prefix(max(0, Self.longestTitle - title.count)))
      return
    }
    let frame = frames.last
    let before = line.count
    defer { hold(bytes: max(0, line.count - before)) }
    // White space counts once (CSS 2.1, 16.6.1).
    var start = 0
    for index in 0...bytes.count where index == bytes.count || bytes[index] <= 0x20 {
      if index > start {
        breaks = 0
        line.append(UnsafeBufferPointer(rebasing: bytes[start..<index]), isBold: frame?.isBold ?? false, size: frame?.size ?? 0)
      }
      start = index + 1
      guard index < bytes.count else { break }
      if frame?.isPreformatted == true {
        if bytes[index] == 0x0A { endLine() } else if bytes[index] != 0x0D { line.append(blank: bytes[index]) }
      } else if let last = line.last, last > 0x20 {
        line.append(blank: 0x20)
      }
    }
  }

  /// The title, as it stands above the page.
  var header: TextLine? {
    let words = String(decoding: title, as: UTF8.self).split(whereSeparator: \.isWhitespace).joined(separator: " ")
    return words.isEmpty ? nil : TextLine(words)
  }

  // MARK: - Lines

  /// Two breaks one after another are how hasty pages part their paragraphs.
  private func lineBreak() {
    breaks += 1
    if breaks > 1 || line.isEmpty {
      endLine()
    } else {
      if line.last == 0x20 { line.removeLast() }
      line.append(blank: 0x0A)
    }
  }

  private func endLine() {
    breaks = 0
    guard !line.isEmpty else { return }
    if tables.isEmpty { held = (0, 0) }
    let frame = frames.last
    let level = frame?.headingLevel ?? 0
    var finished = line.take(
      kind: level > 0 ? .heading : lists > 0 ? .listItem : .paragraph, level: level > 0 ? level : lists,
      isCentred: frame?.isCentred ?? false)
    if finished.isBlank { return }
    if let table = tables.last {
      finished.kind = .paragraph
      table.add(.line(finished))
      hold(lines: 1)
    } else {
      sink.add(finished)
    }
  }

  private func picture(_ attributes: HTMLAttributes) {
    // Icons, bullets and the dots that count visitors are no pictures.
    let sides = [attributes["width"], attributes["height"]].compactMap { $0.flatMap { Int($0.prefix { $0.isNumber }.prefix(6)) } }
    if sides.contains(where: { $0 < 64 }) { return }
    sink.pictures += 1
    // Without both sides, 10 cm × 10 cm; else at 96 pixels an inch.
    sink.pictureArea += sides.count == 2 ? min(sides[0] * sides[1] / 1430, 600) : 100
  }

  // MARK: - Tables

  private func beginTable() {
    // Deeper tables than any page has are read as text of the table around them.
    if tables.count < Self.deepestTable { tables.append(HTMLTable()) } else { unopened += 1 }
  }

  private func endTable() {
    if unopened > 0 {
      unopened -= 1
      return
    }
    guard let table = tables.popLast() else { return }
    for item in table.items() {
      if let outer = tables.last {
        outer.add(item)
      } else {
        switch item {
        case .line(let line): sink.add(line)
        case .table(let table): sink.add(table)
        }
      }
    }
    if tables.isEmpty { held = (0, 0) }
  }

  private func hold(lines: Int = 0, bytes: Int = 0) {
    held.lines += lines
    held.bytes += bytes
    sink.holds(lines: held.lines, bytes: held.bytes)
  }

  private static func span(_ value: String?) -> Int {
    min(max(value.flatMap { Int($0.prefix(6)) } ?? 1, 1), 1000)
  }

  private static let deepestTable = 16
  private static let longestTitle = 1024

  private static let blocks: Set<String> = [
    "address", "article", "aside", "blockquote", "body", "caption", "center", "dd", "div", "dl", "dt", "fieldset", "figcaption", "figure",
    "footer",
    "form", "h1", "h2", "h3", "h4", "h5", "h6", "header", "hr", "html", "li", "main", "nav", "ol", "p", "pre", "section", "table", "tbody",
    "td", "tfoot",
    "th", "thead", "tr", "ul", "title", "head",
  ]
  /// `noscript` shows only where scripts do not run; the rest is what a visitor fills in, or never sees.
  private static let unseen: Set<String> = [
    "script", "style", "noscript", "template", "select", "option", "textarea", "iframe", "object", "svg", "math", "audio", "video",
    "datalist", "rp",
    "rt",
  ]
}
