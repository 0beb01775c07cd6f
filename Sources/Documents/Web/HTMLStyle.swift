/// What an element says of the look of the text in it: the few properties that tell a heading, and what nobody sees.
struct HTMLStyle {
  var isHidden = false
  var isBold: Bool?
  var isCentred: Bool?
  /// In half-points.
  var size: Int?
  var breaksPage = false

  /// From an element's attributes. `visibility: hidden` does not hide: saved WeChat pages carry it on the whole article until their script has run.
  init(_ attributes: HTMLAttributes) {
    if attributes["hidden"] != nil { isHidden = true }
    if let align = attributes["align"] { isCentred = align.lowercased() == "center" }
    guard let style = attributes["style"] else { return }
    for declaration in style.prefix(Self.longestStyle).split(separator: ";") {
      guard let colon = declaration.firstIndex(of: ":") else { continue }
      let value = Self.word(declaration[declaration.index(after: colon)...])
      switch Self.word(declaration[..<colon]) {
      case "display": if value.hasPrefix("none") { isHidden = true }
      case "mso-hide": if value == "all" { isHidden = true }
      case "font-weight": isBold = value.hasPrefix("bold") || (Int(value.prefix(3)) ?? 0) >= 600
      case "text-align": isCentred = value.hasPrefix("center")
      case "font-size": size = Self.halfPoints(value)
      case "page-break-before": breaksPage = value.hasPrefix("always")
      default: break
      }
    }
  }

  /// Honest styles have a few hundred characters; some carry a picture in them.
  private static let longestStyle = 4096

  private static func word(_ part: Substring) -> String {
    String(part.split(whereSeparator: \.isWhitespace).joined(separator: " ").prefix(32)).lowercased()
  }

  /// `16px`, `12pt`, `22.0pt`; nil for sizes that depend on others.
  private static func halfPoints(_ value: String) -> Int? {
    let digits = value.prefix { $0.isNumber || $0 == "." }
    guard let number = Double(digits), number > 0, number < 1000 else { return nil }
    let unit = value.dropFirst(digits.count)
    if unit.hasPrefix("pt") { return Int(number * 2) }
    // CSS 2.1, 4.3.2: 96 pixels are 72 points.
    if unit.hasPrefix("px") { return Int(number * 1.5) }
    return nil
  }
}
