import Containers
import Documents
import Findings
import Testing

/// Office documents that are no plain DOCX.
@Suite struct OtherFormatsTests {
  private let office = "http://schemas.openxmlformats.org/officeDocument/2006/relationships/"

  private func relationships(_ items: [(id: String, type: String, target: String)]) -> String {
    "<Relationships xmlns=\"http://schemas.openxmlformats.org/package/2006/relationships\">"
      + items.map { "<Relationship Id=\"\($0.id)\" Type=\"\(office)\($0.type)\" Target=\"\($0.target)\"/>" }.joined() + "</Relationships>"
  }

  private func zip(_ parts: [(String, String)]) -> [UInt8] {
    ZipWriter.zip(parts.map { ($0.0, Array($0.1.utf8)) })
  }

  @Test func aFlatPackageIsReadByItsParts() {
    func part(_ name: String, _ xml: String) -> String { "<pkg:part pkg:name=\"\(name)\"><pkg:xmlData>\(xml)</pkg:xmlData></pkg:part>" }
    let xml = """
      <?xml version="1.0"?><pkg:package xmlns:pkg="http://schemas.microsoft.com/office/2006/xmlPackage" \(WordFixture.namespaces)>
      \(part("/_rels/.rels", relationships([("a", "officeDocument", "word/document.xml")])))
      \(part("/word/_rels/document.xml.rels", relationships([("s", "styles", "styles.xml"), ("e", "package", "embeddings/x.bin")])))
      \(part("/word/document.xml", "<w:document><w:body>\(p("师资", "<w:pStyle w:val=\"2\"/>"))<w:p><w:r><w:object><o:OLEObject r:id=\"e\"/></w:object></w:r></w:p></w:body></w:document>"))
      \(part("/word/styles.xml", "<w:styles><w:style w:type=\"paragraph\" w:styleId=\"2\"><w:name w:val=\"heading 3\"/></w:style></w:styles>"))
      <pkg:part pkg:name="/word/embeddings/x.bin"><pkg:binaryData>5biI\n6LWE</pkg:binaryData></pkg:part></pkg:package>
      """
    let document = DocumentReader.read(Array(xml.utf8), type: .flatOPC, limits: Limits())
    #expect(document.lines == ["师资"])
    #expect(document.blocks.map(\.level) == [3])
    #expect(document.embedded.map(\.bytes) == [Array("师资".utf8)])
    #expect(document.status == .read)
  }

  @Test func aFlatPackageOfManyPartsIsBoundedInTime() {
    let body = String(repeating: "<w:p><w:r><w:drawing><c:chart r:id=\"c\"/></w:drawing></w:r></w:p>", count: 50)
    let xml = """
      <pkg:package xmlns:pkg="http://schemas.microsoft.com/office/2006/xmlPackage" \(WordFixture.namespaces)>
      <pkg:part pkg:name="/_rels/.rels"><pkg:xmlData>\(relationships([("a", "officeDocument", "d.xml")]))</pkg:xmlData></pkg:part>
      <pkg:part pkg:name="/_rels/d.xml.rels"><pkg:xmlData>\(relationships([("c", "chart", "c.xml")]))</pkg:xmlData></pkg:part>
      <pkg:part pkg:name="/d.xml"><pkg:xmlData><w:document><w:body>\(p("正文"))\(body)</w:body></w:document></pkg:xmlData></pkg:part>
      <pkg:part pkg:name="/c.xml"><pkg:xmlData><c:chartSpace/></pkg:xmlData></pkg:part></pkg:package>
      """
    var limits = Limits()
    limits.documentBytes = xml.utf8.count * 10
    let document = DocumentReader.read(Array(xml.utf8), type: .flatOPC, limits: limits)
    #expect(document.status == .partial)
    #expect(document.reason == .limit)
  }

  @Test func word2003XMLIsRead() {
    let xml = """
      <w:wordDocument xmlns:w="http://schemas.microsoft.com/office/word/2003/wordml">
      <w:styles><w:style w:type="paragraph" w:styleId="1"><w:name w:val="heading 1"/><w:pPr><w:outlineLvl w:val="0"/></w:pPr></w:style></w:styles>
      <w:body>\(p("标题", "<w:pStyle w:val=\"1\"/>"))\(p("正文"))<w:sectPr><w:hdr w:type="odd">\(p("页眉"))</w:hdr></w:sectPr></w:body></w:wordDocument>
      """
    let document = DocumentReader.read(Array(xml.utf8), type: .wordXML2003, limits: Limits())
    #expect(document.lines == ["标题", "正文"])
    #expect(document.blocks.map(\.kind) == [.heading, .paragraph])
  }

