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
    let document = WordFixture(String(repeating: "<w:p><w:r><w:t>x</w:t></w:r></w:p>", count: 600_000)).read()
    #expect(document.reason == .limit)
    #expect(document.blocks.count <= 500_001)
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
