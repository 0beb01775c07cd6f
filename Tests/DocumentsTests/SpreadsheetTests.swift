import Containers
import Documents
import Findings
import Testing

@testable import Documents

/// Source: ISO/IEC 29500-1, 18.
@Suite struct SpreadsheetTests {
  private static let ns =
    "xmlns=\"http://schemas.openxmlformats.org/spreadsheetml/2006/main\" xmlns:r=\"http://schemas.openxmlformats.org/officeDocument/2006/relationships\""
  private static let office = "http://schemas.openxmlformats.org/officeDocument/2006/relationships/"

  private func relationships(_ items: [(id: String, type: String, target: String)]) -> [UInt8] {
    Array(
      ("<Relationships xmlns=\"http://schemas.openxmlformats.org/package/2006/relationships\">"
        + items.map { "<Relationship Id=\"\($0.id)\" Type=\"\(Self.office)\($0.type)\" Target=\"\($0.target)\"/>" }.joined()
        + "</Relationships>").utf8)
  }

  /// A workbook of the given sheets: name, attributes, content of `worksheet`.
  private func workbook(_ sheets: [(String, String, String)], strings: String = "", styles: String = "", properties: String = "") -> [UInt8]
  {
    let list = sheets.enumerated().map { "<sheet name=\"\($1.0)\" sheetId=\"\($0 + 1)\" \($1.1) r:id=\"s\($0)\"/>" }.joined()
    return ZipWriter.zip(
      [
        ("_rels/.rels", relationships([("a", "officeDocument", "xl/workbook.xml")])),
        ("xl/workbook.xml", Array("<workbook \(Self.ns)>\(properties)<sheets>\(list)</sheets></workbook>".utf8)),
        (
          "xl/_rels/workbook.xml.rels",
          relationships(
            sheets.indices.map { ("s\($0)", "worksheet", "worksheets/sheet\($0).xml") } + [
              ("t", "sharedStrings", "sharedStrings.xml"), ("y", "styles", "styles.xml"),
            ])
        ), ("xl/sharedStrings.xml", Array("<sst \(Self.ns)>\(strings)</sst>".utf8)),
        ("xl/styles.xml", Array("<styleSheet \(Self.ns)>\(styles)</styleSheet>".utf8)),
      ] + sheets.enumerated().map { ("xl/worksheets/sheet\($0).xml", Array("<worksheet \(Self.ns)>\($1.2)</worksheet>".utf8)) })
  }

  @Test func cellsOfAllTypesAreReadAsShown() throws {
    let bytes = workbook(
      [
        (
          "登记表", "",
          """
          <sheetData><row r="1"><c r="A1" t="s"><v>0</v></c><c r="B1" t="s"><v>1</v></c><c r="D1" t="inlineStr"><is><t>内</t><rPh><t>nei</t></rPh><r><t>联</t></r></is></c></row>
          <row r="3"><c r="A3"><v>5</v></c><c r="B3" t="b"><v>1</v></c><c r="C3" s="1"><v>45047</v></c><c r="D3" t="str"><f>A1</f><v>公式</v></c>\
          <c r="E3"><v>4.5</v></c><c r="F3" s="2"><v>0.155</v></c><c r="G3" t="e"><v>#N/A</v></c></row></sheetData>
          """
        )
      ], strings: "<si><t>计划编号</t></si><si><r><t>单位_x000D_\n</t></r><r><t>名称</t></r><rPh><t>mingcheng</t></rPh></si>",
      styles:
        "<numFmts><numFmt numFmtId=\"164\" formatCode=\"yyyy&quot;年&quot;m&quot;月&quot;\"/></numFmts><cellXfs><xf/><xf numFmtId=\"164\"/><xf numFmtId=\"10\"/></cellXfs>"
    )
    let rows = try SpreadsheetReader.firstSheet(bytes, limits: Limits())
    #expect(rows == [["计划编号", "单位\n名称", "", "内联"], [], ["5", "TRUE", "2023年5月", "公式", "4.5", "15.50%", "#N/A"]])
  }

