import Classification
import Testing

/// What every text becomes before it is matched (shared/design.md, "Classification").
struct NormalizedTextTests {
  @Test(arguments: [
    ("师 资 名 单", "师资名单"),
    ("師資名單", "师资名单"),
    ("ＡＢ１２％", "ab12%"),
    ("１２：３０（周三）", "12:30(周三)"),
    ("EEG  basics\t课", "eeg basics 课"),
    ("零\u{200B}宽\u{FEFF}字", "零宽字"),
    ("①第一讲", "1第一讲"),
    ("教学\n计划", "教学\n计划"),
  ])
  func normalises(original: String, expected: String) {
    #expect(NormalizedText(original).string == expected)
  }

  @Test func offsetsLeadBackToTheOriginal() {
    let text = "甲　乙Ｃ"
    let normalized = NormalizedText(text)
    #expect(normalized.string == "甲乙c")
    #expect(normalized.offsets == [0, 6, 9])
  }

  @Test func brokenUTF8BecomesReplacementCharacters() {
    #expect(NormalizedText([0xE5, 0xB8, 0x41]).string == "\u{FFFD}a")
  }
}
