import Findings
import Policies
import Readings
import Registers
import Testing

@testable import Judging

/// Issue 4: for every rule a plan that breaks it, one that just meets it, and one where the register lacks the column.
@Suite("Every rule three times")
struct RuleTableTests {
  /// One rule's three cases.
  struct Entry: Sendable, CustomTestStringConvertible {
    var rule: String
    var broken: @Sendable () throws -> Night
    var met: @Sendable () throws -> Night
    /// The column and a night without it; nil with the reason why no column decides.
    var lacking: (column: String, night: @Sendable () throws -> Night)?
    var withoutColumn = ""
    var testDescription: String { rule }
  }

  /// A rule on one column: the value that breaks it, the one that just meets it, and the row without it.
  static func column(
    _ rule: String, _ column: String, _ row: @escaping @Sendable ([String: String?]) -> Row, broken: String, met: String,
    beside: [String: String?] = [:]
  ) -> Entry {
    let night = { @Sendable (value: String?) in try Night([row(beside.merging([column: value]) { $1 })]) }
    return Entry(rule: rule, broken: { try night(broken) }, met: { try night(met) }, lacking: (column, { try night(nil) }))
  }

  static func documents(
    _ rule: String, _ why: String, broken: @escaping @Sendable () throws -> Night, met: @escaping @Sendable () throws -> Night
  ) -> Entry {
    Entry(rule: rule, broken: broken, met: met, lacking: nil, withoutColumn: why)
  }

  static func night(_ row: Row, _ documents: [FoundDocument], funded: [FundedList.Project]? = nil) throws -> Night {
    try Night([row], bundles: ["P001": documents], funded: funded)
  }

  static func project(_ title: String = "量子信息技术研修班", completed: Bool = true) -> FundedList.Project {
    .init(unit: "中国科学院物理研究所", title: title, type: "精品培训项目", completed: completed)
  }

  static func mentioning(_ unit: String, _ count: Int) -> FoundDocument {
    document("publicity") { $0.organisations = [.init(name: unit, count: count)] }
  }

  static func about(_ training: String, _ count: Int) -> FoundDocument {
    document("publicity") { $0.trainings = [.init(name: training, count: count)] }
  }

  static func other() -> Row { .boutique(["计划编号": "P002", "计划名称": "2023年绿色催化技术研修班"]) }

  static let entries: [Entry] = [
    column("incubation.kind", "计划类别", { .incubation($0) }, broken: "管理培训", met: "专业技术研修班"),
    column("incubation.days", "培训天数", { .incubation($0) }, broken: "2.9", met: "3"),
    column("incubation.funding-flag", "是否申请资助", { .incubation($0) }, broken: "否", met: "是", beside: ["是否申请专项技术支持": "是"]),
    column("incubation.audience-research", "参加人员", { .incubation($0) }, broken: "办公室人员", met: "科研骨干"),
    column("incubation.audience-technical", "参加人员", { .incubation($0) }, broken: "办公室人员", met: "技术人员", beside: ["计划类别": "专项技术短期培训班"]),
    column("lecture.hours", "每场学时", { .lectures($0) }, broken: "1.9", met: "2"),
    column("lecture.sessions", "场次", { .lectures($0) }, broken: "5", met: "6"),
    column("lecture.support-flag", "是否申请专项技术支持", { .lectures($0) }, broken: "否", met: "是", beside: ["是否申请资助": "是"]),
    column("boutique.held-before", "已举办次数", { .boutique($0) }, broken: "0", met: "1"),
    column("boutique.basis", "往年项目类型", { .boutique($0) }, broken: "无", met: "专项技术短期培训班"),
    column("boutique.days", "培训天数", { .boutique($0) }, broken: "3.5", met: "4"),
    column("boutique.participants", "参加人数", { .boutique($0) }, broken: "69", met: "70"),
    column("boutique.open", "是否面向院内开放", { .boutique($0) }, broken: "否", met: "是"),
    column("boutique.funding-flag", "是否申请资助", { .boutique($0) }, broken: "否", met: "是"),
    column("boutique.flag", "精品项目", { .hrss($0) }, broken: "否", met: "人力资源社会保障部高级研修项目"),
    column("hrss.basis", "往年项目类型", { .hrss($0) }, broken: "专业技术研修班", met: "精品培训项目"),
    column("hrss.days", "培训天数", { .hrss($0) }, broken: "7", met: "6"),
    column("hrss.participants", "参加人数", { .hrss($0) }, broken: "121", met: "120"),
    column("hrss.selection", "精品项目", { .hrss($0) }, broken: "是", met: "精品培训项目"),
    column("hrss.funding-flag", "是否申请资助", { .hrss($0) }, broken: "否", met: "是"),
    Entry(
      rule: "boutique.faculty-editions",
      broken: { try night(.boutique(["已举办次数": "2"]), six(editions([2022]))) },
      met: { try night(.boutique(["已举办次数": "2"]), six(editions([2021, 2022]))) },
      lacking: ("已举办次数", { try night(.boutique(["已举办次数": nil]), six(editions([2022]))) })),
    Entry(
      rule: "simplified.not-confirmed",
      broken: { try night(.simplified(), six(), funded: [project(completed: false)]) },
      met: { try night(.simplified(), two(), funded: [project()]) },
      lacking: ("2022年获院资助", { try night(.simplified(["2022年获院资助": nil]), six()) })),
    documents(
      "simplified.neither", "asks what the bundle holds; the claim's columns are simplified.not-confirmed's",
      broken: { try night(.simplified(), [document("training_scheme")], funded: [project(completed: false)]) },
      met: { try night(.simplified(), six(), funded: [project(completed: false)]) }),
    documents(
      "simplified.full-instead", "asks of a claim that was made",
      broken: { try night(.simplified(), six(), funded: [project()]) }, met: { try night(.simplified(), two(), funded: [project()]) }),
    documents(
      "boutique.own-textbook", "asks what a document holds",
      broken: { try night(.boutique(), six(document("textbook_list") { $0.selfMadeTextbook = nil })) },
      met: { try night(.boutique(), six()) }),
    documents(
      "hrss.one-per-unit", "a register without 单位 is refused",
      broken: { try Night([.hrss(), .hrss(["计划编号": "P002"])]) }, met: { try Night([.hrss(), .boutique(["计划编号": "P002"])]) }),
    documents(
      "bundle.none", "a register without 计划编号 is refused",
      broken: { try Night([.boutique()]) }, met: { try night(.boutique(), [document("publicity")]) }),
    documents(
      "bundle.duplicate", "asks what two bundles hold",
      broken: {
        try Night(
          [.boutique(), other()],
          bundles: ["P001": six(), "P002": six(document("publicity", path: "P002/x.docx", sha256: "sha-P001/publicity.docx"))])
      },
      met: { try Night([.boutique(), other()], bundles: ["P001": six(), "P002": [document("publicity", path: "P002/x.docx")]]) }),
    documents(
      "bundle.other-unit", "a register without 单位 is refused",
      broken: { try night(.boutique(), six(mentioning("中国科学院化学研究所", 3))) },
      met: { try night(.boutique(), six(mentioning("中国科学院化学研究所", 2))) }),
    documents(
      "bundle.other-training", "a register without 计划名称 is refused",
      broken: { try Night([.boutique(), other()], bundles: ["P001": six(about("绿色催化技术研修班", 2))]) },
      met: { try Night([.boutique(), other()], bundles: ["P001": six(about("绿色催化技术研修班", 1))]) }),
    documents(
      "bundle.two-materials", "asks what a document holds",
      broken: { try night(.boutique(), six(without: ["needs_report", "evaluation_summary"]) + [both(apart: false)]) },
      met: { try night(.boutique(), six(without: ["needs_report", "evaluation_summary"]) + [both(apart: true)]) }),
  ]