  @Test func theFirstVisibleSheetIsTheRegisterAndKeepsHiddenRows() throws {
    let bytes = workbook([
      ("说明", "state=\"hidden\"", "<sheetData><row r=\"1\"><c r=\"A1\"><v>1</v></c></row></sheetData>"),
      (
        "计划", "",
        "<sheetData><row r=\"1\" hidden=\"1\"><c r=\"A1\"><v>2</v></c></row><row r=\"2\"><c r=\"A2\"><v>3</v></c></row></sheetData>"
      ),
    ])
    #expect(try SpreadsheetReader.firstSheet(bytes, limits: Limits()) == [["2"], ["3"]])
    let document = DocumentReader.read(bytes, type: .xlsx, limits: Limits())
    #expect(document.lines == ["计划", "3"])
    #expect(document.detail == "hidden sheets left out: 说明")
    #expect(document.status == .read)
    #expect(document.blocks.indices.map { document.place(of: $0) } == ["工作表「计划」", "工作表「计划」第2行"])
  }

  @Test func mergedAndEmptyCellsOfAForm() {
    let bytes = workbook([
      (
        "表", "",
        """
        <cols><col min="2" max="2" hidden="1"/></cols><sheetData><row r="1"><c r="A1" t="str"><v>师资名单</v></c><c r="B1" t="str"><v>藏</v></c><c r="C1"/></row>\
        <row r="2"><c r="A2" t="str"><v>姓名</v></c><c r="C2" t="str"><v>职称</v></c></row><row r="3"><c r="A3"/><c r="C3"/></row></sheetData>\
        <mergeCells><mergeCell ref="A1:C1"/></mergeCells>
        """
      )
    ])
    let document = DocumentReader.read(bytes, type: .xlsx, limits: Limits())
    #expect(document.lines == ["表", "师资名单", "", "姓名", "职称", "", ""])
    #expect(document.blocks[1].cell == Block.Cell(table: 0, row: 0, column: 0, columnSpan: 3))
    #expect(document.tables.map(\.name) == ["表"])
  }

  @Test func aSheetThatIsHugeOnPaperIsALimit() {
    let rows = (1...60).map { "<row r=\"\($0)\"><c r=\"XFD\($0)\"><v>1</v></c></row>" }.joined()
    let bytes = workbook([("表", "", "<sheetData>\(rows)</sheetData>")])
    var limits = Limits()
    limits.tableCells = 1000
    #expect { try SpreadsheetReader.firstSheet(bytes, limits: limits) } throws: { ($0 as? ReadFault)?.reason == .limit }
  }

  @Test func whatIsNoWorkbookThrows() {
    #expect { try SpreadsheetReader.firstSheet(Array("x".utf8), limits: Limits()) } throws: { ($0 as? ReadFault)?.reason == .corrupt }
    #expect { try SpreadsheetReader.firstSheet(WordFixture("").bytes, limits: Limits()) } throws: { ($0 as? ReadFault) != nil }
  }

  @Test(arguments: [
    ("General", 0.1 + 0.2, "0.3"), ("General", 12_345_678_901, "12345678901"), ("General", -2.5, "-2.5"), ("0", 2.5, "3"),
    ("0.00", 3, "3.00"),
    ("#,##0.00", 1234567.891, "1,234,567.89"), ("#,##0", -1234, "-1,234"), ("0%", 0.155, "16%"), ("0.0%", 0.155, "15.5%"),
    ("0\"人\"", 30, "30人"),
    ("#,##0;(#,##0)", -5, "(5)"), ("0.##", 1.5, "1.5"), ("000", 7, "007"), ("[$¥-804]#,##0.00", 20, "¥20.00"),
    ("0.00E+00", 12345, "1.23E+04"),
    ("yyyy/m/d", 45047, "2023/5/1"), ("yyyy-mm-dd", 45047, "2023-05-01"), ("yyyy\"年\"m\"月\"d\"日\"", 45047, "2023年5月1日"),
    ("m/d/yy", 45047, "5/1/23"),
    ("yyyy/m/d h:mm", 45047.395833333336, "2023/5/1 9:30"), ("h:mm", 0.37499999, "9:00"), ("上午/下午h\"时\"mm\"分\"", 0.5625, "下午1时30分"),
    ("h:mm AM/PM", 0, "12:00 AM"), ("[h]:mm", 1.5, "36:00"), ("mm:ss", 0.000694444444, "01:00"), ("yyyy/m/d", 60, "1900/2/29"),
    ("yyyy/m/d", 1, "1900/1/1"),
    ("yyyy/m/d", 61, "1900/3/1"), ("d-mmm-yy", 45047, "1-May-23"), ("[Red]0.0", 1.25, "1.3"), ("0.00", 1.005, "1.01"),
  ])
  func formats(_ code: String, _ value: Double, _ expected: String) {
    #expect(CellFormat(code: code).string(value, epoch: .year1900) == expected)
  }

