import Containers

/// JSON with the order of keys kept and one way of writing each value, so that the same values give the same bytes.
/// `JSONEncoder` promises neither the contract's key order nor a stable layout. Source: RFC 8259.
package enum JSONText: Sendable, Hashable {
  case string(String)
  case integer(Int)
  case number(Double)
  case null
  indirect case array([JSONText])
  indirect case object([Member])

  package struct Member: Sendable, Hashable {
    package var key: String
    package var value: JSONText
  }

  /// Null where there is no text.
  package static func optional(_ text: String?) -> JSONText {
    text.map { .string($0) } ?? .null
  }

  package static func object(_ members: KeyValuePairs<String, JSONText>) -> JSONText {
    .object(members.map { Member(key: $0.key, value: $0.value) })
  }

  /// One line, without a line break at its end.
  package var line: String {
    var text = ""
    write(to: &text, indent: nil)
    return text
  }

  /// Indented by two spaces a level, with a line break at its end.
  package var page: String {
    var text = ""
    write(to: &text, indent: 0)
    return text + "\n"
  }

  private func write(to text: inout String, indent: Int?) {
    switch self {
    case .string(let string): Self.quote(string, to: &text)
    case .integer(let integer): text += String(integer)
    // JSON has no infinity and no NaN; none of our numbers can honestly be one.
    case .number(let number): text += number.isFinite ? Self.decimal(number) : "null"
    case .null: text += "null"
    case .array(let elements):
      Self.list(elements, "[", "]", to: &text, indent: indent) { element, text, indent in element.write(to: &text, indent: indent) }
    case .object(let members):
      Self.list(members, "{", "}", to: &text, indent: indent) { member, text, indent in
        Self.quote(member.key, to: &text)
        text += indent == nil ? ":" : ": "
        member.value.write(to: &text, indent: indent)
      }
    }
  }

  private static func list<Element>(
    _ elements: [Element], _ open: String, _ close: String, to text: inout String, indent: Int?,
    write: (Element, inout String, Int?) -> Void
  ) {
    text += open
    for (index, element) in elements.enumerated() {
      if index > 0 { text += "," }
      if let indent { text += "\n" + String(repeating: "  ", count: indent + 1) }
      write(element, &text, indent.map { $0 + 1 })
    }
    if let indent, !elements.isEmpty { text += "\n" + String(repeating: "  ", count: indent) }
    text += close
  }

  /// Whole numbers without a fraction, others with at most four digits after the point: more would only show noise of the last bits.
  private static func decimal(_ number: Double) -> String {
    let rounded = (number * 10_000).rounded() / 10_000
    return rounded == rounded.rounded() && abs(rounded) < 1e15 ? String(Int(rounded)) : String(rounded)
  }

  /// Control characters must be escaped; format characters (bidirectional marks) are escaped too, so that a terminal shows them as they are.
  private static func quote(_ string: String, to text: inout String) {
    text += "\""
    defer { text += "\"" }
    let needsNone = string.unicodeScalars.allSatisfy { $0 != "\"" && $0 != "\\" && !DisplayName.isHarmful($0) }
    if needsNone {
      text += string
      return
    }
    for scalar in string.unicodeScalars {
      switch scalar {
      case "\"": text += "\\\""
      case "\\": text += "\\\\"
      case "\n": text += "\\n"
      case "\r": text += "\\r"
      case "\t": text += "\\t"
      default:
        if DisplayName.isHarmful(scalar) {
          for unit in String(scalar).utf16 {
            let digits = String(unit, radix: 16)
            text += "\\u" + String(repeating: "0", count: 4 - digits.count) + digits
          }
        } else {
          text.unicodeScalars.append(scalar)
        }
      }
    }
  }
}
