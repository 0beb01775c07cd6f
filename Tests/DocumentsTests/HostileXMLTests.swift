import Containers
import Documents
import Findings
import Testing

/// Inputs made to cost time or memory. None may take more than a moment; the tests' own time limit says so, coarsely.
@Suite(.timeLimit(.minutes(1))) struct HostileXMLTests {
  private func main(_ inside: String) -> String { "<w:document \(WordFixture.namespaces)><w:body>\(inside)</w:body></w:document>" }

  /// libxml2 up to 2.11 compares each attribute with all before it: 300,000 of them would take minutes.
  @Test func aTagOfManyAttributesIsRefused() {
    var fixture = WordFixture("")
    let attributes = (0..<300_000).map { "a\($0)=\"\"" }.joined(separator: " ")
    fixture.mainPart = Array(main(p("前") + "<w:p \(attributes)/>").utf8)
    let document = fixture.read()
    #expect(document.reason == .corrupt)
    #expect(document.detail?.contains("attributes") == true)
  }

  @Test func aTagOfManyAttributesIsRefusedInPiecesToo() {
    var fixture = WordFixture("")
    let filling = String(repeating: p("填充"), count: 60_000)
    let attributes = (0..<300_000).map { "a\($0)=\"\"" }.joined(separator: " ")
    fixture.mainPart = Array(main(filling + "<w:p \(attributes)/>").utf8)
    let document = fixture.read()
    #expect(document.status == .partial)
    #expect(document.detail?.contains("attributes") == true)
  }

  @Test func aLargePartIsReadInPiecesLikeASmallOne() {
    var fixture = WordFixture(String(repeating: p("第一段文字"), count: 80_000) + p("末段"))
    let document = fixture.read()
    #expect(document.status == .read)
    #expect(document.blocks.count == 80_001)
    #expect(document.lines.last == "末段")
    // Cut off in the middle, what came before is kept.
    fixture.mainPart = Array(main(fixture.body).utf8.dropLast(fixture.body.utf8.count / 2))
    let cut = fixture.read()
    #expect(cut.status == .partial)
    #expect(cut.blocks.count > 30_000)
  }

  @Test func paragraphsWithoutEndAreALimit() {
    let document = WordFixture(String(repeating: "<w:p><w:r><w:t>x</w:t></w:r></w:p>", count: 150_000)).read()
    #expect(document.reason == .limit)
    #expect(document.detail?.contains("paragraphs") == true)
    #expect(document.blocks.count == 100_001)
  }

  @Test func tablesWithoutEndAreALimit() {
    let document = WordFixture(p("前") + String(repeating: "<w:tbl/>", count: 150_000)).read()
    #expect(document.reason == .limit)
    #expect(document.tables.count <= 100_001)
  }

  /// One paragraph a cell is the cell's own; a table of 100,000 cells is no more than a table.
  @Test func theParagraphsOfCellsAreCountedAsCells() {
    var fixture = WordFixture(
      "<w:tbl>" + String(repeating: "<w:tr><w:tc>\(p("甲"))</w:tc><w:tc><w:p/></w:tc></w:tr>", count: 20) + "</w:tbl>")
    fixture.limits.paragraphs = 5
    #expect(fixture.read().status == .read)
    fixture.body = "<w:tbl><w:tr><w:tc>" + String(repeating: p("甲"), count: 20) + "</w:tc></w:tr></w:tbl>"
    #expect(fixture.read().reason == .limit)
  }

  /// libxml2 finds a name among a million in hundreds of steps: this took minutes.
  @Test func namesWithoutEndAreALimit() {
    var fixture = WordFixture("")
    fixture.mainPart = Array(main(p("前") + (0..<400_000).map { "<w:p a\($0)=\"\"/>" }.joined() + p("后")).utf8)
    let document = fixture.read()
    #expect(document.status == .partial)
    #expect(document.reason == .limit)
    #expect(document.detail?.contains("names") == true)
    #expect(document.lines == ["前"])
  }

  @Test func stylesWithoutEndAreALimit() {
    var fixture = WordFixture(p("正文"))
    fixture.styles = String(repeating: "<w:style w:type=\"paragraph\" w:styleId=\"x\"></w:style>", count: 20_000)
    let document = fixture.read()
    #expect(document.reason == .limit)
    #expect(document.lines == ["正文"])
  }

  @Test func relationshipsWithoutEndAreALimit() {
    var fixture = WordFixture(p("正文"))
    let filling = String(repeating: "x", count: 1000)
    fixture.parts = (0..<6000).map { ("r\($0)", "hyperlink", "\(filling)\($0)", "") }
    let document = fixture.read()
    #expect(document.reason == .limit)
    #expect(document.lines == ["正文"])
  }

  @Test func embeddedFilesAreHeldWithinALimit() {
    var fixture = WordFixture(
      p("正文") + (1...3).map { "<w:p><w:r><w:object><o:OLEObject r:id=\"e\($0)\"/></w:object></w:r></w:p>" }.joined())
    fixture.parts = (1...3).map { ("e\($0)", "package", "embeddings/\($0).txt", String(repeating: "\($0)", count: 400)) }
    fixture.limits.embeddedBytes = 1000
    let document = fixture.read()
    #expect(document.embedded.map(\.name) == ["word/embeddings/1.txt", "word/embeddings/2.txt"])
    #expect(document.reason == .limit)
    #expect(document.detail?.contains("embeddedBytes") == true)
    #expect(document.lines == ["正文"])
  }

  @Test func mergedCellsOfManyRowsTakeTimeInProportion() {
    let first = "<w:tr><w:tc><w:tcPr><w:vMerge w:val=\"restart\"/></w:tcPr>\(String(repeating: p("甲"), count: 5000))</w:tc></w:tr>"
    let more = String(repeating: "<w:tr><w:tc><w:tcPr><w:vMerge/></w:tcPr><w:p/></w:tc></w:tr>", count: 20_000)
    let document = WordFixture("<w:tbl>\(first)\(more)</w:tbl>").read()
    #expect(document.blocks.count == 5000)
    #expect(document.blocks[0].cell?.rowSpan == 20_001)
  }

  @Test func textBoxesInTextBoxesEnd() {
    let depth = 80
    let open = String(repeating: "<w:p><w:r><w:txbxContent>", count: depth)
    let close = String(repeating: "</w:txbxContent></w:r></w:p>", count: depth)
    let document = WordFixture(open + p("最里") + close).read()
    #expect(document.lines == ["最里"])
  }

  @Test func manyNumberedParagraphsOfALongTextStaySmall() {
    var fixture = WordFixture(String(repeating: "<w:p><w:pPr>\(list(1, 0))</w:pPr></w:p>", count: 20_000))
    fixture.numbering = NumberingTests.oneLevel(format: "decimal", text: String(repeating: "长", count: 5000))
    fixture.limits.textBytes = 1 << 20
    let document = fixture.read()
    #expect(document.reason == .limit)
    #expect(document.text.count <= 2 << 20)
  }
}