  @Test func aChunkStandsInItsPlace() {
    let inner = WordFixture(p("块内") + "<w:tbl><w:tr><w:tc>\(p("格"))</w:tc></w:tr></w:tbl>").bytes
    let bytes = ZipWriter.zip([
      ("_rels/.rels", Array(relationships([("a", "officeDocument", "word/document.xml")]).utf8)),
      ("word/_rels/document.xml.rels", Array(relationships([("k", "aFChunk", "afchunk.docx")]).utf8)),
      (
        "word/document.xml",
        Array(
          "<w:document \(WordFixture.namespaces)><w:body>\(p("前"))<w:tbl><w:tr><w:tc>\(p("表"))</w:tc></w:tr></w:tbl><w:altChunk r:id=\"k\"/>\(p("后"))</w:body></w:document>"
            .utf8)
      ), ("word/afchunk.docx", inner),
    ])
    let document = DocumentReader.read(bytes, type: .docx, limits: Limits())
    #expect(document.lines == ["前", "表", "块内", "格", "后"])
    #expect(document.blocks.compactMap(\.cell?.table) == [0, 1])
    #expect(document.tables.count == 2)
  }

  @Test func aChunkInAChunkWithoutEndIsALimit() {
    var limits = Limits()
    limits.nesting = 2
    var bytes = WordFixture(p("最内")).bytes
    for _ in 0..<3 {
      bytes = ZipWriter.zip([
        ("_rels/.rels", Array(relationships([("a", "officeDocument", "word/document.xml")]).utf8)),
        ("word/_rels/document.xml.rels", Array(relationships([("k", "aFChunk", "c.docx")]).utf8)),
        (
          "word/document.xml",
          Array("<w:document \(WordFixture.namespaces)><w:body>\(p("层"))<w:altChunk r:id=\"k\"/></w:body></w:document>".utf8)
        ), ("word/c.docx", bytes),
      ])
    }
    let document = DocumentReader.read(bytes, type: .docx, limits: limits)
    #expect(document.reason == .limit)
    #expect(document.detail?.contains("nesting") == true)
  }

  @Test func slidesGiveTitlesTextTablesAndNotes() {
    let ns =
      "xmlns:p=\"http://schemas.openxmlformats.org/presentationml/2006/main\" xmlns:a=\"http://schemas.openxmlformats.org/drawingml/2006/main\" xmlns:r=\"http://schemas.openxmlformats.org/officeDocument/2006/relationships\""
    func shape(_ type: String, _ text: String) -> String {
      "<p:sp><p:nvSpPr><p:nvPr><p:ph type=\"\(type)\"/></p:nvPr></p:nvSpPr><p:txBody><a:p><a:r><a:t>\(text)</a:t></a:r></a:p></p:txBody></p:sp>"
    }
    let table = """
      <p:graphicFrame><a:graphic><a:graphicData><a:tbl><a:tr><a:tc gridSpan="2"><a:txBody><a:p><a:r><a:t>课程</a:t></a:r></a:p></a:txBody></a:tc>\
      <a:tc hMerge="1"><a:txBody><a:p/></a:txBody></a:tc></a:tr></a:tbl></a:graphicData></a:graphic></p:graphicFrame>
      """
    let bytes = zip([
      ("_rels/.rels", relationships([("a", "officeDocument", "ppt/presentation.xml")])),
      (
        "ppt/presentation.xml",
        "<p:presentation \(ns)><p:sldIdLst><p:sldId r:id=\"s2\"/><p:sldId r:id=\"s1\"/><p:sldId r:id=\"s3\"/></p:sldIdLst></p:presentation>"
      ),
      (
        "ppt/_rels/presentation.xml.rels",
        relationships([("s1", "slide", "slides/slide1.xml"), ("s2", "slide", "slides/slide2.xml"), ("s3", "slide", "slides/slide3.xml")])
      ),
      ("ppt/slides/slide1.xml", "<p:sld \(ns)>\(shape("body", "第二张"))\(table)\(shape("sldNum", "2"))</p:sld>"),
      ("ppt/slides/slide2.xml", "<p:sld \(ns)>\(shape("body", "正文"))\(shape("ctrTitle", "封面"))</p:sld>"),
      ("ppt/slides/slide3.xml", "<p:sld show=\"0\" \(ns)>\(shape("body", "隐藏"))</p:sld>"),
      ("ppt/slides/_rels/slide1.xml.rels", relationships([("n", "notesSlide", "../notesSlides/n1.xml")])),
      ("ppt/notesSlides/n1.xml", "<p:notes \(ns)>\(shape("sldImg", "图"))\(shape("body", "备注"))</p:notes>"),
    ])
    let document = DocumentReader.read(bytes, type: .pptx, limits: Limits())
    #expect(document.lines == ["封面", "正文", "第二张", "课程", "备注"])
    #expect(document.blocks.map(\.kind) == [.title, .paragraph, .paragraph, .tableCell, .paragraph])
    #expect(document.blocks[4].region == .comment)
    #expect(document.blocks[3].cell == Block.Cell(table: 0, row: 0, column: 0, columnSpan: 2))
    #expect(document.place(of: 2) == "第2页幻灯片")
  }

