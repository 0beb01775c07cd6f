/// The styles of a document, each with everything that it inherits. Source: ISO/IEC 29500-1, 17.7.
struct StyleSheet {
  /// One style with its chain of `basedOn` resolved.
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

  private(set) var styles: [Style] = []
  private(set) var documentDefaults = RunProperties()
  private(set) var defaultParagraphStyle: Int?
  private var byHash: [UInt64: [Int]] = [:]

  /// A sheet without styles: Word's own defaults.
  init() {}

  init(styles: [Style], documentDefaults: RunProperties) {
    self.documentDefaults = documentDefaults
    self.styles = styles
    var byID: [String: Int] = [:]
    for (index, style) in styles.enumerated() {
      // The first of two styles with one id is the one Word keeps.
      if byID[style.id] == nil {
        byID[style.id] = index
        byHash[Self.hash(style.id.utf8), default: []].append(index)
      }
      if style.isDefault && style.isParagraph && defaultParagraphStyle == nil { defaultParagraphStyle = index }
    }
    for index in styles.indices { resolve(index, byID: byID) }
  }

  /// Completes a style by its chain. A chain longer than 64, or a circle, ends where it stands.
  private mutating func resolve(_ index: Int, byID: [String: Int]) {
    var paragraph = styles[index].paragraph
    var run = styles[index].run
    var level = Self.headingLevel(ofName: styles[index].name)
    var outline = styles[index].paragraph.outlineLevel
    var parent = styles[index].basedOn.flatMap { byID[$0] }
    var steps = 0
    while let current = parent, steps < 64 {
      // Styles before `index` may be resolved already; resolving twice changes nothing.
      paragraph = paragraph.over(styles[current].paragraph)
      run = run.over(styles[current].run)
      if outline == nil {
        outline = styles[current].paragraph.outlineLevel
        if level == nil { level = Self.headingLevel(ofName: styles[current].name) }
      }
      parent = styles[current].basedOn.flatMap { byID[$0] }
      steps += 1
    }
    styles[index].paragraph = paragraph
    styles[index].run = run
    // An outline level said anywhere in the chain wins over the name: 9 means that the style is body text after all (TOC Heading).
    styles[index].headingLevel = outline.map { $0 < 9 ? $0 + 1 : 0 } ?? level ?? 0
    let name = styles[index].name.lowercased()
    styles[index].isPlaceholder = name == "placeholder text" || name == "占位符文本"
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
    return candidates.first { styles[$0].id.utf8.elementsEqual(id) }
  }

  private static func hash(_ bytes: some Sequence<UInt8>) -> UInt64 {
    // FNV-1a; ids are few and short, and a collision costs one comparison.
    bytes.reduce(0xcbf2_9ce4_8422_2325) { ($0 ^ UInt64($1)) &* 0x100_0000_01b3 }
  }
}

/// Reads `styles.xml`.
final class StyleSheetReader: XMLHandler {
  private var styles: [StyleSheet.Style] = []
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
      if let current { styles.append(current) }
      current = nil
    case .wDocDefaults: inDefaults = false
    case .wRPr: inRunProperties = false
    default: break
    }
  }
}
