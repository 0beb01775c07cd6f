import Findings
import Readings
import Registers
import Testing

@testable import Judging
@testable import Policies

@Suite("Requirements")
struct RequirementTests {
  @Test("six documents, six materials: complete")
  func complete() throws {
    let verdict = try Night.one(.boutique())
    #expect(verdict.verdict == .complete)
    #expect(verdict.path == "full")
    #expect(verdict.requirements.map(\.material) == sixMaterials)
    #expect(verdict.requirements.allSatisfy { $0.verdict == .present && $0.reason == nil && $0.clause == "二（三）" })
    #expect(verdict.requirement("faculty_list")?.documents.map(\.path) == ["P001/faculty_list.docx"])
    #expect(verdict.switches == ["other_materials"])
  }

  @Test("one document may be all six")
  func combined() throws {
    var all = document("faculty_list", path: "P001.docx")
    all.reading.scores = sixMaterials.map {
      MaterialScore(material: $0, confidence: 0.9, evidence: [Evidence(quote: $0, where: $0, because: "标题")])
    }
    #expect(try Night.one(.boutique(), [all]).verdict == .complete)
  }

  @Test("a material that nothing is, with everything read, is missing and says what to send")
  func missing() throws {
    let verdict = try Night.one(.boutique(), six(without: ["publicity"]))
    #expect(verdict.verdict == .incomplete)
    #expect(verdict.requirement("publicity")?.verdict == .missing)
    #expect(verdict.requirement("publicity")?.reason == "附件里没有找到往年举办该培训的“宣传报道”。")
    #expect(verdict.requirement("publicity")?.fix?.contains("请补交") == true)
  }

  @Test("anything unread turns a would-be missing into unconfirmed and is named", arguments: UnreadReason.allCases)
  func unreadFile(_ reason: UnreadReason) throws {
    let verdict = try Night.one(.boutique(), six(without: ["publicity"]) + [unread("P001/密.docx", reason)])
    #expect(verdict.verdict == .review)
    #expect(verdict.requirement("publicity")?.verdict == .unconfirmed)
    #expect(verdict.requirement("publicity")?.reason?.contains("“P001/密.docx”（\(reason.chinese)）") == true)
    #expect(verdict.unread.map(\.path) == ["P001/密.docx"])
    #expect(verdict.unread.map(\.reason) == [reason])
  }

  /// A damaged file cannot be opened by the bureau, whatever was saved from it (contract 1: something in the bundle could not be read).
  @Test(
    "a document read in part counts as unread for what is missing, and supports what it shows unless the file is damaged",
    arguments: [(UnreadReason.imageOnly, MaterialVerdict.present), (.limit, .present), (.corrupt, .unconfirmed)])
  func partial(_ reason: UnreadReason, _ expected: MaterialVerdict) throws {
    var part = document("faculty_list", path: "P001/半.docx")
    part.reading.status = .partial
    part.reading.reason = reason
    let verdict = try Night.one(.boutique(), six(without: ["publicity", "faculty_list"]) + [part])
    #expect(verdict.requirement("faculty_list")?.verdict == expected)
    #expect(verdict.requirement("publicity")?.verdict == .unconfirmed)
  }

  @Test("a file that could not even be opened counts as unread, also where nothing else was sent")
  func unopened() throws {
    let plan = try Night([.boutique()]).register().plans[0]
    let input = PlanInput(plan: plan, files: 0, reading: nil, unreadable: ["P001/\u{FFFD}.docx"])
    let verdict = try Judge(policy: Policy.builtIn()).judge([input]).plans[0]
    #expect(verdict.verdict == .review)
    #expect(verdict.rules == [])
    #expect(verdict.unread.map(\.path) == ["P001/\u{FFFD}.docx"])
  }

  @Test("more than three unread files are counted")
  func many() throws {
    let files = (1...5).map { unread("P001/\($0).docx", .encrypted) }
    let verdict = try Night.one(.boutique(), files)
    #expect(verdict.verdict == .review)
    #expect(verdict.requirement("publicity")?.reason?.contains("等5个文件") == true)
  }

