import Findings
import Policies
import Readings
import Registers
import Testing

@testable import Judging

/// Issue 4: a document whose only edition is of a year in which the training was not held is flagged with the sentence that shows it.
@Suite("Editions of another year")
struct OtherEditionTests {
  /// Held once, in 2022, by the register.
  static let once: [String: String?] = ["已举办次数": "1", "2022年获院资助": "是", "2022年组织实施完成": "是"]

  /// A document whose opening is `text`, with the editions that the reader would see in its lines.
  func dated(_ material: String, _ text: String, _ years: Int..., tense: Facts.Edition.Tense = .unclear) -> FoundDocument {
    document(material) { facts in
      facts.opening = text
      facts.editions = years.map { year in
        let line = text.split(separator: "\n").first { $0.contains(String(year)) } ?? ""
        return .init(year: year, tense: tense, evidence: Evidence(quote: String(line.prefix(60)), where: "第1段", because: "写有年份"))
      }
    }
  }

  func judged(_ changed: FoundDocument, _ row: [String: String?] = once, funded: [FundedList.Project]? = nil) throws -> PlanVerdict {
    try Night.one(.boutique(row), six(changed), funded: funded)
  }

  func project(_ completed: Bool?) -> [FundedList.Project] {
    [.init(unit: "中国科学院物理研究所", title: "2022年量子信息技术研修班", type: "专业技术研修班", completed: completed)]
  }

