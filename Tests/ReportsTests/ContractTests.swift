import Findings
import Foundation
import Judging
import Readings
import Testing

@testable import Reports

/// `audit.jsonl`, `summary.json` and `findings.csv` as contract section 6 has them.
@Suite struct ContractTests {
  private func object(_ text: some StringProtocol) throws -> [String: Any] {
    try #require(try JSONSerialization.jsonObject(with: Data(text.utf8)) as? [String: Any])
  }

  @Test func `a plan's line is the contract's, key by key`() {
    let evidence = Evidence(quote: "姓名 | 职称", where: "表1 第1行", because: "列名")
    let plan = PlanVerdict(
      plan: "P001", unit: "某所", title: "某\"班\"", application: "boutique", path: "full", verdict: .incomplete,
      requirements: [
        .init(
          material: "faculty_list", verdict: .present,
          documents: [
            .init(path: "P001.zip!/1.docx", sha256: "ab", verdict: .present, confidence: 0.98, flags: [], evidence: [evidence], against: [])
          ]),
        .init(
          material: "publicity", verdict: .missing, reason: "没有。", fix: "补交。", clause: "二（三）",
          decided: .init(by: "王", reason: "核", until: nil)),
      ],
      findings: [Finding(rule: "boutique.days", severity: .error, message: "3天", fix: "改", clause: "二（一）")],
      unread: [.init(path: "P001.zip!/密.docx", reason: .encrypted, detail: "not for the contract")])
    let expected =
      #"{"schema":"bundle-audit/plan/1","plan":"P001","unit":"某所","title":"某\"班\"","application":"boutique","path":"full","#
      + #""verdict":"incomplete","requirements":[{"material":"faculty_list","verdict":"present","reason":null,"#
      + #""documents":[{"path":"P001.zip!/1.docx","sha256":"ab","verdict":"present","confidence":0.98,"flags":[],"#
      + #""evidence":[{"quote":"姓名 | 职称","where":"表1 第1行","because":"列名"}],"against":[]}]},"#
      + #"{"material":"publicity","verdict":"missing","reason":"没有。","documents":[],"fix":"补交。","clause":"二（三）","#
      + #""decided":{"by":"王","reason":"核","until":null}}],"#
      + #""findings":[{"rule":"boutique.days","severity":"error","message":"3天","fix":"改","clause":"二（一）"}],"#
      + #""unread":[{"path":"P001.zip!/密.docx","reason":"encrypted"}]}"#
    #expect(AuditLinesWriter.line(plan) == expected)
  }

  @Test func `audit.jsonl holds one line per plan in register order`() throws {
    let written = try WrittenReport()
    let lines = try written.text("audit.jsonl").split(separator: "\n")
    #expect(try lines.map { try object($0)["plan"] as? String } == written.report.plans.map(\.plan))
  }

  /// Counted here from `audit.jsonl`, which is written from the verdicts and not from the summary.
  @Test func `summary.json counts what audit.jsonl says`() throws {
    let written = try WrittenReport()
    let lines = try written.text("audit.jsonl").split(separator: "\n").map(object)
    let summary = try object(written.text("summary.json"))
    let plans = try #require(summary["plans"] as? [String: Any])
    #expect(plans["total"] as? Int == 45)
    #expect(try counts(plans["by_verdict"]) == tally(lines.map { $0["verdict"] as? String }))
    #expect(try counts(plans["by_application"]) == tally(lines.map { $0["application"] as? String }))
    let requirements = lines.flatMap { $0["requirements"] as? [[String: Any]] ?? [] }
    let byVerdict = try counts((summary["requirements"] as? [String: Any])?["by_verdict"])
    #expect(byVerdict == tally(requirements.map { $0["verdict"] as? String }))
    #expect(Set(byVerdict.keys) == ["present", "deficient", "unconfirmed", "missing"])
    let own = lines.flatMap { $0["findings"] as? [[String: Any]] ?? [] }.map { $0["rule"] as? String }
    let rules = try counts((summary["findings"] as? [String: Any])?["by_rule"])
    #expect(rules == tally(own + ["register.row", "register.row", "bundle.unclaimed", "bundle.unclaimed"]))
    let documents = try counts((summary["documents"] as? [String: Any])?["by_status"])
    #expect(documents["read"] == 180)
    #expect(documents["unreadable"] == lines.reduce(0) { $0 + ($1["unread"] as? [Any] ?? []).count })
  }

