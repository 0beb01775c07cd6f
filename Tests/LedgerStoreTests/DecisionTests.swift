import Findings
import Foundation
import Judging
import LedgerStore
import Testing

@Suite struct DecisionTests {
  private func decision(until: String? = nil) -> Decision {
    Decision(
      plan: "P1", material: "faculty_list", accept: true, by: "王", reason: "已核对", made: "2026-11-24", sha256: hash("a"),
      file: "P1.zip!/1.docx",
      until: until)
  }

  @Test func aDecisionMayEndBeforeTheDayOnTheWall() throws {
    // The runs look at a spring three years back, and so does what is decided on them.
    let folder = try Folder()
    let ledger = try Ledger(at: folder.ledger, for: .audit)
    #expect(try ledger.add(decision(until: "2024-02-01"), asOf: "2024-02-01").id == 1)
  }

  @Test func aDecisionIsReadBackAsItWasMade() throws {
    let folder = try Folder()
    let ledger = try Ledger(at: folder.ledger, for: .audit)
    let first = try ledger.add(decision(until: "2024-12-31"), asOf: "2024-02-01")
    let second = try ledger.add(decision(), asOf: "2024-02-01")
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
    var bad = decision(until: until)
    bad.reason = reason
    bad.by = by
    let error = #expect(throws: RunError.self) { try ledger.add(bad, asOf: "2024-01-01") }
    #expect(error?.code == .usage)
    #expect(try ledger.decisions().isEmpty)
  }
}