  @Test("held once, in 2022; the document is of 2019: unconfirmed, with the line that says so")
  func otherYear() throws {
    let verdict = try judged(dated("faculty_list", "2019年量子信息技术研修班师资名单\n姓名\n职称", 2019))
    let requirement = try #require(verdict.requirement("faculty_list"))
    #expect(requirement.verdict == .unconfirmed)
    #expect(
      requirement.reason
        == "“P001/faculty_list.docx”写的是2019年，而按登记表和资助名单，该培训只在2022年举办过：“2019年量子信息技术研修班师资名单”（第1段）。")
    #expect(requirement.fix?.contains("请换成2022年的") == true)
    #expect(requirement.documents.map(\.flags) == [[.plannedEdition]])
    #expect(verdict.verdict == .review)
    #expect(verdict.switches.contains("planned_edition"))
  }

  @Test("the policy's switch decides what it is, as for the planned edition")
  func handled() throws {
    let changed = dated("publicity", "2019年9月，量子信息技术研修班在北京举办。", 2019, tense: .held)
    for (word, expected) in [("deficient", MaterialVerdict.deficient), ("unconfirmed", .unconfirmed), ("warning", .present)] {
      var policy = try Policy.builtIn()
      let index = try #require(policy.switches.firstIndex { $0.id == "planned_edition" })
      policy.switches[index].value = .word(word)
      let verdict = try Night.one(.boutique(Self.once), six(changed), funded: project(true), policy: policy)
      #expect(verdict.requirement("publicity")?.verdict == expected, "\(word)")
      #expect(
        verdict.findings.filter { $0.rule == "material.planned-edition" }.map(\.message.isEmpty) == (word == "warning" ? [false] : []))
    }
  }

  @Test("a document that also names the year held, anywhere, counts")
  func sameYear() throws {
    #expect(try judged(dated("faculty_list", "2022年量子信息技术研修班师资名单", 2022)).verdict == .complete)
    #expect(try judged(dated("publicity", "2019年量子班\n2022年量子信息技术研修班开班", 2019, 2022)).verdict == .complete)
    #expect(try judged(dated("publicity", "2019年量子信息技术研修班回顾\n二〇二二年又办", 2019)).verdict == .complete)
  }

  @Test("a short line under the title dates the document; the year of a book clears nothing")
  func shortLine() throws {
    let line = "量子信息技术研修班教师一览\n（2019年9月，北京）"
    #expect(try judged(dated("faculty_list", line, 2019)).requirement("faculty_list")?.verdict == .unconfirmed)
    let row: [String: String?] = ["已举办次数": "2", "2022年获院资助": "是", "2022年组织实施完成": "否"]
    let books = "培训教材清单\n量子信息技术研修班（2022年6月）所用教材：\n《量子光学》，某出版社，2015年"
    #expect(try judged(dated("textbook_list", books, 2022, 2015), row).requirement("textbook_list")?.verdict == .unconfirmed)
  }

  @Test("a survey of needs may be of any year: it is made before the training")
  func survey() throws {
    #expect(try judged(dated("needs_report", "2021年量子信息技术研修班需求调研分析报告", 2021)).verdict == .complete)
  }

  @Test(
    "years of birth, hiring, printing and of a table's rows date nothing",
    arguments: [
      "师资名单\n王某，1990年生，为本培训班授课", "师资名单\n李某，2005年入职，主讲研修班第一课", "培训教材清单\n《量子信息技术研修班讲义》2019年编印",
    ])
  func otherYears(_ text: String) throws {
    // The line stands far from the beginning, or names a book; a title would date the document.
    let material = text.contains("教材") ? "textbook_list" : "faculty_list"
    let year = try #require([1990, 2005, 2019].first { text.contains(String($0)) })
    let far = text.contains("《") ? text : String(repeating: "量子信息的历史与现状。", count: 20) + "\n" + text
    #expect(try judged(dated(material, far, year)).verdict == .complete)
    // A row of a table: its cells stand apart in the opening, so its words are not found there.
    let row = document("faculty_list") { facts in
      facts.opening = "师资名单\n王某\n2008年研修班主讲"
      facts.editions = [.init(year: 2008, tense: .held, evidence: Evidence(quote: "王某 | 2008年研修班主讲", where: "表1 第2行", because: ""))]
    }
    #expect(try judged(row).verdict == .complete)
  }

  @Test(
    "nothing follows where the year is not known",
    arguments: [
      ["已举办次数": "3"], ["已举办次数": ""], ["已举办次数": nil], ["已举办次数": "0"], ["2022年组织实施完成": ""], ["2022年组织实施完成": nil], ["2022年获院资助": "否"],
      ["2022年获院资助": nil],
    ] as [[String: String?]])
  func unknown(_ change: [String: String?]) throws {
    let row = Self.once.merging(change) { $1 }
    #expect(
      try judged(dated("faculty_list", "2019年量子信息技术研修班师资名单", 2019), row).requirement("faculty_list")?.verdict == .present)
  }

  @Test("of so many editions that not all are kept, nothing is said")
  func many() throws {
    var changed = dated("faculty_list", "2019年量子信息技术研修班师资名单", 2019)
    changed.reading.facts.editions = Array(repeating: changed.reading.facts.editions[0], count: Facts.mostEditions)
    #expect(try judged(changed).verdict == .complete)
  }

  @Test("funded for 2022 and not carried out: a document of 2022 alone is of no edition held")
  func notHeld() throws {
    let row: [String: String?] = ["已举办次数": "2", "2022年获院资助": "是", "2022年组织实施完成": "否"]
    let verdict = try judged(dated("course_list", "量子信息技术研修班课程设置清单（2022年）", 2022), row)
    #expect(verdict.requirement("course_list")?.verdict == .unconfirmed)
    #expect(
      verdict.requirement("course_list")?.reason
        == "“P001/course_list.docx”写的是2022年，而按登记表或资助名单，该培训2022年没有组织实施完成：“量子信息技术研修班课程设置清单（2022年）”（第1段）。")
    #expect(try judged(dated("course_list", "量子信息技术研修班课程设置清单（2021年）", 2021), row).verdict == .complete)
    #expect(try judged(dated("course_list", "量子信息技术研修班课程设置清单\n2020年研修班、2022年研修班", 2020, 2022), row).verdict == .complete)
  }

  @Test("the list speaks where it does not contradict the register; where they disagree, nothing follows")
  func list() throws {
    let old = dated("faculty_list", "2019年量子信息技术研修班师资名单", 2019)
    let lastYear = dated("faculty_list", "2022年量子信息技术研修班师资名单", 2022)
    func verdict(_ document: FoundDocument, _ completed: String?, listed: Bool?) throws -> MaterialVerdict? {
      try judged(document, ["已举办次数": "1", "2022年获院资助": "是", "2022年组织实施完成": completed], funded: listed.map { project($0) } ?? [])
        .requirement("faculty_list")?.verdict
    }
    #expect(try verdict(old, nil, listed: true) == .unconfirmed)
    #expect(try verdict(old, "是", listed: true) == .unconfirmed)
    #expect(try verdict(old, "否", listed: true) == .present)
    #expect(try verdict(old, "是", listed: false) == .present)
    #expect(try verdict(old, "是", listed: nil) == .present)
    #expect(try verdict(lastYear, nil, listed: false) == .unconfirmed)
    #expect(try verdict(lastYear, "否", listed: false) == .unconfirmed)
    #expect(try verdict(lastYear, "是", listed: false) == .present)
  }

  @Test("rejecting another document of the material does not make it present")
  func decided() throws {
    let documents = six(
      dated("faculty_list", "2019年量子信息技术研修班师资名单", 2019), document("faculty_list", path: "P001/又.docx", sha256: "other"))
    let night = try Night([.boutique(Self.once)], bundles: ["P001": documents])
    let plan = try night.register().plans[0]
    let rejection = Decision(
      plan: "P001", material: "faculty_list", accept: false, by: "王处长", reason: "不是名单", made: "2023-02-01", sha256: "other")
    let verdict = try Judge(policy: night.policy).apply(
      [rejection], to: night.judge().plans[0], documents: documents, plan: plan, asOf: "2023-03-01"
    ).verdict
    #expect(verdict.requirement("faculty_list")?.verdict == .unconfirmed)
  }
}
