import Containers
import Documents
import Findings
import Testing

@testable import Documents

/// Headings, tables, text boxes, what stands outside the text, and where a person finds it.
@Suite struct StructureTests {
  // MARK: - Headings

  @Test func stylesMakeHeadingsByNameByLevelAndByChain() {
    var fixture = WordFixture(
      p("一级", "<w:pStyle w:val=\"2\"/>") + p("派生", "<w:pStyle w:val=\"X\"/>") + p("目录", "<w:pStyle w:val=\"TOCHeading\"/>")
        + p("大纲", "<w:outlineLvl w:val=\"2\"/>") + p("标题样式", "<w:pStyle w:val=\"T\"/>") + p("正文"))
    fixture.styles = """
      <w:style w:type="paragraph" w:styleId="2"><w:name w:val="heading 1"/><w:pPr><w:outlineLvl w:val="0"/></w:pPr></w:style>
      <w:style w:type="paragraph" w:styleId="X"><w:name w:val="我的标题"/><w:basedOn w:val="2"/></w:style>
      <w:style w:type="paragraph" w:styleId="TOCHeading"><w:name w:val="TOC Heading"/><w:basedOn w:val="2"/><w:pPr><w:outlineLvl w:val="9"/></w:pPr></w:style>
      <w:style w:type="paragraph" w:styleId="T"><w:name w:val="标题 2"/></w:style>
      """
    let blocks = fixture.read().blocks
    #expect(blocks.map(\.kind) == [.heading, .heading, .paragraph, .heading, .heading, .paragraph])
    #expect(blocks.map(\.level) == [1, 1, 0, 3, 2, 0])
  }

  @Test func looksMakeHeadings() {
    let centred = "<w:jc w:val=\"center\"/>"
    let large = "<w:sz w:val=\"36\"/>"
    let text = String(repeating: "这里是正文，说明培训班的情况。", count: 5)
    let document = WordFixture(
      p("师资名单", centred, run: "<w:b/>\(large)") + p(text, run: "<w:sz w:val=\"24\"/>") + p("一、课程安排", run: "<w:b/><w:sz w:val=\"24\"/>")
        + p("联系人", run: "<w:b/><w:sz w:val=\"24\"/>") + p("培训方案", centred, run: "<w:rFonts w:eastAsia=\"方正小标宋简体\"/><w:sz w:val=\"44\"/>")
        + p("请于五月底前报送。", centred, run: "<w:b/>\(large)")
    ).read()
    #expect(document.blocks.map(\.kind) == [.heading, .paragraph, .heading, .paragraph, .heading, .paragraph])
    #expect(document.blocks.map(\.level) == [2, 0, 3, 0, 1, 0])
    #expect(document.blocks[0].look == [.bold, .centred, .large])
  }

  @Test func boldOfAStyleAndBoldOfARunAreWeighed() {
    var fixture = WordFixture(
      p("粗", "<w:pStyle w:val=\"B\"/>") + p("不粗", "<w:pStyle w:val=\"B\"/>", run: "<w:b w:val=\"0\"/>")
        + p("相消", "<w:pStyle w:val=\"B\"/>", run: "<w:rStyle w:val=\"C\"/>"))
    fixture.styles = """
      <w:style w:type="paragraph" w:styleId="B"><w:name w:val="x"/><w:rPr><w:b/></w:rPr></w:style>
      <w:style w:type="character" w:styleId="C"><w:name w:val="strong"/><w:rPr><w:b/></w:rPr></w:style>
      """
    #expect(fixture.read().blocks.map { $0.look.contains(.bold) } == [true, false, false])
  }

  @Test func aCircleOfStylesEnds() {
    var fixture = WordFixture(p("甲", "<w:pStyle w:val=\"A\"/>"))
    fixture.styles = """
      <w:style w:type="paragraph" w:styleId="A"><w:name w:val="a"/><w:basedOn w:val="B"/></w:style>
      <w:style w:type="paragraph" w:styleId="B"><w:name w:val="b"/><w:basedOn w:val="A"/></w:style>
      """
    #expect(fixture.read().lines == ["甲"])
  }

  @Test func stylesThatNobodyAsksForAreCutOutBeforeTheParse() {
    let head = "<?xml version=\"1.0\"?><w:styles xmlns:w=\"x\">"
    let style = "<w:style w:type=\"paragraph\" w:styleId=\"2\"><w:name w:val=\"heading 1\"/></w:style>"
    let table = "<w:style w:type=\"table\" w:styleId=\"T\"><w:tblStylePr/></w:style>"
    func pruned(_ text: String) -> String { String(decoding: StylePruning.prune(Array(text.utf8)), as: UTF8.self) }
    let whole = "\(head)<w:latentStyles><w:lsdException/></w:latentStyles>\(table)\(style)\(table)</w:styles>"
    #expect(pruned(whole) == "\(head)\(style)</w:styles>")
    let empty = "\(head)<w:latentStyles/><w:style w:type=\"table\" w:styleId=\"E\"/>\(style)</w:styles>"
    #expect(pruned(empty) == empty)
    // What may hide an element in something else is left as it is.
    for other in ["\(head)<!-- -->\(table)</w:styles>", "\(head)<?x <w:style ?>\(table)</w:styles>"] {
      #expect(pruned(other) == other)
    }
  }

