import Findings
import Readings
import Testing

@testable import Judging

@Suite("bundle.duplicate")
struct BundleDuplicateTests {
  func night(_ first: [FoundDocument], _ second: [FoundDocument], unit: String = "中国科学院化学研究所") throws -> [PlanVerdict] {
    try Night([.boutique(), .boutique(["计划编号": "P002", "单位": unit, "计划名称": "催化研修班"])], bundles: ["P001": first, "P002": second]).judge()
      .plans
  }

  func other(_ replacing: FoundDocument) -> [FoundDocument] {
    sixMaterials.filter { $0 != replacing.reading.scores[0].material }.map { document($0, path: "P002/\($0).docx") } + [replacing]
  }

  @Test("the same bytes in the bundle of another unit: a warning with the flag, no verdict changed")
  func otherUnit() throws {
    let plans = try night(six(document("publicity", sha256: "same")), other(document("publicity", path: "P002/报道.docx", sha256: "same")))
    #expect(plans.map(\.rules) == [["bundle.duplicate"], ["bundle.duplicate"]])
    #expect(plans[0].finding("bundle.duplicate")?.severity == .warning)
    #expect(plans[0].finding("bundle.duplicate")?.message == "“P001/publicity.docx”与其他单位的中国科学院化学研究所计划P002的“P002/报道.docx”内容相同。")
    #expect(plans[0].requirement("publicity")?.documents[0].flags == [.duplicate])
    #expect(plans.map(\.verdict) == [.complete, .complete])
  }

  @Test("in another plan of the same unit; twice in one bundle, told once and mildly")
  func nearer() throws {
    let plans = try night(
      six(document("publicity", sha256: "same")), other(document("publicity", path: "P002/报道.docx", sha256: "same")), unit: "中国科学院物理研究所")
    #expect(plans[0].finding("bundle.duplicate")?.message.contains("本单位另一计划") == true)
    let twice = try Night.one(.boutique(), six() + [document("publicity", path: "P001/副本.docx", sha256: "sha-P001/publicity.docx")])
    #expect(twice.findings.map(\.severity) == [.notice])
    #expect(twice.rules == ["bundle.duplicate"])
  }

  @Test("in this unit and in another: each owner by its own name, in one finding")
  func bothUnits() throws {
    func bundle(_ plan: String) -> [FoundDocument] {
      sixMaterials.map { document($0, path: "\(plan)/\($0).docx", sha256: $0 == "publicity" ? "same" : "\(plan)-\($0)") }
    }
    let plans = try Night(
      [
        .boutique(), .boutique(["计划编号": "P002", "计划名称": "催化研修班"]),
        .boutique(["计划编号": "P003", "单位": "中国科学院化学研究所", "计划名称": "光谱研修班"]),
      ], bundles: ["P001": bundle("P001"), "P002": bundle("P002"), "P003": bundle("P003")]
    ).judge().plans
    #expect(plans.map(\.rules) == [["bundle.duplicate"], ["bundle.duplicate"], ["bundle.duplicate"]])
    #expect(
      plans[0].finding("bundle.duplicate")?.message
        == "“P001/publicity.docx”与本单位计划P002的“P002/publicity.docx”、中国科学院化学研究所计划P003的“P003/publicity.docx”相同。")
    #expect(plans[2].finding("bundle.duplicate")?.message.hasPrefix("“P003/publicity.docx”与其他单位的中国科学院物理研究所计划P001") == true)
  }

  @Test("one file that two plans claim is no copy of itself")
  func claimedTwice() throws {
    let shared = document("publicity", path: "共用/报道.docx")
    #expect(try night(six(shared), other(shared)).map(\.rules) == [[], []])
  }

  @Test("nearly the same text by its sketch; half the same is not")
  func similar() throws {
    let sketch = (0..<100).map { UInt64($0) }
    let near = (0..<100).map { UInt64($0 < 95 ? $0 : $0 + 1000) }
    let half = (0..<100).map { UInt64($0 < 50 ? $0 : $0 + 1000) }
    func rules(_ theirs: [UInt64]) throws -> [[String]] {
      try night(
        six(document("publicity") { $0.sketch = sketch }), other(document("publicity", path: "P002/报道.docx") { $0.sketch = theirs })
      ).map(\.rules)
    }
    #expect(try rules(near) == [["bundle.duplicate"], ["bundle.duplicate"]])
    #expect(try rules(half) == [[], []])
    #expect(try rules([]) == [[], []])
  }

  @Test("documents that support nothing are not compared: the bureau's own notice lies in every bundle")
  func notice() throws {
    var notice = document("publicity", path: "P001/通知.docx", confidence: 0.01, sha256: "notice")
    var theirs = notice
    theirs.path = "P002/通知.docx"
    notice.reading.scores = []
    theirs.reading.scores = []
    let plans = try night(six() + [notice], other(document("publicity", path: "P002/报道.docx")) + [theirs])
    #expect(plans.map(\.rules) == [[], []])
  }
}

@Suite("bundle.other-unit")
struct BundleOtherUnitTests {
  func rules(_ mentions: (String, Int)...) throws -> [String] {
    let changed = document("publicity") { facts in facts.organisations = mentions.map { Facts.Mention(name: $0.0, count: $0.1) } }
    return try Night.one(.boutique(), six(changed)).rules
  }