  @Test func openDocumentTextIsRead() {
    let odf = "urn:oasis:names:tc:opendocument:xmlns:"
    let ns = "xmlns:office=\"\(odf)office:1.0\" xmlns:text=\"\(odf)text:1.0\" xmlns:table=\"\(odf)table:1.0\""
    let bytes = zip([
      ("mimetype", "application/vnd.oasis.opendocument.text"),
      (
        "content.xml",
        """
        <office:document-content \(ns)><office:body><office:text><text:tracked-changes><text:p>删去</text:p></text:tracked-changes>
        <text:h text:outline-level="2">二、师资</text:h><text:p>甲<text:s text:c="2"/>乙<text:note text:note-class="footnote"><text:note-citation>1</text:note-citation>\
        <text:note-body><text:p>注</text:p></text:note-body></text:note>丙</text:p>
        <table:table><table:table-row><table:table-cell table:number-columns-spanned="2"><text:p>格</text:p></table:table-cell><table:covered-table-cell/>\
        <table:table-cell/></table:table-row></table:table></office:text></office:body></office:document-content>
        """
      ),
    ])
    let document = DocumentReader.read(bytes, type: .odt, limits: Limits())
    #expect(document.lines == ["二、师资", "注", "甲  乙丙", "格", ""])
    #expect(document.blocks[0].kind == .heading)
    #expect(document.blocks[0].level == 2)
    #expect(document.blocks[1].region == .footnote)
    #expect(document.blocks.compactMap(\.cell?.column) == [0, 2])
  }

  /// Most authors set their headings by hand: centred, bold and large, by an automatic style upon a named one.
  @Test func openDocumentHeadingsAreFoundByTheirLooks() {
    let odf = "urn:oasis:names:tc:opendocument:xmlns:"
    let ns =
      "xmlns:office=\"\(odf)office:1.0\" xmlns:text=\"\(odf)text:1.0\" xmlns:style=\"\(odf)style:1.0\" xmlns:fo=\"\(odf)xsl-fo-compatible:1.0\""
    let bytes = zip([
      ("mimetype", "application/vnd.oasis.opendocument.text"),
      (
        "styles.xml",
        """
        <office:document-styles \(ns)><office:styles><style:style style:name="Big" style:family="paragraph"><style:text-properties \
        fo:font-size="11pt" style:font-size-asian="22pt" style:font-weight-asian="bold"/></style:style></office:styles></office:document-styles>
        """
      ),
      (
        "content.xml",
        """
        <office:document-content \(ns)><office:automatic-styles><style:style style:name="P1" style:family="paragraph" style:parent-style-name="Big">\
        <style:paragraph-properties fo:text-align="center"/></style:style><style:style style:name="T1" style:family="text">\
        <style:text-properties text:display="none"/></style:style></office:automatic-styles><office:body><office:text>\
        <text:p text:style-name="P1">师资名单</text:p><text:p>正文<text:span text:style-name="T1">隐藏</text:span>是一段普通的文字。</text:p>\
        <text:section text:display="none"><text:p>隐藏的节</text:p></text:section></office:text></office:body></office:document-content>
        """
      ),
    ])
    let document = DocumentReader.read(bytes, type: .odt, limits: Limits())
    #expect(document.lines == ["师资名单", "正文是一段普通的文字。"])
    #expect(document.blocks.map(\.kind) == [.heading, .paragraph])
    #expect(document.blocks[0].look.contains([.bold, .centred, .large]))
  }

  @Test func anEncryptedOpenDocumentSaysSo() {
    let bytes = zip([
      ("mimetype", "application/vnd.oasis.opendocument.text"), ("content.xml", "\u{1}"),
      ("META-INF/manifest.xml", "<manifest:encryption-data/>"),
    ])
    #expect(DocumentReader.read(bytes, type: .odt, limits: Limits()).reason == .encrypted)
  }
}
