import Containers
import Documents
import Findings
import Foundation
import Judging
import Readings
import Testing

@testable import Reports

/// What a bureau's officer and a unit's training officer would stumble over: things said twice, not at all, or to nobody.
@Suite struct OfficerTests {
  private static let nothing = Finding(
    rule: "bundle.none", severity: .error, message: "没有找到计划P1的附件。", fix: "请把材料放进以计划编号“P1”命名的文件夹或压缩包后上传。", clause: "二（三）")
  private static let days = Finding(
    rule: "boutique.days", severity: .error, message: "培训天数为3天，少于指南要求的4天。", fix: "请更正登记表“培训天数”一栏。", clause: "二（一）")

  private func plan(
    _ id: String, unit: String, _ verdicts: [MaterialVerdict], _ findings: [Finding] = [], outcome: PlanOutcome = .incomplete
  ) -> PlanVerdict {
    let requirements = zip(FakeNight.materials, verdicts).map { material, verdict in
      PlanVerdict.Requirement(
        material: material.0, verdict: verdict, reason: verdict == .present ? nil : "\(material.1)的原因。",
        fix: verdict == .present ? nil : "\(material.1)的办法。", clause: "二（三）")
    }
    return PlanVerdict(
      plan: id, unit: unit, title: "\(id)班", application: "boutique", path: "full", verdict: outcome, requirements: requirements,
      findings: findings, unread: [])
  }

  private func night(_ plans: [PlanVerdict], deadline: String? = nil) -> NightReport {
    NightReport(run: "r", asOf: "2023-03-01", programVersion: "0", policy: FakeNight.policy, deadline: deadline, plans: plans)
  }

  private func letter(_ written: WrittenReport, _ unit: String) throws -> (body: [String], rows: [[String]]) {
    let bytes = [UInt8](try written.data("units/\(unit)/notice.docx"))
    let document = DocumentReader.read(bytes, type: .docx, limits: Limits())
    let rows = Dictionary(grouping: document.blocks.filter { $0.cell != nil }, by: { $0.cell?.row ?? 0 }).sorted { $0.key < $1.key }
    return (document.blocks.filter { $0.cell == nil }.map { document.string($0) }, rows.map { $0.value.map { document.string($0) } })
  }

  private func section(_ id: String, of page: String) throws -> String {
    let start = try #require(page.range(of: "<section id=\"\(id)\""))
    return String(page[start.lowerBound...].prefix { _ in true }.components(separatedBy: "</section>")[0])
  }

  @Test func `a plan for which nothing was sent is told of once`() throws {
    let missing = [MaterialVerdict](repeating: .missing, count: 6)
    let written = try WrittenReport(night([plan("P1", unit: "甲所", missing, [Self.nothing, Self.days])]))
    let page = try written.text("units/甲所/index.html")
    let todo = page.components(separatedBy: "<section class=\"todo\"")[1].components(separatedBy: "</ol>")[0]
    #expect(todo.components(separatedBy: "<li>").count == 3, "one point for all six materials, one for the days")
    #expect(todo.contains("师资名单、课程设置清单、培训教材清单、需求调研分析报告、效果评估总结、宣传报道"))
    #expect(todo.components(separatedBy: Self.nothing.message).count == 2)
    #expect(page.contains("另有登记内容等问题 <b data-number=\"units.0.problems\">1</b> 处"))
    let (body, rows) = try letter(written, "甲所")
    #expect(body.contains { $0.contains("涉及材料6项（缺失6项），另有登记内容等问题1处。") }, "\(body)")
    #expect(rows.count == 2, "a header and one row")
    #expect(rows[1][4] == Self.nothing.message + Self.nothing.fix)
    #expect(!body.contains { $0.contains(Self.nothing.message) }, "the table says it")
    #expect(body.filter { $0.contains(Self.days.message) }.count == 1)
    // In full it stays on the page and in the lists.
    #expect(page.components(separatedBy: "<article")[1].contains(Self.nothing.message))
    #expect(try written.text("findings.csv").contains("bundle.none"))
  }

  @Test func `an empty bundle is no excuse where a material was found`() throws {
    let written = try WrittenReport(night([plan("P1", unit: "甲所", [.present, .missing], [Self.nothing])]))
    let body = try letter(written, "甲所").body
    #expect(body.contains { $0.contains("涉及材料1项（缺失1项），另有登记内容等问题1处。") }, "\(body)")
  }

  @Test func `a unit with a problem and no open material is not among those with nothing to do`() throws {
    let written = try WrittenReport(
      night([
        plan("P1", unit: "甲所", [.present], outcome: .complete), plan("P2", unit: "乙所", [.present], [Self.days], outcome: .complete),
        plan("P3", unit: "丙所", [.missing]),
      ]))
    let units = try section("units", of: written.text("index.html"))
    let parts = units.components(separatedBy: "没有待办的单位")
    let order = ["丙所", "乙所"].map { name in parts[0].range(of: ">\(name)<")?.lowerBound }
    #expect(order.allSatisfy { $0 != nil } && order[0]! < order[1]!, "\(parts[0])")
    #expect(!parts[0].contains(">甲所<"))
    #expect(parts[1].contains("（1 家）") && parts[1].contains(">甲所<") && !parts[1].contains(">乙所<"))
    #expect(parts[0].contains("data-number=\"units.1.problems\">1<"))
    #expect(written.files.contains("units/乙所/notice.docx"))
    let body = try letter(written, "乙所").body
    #expect(body.contains { $0.contains("其中1项计划需要补正或核实，涉及登记内容等问题1处。") }, "\(body)")
    #expect(!body.contains { $0.contains("材料0项") })
  }