  @Test("another institute throughout, its own nowhere: a warning with the flag")
  func broken() throws {
    let changed = document("publicity") { $0.organisations = [.init(name: "中国科学院化学研究所", count: 3)] }
    let verdict = try Night.one(.boutique(), six(changed))
    #expect(verdict.finding("bundle.other-unit")?.message == "“P001/publicity.docx”通篇写的是“中国科学院化学研究所”（3处），没有提到本单位。")
    #expect(verdict.requirement("publicity")?.documents[0].flags == [.otherUnit])
    #expect(verdict.verdict == .complete)
  }

  @Test("not where it names its own, also in short; not twice only; not among many; not a university")
  func met() throws {
    #expect(try rules(("中国科学院化学研究所", 5), ("物理所", 1)) == [])
    #expect(try rules(("中国科学院化学研究所", 2)) == [])
    #expect(try rules(("中国科学院化学研究所", 3), ("某某大学", 3)) == [])
    #expect(try rules(("某某大学", 9)) == [])
    #expect(try rules() == [])
  }

  @Test("names as running text gives them are cut to the unit and counted together")
  func running() throws {
    #expect(try rules(("中国科学院化学研究所", 1), ("学员来到中国科学院化学研究所", 1), ("承办单位中国科学院化学研究所", 1)) == ["bundle.other-unit"])
  }

  @Test("a unit of the register needs no prefix")
  func registered() throws {
    let changed = document("publicity") { $0.organisations = [.init(name: "化学研究所", count: 3)] }
    let plans = try Night(
      [.boutique(), .boutique(["计划编号": "P002", "单位": "中国科学院化学研究所", "计划名称": "催化研修班"])], bundles: ["P001": six(changed)]
    ).judge().plans
    #expect(plans[0].rules == ["bundle.other-unit"])
  }
}

@Suite("bundle.other-training")
struct BundleOtherTrainingTests {
  func rules(_ mentions: (String, Int)...) throws -> [String] {
    let changed = document("publicity") { facts in facts.trainings = mentions.map { Facts.Mention(name: $0.0, count: $0.1) } }
    return try Night([.boutique(), .boutique(["计划编号": "P002", "计划名称": "2023年绿色催化技术研修班"])], bundles: ["P001": six(changed)]).judge().plans[0]
      .rules
  }

  @Test("another plan's training twice and its own nowhere")
  func broken() throws { #expect(try rules(("第二期绿色催化技术研修班", 2)) == ["bundle.other-training"]) }

  @Test("not where its own is named, renamed a little; not once only; not a training that no plan has")
  func met() throws {
    #expect(try rules(("绿色催化技术研修班", 4), ("量子信息前沿技术研修班", 1)) == [])
    #expect(try rules(("绿色催化技术研修班", 1)) == [])
    #expect(try rules(("古籍修复培训班", 8)) == [])
  }
}

@Suite("bundle.two-materials")
struct BundleTwoMaterialsTests {
  func rules(_ left: Evidence, _ right: Evidence) throws -> [String] {
    var both = document("needs_report", path: "P001/报告.docx")
    both.reading.scores = [
      MaterialScore(material: "needs_report", confidence: 0.9, evidence: [left]),
      MaterialScore(material: "evaluation_summary", confidence: 0.9, evidence: [right]),
    ]
    return try Night.one(.boutique(), six(without: ["needs_report", "evaluation_summary"]) + [both]).rules
  }

  @Test("the same words for two materials that cannot be one text")
  func broken() throws {
    let same = Evidence(quote: "总结报告", where: "第1段", because: "标题")
    #expect(try rules(same, same) == ["bundle.two-materials"])
  }

  @Test("two places of one file are two texts")
  func met() throws {
    #expect(try rules(Evidence(quote: "需求调研", where: "第1段", because: "标题"), Evidence(quote: "效果评估", where: "第40段", because: "标题")) == [])
  }
}

@Suite("boutique.own-textbook")
struct BoutiqueOwnTextbookTests {
  @Test("a textbook list that shows nothing self-made is a notice; no list, no notice")
  func rule() throws {
    let plain = document("textbook_list") { $0.selfMadeTextbook = nil }
    let verdict = try Night.one(.boutique(), six(plain))
    #expect(verdict.findings.map(\.severity) == [.notice])
    #expect(verdict.rules == ["boutique.own-textbook"])
    #expect(try Night.one(.boutique(), six(without: ["textbook_list"])).rules == [])
  }
}

@Suite("boutique.faculty-editions")
struct BoutiqueFacultyEditionsTests {
  func rules(_ years: [Int], held: String?) throws -> PlanVerdict {
    let changed = document("faculty_list") { facts in
      facts.editions = years.map { .init(year: $0, tense: .held, evidence: Evidence(quote: "", where: "", because: "")) }
    }
    return try Night.one(.boutique(["已举办次数": held]), six(changed))
  }

  @Test("held twice, one year named")
  func broken() throws {
    #expect(
      try rules([2022], held: "2").finding("boutique.faculty-editions")?.message
        == "该培训已举办2次，师资名单“P001/faculty_list.docx”只涉及2022年一期，看不出师资队伍是否稳定。")
  }

  @Test("two years named, or held once, or no year named")
  func met() throws {
    #expect(try rules([2021, 2022], held: "2").rules == [])
    #expect(try rules([2022], held: "1").rules == [])
    #expect(try rules([], held: "5").rules == [])
  }

  @Test("not checked where the register lacks the column")
  func missingColumn() throws {
    #expect(try rules([2022], held: nil).notChecked["boutique.faculty-editions"] == "已举办次数")
  }
}