  // MARK: - Tables

  private func cell(_ text: String, _ properties: String = "") -> String { "<w:tc><w:tcPr>\(properties)</w:tcPr>\(p(text))</w:tc>" }

  @Test func mergedCellsStandWhereTheyStart() {
    let document = WordFixture(
      """
      <w:tbl><w:tr>\(cell("单位", "<w:vMerge w:val=\"restart\"/>"))\(cell("姓名和职称", "<w:gridSpan w:val=\"2\"/>"))</w:tr>\
      <w:tr>\(cell("", "<w:vMerge/>"))\(cell("张三"))\(cell("研究员"))</w:tr>\
      <w:tr>\(cell("", "<w:vMerge/>"))\(cell("李四"))\(cell(""))</w:tr></w:tbl>
      """
    ).read()
    #expect(document.lines == ["单位", "姓名和职称", "张三", "研究员", "李四", ""])
    #expect(document.blocks[0].cell == Block.Cell(table: 0, row: 0, column: 0, rowSpan: 3))
    #expect(document.blocks[1].cell == Block.Cell(table: 0, row: 0, column: 1, columnSpan: 2))
    #expect(document.blocks[4].cell == Block.Cell(table: 0, row: 2, column: 1))
    // The empty cell is a block too, so that an unfilled form can be told.
    #expect(document.blocks[5].cell == Block.Cell(table: 0, row: 2, column: 2))
    #expect(document.tables.map { [$0.rows, $0.columns] } == [[3, 3]])
  }

  @Test func nestedTablesStandInTheirCell() {
    let document = WordFixture(
      "\(p("前"))<w:tbl><w:tr><w:tc>\(p("外"))<w:tbl><w:tr>\(cell("内"))</w:tr></w:tbl>\(p("外二"))</w:tc></w:tr></w:tbl><w:tbl><w:tr>\(cell("次"))</w:tr></w:tbl>"
    ).read()
    #expect(document.lines == ["前", "外", "内", "外二", "次"])
    #expect(document.blocks.compactMap(\.cell?.table) == [0, 1, 0, 2])
    #expect(document.tables.map(\.parent) == [nil, 0, nil])
    #expect((0..<5).map { document.place(of: $0) } == ["正文第1段", "表1 第1行", "表1 中的内嵌表 第1行", "表1 第1行", "表2 第1行"])
  }

  @Test func gridBeforeShiftsARow() {
    let document = WordFixture("<w:tbl><w:tr><w:trPr><w:gridBefore w:val=\"2\"/></w:trPr>\(cell("甲"))</w:tr></w:tbl>").read()
    #expect(document.blocks[0].cell?.column == 2)
  }

  // MARK: - Text boxes and alternatives

  private func box(_ text: String) -> String { "<wps:wsp><wps:txbx><w:txbxContent>\(p(text))</w:txbxContent></wps:txbx></wps:wsp>" }
  private func vml(_ text: String) -> String {
    "<w:pict><v:shape><v:textbox><w:txbxContent>\(p(text))</w:txbxContent></v:textbox></v:shape></w:pict>"
  }

  @Test func aTextBoxIsReadOnceAndFollowsItsParagraph() {
    let document = WordFixture(
      """
      <w:p>\(r("前半"))<w:r><mc:AlternateContent><mc:Choice Requires="wps"><w:drawing>\(box("框内"))</w:drawing></mc:Choice>\
      <mc:Fallback>\(vml("框内"))</mc:Fallback></mc:AlternateContent></w:r>\(r("后半"))</w:p>
      """
    ).read()
    #expect(document.lines == ["前半后半", "框内"])
    #expect(document.blocks.map(\.region) == [.body, .textBox])
    #expect(document.place(of: 1) == "文本框")
  }

  @Test func theFallbackIsReadWhereNoChoiceShowsAnything() {
    let document = WordFixture(
      "<w:p><w:r><mc:AlternateContent><mc:Choice Requires=\"x\"/><mc:Fallback>\(vml("只在后备"))</mc:Fallback></mc:AlternateContent></w:r></w:p>"
    ).read()
    #expect(document.lines == ["只在后备"])
  }

  @Test func wordArtIsText() {
    #expect(WordFixture("<w:p><w:r><w:pict><v:shape><v:textpath string=\"艺术字\"/></v:shape></w:pict></w:r></w:p>").read().lines == ["艺术字"])
  }

  // MARK: - Outside the text

