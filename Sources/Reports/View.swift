import Findings
import Mustache

/// What a template is given: every text made harmless to show and escaped for HTML and XML, every key that is asked for answered.
///
/// Text is escaped here and not by the template engine, whose escaping took a quarter of the time of a report; the templates say so by
/// `CONTENT_TYPE:TEXT`.
///
/// A template that asks for a key which its own view lacks would be answered by the view around it (Mustache climbs): a requirement without a
/// fix would print the plan's. So each view states all of its keys, with `.none` for what there is not, and `none` stops the climb.
struct View: MustacheParent, ExpressibleByDictionaryLiteral {
  private var values: [String: Any]

  init(dictionaryLiteral elements: (String, Value)...) {
    values = [:]
    values.reserveCapacity(elements.count)
    for (key, value) in elements { values[key] = value.content }
  }

  func child(named name: String) -> Any? { values[name] }

  /// This view with more keys, which win.
  func adding(_ other: View) -> View {
    var view = self
    view.values.merge(other.values) { _, new in new }
    return view
  }

  struct Value {
    fileprivate var content: Any

    static var none: Value { Value(content: Nothing()) }
    /// Words, maybe of strangers. Empty or absent text counts as nothing.
    static func text(_ text: String?) -> Value {
      guard let text, !text.isEmpty else { return none }
      return Value(content: View.escaped(ShownText.line(text)))
    }
    /// A path of the contract, as people read it.
    static func path(_ path: String?) -> Value { text(path.map(shownPaths)) }
    /// Text of the program's own resources, with its line breaks.
    static func raw(_ text: String) -> Value { Value(content: text) }
    /// A place to be filled after rendering.
    static func slot(_ slot: Slot) -> Value { Value(content: SlottedText.marker(slot)) }
    /// Words around a place.
    static func text(_ before: String, _ slot: Slot) -> Value {
      Value(content: View.escaped(ShownText.line(before)) + SlottedText.marker(slot))
    }
    static func number(_ number: Int) -> Value { Value(content: number) }
    static func flag(_ flag: Bool) -> Value { Value(content: flag) }
    static func list(_ views: [View]) -> Value { Value(content: views) }
    static func texts(_ texts: [String]) -> Value { Value(content: texts.map { View.escaped(ShownText.line($0)) }) }
    static func view(_ view: View?) -> Value { view.map { Value(content: $0) } ?? none }
  }

  /// For text and for attribute values in double or single quotes, of HTML and of XML.
  static func escaped(_ text: String) -> String {
    guard text.utf8.contains(where: { entity($0) != nil }) else { return text }
    var escaped = ""
    escaped.reserveCapacity(text.utf8.count + 32)
    for scalar in text.unicodeScalars {
      if let entity = scalar.isASCII ? entity(UInt8(scalar.value)) : nil {
        escaped += entity
      } else {
        escaped.unicodeScalars.append(scalar)
      }
    }
    return escaped
  }

  private static func entity(_ byte: UInt8) -> String? {
    switch byte {
    case UInt8(ascii: "&"): "&amp;"
    case UInt8(ascii: "<"): "&lt;"
    case UInt8(ascii: ">"): "&gt;"
    case UInt8(ascii: "\""): "&quot;"
    case UInt8(ascii: "'"): "&#39;"
    default: nil
    }
  }

  /// Found, and nothing.
  private struct Nothing: MustacheCustomRepresentation {
    var representation: Any? { nil }
  }
}
