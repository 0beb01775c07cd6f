/// The styles of a document, each with everything that it inherits. Source: ISO/IEC 29500-1, 17.7.
///
/// Word writes a hundred styles and a document uses ten: a chain is resolved when a paragraph or run first asks for it.
final class StyleSheet {
  /// One style; `paragraph` and `run` hold what the style itself says until it is resolved.
  struct Style {
    var id: String
    var name = ""
    var isParagraph = false
    var isDefault = false
    var basedOn: String?
    var paragraph = ParagraphProperties()
    var run = RunProperties()
    /// 1–9 where the style makes a heading, else 0.
    var headingLevel = 0
    /// The grey hint of a content control that nobody filled in.
    var isPlaceholder = false
  }

  let documentDefaults: RunProperties
  let defaultParagraphStyle: Int?
  private let written: [Style]
  private var resolved: [Style?]
  private var byHash: [UInt64: [Int]] = [:]

  /// A sheet without styles has Word's own defaults.
  init(styles: [Style] = [], documentDefaults: RunProperties = RunProperties()) {
    self.documentDefaults = documentDefaults
    written = styles
    resolved = Array(repeating: nil, count: styles.count)
    defaultParagraphStyle = styles.firstIndex { $0.isDefault && $0.isParagraph }
    byHash.reserveCapacity(styles.count)
    // The first of two styles with one id is the one Word keeps: it comes first among the candidates.
    for (index, style) in styles.enumerated() { byHash[Self.hash(style.id.utf8), default: []].append(index) }
  }

  /// A style with its chain of `basedOn` resolved. A chain longer than 64, or a circle, ends where it stands.
  func style(_ index: Int) -> Style {
    if let known = resolved[index] { return known }
    var style = written[index]
    var level = Self.headingLevel(ofName: style.name)
    var outline = style.paragraph.outlineLevel
    var parent = style.basedOn.flatMap(self.index(of:))
    var steps = 0
    while let current = parent, steps < 64 {
      style.paragraph = style.paragraph.over(written[current].paragraph)
      style.run = style.run.over(written[current].run)
      if outline == nil {
        outline = written[current].paragraph.outlineLevel
        if level == nil { level = Self.headingLevel(ofName: written[current].name) }
      }
      parent = written[current].basedOn.flatMap(self.index(of:))
      steps += 1
    }
    // An outline level said anywhere in the chain wins over the name: 9 means that the style is body text after all (TOC Heading).
    style.headingLevel = outline.map { $0 >= 0 && $0 < 9 ? $0 + 1 : 0 } ?? level ?? 0
    let name = style.name.lowercased()
    style.isPlaceholder = name == "placeholder text" || name == "占位符文本"
    resolved[index] = style
    return style
  }

  /// The level of a style that is a heading by its built-in name, as Word, WPS and LibreOffice write it; nil for any other.
  static func headingLevel(ofName name: String) -> Int? {
    let squeezed = name.lowercased().filter { !$0.isWhitespace && $0 != "_" }
    switch squeezed {
    case "title", "标题", "標題", "文档标题": return 1
    case "subtitle", "副标题", "副標題": return 2
    default: break
    }
    for prefix in ["heading", "标题", "標題", "überschrift", "titre", "見出し"] where squeezed.hasPrefix(prefix) {
      if let level = Int(squeezed.dropFirst(prefix.count)), (1...9).contains(level) { return level }
    }
    return nil
  }

  /// The style with this id, or nil. Bytes in, so that no string is made for each paragraph.
  func index(of id: UnsafeBufferPointer<UInt8>) -> Int? {
    guard let candidates = byHash[Self.hash(id)] else { return nil }
    return candidates.first { written[$0].id.utf8.elementsEqual(id) }
  }

  private func index(of id: String) -> Int? {
    byHash[Self.hash(id.utf8)]?.first { written[$0].id == id }
  }

  private static func hash(_ bytes: some Sequence<UInt8>) -> UInt64 {
    // FNV-1a; ids are few and short, and a collision costs one comparison.
    bytes.reduce(0xcbf2_9ce4_8422_2325) { ($0 ^ UInt64($1)) &* 0x100_0000_01b3 }
  }
}

/// Reads `styles.xml`.
final class StyleSheetReader: XMLHandler {
  let wantsText = false
  private var styles: [StyleSheet.Style] = []
  private var bytes = 0
  /// Word itself ends at 4,079 styles.
  var overflow: String? { styles.count > 10_000 || bytes > 4 << 20 ? "more styles than Word can have" : nil }
  private var current: StyleSheet.Style?
  private var defaults = RunProperties()
  private var inDefaults = false
  private var inRunProperties = false
  private var depth = 0
  private var skipFloor = 0

  var sheet: StyleSheet { StyleSheet(styles: styles, documentDefaults: defaults) }

  func startElement(_ name: XMLName, _ attributes: XMLAttributes) {
    depth += 1
    guard skipFloor == 0 else { return }
    switch name {
    case .wStyle:
      var style = StyleSheet.Style(id: attributes.string(.wStyleId) ?? "")
      let type = attributes.bytes(.wType)
      style.isParagraph = type.map { $0.equals("paragraph") } ?? true
      style.isDefault = attributes.bytes(.wDefault) != nil && attributes.isOn(.wDefault)
      current = style
    case .wDocDefaults: inDefaults = true
    case .wName: current?.name = attributes.string(.wVal) ?? ""
    case .wBasedOn: current?.basedOn = attributes.string(.wVal)
    case .wRPr: inRunProperties = true
    // Conditional formatting of tables, and what the style was before a tracked change.
    case .wTblStylePr, .wPPrChange, .wRPrChange: skipFloor = depth
    default:
      if current != nil {
        if inRunProperties {
          current?.run.read(name, attributes, styles: nil)
        } else {
          current?.paragraph.read(name, attributes, styles: nil)
        }
      } else if inDefaults && inRunProperties {
        defaults.read(name, attributes, styles: nil)
      }
    }
  }

  func endElement(_ name: XMLName) {
    defer { depth -= 1 }
    if skipFloor > 0 {
      if depth == skipFloor { skipFloor = 0 }
      return
    }
    switch name {
    case .wStyle:
      if let current {
        styles.append(current)
        bytes += current.id.utf8.count + current.name.utf8.count + (current.basedOn?.utf8.count ?? 0)
      }
      current = nil
    case .wDocDefaults: inDefaults = false
    case .wRPr: inRunProperties = false
    default: break
    }
  }
}
