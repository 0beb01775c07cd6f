import Containers
import Documents
import Findings
import FixtureSupport
import Foundation
import Testing

/// The binary formats of Office 97–2003. The files are written by LibreOffice from what `fixtures/documents/office97/make.py` says; the expectations are
/// what it put in. Faults are made by changing bytes of them.
@Suite(.timeLimit(.minutes(1))) struct OfficeBinaryTests {
  /// LibreOffice puts a large preview into slides: those are kept packed.
  private func bytes(_ name: String) throws -> [UInt8] {
    var bytes: [UInt8] = []
    _ = try ContainerReader.walk(fileAt: FixtureTests.root.appending(path: "fixtures/documents/office97/\(name)").path, shownAs: name) {
      leaf in
      bytes = try leaf.bytes
    }
    return bytes
  }

  private func read(_ bytes: [UInt8], limits: Limits = Limits()) -> Document {
    DocumentReader.read(bytes, type: ContentType.sniff(bytes), limits: limits)
  }

  @Test func aWordDocumentIsRead() throws {
    let document = read(try bytes("word.doc"))
    #expect(document.format == .doc)
    #expect(document.status == .read)
    #expect(
      document.lines(.body) == [
        "培训班师资名单", "正文可见，Latin text.插入的字", "粗体居中大字", "姓名", "职称", "题目", "张三", "教授", "光学", "合并", "李四", "", "字段前链接文字字段后", "框外", "末段𠮷",
      ])
    #expect(document.lines(.header) == ["页眉文字"])
    #expect(document.lines(.footer) == ["页脚文字"])
    #expect(document.lines(.textBox) == ["框内文字"])
    let text = String(decoding: document.text, as: UTF8.self)
    for gone in ["隐藏的字", "删去的字", "HYPERLINK"] { #expect(!text.contains(gone)) }
  }

  // MARK: - Written by hand

  private func record(_ type: UInt16, _ body: [UInt8]) -> [UInt8] {
    [UInt8(truncatingIfNeeded: type), UInt8(type >> 8), UInt8(truncatingIfNeeded: body.count), UInt8(body.count >> 8)] + body
  }

  /// A workbook of one sheet. Source: [MS-XLS] 2.4.21 (BOF), 2.4.28 (BoundSheet8).
  private func workbook(_ cells: [UInt8]) -> [UInt8] {
    func begin(_ kind: UInt8) -> [UInt8] { record(0x0809, [0, 6, kind, 0] + [UInt8](repeating: 0, count: 12)) }
    let end = record(0x000A, [])
    let start = UInt8(begin(5).count + record(0x0085, [0, 0, 0, 0, 0, 0, 1, 0, 0x53]).count + end.count)
    return begin(5) + record(0x0085, [start, 0, 0, 0, 0, 0, 1, 0, 0x53]) + end + begin(16) + cells + end
  }

  private func compound(_ streams: [(String, [UInt8])]) -> [UInt8] {
    var file = CompoundBuilder()
    for (path, bytes) in streams { file.add(path, bytes) }
    return file.bytes()
  }

  /// The text of a formula that is longer than a record ([MS-XLS] 2.4.268): 6000 characters, of which 4110 stand in the first.
  @Test func aFormulasLongTextIsRead() {
    let text = Array(repeating: Array("课程".utf16), count: 3000).flatMap { $0 }
    let units = text.flatMap { [UInt8(truncatingIfNeeded: $0), UInt8($0 >> 8)] }
    // Row 0, column 0, style 0; the result is a text that follows (2.5.133).
    let formula = record(0x0006, [0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0xFF, 0xFF] + [UInt8](repeating: 0, count: 8))
    let string = record(0x0207, [UInt8(6000 & 0xFF), UInt8(6000 >> 8), 1] + units[..<8220]) + record(0x003C, [1] + units[8220...])
    let document = read(compound([("Workbook", workbook(formula + string))]))
    #expect(document.lines == ["S", String(repeating: "课程", count: 3000)])
    #expect(document.status == .read)
  }

  /// Half a million records that hide all columns: BIFF has 256.
  @Test func columnsHiddenAgainAndAgainTakeNoTime() {
    let hide = record(0x007D, [1, 0, 0xFF, 0xFF, 0, 0, 0, 0, 1, 0])
    let number = { (column: UInt8) in record(0x0203, [0, 0, column, 0, 0, 0] + [0, 0, 0, 0, 0, 0, 0xF0, 0x3F]) }
    let document = read(compound([("Workbook", workbook(Array(repeatElement(hide, count: 500_000).joined()) + number(0) + number(1)))]))
    #expect(document.lines == ["S", "1"])
  }

  /// A Word document in a Word document, and a file in another: given out as files of their own.
  @Test func documentsInADocumentAreGivenOut() throws {
    var outer = WordBinaryBuilder("外文\r")
    let word = WordBinaryBuilder("内里的师资名单\r").bytes()
    // The streams of the inner document, as they lie in its own file.
    let document = try #require(streams(of: word))
    outer.streams = [
      ("ObjectPool/_1/WordDocument", document.main), ("ObjectPool/_1/1Table", document.table),
      ("ObjectPool/_2/Package", Array("一个文本文件".utf8)),
      ("ObjectPool/_3/\u{1}CompObj", Array("MSGraph.Chart.8".utf8)), ("ObjectPool/_3/Workbook", workbook([])),
    ]
    let read = read(outer.bytes())
    #expect(read.lines == ["外文"])
    #expect(read.embedded.map(\.name).sorted() == ["_1/object.doc", "_2/Package"])
    let embedded = try #require(read.embedded.first { $0.name == "_1/object.doc" })
    #expect(self.read(embedded.bytes).lines == ["内里的师资名单"])
    #expect(read.status == .read)
  }

  /// Together they are no more than the limit, and what is left out is said.
  @Test func embeddedFilesAreBounded() {
    var limits = Limits()
    limits.embeddedBytes = 10_000
    var word = WordBinaryBuilder("文\r")
    word.streams = (1...3).map { ("ObjectPool/_\($0)/Package", [UInt8](repeating: 0x41, count: 4096)) }
    let document = read(word.bytes(), limits: limits)
    #expect(document.embedded.count == 2)
    #expect(document.reason == .limit)
    #expect(document.detail?.contains("embeddedBytes") == true)
    #expect(document.lines == ["文"])
  }

  /// An object on a slide ([MS-PPT] 2.10.34, ExOleObjStg), stored as it is.
  @Test func anObjectOnASlideIsGivenOut() {
    let inner = compound([("Package", Array("一个文本文件".utf8))])
    let size = (0..<4).map { UInt8(truncatingIfNeeded: inner.count >> (8 * $0)) }
    let document = read(
      compound([("PowerPoint Document", [0, 0, 0x11, 0x10] + size + inner), ("Current User", [UInt8](repeating: 0, count: 20))]))
    #expect(document.embedded.map(\.name) == ["object1"])
    #expect(document.embedded.first.map { read($0.bytes).embedded.map(\.name) } == ["Package"])
  }

  /// A stream that is larger than what is held of one is said, with the limit's name.
  @Test func aStreamIsBounded() {
    var limits = Limits()
    limits.streamBytes = 5000
    var word = WordBinaryBuilder("文\r")
    word.tail = [UInt8](repeating: 0, count: 8192)
    let document = read(word.bytes(), limits: limits)
    #expect(document.reason == .limit)
    #expect(document.detail?.hasPrefix("streamBytes: ") == true)
  }

  private func streams(of word: [UInt8]) -> (main: [UInt8], table: [UInt8])? {
    // The builder puts streams one after another behind the header, in whole sectors: the main stream, then its table of 4096 bytes.
    let mainSize = 4096
    guard word.count > 512 + 2 * mainSize else { return nil }
    return (Array(word[512..<(512 + mainSize)]), Array(word[(512 + mainSize)..<(512 + 2 * mainSize)]))
  }

  @Test func aWordDocumentsTablesAndHeadingsAreKnown() throws {
    let document = read(try bytes("word.doc"))
    #expect(document.blocks[0].kind == .heading)
    #expect(document.blocks[0].level == 1)
    #expect(document.blocks[2].kind == .heading)
    #expect(document.blocks[2].look.contains([.bold, .centred, .large]))
    let cells = document.blocks.compactMap(\.cell)
    #expect(cells.map(\.row) == [0, 0, 0, 1, 1, 1, 1, 2, 2])
    #expect(cells.map(\.column) == [0, 1, 2, 0, 1, 2, 2, 0, 1])
    // 光学 and 合并 stand in one cell over two rows.
    #expect(cells[5].rowSpan == 2)
    #expect(document.tables.map(\.rows) == [3])
  }

  @Test func aWorkbookIsRead() throws {
    let document = read(try bytes("sheet.xls"))
    #expect(document.format == .xls)
    #expect(document.status == .read)
    #expect(document.lines.prefix(12) == ["师资", "姓名", "人数", "日期", "学时", "张三", "80", "2023/4/10", "2.5", "合并的格", "160", "张三教授"])
    // A string for each of 400 rows: more than one record of 8,224 bytes holds.
    #expect(document.lines.contains("长表第399行的文字，用来让字符串表跨过记录的边界"))
    #expect(document.lines.filter { $0.hasPrefix("长表第") && $0.hasSuffix("的边界") }.count == 400)
    #expect(document.lines.suffix(2) == ["第二张", "Second é"])
    #expect(document.blocks[0].kind == .title)
    #expect(document.tables.map(\.name) == ["师资", "第二张"])
    let merged = try #require(document.blocks.first { document.string($0) == "合并的格" }?.cell)
    #expect(merged.rowSpan == 2)
    #expect(merged.columnSpan == 2)
    #expect(!document.lines.contains("看不见"))
    #expect(document.detail?.contains("隐藏表") == true)
  }

  @Test func slidesAreRead() throws {
    let document = read(try bytes("slides.ppt.gz"))
    #expect(document.format == .ppt)
    #expect(document.status == .read)
    #expect(document.lines(.body) == ["课程设置", "第一点", "Second point", "第二张", "自由文本框"])
    #expect(document.blocks.filter { $0.kind == .title }.map { document.string($0) } == ["课程设置", "第二张"])
    #expect(document.lines(.comment) == ["讲者备注"])
    let last = try #require(document.blocks.firstIndex { document.string($0) == "自由文本框" })
    #expect(document.place(of: last) == "第2页幻灯片")
  }

  /// The bit fEncrypted of the head ([MS-DOC] 2.5.2); the head is the first sector of its stream.
  @Test func anEncryptedDocumentSaysSo() throws {
    var word = try bytes("word.doc")
    let head = try #require(stride(from: 512, to: word.count, by: 512).first { word[$0] == 0xEC && word[$0 + 1] == 0xA5 })
    word[head + 11] |= 1
    #expect(read(word).reason == .encrypted)
    // CODEPAGE becomes FILEPASS.
    var sheet = try bytes("sheet.xls")
    let page = try #require(sheet.firstRange(of: [0x42, 0, 2, 0, 0xB0, 0x04]))
    sheet[page.lowerBound] = 0x2F
    #expect(read(sheet).reason == .encrypted)
    #expect(read(sheet).format == .xls)
    // The token of the stream Current User ([MS-PPT] 2.3.2).
    var slides = try bytes("slides.ppt.gz")
    let token = try #require(slides.firstRange(of: [0x5F, 0xC0, 0x91, 0xE3]))
    slides.replaceSubrange(token, with: [0xDF, 0xC4, 0xD1, 0xF3])
    #expect(read(slides).reason == .encrypted)
  }

  @Test func limitsHoldForBinaryFilesToo() throws {
    var limits = Limits()
    limits.tableCells = 50
    let sheet = read(try bytes("sheet.xls"), limits: limits)
    #expect(sheet.reason == .limit)
    limits = Limits()
    limits.textBytes = 60
    #expect(read(try bytes("word.doc"), limits: limits).reason == .limit)
    limits = Limits()
    limits.documentBytes = 1000
    #expect(read(try bytes("word.doc"), limits: limits).reason == .limit)
  }

  /// Each cut leaves a file that is said to be broken, or read in part; none crashes or hangs.
  @Test(arguments: ["word.doc", "sheet.xls", "slides.ppt.gz"]) func aCutOffFileIsNoCrash(_ name: String) throws {
    let whole = try bytes(name)
    for length in stride(from: 8, to: whole.count, by: max(1, whole.count / 60)) {
      let document = DocumentReader.read(Array(whole[..<length]), type: .ole2, limits: Limits())
      #expect(document.status != .read || document.reason == nil)
    }
  }

  /// Bytes changed at random, a few at a time.
  @Test(arguments: ["word.doc", "sheet.xls", "slides.ppt.gz"]) func aDamagedFileIsNoCrash(_ name: String) throws {
    let whole = try bytes(name)
    var state: UInt64 = 99
    func next(_ limit: Int) -> Int {
      state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
      return Int(state >> 33) % limit
    }
    for _ in 0..<300 {
      var broken = whole
      for _ in 0..<(1 + next(20)) { broken[next(broken.count)] = UInt8(next(256)) }
      let document = DocumentReader.read(broken, type: .ole2, limits: Limits())
      var end = 0
      for block in document.blocks {
        #expect(block.range.lowerBound >= end && block.range.upperBound < document.text.count)
        end = block.range.upperBound
      }
    }
  }

  /// The allocation table's first sector is the directory's, which then bites its tail; or every entry points to itself.
  @Test func chainsInCirclesEnd() throws {
    let whole = try bytes("word.doc")
    func number(_ offset: Int) -> Int { (0..<4).reduce(0) { $0 | Int(whole[offset + $1]) << (8 * $1) } }
    let table = (number(76) + 1) * 512
    var circle = whole
    for entry in 0..<128 { circle.replaceSubrange((table + 4 * entry)..<(table + 4 * entry + 4), with: [UInt8(entry), 0, 0, 0]) }
    let document = DocumentReader.read(circle, type: .ole2, limits: Limits())
    #expect(document.status == .unreadable)
    #expect(document.reason == .corrupt)
  }

  @Test func whatIsNoOfficeFileIsUnsupported() throws {
    // The names of the streams are changed.
    var word = try bytes("word.doc")
    let name = try #require(word.firstRange(of: Array("WordDocument".utf8).flatMap { [$0, 0] }))
    word[name.lowerBound] = UInt8(ascii: "X")
    #expect(read(word).reason == .unsupported)
  }
}
