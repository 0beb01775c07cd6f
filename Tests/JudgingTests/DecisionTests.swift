import Findings
import Policies
import Readings
import Registers
import Testing

@testable import Judging

@Suite("Decisions")
struct DecisionTests {
  let judge: Judge
  init() throws { judge = Judge(policy: try Policy.builtIn()) }

  func decision(_ material: String, accept: Bool, sha256: String, plan: String = "P001", until: String? = nil) -> Decision {
    Decision(plan: plan, material: material, accept: accept, by: "王处长", reason: "已电话核实", made: "2023-02-01", sha256: sha256, until: until)
  }

  func apply(_ decisions: Decision..., to documents: [FoundDocument], asOf: String = "2023-03-01") throws -> DecidedVerdict {
    let night = try Night([.boutique()], bundles: ["P001": documents])
    return judge.apply(decisions, to: try night.judge().plans[0], documents: documents, plan: try night.register().plans[0], asOf: asOf)
  }

  let letter = FoundDocument(path: "P001/函.docx", reading: DocumentReading(sha256: "letter", format: "docx", status: .read))

  @Test("accepting a document makes the material present and the plan complete")
  func accept() throws {
    let decided = try apply(decision("publicity", accept: true, sha256: "letter"), to: six(without: ["publicity"]) + [letter])
    let requirement = decided.verdict.requirement("publicity")
    #expect(decided.fates == [.applied])
    #expect(requirement?.verdict == .present)
    #expect(requirement?.reason == nil)
    #expect(requirement?.decided == .init(by: "王处长", reason: "已电话核实", until: nil))
    #expect(requirement?.documents.map(\.path) == ["P001/函.docx"])
    #expect(decided.verdict.verdict == .complete)
  }

  @Test("rejecting the only document makes it deficient, with who and why")
  func reject() throws {
    let decided = try apply(decision("publicity", accept: false, sha256: "sha-P001/publicity.docx"), to: six())
    #expect(decided.verdict.requirement("publicity")?.verdict == .deficient)
    #expect(decided.verdict.requirement("publicity")?.reason == "经王处长认定，“P001/publicity.docx”不能作为“宣传报道”：已电话核实。")
    #expect(decided.verdict.verdict == .incomplete)
  }

  @Test("rejecting one of two leaves the other to count")
  func rejectOne() throws {
    let decided = try apply(
      decision("publicity", accept: false, sha256: "sha-P001/publicity.docx"), to: six() + [document("publicity", path: "P001/又.docx")])
    #expect(decided.verdict.requirement("publicity")?.verdict == .present)
    #expect(decided.verdict.requirement("publicity")?.documents.map(\.path) == ["P001/又.docx"])
  }

  @Test("rejecting a document beside one that cannot be read leaves it open, because the other may be it")
  func rejectBesideUnread() throws {
    let decided = try apply(
      decision("publicity", accept: false, sha256: "sha-P001/publicity.docx"), to: six() + [unread("P001/密.docx", .encrypted)])
    #expect(decided.verdict.requirement("publicity")?.verdict == .unconfirmed)
    #expect(decided.verdict.requirement("publicity")?.decided != nil)
  }

  @Test("of two decisions on one document the later wins; an accepted one outweighs a rejected one of another document")
  func order() throws {
    let yes = decision("publicity", accept: true, sha256: "letter")
    let no = decision("publicity", accept: false, sha256: "letter")
    let documents = six(without: ["publicity"]) + [letter]
    #expect(try apply(yes, no, to: documents).verdict.requirement("publicity")?.verdict == .deficient)
    #expect(try apply(no, yes, to: documents).verdict.requirement("publicity")?.verdict == .present)
    #expect(try apply(yes, no, to: documents).fates == [.superseded, .applied])
    // One that is over took no place.
    #expect(
      try apply(yes, decision("publicity", accept: false, sha256: "letter", until: "2023-02-28"), to: documents).fates == [
        .applied, .expired,
      ])
    let both = try apply(yes, decision("publicity", accept: false, sha256: "sha-P001/publicity.docx"), to: six() + [letter])
    #expect(both.verdict.requirement("publicity")?.documents.map(\.path) == ["P001/函.docx"])
  }

  @Test("expired the day after its last, voided by a new upload, unused where nothing asks for it")
  func fates() throws {
    let documents = six(without: ["publicity"]) + [letter]
    let last = decision("publicity", accept: true, sha256: "letter", until: "2023-03-01")
    #expect(try apply(last, to: documents).fates == [.applied])
    #expect(try apply(last, to: documents, asOf: "2023-03-02").fates == [.expired])
    #expect(try apply(last, to: documents, asOf: "2023-03-02").verdict.requirement("publicity")?.verdict == .missing)
    #expect(try apply(decision("publicity", accept: true, sha256: "older"), to: documents).fates == [.voided])
    #expect(try apply(decision("training_scheme", accept: true, sha256: "letter"), to: documents).fates == [.unused])
    #expect(try apply(decision("publicity", accept: true, sha256: "letter", plan: "P002"), to: documents).fates == [.unused])
  }
}
