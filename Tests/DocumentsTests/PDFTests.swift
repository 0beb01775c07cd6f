import Containers
import Documents
import Findings
import Testing

/// PDF as pdftotext gives it: what it writes is put in its place, so that these tests need no poppler.
@Suite struct PDFTests {
  private func line(_ text: String, _ left: Double, _ top: Double, _ right: Double, height: Double = 14) -> String {
    let place = "xMin=\"\(left)\" yMin=\"\(top)\" xMax=\"\(right)\" yMax=\"\(top + height)\""
    return "        <line \(place)>\n          <word \(place)>\(text)</word>\n        </line>\n"
  }

  private func pages(_ pages: [String]) -> String {
    "<html><body>\n<doc>\n" + pages.map { "  <page width=\"595.0\" height=\"842.0\">\n\($0)  </page>\n" }.joined()
      + "</doc>\n</body></html>\n"
  }

  private func read(_ output: String, words: String = "", end: ProgramOutcome.End = .exited(0), bytes: String = "%PDF-1.4") -> Document {
    let helpers = ReadingHelpers(available: [.pdftotext]) { _ in .init(output: Array(output.utf8), words: words, end: end) }
    return DocumentReader.read(Array(bytes.utf8), type: .pdf, limits: Limits(), helpers: helpers)
  }

  @Test func linesThatFillTheWidthAreOneParagraph() {
    let document = read(
      pages([
        line("培训方案", 250, 60, 345, height: 28) + line("一、培训目的与意义在于提高科研人员的能力，", 110, 120, 505)
          + line("并且面向全院开放。", 90, 140, 240) + line("二、培训对象 &lt;50&gt; 人以上科研", 110, 160, 505) + line("人员。", 90, 180, 130),
        line("第二页的一行文字，不短也不长", 90, 60, 300),
      ]))
    #expect(document.format == .pdf)
    #expect(document.status == .read)
    #expect(document.lines == ["培训方案", "一、培训目的与意义在于提高科研人员的能力，并且面向全院开放。", "二、培训对象 <50> 人以上科研人员。", "第二页的一行文字，不短也不长"])
    #expect(document.blocks[0].kind == .heading)
    #expect(document.blocks.map { $0.look.contains(.startsPage) } == [true, false, false, true])
  }

  @Test func linesSideBySideAreATable() {
    let document = read(
      pages([
        line("师资名单如下，请各单位按照要求认真审核", 90, 60, 300)
          + line("姓名", 100, 100, 124) + line("职称", 200, 100, 224) + line("授课题目", 300, 100, 348)
          + line("张三", 100, 130, 124) + line("教授", 200, 130, 224) + line("光学前沿与", 300, 123, 360) + line("应用", 300, 138, 324)
          + line("李四", 100, 160, 124) + line("化学", 300, 160, 324) + line("特此证明，以上各位均为本院科研人员", 90, 260, 300)
      ]))
    #expect(document.lines == ["师资名单如下，请各单位按照要求认真审核", "姓名", "职称", "授课题目", "张三", "教授", "光学前沿与应用", "李四", "", "化学", "特此证明，以上各位均为本院科研人员"])
    let cells = document.blocks.compactMap(\.cell)
    #expect(cells.map(\.column) == [0, 1, 2, 0, 1, 2, 0, 1, 2])
    #expect(cells.map(\.row) == [0, 0, 0, 1, 1, 1, 2, 2, 2])
  }

  /// Lines of a cell stand closer than rows; a cell that has one line only has nothing beside the second.
  @Test func linesOfCellsAreJoined() {
    let document = read(
      pages([
        line("讲次", 90, 72, 112) + line("来自", 234, 72, 256) + line("题目", 306, 72, 328)
          + line("第一讲", 90, 98, 123) + line("地理科学与", 234, 98, 289) + line("生态系统生", 306, 98, 361)
          + line("资源研究所", 234, 111, 289) + line("态学 A", 306, 111, 350) + line("B 附", 306, 124, 330)
          + line("第二讲", 90, 150, 123) + line("植物所", 234, 150, 289) + line("群落", 306, 150, 340)
      ]))
    #expect(document.lines == ["讲次", "来自", "题目", "第一讲", "地理科学与资源研究所", "生态系统生态学 A B 附", "第二讲", "植物所", "群落"])
    #expect(document.tables.map(\.rows) == [3])
  }

  @Test func aScanIsOnlyPictures() {
    let document = read(pages(["", ""]))
    #expect(document.status == .unreadable)
    #expect(document.reason == .imageOnly)
    #expect(document.pictures == 2)
    let mixed = read(pages([line("第一页有很多字，足够算作一页文字", 90, 60, 300), ""]))
    #expect(mixed.status == .partial)
    #expect(mixed.reason == .imageOnly)
    // A scanned list among nine pages of text is not read, and that is said; a blank page at the end is nothing.
    let text = line("这一页有很多字，足够算作一页文字", 90, 60, 300)
    let list = read(pages([text, text, text, "", text, text, text, text, text]))
    #expect(list.status == .partial)
    #expect(list.reason == .imageOnly)
    #expect(read(pages([text, text, text, text, text, ""])).status == .read)
  }

  @Test func whatTheHelperSaysIsSaid() {
    #expect(read("", words: "Command Line Error: Incorrect password\n", end: .exited(1)).reason == .encrypted)
    #expect(read("", end: .exited(1), bytes: "%PDF-1.4 trailer <</Encrypt 5 0 R>>").reason == .encrypted)
    let damaged = read("", words: "Syntax Error: Couldn't find trailer dictionary\n", end: .exited(1))
    #expect(damaged.reason == .corrupt)
    #expect(damaged.detail?.contains("trailer dictionary") == true)
    #expect(read("", end: .timedOut).reason == .timeout)
    #expect(read("", end: .signaled(11)).reason == .crash)
    let much = read(pages([line("很长的文字，长到超过了限制的程度", 90, 60, 300)]), end: .tooMuch)
    #expect(much.status == .partial)
    #expect(much.reason == .limit)
  }

  /// Without the program a PDF is not read, never missing.
  @Test func withoutTheHelperItIsUnsupported() {
    let document = DocumentReader.read(Array("%PDF-1.4".utf8), type: .pdf, limits: Limits())
    #expect(document.status == .unreadable)
    #expect(document.reason == .unsupported)
    #expect(document.detail?.contains("poppler-utils") == true)
  }
}
