import Containers
import Documents
import Findings
import Testing

/// What could not be read is said, and what could be is kept.
@Suite struct FaultTests {
  private func main(_ inside: String) -> String { "<w:document \(WordFixture.namespaces)><w:body>\(inside)" }

  @Test func damageKeepsWhatCameBefore() {
    var fixture = WordFixture("")
    fixture.mainPart = Array(main(p("完好") + "<w:p><w:r><w:t>半句").utf8)
    let document = fixture.read()
    #expect(document.lines == ["完好", "半句"])
    #expect(document.status == .partial)
    #expect(document.reason == .corrupt)
    #expect(document.detail?.contains("word/document.xml") == true)
  }

  @Test func aDocumentTypeIsRefusedBeforeAnyEntity() {
    var fixture = WordFixture("")
    fixture.mainPart = Array(
      "<!DOCTYPE x [<!ENTITY a \"笑\"><!ENTITY b SYSTEM \"file:///etc/passwd\">]>\(main("<w:p><w:r><w:t>&a;&b;</w:t></w:r></w:p>"))</w:body></w:document>"
        .utf8)
    let document = fixture.read()
    #expect(document.blocks.isEmpty)
    #expect(document.status == .unreadable)
    #expect(document.reason == .corrupt)
    #expect(document.detail?.contains("DOCTYPE") == true)
  }

  @Test func depthIsLimited() {
    var fixture = WordFixture(p("前") + String(repeating: "<w:sdt>", count: 300) + String(repeating: "</w:sdt>", count: 300))
    fixture.limits.xmlDepth = 100
    let document = fixture.read()
    #expect(document.lines == ["前"])
    #expect(document.status == .partial)
    #expect(document.reason == .limit)
    #expect(document.detail?.contains("xmlDepth") == true)
  }

  @Test func textIsLimited() {
    var fixture = WordFixture(p("一二三") + p("四五六") + p("七八九"))
    fixture.limits.textBytes = 20
    let document = fixture.read()
    #expect(document.lines == ["一二三", "四五六"])
    #expect(document.reason == .limit)
    #expect(document.detail?.contains("textBytes") == true)
  }

  @Test func cellsAreLimited() {
    var fixture = WordFixture("<w:tbl><w:tr>" + String(repeating: "<w:tc>\(p("格"))</w:tc>", count: 5) + "</w:tr></w:tbl>")
    fixture.limits.tableCells = 3
    let document = fixture.read()
    #expect(document.lines == ["格", "格", "格"])
    #expect(document.reason == .limit)
    #expect(document.detail?.contains("tableCells") == true)
  }

  @Test func picturesWithoutTextAreSaid() {
    func picture(_ centimetres: Int) -> String {
      """
      <w:p><w:r><w:drawing><wp:inline><wp:extent cx="\(centimetres * 360_000)" cy="\(centimetres * 360_000)"/><a:graphic><a:graphicData><pic:pic/>\
      </a:graphicData></a:graphic></wp:inline></w:drawing></w:r></w:p>
      """
    }
    let alone = WordFixture(picture(15)).read()
    #expect(alone.status == .unreadable)
    #expect(alone.reason == .imageOnly)
    let captioned = WordFixture(p("附件1 师资名单") + picture(15)).read()
    #expect(captioned.status == .partial)
    #expect(captioned.reason == .imageOnly)
    let logo = WordFixture(p("附件1 师资名单") + picture(3)).read()
    #expect(logo.status == .read)
    let report = WordFixture(p(String(repeating: "培训班顺利举办，学员反映良好。", count: 12)) + picture(15)).read()
    #expect(report.status == .read)
    #expect(report.pictures == 1)
  }

  @Test func nothingVisibleIsEmpty() {
    let document = WordFixture("<w:p/>").read()
    #expect(document.status == .unreadable)
    #expect(document.reason == .empty)
  }

  @Test func whatIsNoPackageIsCorrupt() {
    let document = DocumentReader.read(Array("no zip".utf8), type: .docx, limits: Limits())
    #expect(document.status == .unreadable)
    #expect(document.reason == .corrupt)
  }

  @Test func strictNamesOtherPartNamesAndUTF16() {
    let strict = "http://purl.oclc.org/ooxml/"
    let xml = """
      <?xml version="1.0" encoding="UTF-16"?><x:document xmlns:x="\(strict)wordprocessingml/main"><x:body><x:p><x:r><x:t>严格</x:t></x:r></x:p></x:body></x:document>
      """
    let bytes = ZipWriter.zip([
      (
        "_rels/.rels",
        Array(
          "<Relationships xmlns=\"http://schemas.openxmlformats.org/package/2006/relationships\"><Relationship Id=\"a\" Type=\"\(strict)officeDocument/relationships/officeDocument\" Target=\"/Content/Main2.xml\"/></Relationships>"
            .utf8)
      ), ("content/main2.xml", [0xFF, 0xFE] + xml.utf16.flatMap { [UInt8($0 & 0xFF), UInt8($0 >> 8)] }),
    ])
    let document = DocumentReader.read(bytes, type: .docx, limits: Limits())
    #expect(document.lines == ["严格"])
    #expect(document.status == .read)
  }

  @Test func ampersandsInAttributesAreOneCharacter() {
    #expect(
      WordFixture("<w:p><w:r><w:pict><v:shape><v:textpath string=\"A&amp;B\"/></v:shape></w:pict></w:r></w:p>").read().lines == ["A&B"])
  }
}
