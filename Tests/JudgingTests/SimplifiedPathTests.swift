import Findings
import Policies
import Registers
import Testing

@testable import Judging

@Suite("The simplified path")
struct SimplifiedPathTests {
  let unit = "中国科学院物理研究所"
  func project(_ title: String, unit: String? = nil, type: String = "精品培训项目", completed: Bool? = true) -> FundedList.Project {
    .init(unit: unit ?? self.unit, title: title, type: type, completed: completed)
  }

  @Test("without a list the register's columns decide, and the report says that nothing confirmed them")
  func noList() throws {
    let verdict = try Night.one(.simplified(), two())
    #expect(verdict.path == "simplified")
    #expect(verdict.verdict == .complete)
    #expect(verdict.rules == ["simplified.not-confirmed"])
    #expect(verdict.finding("simplified.not-confirmed")?.severity == .notice)
    #expect(verdict.finding("simplified.not-confirmed")?.message.contains("没有提供2022年资助名单") == true)
  }

  @Test("both columns must say yes", arguments: [("是", "否"), ("否", "是"), ("", "是"), ("是", "")])
  func claim(_ funded: String, _ completed: String) throws {
    let verdict = try Night.one(.simplified(["2022年获院资助": funded, "2022年组织实施完成": completed]))
    #expect(verdict.path == "full")
    #expect(verdict.rules == [])
  }

  @Test(
    "a line of the unit confirms it, its name compared without year, ordinal, spaces, brackets and punctuation",
    arguments: ["2022年量子信息技术研修班", "量子信息技术研修班（第三期）", "第5届 量子信息·技术研修班", "２０２２年度“量子信息技术”研修班", "二〇二二年量子信息技术研修班"])
  func confirmed(_ listed: String) throws {
    let verdict = try Night.one(.simplified(), two(), funded: [project(listed)])
    #expect(verdict.path == "simplified")
    #expect(verdict.rules == [])
  }

  func refused(_ list: FundedList.Project...) throws -> String? {
    let verdict = try Night.one(.simplified(), funded: list)
    #expect(verdict.path == "full")
    #expect(verdict.rules == ["simplified.not-confirmed"])
    #expect(verdict.finding("simplified.not-confirmed")?.severity == .warning)
    return verdict.finding("simplified.not-confirmed")?.message
  }