  @Test func the1904EpochBeginsLater() {
    #expect(CellFormat(code: "yyyy/m/d").string(43585, epoch: .year1904) == "2023/5/1")
  }

  /// A workbook whose one sheet has a drawing of a text box and a picture, and a comment.
  private func drawn(_ cells: String, box: String) -> Document {
    let drawing = """
      <xdr:wsDr xmlns:xdr="http://schemas.openxmlformats.org/drawingml/2006/spreadsheetDrawing" \(WordFixture.namespaces)><xdr:twoCellAnchor>\(box)<xdr:pic/>\
      </xdr:twoCellAnchor></xdr:wsDr>
      """
    let bytes = ZipWriter.zip([
      ("_rels/.rels", relationships([("a", "officeDocument", "xl/workbook.xml")])),
      ("xl/workbook.xml", Array("<workbook \(Self.ns)><sheets><sheet name=\"表\" sheetId=\"1\" r:id=\"s\"/></sheets></workbook>".utf8)),
      ("xl/_rels/workbook.xml.rels", relationships([("s", "worksheet", "sheet.xml")])),
      ("xl/sheet.xml", Array("<worksheet \(Self.ns)><sheetData>\(cells)</sheetData></worksheet>".utf8)),
      ("xl/_rels/sheet.xml.rels", relationships([("d", "drawing", "drawing.xml"), ("c", "comments", "comments.xml")])),
      ("xl/drawing.xml", Array(drawing.utf8)),
      (
        "xl/comments.xml",
        Array(
          "<comments \(Self.ns)><commentList><comment ref=\"A1\"><text><r><t>请</t></r><r><t>核实</t></r></text></comment></commentList></comments>"
            .utf8)
      ),
    ])
    return DocumentReader.read(bytes, type: .xlsx, limits: Limits())
  }

  @Test func textBoxesAndCommentsOfASheetAreRead() {
    let box = "<xdr:sp><xdr:txBody><a:p><a:r><a:t>填表</a:t></a:r><a:r><a:t>说明</a:t></a:r></a:p><a:p/></xdr:txBody></xdr:sp>"
    let document = drawn("<row r=\"1\"><c r=\"A1\" t=\"inlineStr\"><is><t>姓名</t></is></c></row>", box: box)
    #expect(document.lines == ["表", "姓名", "填表说明", "请核实"])
    #expect(document.blocks.map(\.region) == [.body, .body, .textBox, .comment])
    #expect(document.pictures == 1)
    #expect(document.status == .read)
  }

  @Test func aSheetOfPicturesIsAnImage() {
    let document = drawn("", box: "")
    #expect(document.status == .unreadable)
    #expect(document.reason == .imageOnly)
  }

  /// 16,000 ranges of hidden columns were looked at for each of 40,000 cells.
  @Test(.timeLimit(.minutes(1))) func hiddenColumnsCostNoMoreThanTheirCells() {
    let columns = "<cols>" + String(repeating: "<col min=\"2\" max=\"2\" hidden=\"1\"/>", count: 16_000) + "</cols>"
    let cells = (1...20_000).map { "<row r=\"\($0)\"><c r=\"A\($0)\"><v>1</v></c><c r=\"B\($0)\"><v>2</v></c></row>" }.joined()
    let document = DocumentReader.read(
      workbook([("表", "", columns + "<sheetData>\(cells)</sheetData>")]), type: .xlsx, limits: Limits())
    #expect(document.status == .read)
    #expect(document.blocks.count == 20_001)
  }
}