  @Test func `a letter is not addressed to a unit that the register does not name`() throws {
    let written = try WrittenReport(night([plan("P1", unit: "未填写单位", [.missing])]))
    let folder = try #require(written.files.first { $0.hasSuffix("notice.docx") }).components(separatedBy: "/")[1]
    let body = try letter(written, folder).body
    #expect(!body.contains { $0.contains("未填写单位") })
    #expect(body.contains { $0.hasSuffix("：") && $0.dropLast().allSatisfy { $0 == "　" } && $0.count > 4 }, "room to write a name: \(body)")
  }

  @Test(arguments: [("2023-03-01", false), ("2023-03-15", false), ("2023-02-28", true)])
  func `a letter never asks for an answer by a day that is over`(_ deadline: String, isOver: Bool) throws {
    let written = try WrittenReport(night([plan("P1", unit: "甲所", [.missing])], deadline: deadline))
    let body = try letter(written, "甲所").body.joined()
    #expect(body.contains("请于\(CalendarDate.shown(deadline))前") == !isOver)
    #expect(body.contains("请于　　年　　月　　日前") == isOver)
    #expect(try written.text("units/甲所/index.html").contains("请于 <b>\(CalendarDate.shown(deadline))</b> 前补正") == !isOver)
    #expect(try written.text("index.html").contains("答复期限（\(CalendarDate.shown(deadline))）已过") == isOver)
  }

  @Test func `the list of deficiencies begins with what is gravest`() throws {
    let written = try WrittenReport(
      night([
        plan("P1", unit: "甲所", [.present, .unconfirmed]), plan("P2", unit: "甲所", [.present, .deficient, .missing], [Self.days]),
        plan("P3", unit: "甲所", [.missing]),
      ]))
    let document = DocumentReader.read([UInt8](try written.data("units/甲所/deficiencies.xlsx")), type: .xlsx, limits: Limits())
    let verdicts = document.blocks.filter { $0.cell?.table == 0 && $0.cell?.column == 4 }.map { document.string($0) }
    #expect(verdicts == ["结论", "缺失", "缺失", "不合要求", "待核验", "齐备", "齐备"])
    let plans = document.blocks.filter { $0.cell?.table == 0 && $0.cell?.column == 0 }.map { document.string($0) }
    #expect(plans == ["计划编号", "P2", "P3", "P2", "P1", "P1", "P2"])
  }

  @Test func `a unit whose only plan could not be audited has nothing to do and is told so`() throws {
    let written = try WrittenReport(night([plan("P1", unit: "甲所", [.unconfirmed], [Self.days], outcome: .failed)]))
    let page = try written.text("units/甲所/index.html")
    #expect(page.contains("没有需要贵单位补正或核实的事项。"))
    #expect(page.contains("<b data-number=\"units.0.by_verdict.failed\">1</b> 项计划因系统原因未能审核，无需贵单位处理。"))
    #expect(!page.contains("另有登记内容等问题"))
  }

  @Test func `a heading is quoted without a reason that speaks of what stands below it`() throws {
    var one = plan("P1", unit: "甲所", [.present], outcome: .complete)
    let evidence = [
      Evidence(quote: "课程设置清单（某班）", where: "标题「课程设置清单（某班）」", because: "列有课程或讲题"),
      Evidence(quote: "课程 | 学时", where: "表1 第1行", because: "列有课程或讲题"),
    ]
    one.requirements[0].documents = [
      .init(path: "P1.docx", sha256: "0", verdict: .present, confidence: 0.9, flags: [], evidence: evidence, against: [evidence[0]])
    ]
    let page = try WrittenReport(night([one])).text("units/甲所/index.html")
    #expect(page.contains("<q>课程设置清单（某班）</q><span class=\"fine\">标题「课程设置清单（某班）」</span>"))
    #expect(page.contains("<q>课程 | 学时</q><span class=\"fine\">表1 第1行，列有课程或讲题</span>"))
    // Against the material a heading of another kind needs its reason.
    #expect(page.contains("标题「课程设置清单（某班）」，列有课程或讲题</span>"))
  }

  @Test func `where to send what cannot be told is told by what was found`() throws {
    let written = try WrittenReport(night([plan("P1", unit: "甲所", [.unconfirmed, .missing])]))
    let todo = try written.text("units/甲所/index.html").components(separatedBy: "<section class=\"todo\"")[1].components(
      separatedBy: "</section>")[0]
    // “these files” of a fix means those that its reason names.
    #expect(todo.contains("师资名单的原因。") && todo.contains("师资名单的办法。"))
    #expect(!todo.contains("课程设置清单的原因。") && todo.contains("课程设置清单的办法。"))
  }
}
