import Documents
import Testing

/// What was deleted is not on the page; what was inserted is. Source: ISO/IEC 29500-1, 17.13.5.
@Suite struct TrackedChangesTests {
  @Test func insertionsAreReadAndDeletionsAreNot() {
    let document = WordFixture(
      """
      <w:p>\(r("师资"))<w:ins w:id="1" w:author="a">\(r("名单"))</w:ins><w:del w:id="2" w:author="a"><w:r><w:delText>草稿</w:delText></w:r></w:del></w:p>
      """
    ).read()
    #expect(document.lines == ["师资名单"])
  }

  @Test func movedTextIsReadWhereItWent() {
    let document = WordFixture(
      "<w:p><w:moveFrom w:id=\"1\">\(r("原处"))</w:moveFrom>\(r("甲"))</w:p><w:p><w:moveTo w:id=\"2\">\(r("新处"))</w:moveTo></w:p>"
    ).read()
    #expect(document.lines == ["甲", "新处"])
  }

  @Test func aDeletedParagraphMarkJoinsTwoParagraphs() {
    let document = WordFixture(p("培训", "<w:rPr><w:del w:id=\"1\"/></w:rPr>") + p("方案")).read()
    #expect(document.lines == ["培训方案"])
  }

  @Test func aJoinedParagraphTakesTheNumberOfTheMarkThatStays() {
    var fixture = WordFixture(p("培训", "<w:rPr><w:del w:id=\"1\"/></w:rPr>") + p("方案", list(1, 0)))
    fixture.numbering = NumberingTests.oneLevel(format: "decimal", text: "%1.")
    #expect(fixture.read().lines == ["1. 培训方案"])
  }

  @Test func latinWordsStayApartWhereAMarkBetweenThemIsGone() {
    let document = WordFixture(p("split", "<w:rPr><w:del w:id=\"1\"/></w:rPr>") + p("paragraph")).read()
    #expect(document.lines == ["split paragraph"])
  }

  @Test func deletedRowsAndCellsAreGone() {
    let document = WordFixture(
      """
      <w:tbl>
        <w:tr><w:tc>\(p("甲"))</w:tc><w:tc><w:tcPr><w:cellDel w:id="1"/></w:tcPr>\(p("删去的格"))</w:tc><w:tc>\(p("乙"))</w:tc></w:tr>
        <w:tr><w:trPr><w:del w:id="2"/></w:trPr><w:tc>\(p("删去的行"))</w:tc></w:tr>
        <w:tr><w:tc>\(p("丙"))</w:tc><w:tc>\(p("丁"))</w:tc></w:tr>
      </w:tbl>
      """
    ).read()
    #expect(document.lines == ["甲", "乙", "丙", "丁"])
    #expect(document.blocks.compactMap(\.cell).map { [$0.row, $0.column] } == [[0, 0], [0, 1], [1, 0], [1, 1]])
    #expect(document.tables.map(\.rows) == [2])
  }

  @Test func propertiesBeforeAChangeDoNotCount() {
    let document = WordFixture(
      p("正文", "<w:pPrChange w:id=\"1\"><w:pPr><w:outlineLvl w:val=\"0\"/><w:rPr><w:vanish/></w:rPr></w:pPr></w:pPrChange>")
    ).read()
    #expect(document.blocks.map(\.kind) == [.paragraph])
  }
}

/// The properties of a paragraph in a list.
func list(_ id: Int, _ level: Int) -> String {
  "<w:numPr><w:ilvl w:val=\"\(level)\"/><w:numId w:val=\"\(id)\"/></w:numPr>"
}
