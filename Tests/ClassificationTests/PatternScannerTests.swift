import Testing

@testable import Classification

/// What the scanner counts, told by hand from the meaning of each pattern.
struct PatternScannerTests {
  private static let titles = PhraseSet(["教授", "副教授", "研究员"])

  private func count(_ pattern: TextPattern, in text: String) -> Int {
    PatternCounts(scanning: NormalizedText(text).scalars, titles: Self.titles)[pattern]
  }

  @Test(arguments: [
    ("理论课40学时、实验课 8 学时", TextPattern.hours, 2),
    ("共十六课时", .hours, 1),
    ("每天6小时", .hours, 1),
    ("2个学时", .hours, 1),
    ("3h", .hours, 1),
    ("用3html写", .hours, 0),
    ("2022年9月19日至9月23日", .date, 2),
    ("2022-09-19", .date, 1),
    ("２０２２年", .year, 1),
    ("1850年", .year, 0),
    ("12022", .year, 0),
    ("8:30—10:00", .clock, 2),
    ("比例为3:5", .clock, 0),
    ("满意率97.8％", .share, 1),
    ("百分之九十六点一", .share, 1),
    ("见 http://example", .link, 1),
    ("登录 kepu.cn 查看", .link, 1),
    ("《激光原理》《光学》", .bookTitle, 2),
    ("平均95分", .score, 1),
    ("13812345678", .phone, 1),
    ("138123456789", .phone, 0),
    ("学员三十八人", .people, 1),
    ("来自12个单位的78名学员", .people, 1),
    ("每人1200元", .money, 1),
    ("经费3万元", .money, 1),
    ("姓名______ 单位____", .blankToFill, 2),
    ("□是 □否", .blankToFill, 2),
    ("“很有收获”", .quotation, 1),
    ("您是否满意？", .question, 1),
    ("星期三上午，周五下午", .weekday, 2),
    ("周期表", .weekday, 0),
    ("举办2期，共14讲", .sessions, 2),
    ("发放讲义80册", .copies, 1),
    ("全书320页", .pages, 1),
    ("姓名：张伟", .colon, 1),
    ("光学、力学、热学", .enumeration, 2),
    ("张伟教授、李明副教授", .nameWithTitle, 2),
    ("教授", .nameWithTitle, 0),
  ])
  func counts(text: String, pattern: TextPattern, expected: Int) {
    #expect(count(pattern, in: text) == expected)
  }

  @Test func anEmptyTextHoldsNothing() {
    let counts = PatternCounts(scanning: [], titles: Self.titles)
    #expect(TextPattern.allCases.allSatisfy { counts[$0] == 0 })
  }

  /// The scanner looks ahead; a text may end at any place.
  @Test func everyPrefixCanBeScanned() {
    let text = NormalizedText("2022-09-19 8:30 张伟教授 2个学时 百分之九十 http://a.cn ____ 星期三 40 ").scalars
    for length in 0...text.count {
      let counts = PatternCounts(scanning: Array(text.prefix(length)), titles: Self.titles)
      #expect(counts[.year] == (length >= 4 ? 1 : 0))
    }
  }
}

/// What a cell holds, by its looks.
struct CellTyperTests {
  private static let typer = CellTyper(
    surnames: "王李张欧", titles: ["教授", "研究员", "主任"], organisationEndings: ["大学", "研究所", "公司"], latinTitles: ["dr", "prof"])

  @Test(arguments: [
    ("", CellType.empty),
    ("  ", .empty),
    ("——", .empty),
    ("/", .empty),
    ("张伟", .personalName),
    ("王　芳", .personalName),
    ("李小明（女）", .personalName),
    ("Dr. Jane Smith", .personalName),
    ("光学", .short),
    ("副研究员", .title),
    ("教授/博士生导师", .title),
    ("中国科学院半导体研究所", .organisation),
    ("97.5％", .share),
    ("36", .number),
    ("1,200", .number),
    ("https://www.example.cn/news/1", .link),
    ("《激光原理》第七版", .bookTitle),
    ("8:30-10:00", .clock),
    ("9月19日上午", .date),
    ("4学时", .hours),
    ("上机实习", .short),
    ("光谱仪的原理、结构与日常维护要点", .phrase),
    ("本课程结合台站多年积累的观测资料，讲授质量控制的方法，并由学员分组上机完成一个完整流程的练习", .prose),
  ])
  func tells(cell: String, expected: CellType) {
    #expect(Self.typer.type(of: NormalizedText(cell).scalars) == expected)
  }
}