  @Test func `summary.json names changes, units, seconds, program and policy`() throws {
    let written = try WrittenReport()
    let summary = try object(written.text("summary.json"))
    #expect(summary["program"] as? String == "0.1.0")
    #expect((summary["policy"] as? [String: Any])?["digest"] as? String == FakeNight.policy.digest)
    let changes = try #require(summary["changes"] as? [String: Any])
    for key in ["new", "fixed", "still_open", "reopened"] {
      let items = try #require(changes[key] as? [[String: Any]], "\(key)")
      #expect(!items.isEmpty, "\(key)")
      for item in items { #expect(item["plan"] is String && item["material"] is String) }
    }
    let units = try #require(summary["units"] as? [[String: Any]])
    #expect(units.count == 9)
    for unit in units {
      let folder = try #require(unit["folder"] as? String)
      #expect(FileManager.default.fileExists(atPath: written.folder + "/" + folder + "/index.html"), "\(folder)")
    }
    #expect((summary["seconds"] as? [String: Double])?["read"] == 12.5)
    #expect((summary["seconds"] as? [String: Double])?["discover"] == 0.0213)
  }

  @Test func `findings.csv begins with a BOM and holds every finding`() throws {
    let written = try WrittenReport()
    let text = try written.text("findings.csv")
    #expect(try written.data("findings.csv").prefix(3) == Data([0xEF, 0xBB, 0xBF]))
    let count = written.report.plans.reduce(0) { $0 + $1.findings.count } + 4
    #expect(text.components(separatedBy: "\r\n").count == count + 2, "a header, a line each, and nothing after the last line break")
    #expect(text.contains("登记表第13行"))
  }

  @Test func `every number on a page is the summary's`() throws {
    let written = try WrittenReport()
    let summary = try object(written.text("summary.json"))
    var compared = 0
    for file in written.files where file.hasSuffix(".html") {
      for match in try written.text(file).matches(of: #/data-number="([^"]+)">(\d+)</#) {
        compared += 1
        let terms = match.1.split(separator: "+").map { number(at: String($0), in: summary) }
        #expect(terms.allSatisfy { $0 != nil } && terms.compactMap { $0 }.reduce(0, +) == Int(match.2), "\(file): \(match.1)")
      }
    }
    // 9 unit pages with 5 each but for those without open materials, and the overview with its tables.
    #expect(compared > 120)
  }

  /// The test above compares what is marked; this one finds what is not.
  @Test func `no count of a page is without its place in the summary`() throws {
    let written = try WrittenReport()
    for file in written.files where file.hasSuffix(".html") {
      let page = try written.text(file).replacing(#/<(b|span)[^>]* data-number="[^"]+">\d+<\/(b|span)>/#, with: "")
      var places = page.matches(of: #/<p class="lead">(.*?)<\/p>/#.dotMatchesNewlines()).map { String($0.1) }
      // What each list of the overview is headed by; of a plan's own lists (依据, 其他文件) the summary knows nothing.
      if file == "index.html" {
        places += page.matches(of: #/<summary>(.*?)<\/summary>/#).map { String($0.1) }
        // The tables of numbers.
        for part in page.components(separatedBy: "<table role=\"table\" class=\"bars\">").dropFirst() {
          places += part.components(separatedBy: "</table>")[0].matches(of: #/<td[^>]* class="n[^>]*>(.*?)<\/td>/#).map { String($0.1) }
        }
      }
      #expect(!places.isEmpty)
      for place in places {
        let words = place.replacing(#/<[^>]*>/#, with: "").replacing(#/\d+年\d+月\d+日/#, with: "").replacing(#/指南.*/#, with: "")
        // How many lines a list of units holds is seen by counting them.
        if words.hasPrefix("没有待办的单位") || words.hasPrefix("其余有待办的单位") { continue }
        #expect(!words.contains { $0.isNumber }, "\(file): \(words)")
      }
    }
  }

  @Test func `the first night says so and compares nothing`() throws {
    var night = FakeNight.report()
    night.changes = Changes()
    let written = try WrittenReport(night)
    #expect(try written.text("index.html").contains("这是第一次审核"))
    var first = FakeNight.report()
    first.changes.previousRun = nil
    let pages = try WrittenReport(first)
    for file in pages.files where file.hasSuffix(".html") { #expect(try !pages.text(file).contains("新出现"), "\(file)") }
  }

  private func number(at path: String, in object: [String: Any]) -> Int? {
    var value: Any? = object
    // Rule and material ids hold no dot that would split them wrongly: rules are not shown by key.
    for key in path.split(separator: ".") {
      if let list = value as? [Any] {
        value = Int(key).flatMap { list.indices.contains($0) ? list[$0] : nil }
      } else {
        value = (value as? [String: Any])?[String(key)]
      }
    }
    return value as? Int ?? (value as? [Any])?.count
  }

  private func counts(_ value: Any?) throws -> [String: Int] { try #require(value as? [String: Int]) }

  /// With zeros where the summary has them: kinds that this night lacks.
  private func tally(_ values: [String?]) -> [String: Int] {
    values.reduce(into: [:]) { $0[$1 ?? "?", default: 0] += 1 }
  }
}
