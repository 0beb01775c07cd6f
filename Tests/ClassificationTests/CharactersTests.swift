import Testing

@testable import Classification

@Suite("Beginnings of texts, counted in characters")
struct CharactersTests {
  private func prefix(_ text: String, _ count: Int) -> String { Characters.prefix(of: Array(text.utf8)[...], count) }
  private func line(_ text: String, most: Int) -> String { Characters.line(Array(text.utf8)[...], most: most) }

  @Test("each ideograph, letter and sign is a character")
  func plain() {
    #expect(prefix("师资名单 (A4)", 4) == "师资名单")
    #expect(prefix("师资名单 (A4)", 7) == "师资名单 (A")
    #expect(prefix("师资", 9) == "师资")
    #expect(prefix("", 9) == "")
  }

  @Test(
    "what belongs together is not cut apart (UAX #29)",
    arguments: [
      ("e\u{301}é", "e\u{301}"), ("\r\n一", "\r\n"), ("👨‍👩‍👧一", "👨‍👩‍👧"), ("葛\u{E0100}一", "葛\u{E0100}"), ("1\u{FE0F}\u{20E3}一", "1\u{FE0F}\u{20E3}"),
    ])
  func joined(text: String, first: String) {
    #expect(prefix(text, 1) == first)
    // The mark stands right behind the last character that is asked for.
    #expect(prefix("名" + text, 2) == "名" + first)
    #expect(line("名" + text + "一", most: 2) == "名" + first.replacing("\r\n", with: " ") + "…")
  }

  @Test("words stand on one line, with one blank between them")
  func blanks() {
    #expect(line("  师资\t 名单 \n\u{3000}表  ", most: 60) == "师资 名单 表")
    #expect(line(" \n ", most: 60) == "")
  }

  @Test("what is longer ends in an ellipsis, what just fits does not")
  func ellipsis() {
    #expect(line("师资名单", most: 4) == "师资名单")
    #expect(line("师资名单 \n", most: 4) == "师资名单")
    #expect(line("师资名单表", most: 4) == "师资名单…")
    #expect(line("师资名单 表", most: 4) == "师资名单…")
    #expect(line("师资名 单表", most: 4) == "师资名 …")
  }

  @Test("bytes that are no UTF-8 are shown as U+FFFD, as String shows them")
  func invalid() {
    #expect(Characters.prefix(of: [0xE5, 0xB8, 0x88, 0xE8, 0xB5][...], 5) == "师\u{FFFD}")
    #expect(Characters.line([0xFF, 0x61][...], most: 5) == "\u{FFFD}a")
  }
}
