/// Names made harmless to show in a report, a log line or a terminal. What is shown is never used as a path on disk.
package enum DisplayName {
  /// A member's path with `/` between its parts: no leading `/` or drive's `\`, `..` written `(..)`, harmful characters visible.
  package static func path(_ name: String) -> String {
    if isPlain(name) { return name }
    let parts = name.split(omittingEmptySubsequences: true) { $0 == "/" || $0 == "\\" }.compactMap { part -> String? in
      switch part {
      case ".": nil
      case "..": "(..)"
      default: text(String(part))
      }
    }
    return parts.isEmpty ? "(no name)" : parts.joined(separator: "/")
  }

  /// Whether there is nothing to change: the parts of every document have such names, so this is asked hundreds of times a file.
  private static func isPlain(_ name: String) -> Bool {
    var before = UInt8(ascii: "/")
    for byte in name.utf8 {
      guard byte > 0x20, byte < 0x7F, byte != UInt8(ascii: "\\") else { return false }
      // A part that is empty, or that begins with a dot.
      if before == UInt8(ascii: "/"), byte == UInt8(ascii: "/") || byte == UInt8(ascii: ".") { return false }
      before = byte
    }
    return before != UInt8(ascii: "/")
  }

  /// Text with every character that is unseen, or that turns the text around it, written as `\u{202E}`.
  /// Source: Unicode TR 36 section 3 (bidirectional and invisible characters in file names).
  package static func text(_ text: String) -> String {
    guard text.unicodeScalars.contains(where: isHarmful) else { return text }
    var shown = ""
    for scalar in text.unicodeScalars {
      if isHarmful(scalar) {
        shown += "\\u{\(String(scalar.value, radix: 16, uppercase: true))}"
      } else {
        shown.unicodeScalars.append(scalar)
      }
    }
    return shown
  }

  /// Whether a character is unseen, turns the text around it, or is none at all (U+FFFE: XML 1.0 forbids it).
  package static func isHarmful(_ scalar: Unicode.Scalar) -> Bool {
    // ASCII, quotation marks and dashes, CJK, full-width forms: nearly all of our text, and not worth a look into Unicode's tables.
    switch scalar.value {
    case 0x20..<0x7F, 0x2010...0x2027, 0x3000...0x9FFF, 0xFF01...0xFFEE: return false
    default: break
    }
    return switch scalar.properties.generalCategory {
    // Emoji sequences use the joiner U+200D; Chinese names have no use for any format character.
    case .control, .format, .lineSeparator, .paragraphSeparator, .surrogate: true
    default: scalar.properties.isNoncharacterCodePoint
    }
  }
}
