import Findings
import Foundation
import Policies
import Readings
import Registers
import Testing

@testable import Judging

@Suite("The night as a whole")
struct WholeNightTests {
  @Test("the same inputs in another order of documents give the same verdict, byte for byte")
  func deterministic() throws {
    let documents = six() + [document("publicity", path: "P001/又.docx"), unread("P001/密.docx", .encrypted), document("training_scheme")]
    let encoder = JSONEncoder()
    encoder.outputFormatting = [.sortedKeys]
    let forward = try encoder.encode(Night.one(.simplified(), documents))
    let backward = try encoder.encode(Night.one(.simplified(), documents.reversed()))
    #expect(forward == backward)
  }

  @Test("the overview counts applicants against the guide's quota and quotes the directions they speak of")
  func selection() throws {
    let scheme = document("training_scheme") { $0.opening = "本班面向 国家重大科技 基础设施的运行人员，培养骨干。" }
    let night = try Night(
      [
        .boutique(["计划名称": "黑土地保护研修班"]), .incubation(["计划编号": "P002"]), .lectures(["计划编号": "P003", "计划名称": "前沿交叉论坛"]),
        .hrss(["计划编号": "P004"]),
      ],
      bundles: ["P002": [scheme]]
    ).judge().selection
    #expect(night.kinds.map(\.about) == [10, 10, 20, 10, 5])
    #expect(night.kinds.map { $0.plans.map(\.plan) } == [["P002"], [], ["P003"], ["P001"], ["P004"]])
    #expect(night.kinds[3].plans[0].directions.map(\.direction) == ["“黑土粮仓”科技会战"])
    #expect(night.kinds[3].plans[0].directions[0].where == "计划名称")
    let hit = try #require(night.kinds[0].plans[0].directions.first)
    #expect(hit.keyword == "重大科技基础设施")
    #expect(hit.quote == "本班面向国家重大科技基础设施的运行人员，培养骨干。")
    #expect(night.kinds[2].plans[0].directions.map(\.keyword) == ["前沿交叉"])
  }

  @Test("a policy of another guide judges its own register without a line of Swift")
  func invented() throws {
    let path = URL(fileURLWithPath: #filePath).deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent()
      .appendingPathComponent("fixtures/policies/ocean-2031.yaml").path
    let policy = try Policy.load(path)
    let register = try Register.read(
      Array("班号,船队,实训名称,海区,人数,船级社认可\nC1,东海船队,救生实训,远洋,24,是\nC2,东海船队,消防实训,远洋,25,否\nC3,南海船队,近海实训,近海,99,否\n".utf8), subject: "crews.csv",
      policy: policy, sheet: { _ in [] })
    let bundle = [document("safety_plan", path: "C1/预案.docx", confidence: 0.95), document("manual", path: "C1/手册.docx", confidence: 0.61)]
    let inputs = register.plans.map { plan in
      PlanInput(plan: plan, files: plan.id == "C1" ? 2 : 0, reading: plan.id == "C1" ? BundleReading(id: "C1", documents: bundle) : nil)
    }
    let plans = try Judge(policy: policy).judge(inputs).plans
    #expect(plans.map(\.application) == ["ocean", "ocean", "coastal"])
    #expect(plans.map(\.path) == ["standard", "standard", nil])
    #expect(plans.map(\.verdict) == [.complete, .incomplete, .notRequired])
    #expect(plans.map(\.rules) == [[], ["ocean.crew", "ocean.approved"], []])
    #expect(plans[1].findings.map(\.message) == ["人数25，须在8至24之间。", "未见船级社认可。"])
    #expect(plans[1].requirements.map(\.reason) == ["班C2什么也没有交。", "班C2什么也没有交。"])
  }

  @Test("one bundle without a register: its materials, and rules on documents alone")
  func check() throws {
    let judge = Judge(policy: try Policy.builtIn())
    let reading = BundleReading(id: "x", documents: six(without: ["publicity"]))
    let full = try judge.check(application: "boutique", path: nil, title: "x", files: 5, reading: reading)
    #expect(full.path == "full")
    #expect(full.verdict == .incomplete)
    #expect(full.rules == [])
    #expect(full.notChecked["boutique.days"] == "培训天数")
    let simple = try judge.check(
      application: "hrss", path: "simplified", title: "x", files: 2, reading: BundleReading(id: "x", documents: two()))
    #expect(simple.verdict == .complete)
    let error = #expect(throws: RunError.self) { try judge.check(application: "grand", path: nil, title: "x", files: 0, reading: nil) }
    #expect(error?.code == .usage)
  }
}
