import Mustache

/// What a template is given: every text made harmless to show, every key that is asked for answered.
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
      return Value(content: ShownText.line(text))
    }
    /// Text of the program's own resources, with its line breaks.
    static func raw(_ text: String) -> Value { Value(content: text) }
    static func number(_ number: Int) -> Value { Value(content: number) }
    static func flag(_ flag: Bool) -> Value { Value(content: flag) }
    static func list(_ views: [View]) -> Value { Value(content: views) }
    static func texts(_ texts: [String]) -> Value { Value(content: texts.map { ShownText.line($0) }) }
    static func view(_ view: View?) -> Value { view.map { Value(content: $0) } ?? none }
  }

  /// Found, and nothing.
  private struct Nothing: MustacheCustomRepresentation {
    var representation: Any? { nil }
  }
}
