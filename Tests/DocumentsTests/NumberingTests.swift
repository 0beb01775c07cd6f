import Documents
import Testing

@testable import Documents

/// Source: ISO/IEC 29500-1, 17.9 and 17.18.59.
@Suite struct NumberingTests {
  static func oneLevel(format: String, text: String, extra: String = "") -> String {
    """
    <w:abstractNum w:abstractNumId="0"><w:lvl w:ilvl="0"><w:start w:val="1"/><w:numFmt w:val="\(format)"/>\
    <w:lvlText w:val="\(text)"/>\(extra)</w:lvl></w:abstractNum><w:num w:numId="1"><w:abstractNumId w:val="0"/></w:num>
    """
  }

  @Test(arguments: [
    (NumberFormat.chineseCounting, [1: "一", 10: "十", 11: "十一", 20: "二十", 21: "二十一", 99: "九十九", 100: "一○○"]),
    (.chineseCountingThousand, [1: "一", 10: "十", 12: "十二", 20: "二十", 100: "一百", 101: "一百零一", 110: "一百一十", 1001: "一千零一"]),
    (.japaneseCounting, [1: "一", 10: "十", 19: "十九"]),
    (.chineseLegalSimplified, [1: "壹", 10: "壹拾", 12: "壹拾贰"]),
    (.ideographTraditional, [1: "甲", 10: "癸", 11: "11"]),
    (.ideographZodiac, [1: "子", 12: "亥"]),
    (.ideographDigital, [1: "一", 10: "一〇", 12: "一二"]),
    (.decimalEnclosedCircle, [1: "①", 20: "⑳", 21: "21"]),
    (.decimalEnclosedCircleChinese, [1: "①", 10: "⑩", 11: "11"]),
    (.decimalEnclosedParen, [1: "⑴"]),
    (.ideographEnclosedCircle, [1: "㊀", 10: "㊉"]),
    (.decimalFullWidth, [12: "１２"]),
    (.decimalZero, [1: "01", 10: "10"]),
    (.upperLetter, [1: "A", 26: "Z", 27: "AA", 28: "BB"]),
    (.lowerLetter, [3: "c"]),
    (.upperRoman, [4: "IV", 9: "IX", 40: "XL", 1999: "MCMXCIX"]),
    (.lowerRoman, [3: "iii"]),
    (.ordinal, [1: "1st", 2: "2nd", 11: "11th", 23: "23rd"]),
  ])
  func formatsCount(_ format: NumberFormat, _ expected: [Int: String]) {
    for (count, text) in expected { #expect(format.string(count) == text) }
  }

  @Test func levelsAreShownTogether() {
    var fixture = WordFixture(p("目标", list(1, 0)) + p("知识", list(1, 1)) + p("能力", list(1, 1)) + p("对象", list(1, 0)) + p("范围", list(1, 1)))
    fixture.numbering = """
      <w:abstractNum w:abstractNumId="0">
        <w:lvl w:ilvl="0"><w:start w:val="1"/><w:numFmt w:val="chineseCountingThousand"/><w:suff w:val="nothing"/><w:lvlText w:val="%1、"/></w:lvl>
        <w:lvl w:ilvl="1"><w:start w:val="1"/><w:numFmt w:val="decimal"/><w:isLgl/><w:lvlText w:val="%1.%2"/></w:lvl>
      </w:abstractNum><w:num w:numId="1"><w:abstractNumId w:val="0"/></w:num>
      """
    #expect(fixture.read().lines == ["一、目标", "1.1 知识", "1.2 能力", "二、对象", "2.1 范围"])
  }

  @Test func anOverriddenStartBeginsAgainAndOnlyOnce() {
    var fixture = WordFixture(p("甲", list(1, 0)) + p("乙", list(1, 0)) + p("丙", list(2, 0)) + p("丁", list(2, 0)) + p("戊", list(3, 0)))
    fixture.numbering = """
      <w:abstractNum w:abstractNumId="0"><w:lvl w:ilvl="0"><w:start w:val="1"/><w:numFmt w:val="decimal"/><w:lvlText w:val="（%1）"/></w:lvl></w:abstractNum>
      <w:num w:numId="1"><w:abstractNumId w:val="0"/></w:num>
      <w:num w:numId="2"><w:abstractNumId w:val="0"/><w:lvlOverride w:ilvl="0"><w:startOverride w:val="1"/></w:lvlOverride></w:num>
      <w:num w:numId="3"><w:abstractNumId w:val="0"/></w:num>
      """
    // Number 3 has no start of its own: it goes on where its definition has got to.
    #expect(fixture.read().lines == ["（1） 甲", "（2） 乙", "（1） 丙", "（2） 丁", "（3） 戊"])
  }

  @Test func anOverriddenLevelReplacesTheDefinition() {
    var fixture = WordFixture(p("甲", list(2, 0)))
    fixture.numbering =
      Self.oneLevel(format: "decimal", text: "%1.") + """
        <w:num w:numId="2"><w:abstractNumId w:val="0"/><w:lvlOverride w:ilvl="0"><w:lvl w:ilvl="0"><w:start w:val="3"/>\
        <w:numFmt w:val="upperRoman"/><w:lvlText w:val="%1:"/></w:lvl></w:lvlOverride></w:num>
        """
    #expect(fixture.read().lines == ["III: 甲"])
  }

  @Test func aLevelThatNeverRestartsCountsOn() {
    var fixture = WordFixture(p("甲", list(1, 0)) + p("子", list(1, 1)) + p("乙", list(1, 0)) + p("丑", list(1, 1)))
    fixture.numbering = """
      <w:abstractNum w:abstractNumId="0">
        <w:lvl w:ilvl="0"><w:start w:val="1"/><w:numFmt w:val="decimal"/><w:lvlText w:val="%1."/></w:lvl>
        <w:lvl w:ilvl="1"><w:start w:val="1"/><w:lvlRestart w:val="0"/><w:numFmt w:val="decimal"/><w:lvlText w:val="第%2条"/></w:lvl>
      </w:abstractNum><w:num w:numId="1"><w:abstractNumId w:val="0"/></w:num>
      """
    #expect(fixture.read().lines == ["1. 甲", "第1条 子", "2. 乙", "第2条 丑"])
  }

  @Test func aStyleNumbersItsParagraphsAndNumIdZeroTakesThatAway() {
    var fixture = WordFixture(
      p("师资", "<w:pStyle w:val=\"2\"/>") + p("无号", "<w:pStyle w:val=\"2\"/><w:numPr><w:numId w:val=\"0\"/></w:numPr>"))
    fixture.styles = """
      <w:style w:type="paragraph" w:styleId="2"><w:name w:val="heading 1"/><w:pPr><w:numPr><w:numId w:val="1"/></w:numPr></w:pPr></w:style>
      """
    fixture.numbering = Self.oneLevel(format: "chineseCounting", text: "%1、", extra: "<w:suff w:val=\"nothing\"/>")
    let document = fixture.read()
    #expect(document.lines == ["一、师资", "无号"])
    #expect(document.blocks.map(\.kind) == [.heading, .heading])
  }

  @Test func anEmptyNumberedCellShowsItsNumber() {
    let row = "<w:tr><w:tc><w:p><w:pPr>\(list(1, 0))</w:pPr></w:p></w:tc><w:tc>\(p("张三"))</w:tc></w:tr>"
    var fixture = WordFixture("<w:tbl>\(row)\(row)</w:tbl>")
    fixture.numbering = Self.oneLevel(format: "decimal", text: "%1")
    #expect(fixture.read().lines == ["1", "张三", "2", "张三"])
  }

  @Test func bulletsOfSymbolFontsAreBullets() {
    var fixture = WordFixture(p("条目", list(1, 0)))
    fixture.numbering = Self.oneLevel(format: "bullet", text: "\u{F06C}")
    #expect(fixture.read().lines == ["• 条目"])
  }

  @Test func aNumberingStyleHoldsTheDefinition() {
    var fixture = WordFixture(p("甲", list(2, 0)))
    fixture.numbering = """
      <w:abstractNum w:abstractNumId="0"><w:styleLink w:val="S"/><w:lvl w:ilvl="0"><w:start w:val="1"/><w:numFmt w:val="upperLetter"/><w:lvlText w:val="%1)"/></w:lvl></w:abstractNum>
      <w:abstractNum w:abstractNumId="1"><w:numStyleLink w:val="S"/></w:abstractNum>
      <w:num w:numId="2"><w:abstractNumId w:val="1"/></w:num>
      """
    #expect(fixture.read().lines == ["A) 甲"])
  }
}
