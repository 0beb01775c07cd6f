import Containers

/// Text of strangers made harmless to show: one line, nothing unseen, nothing that turns the text around it.
/// Source: Unicode TR 36, section 3 (bidirectional and invisible characters in names).
package enum ShownText {
  /// Each run of line breaks and tabs as one space; each other unseen character written as `\u{202E}`.
  package static func line(_ text: String) -> String {
    guard text.unicodeScalars.contains(where: DisplayName.isHarmful) else { return text }
    var folded = String.UnicodeScalarView()
    for scalar in text.unicodeScalars {
      switch scalar {
      case "\n", "\r", "\t", "\u{2028}", "\u{2029}":
        if folded.last != " " { folded.append(" ") }
      default: folded.append(scalar)
      }
    }
    return DisplayName.text(String(folded))
  }

  /// As `line`, cut to so many characters with an ellipsis.
  package static func line(_ text: String, atMost count: Int) -> String {
    let shown = line(text)
    return shown.count > count ? String(shown.prefix(count - 1)) + "…" : shown
  }
}