  @Test("nothing sent: missing, with its own sentence and bundle.none")
  func nothingSent() throws {
    let verdict = try Night.one(.boutique(), nil)
    #expect(verdict.verdict == .incomplete)
    #expect(verdict.requirements.allSatisfy { $0.verdict == .missing })
    #expect(verdict.rules == ["bundle.none"])
    #expect(verdict.finding("bundle.none")?.message == "没有找到计划P001的附件。")
  }

  @Test("a bundle whose reading broke failed; its materials are unconfirmed, not missing, and bundle.none is not said")
  func failed() throws {
    var night = try Night([.boutique()])
    night.failures = ["P001": "文件夹没有读取权限"]
    let verdict = try night.judge().plans[0]
    #expect(verdict.verdict == .failed)
    #expect(verdict.requirements.allSatisfy { $0.verdict == .unconfirmed && $0.reason?.contains("文件夹没有读取权限") == true })
    #expect(verdict.rules == [])
  }

  @Test(
    "thresholds: present from 0.70, too close to call from 0.35, nothing below",
    arguments: [
      (0.70, MaterialVerdict.present), (0.69, .unconfirmed), (0.35, .unconfirmed), (0.34, .missing),
    ])
  func thresholds(_ confidence: Double, _ expected: MaterialVerdict) throws {
    var policy = try Policy.builtIn()
    policy.thresholds = .init(general: .init(present: 0.70, unconfirmed: 0.35), materials: [:])
    let verdict = try Night.one(.boutique(), six(document("publicity", confidence: confidence)), policy: policy)
    #expect(verdict.requirement("publicity")?.verdict == expected)
  }

  @Test("a close call gives the best reason for and against")
  func closeCall() throws {
    var policy = try Policy.builtIn()
    policy.thresholds = .init(general: .init(present: 0.70, unconfirmed: 0.35), materials: [:])
    let reason = try Night.one(.boutique(), six(document("publicity", confidence: 0.5)), policy: policy).requirement("publicity")?.reason
    #expect(reason == "“P001/publicity.docx”可能是“宣传报道”，但把握不足：像，因为标题（“引自publicity”）；不像，因为像别的材料（“反证”）。")
  }

  @Test("a blank template and a list of PPT alone are deficient", arguments: [Flag.blankTemplate, .pptOnly])
  func deficient(_ flag: Flag) throws {
    let verdict = try Night.one(.boutique(), six(document("textbook_list", flags: [flag])))
    #expect(verdict.verdict == .incomplete)
    #expect(verdict.requirement("textbook_list")?.verdict == .deficient)
    #expect(verdict.requirement("textbook_list")?.reason?.contains(flag == .pptOnly ? "PPT" : "空白模板") == true)
  }

  @Test("a document that counts outweighs a template; one that may count does too; a template outweighs nothing")
  func best() throws {
    let blank = document("publicity", path: "P001/空.docx", flags: [.blankTemplate])
    #expect(try Night.one(.boutique(), six() + [blank]).requirement("publicity")?.verdict == .present)
    var policy = try Policy.builtIn()
    policy.thresholds = .init(general: .init(present: 0.70, unconfirmed: 0.35), materials: [:])
    let close = document("publicity", path: "P001/近.docx", confidence: 0.5)
    let verdict = try Night.one(.boutique(), six(without: ["publicity"]) + [blank, close], policy: policy)
    #expect(verdict.requirement("publicity")?.verdict == .unconfirmed)
    #expect(verdict.requirement("publicity")?.documents.map(\.path) == ["P001/近.docx"])
  }

  @Test("deficient stays deficient beside an unread file, which is named")
  func deficientAndUnread() throws {
    let verdict = try Night.one(.boutique(), six(document("publicity", flags: [.blankTemplate])) + [unread("P001/密.docx", .encrypted)])
    #expect(verdict.requirement("publicity")?.verdict == .deficient)
    #expect(verdict.requirement("publicity")?.reason?.contains("密.docx") == true)
  }