  @Test func headersShowOnceAndOnlyWhereAPageShowsThem() {
    func header(_ text: String) -> String { "<w:hdr \(WordFixture.namespaces)>\(p(text))</w:hdr>" }
    let reference = "<w:headerReference w:type=\"default\" r:id=\"h\"/>"
    var fixture = WordFixture(
      p("一", "<w:sectPr>\(reference)<w:headerReference w:type=\"first\" r:id=\"f\"/></w:sectPr>") + p("二")
        + "<w:sectPr>\(reference)<w:headerReference w:type=\"even\" r:id=\"e\"/><w:footerReference w:type=\"default\" r:id=\"t\"/></w:sectPr>"
    )
    fixture.parts = [
      ("h", "header", "header1.xml", header("页眉文字")), ("f", "header", "header2.xml", header("首页页眉")),
      ("e", "header", "header3.xml", header("偶数页页眉")),
      ("t", "footer", "footer1.xml", "<w:ftr \(WordFixture.namespaces)>\(p("页脚文字"))</w:ftr>"),
    ]
    let document = fixture.read()
    #expect(document.lines == ["一", "二", "页眉文字", "页脚文字"])
    #expect(document.place(of: 2) == "页眉")
  }

  @Test func notesAreReadWhereTheyAreReferredToAndCommentsApart() {
    func note(_ id: Int, _ text: String, _ type: String = "") -> String { "<w:footnote w:id=\"\(id)\" \(type)>\(p(text))</w:footnote>" }
    var fixture = WordFixture("<w:p>\(r("正文"))<w:r><w:footnoteReference w:id=\"2\"/></w:r></w:p>")
    fixture.parts = [
      (
        "f", "footnotes", "footnotes.xml",
        "<w:footnotes \(WordFixture.namespaces)>\(note(0, "线", "w:type=\"separator\""))\(note(1, "已无人引"))\(note(2, "脚注文字"))</w:footnotes>"
      ),
      ("c", "comments", "comments.xml", "<w:comments \(WordFixture.namespaces)><w:comment w:id=\"0\">\(p("请补充"))</w:comment></w:comments>"),
    ]
    let document = fixture.read()
    #expect(document.lines(.footnote) == ["脚注文字"])
    #expect(document.lines(.comment) == ["请补充"])
    #expect(document.blocks.indices.map { document.place(of: $0) } == ["正文第1段", "脚注", "批注"])
  }

  @Test func chartsAndDiagramsGiveTheirText() {
    var fixture = WordFixture(
      "<w:p>\(r("见图"))<w:r><w:drawing><wp:inline><a:graphic><a:graphicData><c:chart r:id=\"c\"/></a:graphicData></a:graphic></wp:inline></w:drawing></w:r>"
        + "<w:r><w:drawing><wp:inline><a:graphic><a:graphicData><dgm:relIds r:dm=\"d\"/></a:graphicData></a:graphic></wp:inline></w:drawing></w:r></w:p>"
    )
    fixture.parts = [
      (
        "c", "chart", "charts/chart1.xml",
        """
        <c:chartSpace \(WordFixture.namespaces)><c:chart><c:title><c:tx><c:rich><a:p><a:r><a:t>满意度</a:t></a:r></a:p></c:rich></c:tx></c:title><c:plotArea><c:ser>\
        <c:cat><c:strRef><c:f>A1</c:f><c:strCache><c:pt idx="0"><c:v>很好</c:v></c:pt><c:pt idx="1"><c:v>好</c:v></c:pt></c:strCache></c:strRef></c:cat>\
        <c:val><c:numRef><c:numCache><c:formatCode>0%</c:formatCode><c:pt idx="0"><c:v>80</c:v></c:pt></c:numCache></c:numRef></c:val></c:ser></c:plotArea></c:chart></c:chartSpace>
        """
      ),
      (
        "d", "diagramData", "diagrams/data1.xml",
        "<dgm:dataModel \(WordFixture.namespaces)><dgm:ptLst><dgm:pt><dgm:t><a:p><a:r><a:t>调研</a:t></a:r><a:r><a:t>分析</a:t></a:r></a:p></dgm:t></dgm:pt></dgm:ptLst></dgm:dataModel>"
      ),
    ]
    let document = fixture.read()
    #expect(document.lines == ["见图", "满意度", "很好\t好", "80", "调研分析"])
  }

  @Test func embeddedFilesAreHandedOut() {
    var fixture = WordFixture(
      "<w:p><w:r><w:object><v:shape><v:imagedata r:id=\"i\"/></v:shape><o:OLEObject Type=\"Embed\" ProgID=\"Word.Document.12\" r:id=\"e\"/></w:object></w:r></w:p>"
    )
    fixture.parts = [("e", "package", "embeddings/a.docx", "PK…")]
    #expect(fixture.read().embedded.map(\.name) == ["word/embeddings/a.docx"])
  }

  @Test func placesNameTheHeading() {
    let document = WordFixture(p("前言") + p("二、师资", "<w:outlineLvl w:val=\"0\"/>") + p("甲") + p("乙")).read()
    #expect((0..<4).map { document.place(of: $0) } == ["正文第1段", "标题「二、师资」", "「二、师资」下第1段", "「二、师资」下第2段"])
  }
}
