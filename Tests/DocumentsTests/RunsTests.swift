import Documents
import Testing

/// What of a run is seen. Source: ISO/IEC 29500-1, 17.3.2, 17.3.3 and 17.16.
@Suite struct RunsTests {
  @Test func aFieldIsReadByItsResult() {
    let document = WordFixture(
      """
      <w:p>\(r("第"))<w:r><w:fldChar w:fldCharType="begin"/></w:r><w:r><w:instrText>PAGE \\* MERGEFORMAT</w:instrText></w:r>\
      <w:r><w:fldChar w:fldCharType="separate"/></w:r>\(r("3"))<w:r><w:fldChar w:fldCharType="end"/></w:r>\(r("页"))</w:p>
      """
    ).read()
    #expect(document.lines == ["第3页"])
  }

  @Test func aFieldInAnInstructionIsNotSeen() {
    func mark(_ type: String) -> String { "<w:r><w:fldChar w:fldCharType=\"\(type)\"/></w:r>" }
    let document = WordFixture(
      """
      <w:p>\(mark("begin"))<w:r><w:instrText>IF </w:instrText></w:r>\(mark("begin"))<w:r><w:instrText>MERGEFIELD x</w:instrText></w:r>\
      \(mark("separate"))\(r("条件"))\(mark("end"))<w:r><w:instrText> = 1</w:instrText></w:r>\(mark("separate"))\(r("结果"))\(mark("end"))</w:p>
      """
    ).read()
    #expect(document.lines == ["结果"])
  }

  @Test func aFieldThatNeverEndsDoesNotSwallowTheRest() {
    let document = WordFixture(
      "<w:p><w:r><w:fldChar w:fldCharType=\"begin\"/></w:r><w:r><w:instrText>TOC</w:instrText></w:r>\(r("甲"))</w:p>\(p("乙"))"
    ).read()
    #expect(document.lines == ["甲", "乙"])
  }

  @Test func simpleFieldsAndLinksAreRead() {
    let document = WordFixture(
      "<w:p><w:fldSimple w:instr=\"DATE\">\(r("2023年"))</w:fldSimple><w:hyperlink r:id=\"x\">\(r("新闻网"))</w:hyperlink></w:p>"
    ).read()
    #expect(document.lines == ["2023年新闻网"])
  }

  @Test func oldFormFieldsShowTheirTick() {
    let document = WordFixture(
      """
      <w:p><w:r><w:fldChar w:fldCharType="begin"><w:ffData><w:checkBox><w:default w:val="0"/><w:checked/></w:checkBox></w:ffData></w:fldChar></w:r>\
      <w:r><w:instrText>FORMCHECKBOX</w:instrText></w:r><w:r><w:fldChar w:fldCharType="end"/></w:r>\(r("是"))</w:p>
      """
    ).read()
    #expect(document.lines == ["☑是"])
  }

  @Test func hiddenTextIsOutByRunByStyleAndNotWhenSwitchedOff() {
    var fixture = WordFixture(
      """
      <w:p>\(r("见"))\(r("隐", "<w:vanish/>"))\(r("藏", "<w:rStyle w:val=\"H\"/>"))\(r("显", "<w:rStyle w:val=\"H\"/><w:vanish w:val=\"0\"/>"))</w:p>
      """)
    fixture.styles = "<w:style w:type=\"character\" w:styleId=\"H\"><w:name w:val=\"hid\"/><w:rPr><w:vanish/></w:rPr></w:style>"
    #expect(fixture.read().lines == ["见显"])
  }

  @Test func aHiddenParagraphMarkJoins() {
    #expect(WordFixture(p("甲", "<w:rPr><w:vanish/></w:rPr>") + p("乙")).read().lines == ["甲乙"])
  }

  @Test func aDropCapBelongsToItsParagraph() {
    #expect(WordFixture(p("春", "<w:framePr w:dropCap=\"drop\" w:lines=\"2\"/>") + p("天来了")).read().lines == ["春天来了"])
  }

  @Test func rubyIsReadByItsBase() {
    let document = WordFixture("<w:p><w:r><w:ruby><w:rt>\(r("shī"))</w:rt><w:rubyBase>\(r("师"))</w:rubyBase></w:ruby></w:r>\(r("资"))</w:p>")
      .read()
    #expect(document.lines == ["师资"])
  }

  @Test func symbolsBreaksAndTabs() {
    let document = WordFixture(
      """
      <w:p><w:r><w:sym w:font="Wingdings 2" w:char="F052"/><w:t>是</w:t><w:tab/><w:sym w:font="Wingdings" w:char="F0A8"/><w:t>否</w:t><w:br/>\
      <w:t>A</w:t><w:noBreakHyphen/><w:softHyphen/><w:t>B</w:t></w:r></w:p>
      """
    ).read()
    #expect(document.lines == ["☑是\t□否\nA\u{2011}B"])
  }