  @Test("documents that support nothing are listed with what they were taken for")
  func others() throws {
    let verdict = try Night.one(.boutique(), six() + [document("training_scheme")])
    #expect(verdict.otherDocuments == [.init(path: "P001/training_scheme.docx", materials: ["training_scheme"])])
  }
}

@Suite("Past editions")
struct PastEditionTests {
  func edition(_ year: Int, _ tense: Facts.Edition.Tense) -> Facts.Edition {
    .init(year: year, tense: tense, evidence: Evidence(quote: "\(year)年的一期", where: "第3段", because: "年份"))
  }

  func verdict(_ editions: Facts.Edition..., material: String = "faculty_list", flags: [Flag] = [], policy: Policy? = nil) throws
    -> PlanVerdict.Requirement?
  {
    let changed = document(material, flags: flags) { $0.editions = editions }
    return try Night.one(.boutique(), six(changed), policy: policy).requirement(material)
  }

  @Test("only the planned year: unconfirmed, with the sentence that shows it, and the switch printed")
  func planned() throws {
    let requirement = try verdict(edition(2023, .planned))
    #expect(requirement?.verdict == .unconfirmed)
    #expect(requirement?.documents.first?.flags == [.plannedEdition])
    #expect(requirement?.reason?.contains("“2023年的一期”（第3段）") == true)
    let changed = document("faculty_list") { $0.editions = [edition(2023, .planned)] }
    #expect(try Night.one(.boutique(), six(changed)).switches.contains("planned_edition"))
  }

  @Test("an earlier year, or one told as held, is a past edition even beside the planned one")
  func past() throws {
    #expect(try verdict(edition(2022, .unclear))?.verdict == .present)
    #expect(try verdict(edition(2023, .planned), edition(2021, .unclear))?.verdict == .present)
    #expect(try verdict(edition(2023, .held))?.verdict == .present)
  }

  @Test("no year at all says nothing, unless the reader saw that it is planned")
  func none() throws {
    #expect(try verdict()?.verdict == .present)
    #expect(try verdict(flags: [.plannedEdition])?.verdict == .unconfirmed)
  }

  @Test("a material goes by the years of its own part of the file")
  func part() throws {
    func verdict(_ chosen: [Int]?) throws -> MaterialVerdict? {
      var found = document("faculty_list") { $0.editions = [edition(2023, .planned), edition(2021, .held)] }
      found.reading.scores[0].editions = chosen
      return try Night.one(.boutique(), six(found)).requirement("faculty_list")?.verdict
    }
    #expect(try verdict(nil) == .present)
    #expect(try verdict([0]) == .unconfirmed)
    #expect(try verdict([1]) == .present)
    #expect(try verdict([]) == .present)
  }

  @Test("scheme and teaching plan are of the coming edition")
  func coming() throws {
    let scheme = document("training_scheme") { $0.editions = [edition(2023, .planned)] }
    let verdict = try Night.one(.simplified(), [scheme, document("teaching_plan")])
    #expect(verdict.verdict == .complete)
  }

  @Test("by policy deficient, or a warning")
  func switches() throws {
    let yaml = try Policy.builtIn().yaml
    func policy(_ word: String) throws -> Policy {
      try #require(Policy.lint(Array(yaml.replacing("value: unconfirmed", with: "value: \(word)").utf8), folder: nil).policy)
    }
    #expect(try verdict(edition(2023, .planned), policy: policy("deficient"))?.verdict == .deficient)
    let changed = document("faculty_list") { $0.editions = [edition(2023, .planned)] }
    let warned = try Night.one(.boutique(), six(changed), policy: policy("warning"))
    #expect(warned.requirement("faculty_list")?.verdict == .present)
    #expect(warned.rules == ["material.planned-edition"])
    #expect(warned.switches.contains("planned_edition"))
  }
}
