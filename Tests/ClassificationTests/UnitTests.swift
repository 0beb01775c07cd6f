import Documents
import Testing

@testable import Classification

/// How blocks become what a person takes in at one glance.
struct UnitTests {
  @Test func aMergedCellStandsWhereItStarts() throws {
    var page = Page()
    page.cell("教师", 0, 0, columns: 2)
    page.cell("课程", 0, 2)
    page.cell("张伟", 1, 0, rows: 2)
    page.cell("教授", 1, 1)
    page.cell("光学", 1, 2)
    page.cell("兼职", 2, 1)
    page.cell("力学", 2, 2)
    let units = Unit.units(of: page.document)
    let table = try #require(units.first)
    #expect(units.count == 1)
    #expect(table.kind == .table)
    #expect(table.rows.map { $0.map(\.words) } == [["教师", "", "课程"], ["张伟", "教授", "光学"], ["", "兼职", "力学"]])
    #expect(table.text.string == "教师 | 课程\n张伟 | 教授 | 光学\n兼职 | 力学")
  }

  @Test func paragraphsOfACellAreOneCell() throws {
    var page = Page()
    page.cell("讲师：", 0, 0)
    page.cell("张伟", 0, 0)
    page.cell("光学", 0, 1)
    let table = try #require(Unit.units(of: page.document).first)
    #expect(table.rows.map { $0.map(\.words) } == [["讲师:张伟", "光学"]])
  }

  @Test func tablesThatFollowEachOtherStayApart() {
    var page = Page()
    page.cell("甲", 0, 0, table: 0)
    page.cell("乙", 0, 0, table: 1)
    #expect(Unit.units(of: page.document).map(\.text.string) == ["甲", "乙"])
  }

  @Test func commentsAndEmptyParagraphsAreLeftOut() {
    var page = Page()
    page.add("师资名单", .heading)
    page.add("这里改成教材清单", region: .comment)
    page.add("")
    page.add("张伟，教授")
    let units = Unit.units(of: page.document)
    #expect(units.map(\.text.string) == ["师资名单", "张伟,教授"])
    #expect(units.map(\.kind) == [.heading, .paragraph])
    #expect(units.map(\.blocks) == [0..<1, 3..<4])
  }

  @Test func anEmptyTableIsNoUnit() {
    var page = Page()
    page.cell("", 0, 0)
    #expect(Unit.units(of: page.document).isEmpty)
  }

  @Test func regionsNameTheKind() {
    var page = Page()
    page.add("页眉", region: .header)
    page.add("页脚", region: .footer)
    page.add("框", region: .textBox)
    page.add("注", region: .footnote)
    page.add("项", .listItem)
    #expect(Unit.units(of: page.document).map(\.kind) == [.header, .footer, .textBox, .note, .listItem])
  }

  /// A quote is found again by block and by byte.
  @Test func positionsLeadBackToTheirBlock() throws {
    var page = Page()
    page.add("前言")
    page.cell("姓名", 0, 0)
    page.cell("职称", 0, 1)
    page.cell("张伟", 1, 0)
    let table = try #require(Unit.units(of: page.document).last)
    // 姓名 | 职称⏎张伟: 职 is the sixth scalar, 张 the ninth.
    #expect([0, 5, 8].map { table.text.scalars[$0] } == "姓职张".scalarValues)
    #expect([0, 1, 5, 6, 8, 9].map(table.block(at:)) == [1, 1, 2, 2, 3, 3])
    let offset = Int(table.text.offsets[8])
    #expect(String(decoding: page.document.text[offset..<offset + 6], as: UTF8.self) == "张伟")
  }
}

/// How a document is cut into what may be a material of its own.
struct StretchTests {
  private static let sentence = "各位学员普遍认为课程内容充实、讲授清楚，对今后的工作很有帮助，建议继续举办并适当增加实习的时间。"

  private func stretches(_ page: Page) -> [Range<Int>] { Stretch.all(of: Unit.units(of: page.document)).map(\.units) }

  @Test func oneUnitIsOneStretch() {
    var page = Page()
    page.add(Self.sentence)
    #expect(stretches(page) == [0..<1])
  }

  @Test func partsUnderHeadingsAreStretches() {
    var page = Page()
    page.add("效果评估", .heading)
    page.add(Self.sentence)
    page.add("宣传报道", .heading)
    page.add(Self.sentence)
    let found = stretches(page)
    #expect(found.first == 0..<4)
    #expect(found.contains(0..<2))
    #expect(found.contains(2..<4))
    // A heading alone is shorter than any material.
    #expect(!found.contains(0..<1))
    // Each once.
    #expect(Set(found).count == found.count)
  }

  @Test func aTableIsAStretchAloneAndWithItsCaption() {
    var page = Page()
    page.add(Self.sentence)
    page.add("师资情况如下表所示，均为近三年授课的教师。")
    page.cell("张伟，教授，中国科学院某研究所，讲授光学", 0, 0)
    page.add(Self.sentence)
    let found = stretches(page)
    #expect(found.contains(2..<3))
    #expect(found.contains(1..<3))
  }

  @Test func aListIsAStretchAloneAndWithTheLineAboveIt() {
    var page = Page()
    page.add(Self.sentence)
    page.add("本期用书有下列三种，开班时发到每位学员手中。")
    page.add("《光谱分析》，张伟编，科学出版社", .listItem)
    page.add("《仪器维护讲义》，李明编，内部印发", .listItem)
    page.add(Self.sentence)
    let found = stretches(page)
    #expect(found.contains(2..<4))
    #expect(found.contains(1..<4))
  }

  @Test func aVeryLongDocumentHasABoundedNumber() {
    var page = Page()
    for number in 0..<400 {
      page.add("第\(number)节", .heading)
      page.add(Self.sentence)
    }
    let found = stretches(page)
    #expect(found.first == 0..<800)
    // The whole besides the bound.
    #expect(found.count == Stretch.most + 1)
  }

  @Test(arguments: [
    ("一、培训对象以及报名的条件、方式和名额的分配办法如下所示，请各单位按时报送", true),
    ("（二）师资由本所及合作单位具有高级职称的科研人员担任，名单见下，人数为十二人", true),
    ("附件5 学员对培训班的评价以及由此得到的改进意见汇总表，供下一期办班时参考使用", true),
    ("第三部分 培训教材及学习资料的编写、印发情况说明以及今后修订的计划安排如下所示", true),
    ("师资名单", true),
    ("好。", false),
    ("3.5万元的经费由学员所在的各个单位自行承担，主办方不再另外收取任何其他的费用", false),
    ("各位学员普遍认为课程内容充实、讲授清楚，对今后的工作很有帮助，建议继续举办", false),
  ])
  func linesThatOpenAPart(text: String, expected: Bool) throws {
    var page = Page()
    page.add(text)
    #expect(Stretch.opens(try #require(Unit.units(of: page.document).first)) == expected)
  }
}