  @Test func aPlaceholderIsNoContentUnlessSomebodyWroteIt() {
    func control(_ run: String) -> String {
      "<w:sdt><w:sdtPr><w:rPr><w:vanish/></w:rPr><w:showingPlcHdr/></w:sdtPr><w:sdtContent>\(run)</w:sdtContent></w:sdt>"
    }
    var fixture = WordFixture(
      "<w:p>\(r("姓名："))\(control(r("单击此处输入", "<w:rStyle w:val=\"P\"/>")))</w:p><w:p>\(control(r("张三")))</w:p>")
    fixture.styles = "<w:style w:type=\"character\" w:styleId=\"P\"><w:name w:val=\"Placeholder Text\"/></w:style>"
    #expect(fixture.read().lines == ["姓名：", "张三"])
  }

  @Test func aPageBreakBeginsABlockOnTheNextPage() {
    let document = WordFixture(
      "<w:p>\(r("封面"))<w:r><w:lastRenderedPageBreak/><w:br w:type=\"page\"/></w:r>\(r("正文"))</w:p>" + p("附件", "<w:pageBreakBefore/>")
    ).read()
    #expect(document.lines == ["封面", "正文", "附件"])
    #expect(document.blocks.map { $0.look.contains(.startsPage) } == [false, true, true])
  }

  @Test func sectionsBeginPagesUnlessContinuous() {
    func end(_ type: String) -> String { "<w:sectPr><w:type w:val=\"\(type)\"/></w:sectPr>" }
    let document = WordFixture(p("一节") + p("一节末", end("nextPage")) + p("二节", end("continuous")) + p("三节") + end("nextPage")).read()
    #expect(document.blocks.map { $0.look.contains(.startsPage) } == [false, false, false, true])
  }

  /// A tick in a form is often a letter set in a symbol font. Wingdings 2 has ☑ at R and ☒ at T, Wingdings ☑ at FE, Symbol ∨ at DA.
  @Test(arguments: [
    ("Wingdings 2", "R", "☑"), ("wingdings 2", "\u{F052}", "☑"), ("Wingdings", "\u{F0FE}", "☑"), ("Wingdings", "\u{FE}", "☑"),
    ("Symbol", "\u{F0DA}", "∨"), ("Symbol", "a", "α"), ("Symbol", "\u{F028}", "("), ("Arial", "R", "R"), ("Wingdings", "是", "是"),
  ])
  func textInASymbolFontIsReadAsItsSigns(font: String, text: String, seen: String) {
    let fonts = "<w:rFonts w:ascii=\"\(font)\" w:hAnsi=\"\(font)\"/>"
    #expect(WordFixture("<w:p>\(r(text, fonts))\(r("R"))</w:p>").read().lines == [seen + "R"])
    #expect(WordFixture("<w:p><w:r><w:sym w:font=\"Wingdings 2\" w:char=\"F052\"/></w:r></w:p>").read().lines == ["☑"])
  }

  @Test func anArrowUnderAWordOfAFormulaIsSeen() {
    let document = WordFixture(
      """
      <w:p><m:oMath xmlns:m="http://schemas.openxmlformats.org/officeDocument/2006/math"><m:groupChr><m:groupChrPr><m:chr m:val="→"/></m:groupChrPr>\
      <m:e><m:r><m:t>得</m:t></m:r></m:e></m:groupChr><m:groupChr><m:e><m:r><m:t>乙</m:t></m:r></m:e></m:groupChr></m:oMath></w:p>
      """
    ).read()
    #expect(document.lines == ["得→乙"])
  }

  /// What is written for those who cannot see a picture is not on the page, so it is no block; `extract` shows it at the picture's place.
  @Test func descriptionsOfPicturesStandApart() {
    func picture(_ text: String) -> String {
      "<w:r><w:drawing><wp:inline><wp:extent cx=\"360000\" cy=\"360000\"/><wp:docPr id=\"1\" name=\"图片 1\" descr=\"\(text)\"/>"
        + "<a:graphic><a:graphicData><pic:pic/></a:graphicData></a:graphic></wp:inline></w:drawing></w:r>"
    }
    let box = "<w:r><w:drawing><wp:inline><wp:docPr id=\"2\" name=\"框\" descr=\"文本框\"/></wp:inline></w:drawing></w:r>"
    let document = WordFixture(p("一") + "<w:p>\(picture("合影"))</w:p><w:p>\(r("二"))\(picture("海报"))\(box)</w:p>" + p("三")).read()
    #expect(document.lines == ["一", "二", "三"])
    #expect(document.pictureTexts == [.init(text: "合影", blocksBefore: 1), .init(text: "海报", blocksBefore: 2)])
    #expect(document.pictures == 2)
  }
}
