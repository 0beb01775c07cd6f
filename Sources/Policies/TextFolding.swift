import Foundation

extension String {
  /// The form in which names and cells are compared: NFKC (full-width forms become ASCII), lower case, without white space and line breaks.
  package var folded: String {
    let compatible = precomposedStringWithCompatibilityMapping.lowercased()
    return String(String.UnicodeScalarView(compatible.unicodeScalars.filter { !$0.properties.isWhitespace && !$0.isInvisible }))
  }
}

extension Unicode.Scalar {
  /// Zero-width and byte-order marks that exports leave in cells.
  fileprivate var isInvisible: Bool {
    switch value {
    case 0x200B...0x200F, 0x2060, 0xFEFF: true
    default: false
    }
  }
}

/// Replaces `{key}` by its value; a key that is not given stays as it is, so that a wrong policy shows.
package func fill(_ template: String, _ values: [String: String]) -> String {
  guard template.contains("{") else { return template }
  var result = ""
  var rest = template[...]
  while let open = rest.firstIndex(of: "{"), let close = rest[open...].firstIndex(of: "}") {
    result += rest[..<open]
    let key = String(rest[rest.index(after: open)..<close])
    result += values[key] ?? "{\(key)}"
    rest = rest[rest.index(after: close)...]
  }
  return result + rest
}

/// The keys of all `{key}` in a template; one whose brace is never closed is given with the words after it, which no key is.
func placeholders(in template: String) -> [String] {
  template.split(separator: "{", omittingEmptySubsequences: false).dropFirst().map { part in
    part.firstIndex(of: "}").map { String(part[..<$0]) } ?? part.prefix(12) + "…"
  }
}
