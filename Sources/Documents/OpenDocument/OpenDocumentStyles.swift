/// What the styles of an OpenDocument say of letters and paragraphs, as far as headings are told by it. Source: OASIS ODF 1.2 part 1, 16.2 and 20.
struct OpenDocumentStyles {
  struct Look {
    var isBold = false
    var isCentred = false
    /// In half-points; LibreOffice's own default is 12 points.
    var size = 24
    var isHidden = false
  }

  /// A style's own words; nil where it says nothing.
  private struct Raw {
    var parent: String?
    var isBold: Bool?
    var isCentred: Bool?
    var size: Int?
    var isHidden: Bool?
  }

  private var styles: [String: Raw] = [:]
  /// The style being read; nil outside of one.
  private var open: String?

  /// Styles on styles; nobody needs more.
  private static let deepest = 16
  private static let mostStyles = 50_000

  /// An element inside a part's styles. True where it was one of them.
  mutating func start(_ name: XMLName, _ attributes: XMLAttributes) -> Bool {
    switch name {
    case .odfDefaultStyle, .odfStyle:
      let family = attributes.string(.odfFamily) ?? ""
      guard family == "paragraph" || family == "text", styles.count < Self.mostStyles else {
        open = nil
        return true
      }
      // The default style is the parent of those that have none.
      let key = name == .odfDefaultStyle ? Self.key(family, "") : Self.key(family, attributes.string(.odfStyleName) ?? "")
      open = key
      styles[key] = Raw(parent: name == .odfDefaultStyle ? nil : Self.key(family, attributes.string(.odfParentStyle) ?? ""))
    case .odfTextProperties: letters(attributes)
    case .odfParagraphProperties:
      if let open, let align = attributes.bytes(.foTextAlign) { styles[open]?.isCentred = align.equals("center") }
    default: return false
    }
    return true
  }

  mutating func end(_ name: XMLName) {
    if name == .odfStyle || name == .odfDefaultStyle { open = nil }
  }

  /// Chinese text takes the words for Asian scripts.
  private mutating func letters(_ attributes: XMLAttributes) {
    guard let open else { return }
    if let weight = attributes.string(.odfWeightAsian) ?? attributes.string(.foWeight) {
      styles[open]?.isBold = weight == "bold" || (Int(weight) ?? 0) >= 600
    }
    if let size = attributes.string(.odfSizeAsian) ?? attributes.string(.foSize), size.hasSuffix("pt"),
      let points = Double(size.dropLast(2)),
      points > 0, points < 1000
    {
      styles[open]?.size = Int(points * 2)
    }
    if let display = attributes.bytes(.odfDisplay) { styles[open]?.isHidden = display.equals("none") }
  }

  private static func key(_ family: String, _ name: String) -> String { "\(family) \(name)" }

  /// The look of a paragraph's text.
  func paragraph(_ name: String?) -> Look { look(Self.key("paragraph", name ?? ""), over: Look()) }

  /// The look of a span in text of another look.
  func span(_ name: String?, in look: Look) -> Look { self.look(Self.key("text", name ?? ""), over: look) }

  private func look(_ key: String, over base: Look) -> Look {
    var chain: [Raw] = []
    var next: String? = key
    while chain.count < Self.deepest, let key = next, let style = styles[key] {
      chain.append(style)
      next = style.parent
    }
    var look = base
    for style in chain.reversed() {
      if let isBold = style.isBold { look.isBold = isBold }
      if let isCentred = style.isCentred { look.isCentred = isCentred }
      if let size = style.size { look.size = size }
      if let isHidden = style.isHidden { look.isHidden = isHidden }
    }
    return look
  }
}

/// Reads the styles of `styles.xml`, which the text's own refer to.
final class OpenDocumentStyleReader: XMLHandler {
  private(set) var styles = OpenDocumentStyles()

  var wantsText: Bool { false }

  func startElement(_ name: XMLName, _ attributes: XMLAttributes) { _ = styles.start(name, attributes) }

  func endElement(_ name: XMLName) { styles.end(name) }
}