  static func editions(_ years: [Int]) -> FoundDocument {
    document("faculty_list") { facts in
      facts.editions = years.map { .init(year: $0, tense: .held, evidence: Evidence(quote: "", where: "", because: "")) }
    }
  }

  static func both(apart: Bool) -> FoundDocument {
    var both = document("needs_report", path: "P001/报告.docx")
    both.reading.scores = ["needs_report", "evaluation_summary"].map { material in
      let place = apart ? material : "第1段"
      return MaterialScore(material: material, confidence: 0.9, evidence: [Evidence(quote: "总结报告", where: place, because: "标题")])
    }
    return both
  }

  @Test("the table holds every rule of the policy once")
  func whole() throws {
    #expect(Self.entries.map(\.rule).sorted() == (try Policy.builtIn()).rules.map(\.id).sorted())
    #expect(Self.entries.allSatisfy { ($0.lacking == nil) != $0.withoutColumn.isEmpty })
  }

  @Test("a plan that breaks it gets a finding with message, fix and clause, and no hole in its words", arguments: entries)
  func broken(_ entry: Entry) throws {
    let night = try entry.broken()
    let finding = try #require(try night.judge().plans.compactMap { $0.finding(entry.rule) }.first)
    for text in [finding.message, finding.fix] {
      #expect(text.hasSuffix("。") && !text.contains("{") && !text.contains("}"), "\(text)")
    }
    #expect(night.policy.clauses.contains { $0.id == finding.clause })
    #expect(finding.severity == .error || night.policy.rule(entry.rule)?.severity != .error)
  }

  @Test("a plan that just meets it gets none, and the rule was asked", arguments: entries)
  func met(_ entry: Entry) throws {
    let plans = try entry.met().judge().plans
    #expect(plans.compactMap { $0.finding(entry.rule) } == [])
    #expect(plans.compactMap { $0.notChecked[entry.rule] } == [])
  }

  @Test("where the register lacks the column, it reads “not checked” for the plan and for the night", arguments: entries)
  func lacking(_ entry: Entry) throws {
    guard let (column, night) = entry.lacking else { return }
    let verdict = try night().judge()
    #expect(verdict.plans.compactMap { $0.finding(entry.rule) } == [])
    #expect(verdict.plans.compactMap { $0.notChecked[entry.rule] } == [column])
    #expect(verdict.notChecked.contains(.init(rule: entry.rule, column: column, plans: 1)))
    #expect(verdict.unreadableCells == [])
  }
}
