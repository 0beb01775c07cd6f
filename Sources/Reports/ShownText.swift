/// Text of strangers made harmless to show: nothing unseen, nothing that turns the text around it.
/// Source: Unicode TR 36, section 3 (bidirectional and invisible characters in names).
enum ShownText {
  /// Each run of white space as one space; each other unseen character written as `\u{202E}`.
  ///
  /// A joiner (U+200D) is shown too although emoji use it: a Chinese name has no use for one, and a hidden one makes two names look the same.
  static func line(_ text: String) -> String {
    guard text.unicodeScalars.contains(where: { $0.isUnseen }) else { return text }
    var shown = String.UnicodeScalarView()
    for scalar in text.unicodeScalars {
      switch scalar {
      case "\n", "\r", "\t", "\u{2028}", "\u{2029}":
        if shown.last != " " { shown.append(" ") }
      default:
        if scalar.isUnseen {
          shown.append(contentsOf: "\\u{\(String(scalar.value, radix: 16, uppercase: true))}".unicodeScalars)
        } else {
          shown.append(scalar)
        }
      }
    }
    return String(shown)
  }

  /// As `line`, cut to so many characters with an ellipsis.
  static func line(_ text: String, atMost count: Int) -> String {
    let shown = line(text)
    return shown.count > count ? String(shown.prefix(count - 1)) + "…" : shown
  }
}

extension Unicode.Scalar {
  /// Whether it is a control, format or line-separating character, or none at all: seen by no reader, obeyed by many programs.
  var isUnseen: Bool {
    if value >= 0x20 && value < 0x7F { return false }
    // XML 1.0 forbids U+FFFE and U+FFFF, and Unicode means none of its noncharacters for interchange.
    if properties.isNoncharacterCodePoint { return true }
    return switch properties.generalCategory {
    case .control, .format, .lineSeparator, .paragraphSeparator, .surrogate: true
    default: false
    }
  }
}
