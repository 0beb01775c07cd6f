import FixtureSupport
import Foundation
import Testing

/// `fixtures/night-editions`: materials of years in which a training was not held, and what else the first night does not show.
@Suite("A night of other editions")
struct EditionsNightTests {
  /// The built night, audited once.
  private static let finished = Swift.Result {
    let scratch = try Scratch()
    try NightBuilder.build(from: "\(Night.fixtures)/night-editions", to: scratch.path("night"))
    let result = try Program.run([
      "audit", "--register", scratch.path("night/register.xlsx"), "--funded", scratch.path("night/funded.xlsx"), "--uploads",
      scratch.path("night/uploads"), "--output", scratch.path("out"), "--as-of", "2023-03-01",
    ])
    try #require(result.code == 0, Comment(rawValue: result.errors))
    return scratch
  }

  private func lines() throws -> [[String: Any]] {
    try Self.finished.get().text("out/latest/audit.jsonl").split(separator: "\n").map { try object($0) }
  }

  @Test("every plan comes out as the guide has it")
  func verdicts() throws {
    let expected = try String(contentsOfFile: "\(Night.fixtures)/night-editions/expected.jsonl", encoding: .utf8).split(separator: "\n")
      .map { try object($0) }
    let lines = try lines()
    #expect(lines.map { $0["plan"] as? String } == expected.map { $0["plan"] as? String })
    #expect(expected.count == 6)
    for (line, wanted) in zip(lines, expected) {
      let plan = Comment(rawValue: wanted["plan"] as? String ?? "?")
      for key in ["application", "path", "verdict"] { #expect(line[key] as? String == wanted[key] as? String, plan) }
      let requirements = try #require(line["requirements"] as? [[String: Any]])
      let found = Dictionary(uniqueKeysWithValues: requirements.map { ($0["material"] as? String ?? "", $0["verdict"] as? String ?? "") })
      #expect(found == wanted["requirements"] as? [String: String], plan)
      let rules = Set((line["findings"] as? [[String: Any]] ?? []).compactMap { $0["rule"] as? String }).sorted()
      #expect(rules == (wanted["rules"] as? [String])?.sorted(), plan)
    }
  }

  @Test("the flag, and the sentence that shows the edition")
  func sentences() throws {
    let plans = Dictionary(uniqueKeysWithValues: try lines().map { ($0["plan"] as? String ?? "", $0) })
    func faculty(_ plan: String, _ material: String) throws -> [String: Any] {
      let all = try #require(plans[plan]?["requirements"] as? [[String: Any]])
      return try #require(all.first { $0["material"] as? String == material })
    }
    for (plan, material, words) in [
      ("E001", "faculty_list", ["2019年9月5日", "只在2022年举办过"]), ("E002", "course_list", ["2022年6月", "2022年没有组织实施完成"]),
      ("E005", "course_list", ["拟于2023年9月举办"]),
    ] {
      let requirement = try faculty(plan, material)
      let documents = try #require(requirement["documents"] as? [[String: Any]])
      #expect(documents.map { $0["flags"] as? [String] } == [["planned_edition"]], Comment(rawValue: plan))
      let reason = try #require(requirement["reason"] as? String)
      for word in words { #expect(reason.contains(word), "\(plan): \(reason)") }
    }
    let switches = try #require(plans["E001"]?["switches"] as? [String])
    #expect(switches.contains("planned_edition"))
  }

  @Test("columns that the register lacks are said once each; a cell that cannot be read is said apart")
  func columns() throws {
    let scratch = try Scratch()
    try scratch.write(
      Array("计划编号,单位,计划名称,精品项目,培训天数\nP1,甲所,甲班,是,大约一周\nP2,甲所,乙班,是,5\nP3,乙所,丙班,否,3\n".utf8), to: "r.csv")
    try scratch.write([], to: "uploads/.keep")
    let result = try Program.run([
      "audit", "--register", scratch.path("r.csv"), "--uploads", scratch.path("uploads"), "--output", scratch.path("out"), "--as-of",
      "2023-03-01",
    ])
    #expect(result.code == 0, Comment(rawValue: result.errors))
    let summary = try object(scratch.text("out/latest/summary.json"))
    let lacking = try #require(summary["not_checked"] as? [[String: Any]])
    let pairs = Set(lacking.map { "\($0["rule"] as? String ?? "?") \($0["column"] as? String ?? "?") \($0["plans"] as? Int ?? 0)" })
    #expect(pairs.count == lacking.count)
    #expect(
      pairs == [
        "boutique.held-before 已举办次数 2", "boutique.basis 往年项目类型 2", "boutique.participants 参加人数 2", "boutique.open 是否面向院内开放 2",
        "boutique.funding-flag 是否申请资助 2", "boutique.faculty-editions 已举办次数 2", "simplified.not-confirmed 2022年获院资助 2",
        "simplified.not-confirmed 2022年组织实施完成 2",
        // A plan that ticked nothing: whether it sent a boutique project's papers is asked, and whether 同时申报 says so is not known.
        "boutique.flag 同时申报人力资源社会保障部高研项目 1",
      ])
    let cells = try #require(summary["cells_not_checked"] as? [[String: Any]])
    #expect(cells.map { $0["rule"] as? String } == ["boutique.days"])
    #expect(cells.map { $0["plans"] as? Int } == [1])
    let page = try scratch.text("out/latest/index.html")
    #expect(page.contains("因填写有误没有检查的规定"))
  }
}
