import Findings
import Registers
import Testing

@testable import Judging

@Suite("Applications")
struct ApplicationTests {
  @Test(
    "what a row applies for",
    arguments: [
      ("否", "否", "否", "否", "none"), ("", "", "", "", "none"), ("是", "否", "", "", "incubation"), ("否", "是", "", "", "incubation"),
      ("是", "否", "是", "否", "boutique"), ("是", "否", "精品培训项目", "", "boutique"), ("否", "否", "是", "", "boutique"),
      ("是", "否", "人力资源社会保障部高级研修项目", "", "hrss"), ("是", "否", "是", "是", "hrss"), ("是", "否", "否", "是", "hrss"),
      ("是", "", "精品培训项目；同时申报人力资源社会保障部高研项目", "", "hrss"), ("是", "", "精品培训项目、人力资源社会保障部高级研修项目", "", "hrss"),
    ])
  func application(_ funding: String, _ support: String, _ boutique: String, _ too: String, _ expected: String) throws {
    let row = Row.boutique(["是否申请资助": funding, "是否申请专项技术支持": support, "精品项目": boutique, "同时申报人力资源社会保障部高研项目": too])
    // A second plan keeps the night from having nothing to judge.
    let plans = try Night([row, .boutique(["计划编号": "P002"])]).judge().plans
    #expect(plans[0].application == expected)
  }

  @Test("valid rows have no finding, each of its application")
  func valid() throws {
    #expect(try Night.one(.boutique()).rules == [])
    #expect(try Night.one(.hrss()).rules == [])
    #expect(try Night.one(.incubation(), nil).rules == [])
    #expect(try Night.one(.lectures(), nil).rules == [])
  }

  @Test("no application or incubation: no materials, no path")
  func notRequired() throws {
    let verdict = try Night.one(.incubation(), nil)
    #expect(verdict.verdict == .notRequired)
    #expect(verdict.path == nil)
    #expect(verdict.requirements == [])
  }

  @Test("hrss is held to the boutique rules too")
  func both() throws {
    let rules = try Night.one(.hrss(["培训天数": "3", "参加人数": "60", "是否面向院内开放": "否", "是否申请资助": "否", "已举办次数": "0", "往年项目类型": "无"]), nil).rules
    #expect(
      Set(rules) == [
        "boutique.days", "hrss.days", "boutique.participants", "hrss.participants", "boutique.open", "boutique.funding-flag",
        "hrss.funding-flag",
        "boutique.held-before", "boutique.basis", "hrss.basis", "bundle.none",
      ])
  }

  @Test("a cell that cannot be read is not checked, and its row finding stands with the plan")
  func unreadable() throws {
    let verdict = try Night.one(.boutique(["培训天数": "见附件"]))
    #expect(verdict.rules == ["register.row"])
    #expect(verdict.notChecked["boutique.days"] == "培训天数")
  }

  @Test("missing columns are gathered for the night, with the number of plans")
  func gathered() throws {
    let night = try Night([.boutique(["培训天数": nil]), .hrss(["计划编号": "P002", "培训天数": nil])]).judge()
    #expect(
      night.notChecked == [
        .init(rule: "boutique.days", column: "培训天数", plans: 2), .init(rule: "hrss.days", column: "培训天数", plans: 1),
      ])
  }

  @Test("cells that cannot be read are gathered apart from columns that are not there")
  func gatheredCells() throws {
    let night = try Night([
      .boutique(["培训天数": "见附件", "参加人数": nil]), .boutique(["计划编号": "P002", "培训天数": "5", "参加人数": nil]),
    ]).judge()
    #expect(night.notChecked == [.init(rule: "boutique.participants", column: "参加人数", plans: 2)])
    #expect(night.unreadableCells == [.init(rule: "boutique.days", column: "培训天数", plans: 1)])
    #expect(night.plans.map(\.unreadableCells) == [["培训天数"], nil])
    #expect(night.plans[0].notChecked == ["boutique.days": "培训天数", "boutique.participants": "参加人数"])
  }

  @Test("the columns of the simplified path are said to be lacking, both of them, unless the list speaks")
  func gatheredClaims() throws {
    let row = Row.boutique(["2022年获院资助": nil, "2022年组织实施完成": nil])
    let night = try Night([row, .incubation(["计划编号": "P002", "2022年获院资助": nil, "2022年组织实施完成": nil])])
    let verdict = try night.judge()
    #expect(
      verdict.notChecked == [
        .init(rule: "simplified.not-confirmed", column: "2022年组织实施完成", plans: 1),
        .init(rule: "simplified.not-confirmed", column: "2022年获院资助", plans: 1),
      ])
    #expect(verdict.plans[0].notChecked == ["simplified.not-confirmed": "2022年获院资助"])
    let listed = FundedList.Project(unit: "中国科学院物理研究所", title: "量子信息技术研修班", type: "精品培训项目", completed: true)
    #expect(try Night([row], bundles: ["P001": two()], funded: [listed]).judge().notChecked == [])
    let one = try Night([.boutique(["2022年组织实施完成": nil])]).judge()
    #expect(one.notChecked == [], "a claim that is not made needs no second column")
    let claimed = try Night([.boutique(["2022年获院资助": "是", "2022年组织实施完成": nil])]).judge()
    #expect(claimed.notChecked == [.init(rule: "simplified.not-confirmed", column: "2022年组织实施完成", plans: 1)])
  }

  @Test("a night in which nobody applies for anything is an answer")
  func nothing() throws {
    #expect(try Night([.incubation(["是否申请资助": "否"])]).judge().plans.map(\.verdict) == [.notRequired])
  }

  @Test("a register without any column that an application is told by ends with 65")
  func noColumn() throws {
    let night = try Night([.incubation(["是否申请资助": nil, "是否申请专项技术支持": nil, "精品项目": nil, "同时申报人力资源社会保障部高研项目": nil])])
    let error = #expect(throws: RunError.self) { try night.judge() }
    #expect(error?.code == .badData)
    #expect(error?.subject == "cas-2023")
  }

  @Test("a cell that decides and cannot be read leaves the plan for review", arguments: ["精品项目", "是否申请资助", "同时申报人力资源社会保障部高研项目"])
  func undecided(_ column: String) throws {
    var changes: [String: String?] = ["精品项目": "否", "是否申请资助": "否", "同时申报人力资源社会保障部高研项目": "否"]
    changes[column] = "大概"
    let verdict = try #require(try Night([.incubation(changes)]).judge().plans.first)
    #expect(verdict.verdict == .review)
    #expect(verdict.requirements.isEmpty)
    #expect(verdict.finding("register.row")?.severity == .error)
  }
}