  @Test("each refusal has its own sentence")
  func refusals() throws {
    #expect(try refused(project("高分子研修班")) == "登记表填写了2022年已获院资助并完成，但2022年资助名单中没有本单位的“2023年量子信息技术研修班”，按完整材料审计。")
    #expect(try refused(project("2022年量子信息技术研修班", completed: false)) == "2022年资助名单中的“2022年量子信息技术研修班”没有组织实施完成，不能只交简化材料，按完整材料审计。")
    #expect(try refused(project("2022年量子信息技术研修班", completed: nil))?.contains("没有组织实施完成") == true)
    #expect(try refused(project("2022年量子信息技术研修班", type: "专业技术研修班")) == "2022年资助名单中的“2022年量子信息技术研修班”不是精品培训项目，不能只交简化材料，按完整材料审计。")
    #expect(try refused(project("2022年量子信息与技术研修班")) == "2022年资助名单中没有本单位的“2023年量子信息技术研修班”，只有名称相近的“2022年量子信息与技术研修班”，不能认定是同一培训，按完整材料审计。")
    #expect(
      try refused(project("2022年量子信息技术研修班", unit: "中国科学院化学研究所")) == "2022年资助名单中的“2022年量子信息技术研修班”是中国科学院化学研究所的项目，不是本单位的，按完整材料审计。")
  }

  @Test("of several lines of the same training one good one is enough")
  func several() throws {
    let list = [project("2022年量子信息技术研修班", type: "专业技术研修班"), project("量子信息技术研修班（第二期）")]
    #expect(try Night.one(.simplified(), two(), funded: list).path == "simplified")
  }

  @Test("a claim that fails is held to the six materials")
  func heldToFull() throws {
    let verdict = try Night.one(.simplified(), two(), funded: [project("高分子研修班")])
    #expect(verdict.verdict == .incomplete)
    #expect(verdict.requirements.map(\.material) == sixMaterials)
    #expect(verdict.rules == ["simplified.not-confirmed", "simplified.neither"])
  }

  @Test("a row that claims nothing is not helped by the list; one whose register lacks the columns is")
  func noColumns() throws {
    let list = [project("量子信息技术研修班")]
    #expect(try Night.one(.boutique(), funded: list).path == "full")
    let verdict = try Night.one(.boutique(["2022年获院资助": nil, "2022年组织实施完成": nil]), two(), funded: list)
    #expect(verdict.path == "simplified")
    #expect(verdict.rules == [])
  }

  @Test("entitled, but sent all six: judged by the path that it satisfies, and told so")
  func fullInstead() throws {
    let verdict = try Night.one(.simplified(), six(), funded: [project("量子信息技术研修班")])
    #expect(verdict.path == "full")
    #expect(verdict.verdict == .complete)
    #expect(verdict.rules == ["simplified.full-instead"])
  }

  @Test("both satisfied: the claimed one")
  func both() throws {
    #expect(try Night.one(.simplified(), six() + two(), funded: [project("量子信息技术研修班")]).path == "simplified")
  }

  @Test("neither: told what each would need")
  func neither() throws {
    let verdict = try Night.one(.simplified(), [document("training_scheme"), document("faculty_list")], funded: [project("量子信息技术研修班")])
    #expect(verdict.path == "simplified")
    #expect(verdict.verdict == .incomplete)
    #expect(verdict.rules == ["simplified.neither"])
    #expect(
      verdict.finding("simplified.neither")?.message
        == "两条路径都还不满足：完整材料（六项）还需“课程设置清单”（缺失）、“培训教材清单”（缺失）、“需求调研分析报告”（缺失）、“效果评估总结”（缺失）、“宣传报道”（缺失）；"
        + "简化材料（培训方案及教学计划）还需“教学计划”（缺失）（本次按此审计）。")
  }

  @Test("hrss may take it, by a switch that is printed")
  func hrss() throws {
    let row = Row.hrss(["2022年获院资助": "是", "2022年组织实施完成": "是"])
    let verdict = try Night.one(row, two(), funded: [project("量子信息技术研修班")])
    #expect(verdict.path == "simplified")
    #expect(verdict.switches.contains("hrss_simplified"))
    var policy = try Policy.builtIn()
    let index = try #require(policy.switches.firstIndex { $0.id == "hrss_simplified" })
    policy.switches[index].value = .flag(false)
    let closed = try Night.one(row, six(), funded: [project("量子信息技术研修班")], policy: policy)
    #expect(closed.path == "full")
    #expect(closed.switches.contains("hrss_simplified"))
  }
}

@Suite("Names")
struct NameTests {
  @Test("a name that is nothing but year and ordinal is still a name")
  func bare() {
    #expect(Names.training("2022年") == "2022年")
    #expect(Names.training("2022年第1期") != Names.training("2021年第2期"))
  }

  @Test("units: the academy's name before it does not matter; abbreviations may be the same")
  func units() throws {
    let prefixes = try Policy.builtIn().unitPrefixes
    #expect(Names.unit("中国科学院 物理研究所", prefixes) == Names.unit("中科院物理研究所", prefixes))
    #expect(Names.unit("物理研究所", prefixes) != Names.unit("化学研究所", prefixes))
    #expect(Names.unit("中国科学院 物理研究所", []) == "中国科学院物理研究所", "what stands before a unit's name is the policy's to say")
    #expect(Names.mayBeSameUnit("物理所", "物理研究所"))
    #expect(Names.mayBeSameUnit("物理研究所光学实验室", "物理研究所"))
    #expect(!Names.mayBeSameUnit("化学所", "物理研究所"))
  }
}
