import Findings
import Foundation
import LedgerStore
import Testing

@Suite struct DecisionTests {
  private let documents = [DocumentEntry(path: "P1.zip!/1.docx", sha256: hash("a"))]

  private func decision(
    _ id: Int64, _ material: String = "faculty_list", until: String? = nil, bound: Decision.Bound = .document(sha256: hash("a"))
  ) -> Decision {
    Decision(
      id: id, plan: "P1", material: material, isAccepted: true, by: "王", reason: "已核对", made: "2024-01-01", until: until, bound: bound)
  }

  private func standing(
    _ decision: Decision, documents: [DocumentEntry]?, required: Set<String> = ["faculty_list"], asOf: String = "2024-02-01"
  ) -> DecisionStanding? {
    Decision.standings(of: [decision], documents: documents, required: required, asOf: asOf).first?.standing
  }

  @Test func aDecisionHoldsWhileItsDocumentIsThere() {
    #expect(standing(decision(1), documents: documents) == .holds)
    #expect(standing(decision(1), documents: [.init(path: "renamed.docx", sha256: hash("a"))]) == .holds)
    #expect(standing(decision(1), documents: [.init(path: "P1.zip!/1.docx", sha256: hash("b"))]) == .voided)
    #expect(standing(decision(1), documents: []) == .voided)
  }

  @Test func aDecisionOnABundleIsVoidedByAnyUpload() {
    let bound = decision(1, bound: .bundle(digest: documents.digest))
    #expect(standing(bound, documents: documents) == .holds)
    #expect(standing(bound, documents: documents + [.init(path: "P1.zip!/2.docx", sha256: hash("c"))]) == .voided)
  }

  @Test func theLastDayIsPartOfIt() {
    #expect(standing(decision(1, until: "2024-02-01"), documents: documents) == .holds)
    #expect(standing(decision(1, until: "2024-01-31"), documents: documents) == .expired)
  }

  @Test func whatIsNotAskedForIsUnused() {
    #expect(standing(decision(1), documents: documents, required: ["course_list"]) == .unused)
    #expect(standing(decision(1), documents: nil) == .unused)
  }

  @Test func theLatestThatStandsHolds() {
    let all = [decision(1), decision(2), decision(3, until: "2024-01-15"), decision(4, "course_list")]
    let standings = Decision.standings(of: all, documents: documents, required: ["faculty_list", "course_list"], asOf: "2024-02-01")
    #expect(standings.map(\.decision.id) == [1, 2, 3, 4])
    #expect(standings.map(\.standing) == [.superseded, .holds, .expired, .holds])
  }

  @Test func aDecisionIsReadBackAsItWasMade() throws {
    let folder = try Folder()
    let ledger = try Ledger(at: folder.ledger, for: .audit)
    let first = try ledger.add(decision(0, until: "2024-12-31"))
    let second = try ledger.add(decision(0, bound: .bundle(digest: hash("d"))))
    #expect(first.id == 1 && second.id == 2)
    #expect(try ledger.decisions() == ["P1": [first, second]])
  }

  @Test(arguments: [
    ("", "王", nil as String?), (" \n", "王", nil), ("因", "", nil), ("因", "　", nil), ("因", "王", "2023-12-31"), ("因", "王", "2024-02-30"),
    ("因", "王", "2024-2-1"), ("因", "王", "soon"),
  ])
  func aDecisionWithoutReasonPersonOrRealDateIsRefused(reason: String, by: String, until: String?) throws {
    let folder = try Folder()
    let ledger = try Ledger(at: folder.ledger, for: .audit)
    var bad = decision(0, until: until)
    bad.reason = reason
    bad.by = by
    let error = #expect(throws: RunError.self) { try ledger.add(bad) }
    #expect(error?.code == .usage)
    #expect(try ledger.decisions().isEmpty)
  }
}
