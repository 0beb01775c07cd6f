import Findings
import Foundation
import Judging
import LedgerStore
import Testing

@Suite struct ChangesTests {
  private let same = PlanInputs(register: "r", uploads: "u", decisions: "d", others: "o")

  private func words(_ items: [Changes.Item]) -> [String] {
    items.map { item in
      "\(item.plan) \(item.material) \(item.verdict?.rawValue ?? "-") since \(item.since)"
        + (item.causes.isEmpty ? "" : " by " + item.causes.map(\.rawValue).joined(separator: "+"))
    }
  }

  @Test func aMaterialIsNewThenStillOpenThenFixedThenReopened() throws {
    let folder = try Folder()
    let ledger = try Ledger(at: folder.ledger, for: .audit)
    let missing = verdict("P1", ["faculty_list": .missing, "course_list": .present])
    let present = verdict("P1", ["faculty_list": .present, "course_list": .present], outcome: .complete)

    let first = try ledger.night(header("1", asOf: "2024-01-01"), [(missing, same)])
    #expect(words(first.new) == ["P1 faculty_list missing since 2024-01-01"])
    #expect(first.fixed.isEmpty && first.stillOpen.isEmpty && first.reopened.isEmpty)

    let second = try ledger.night(header("2", asOf: "2024-01-02"), [(missing, same)])
    #expect(words(second.stillOpen) == ["P1 faculty_list missing since 2024-01-01"])
    #expect(second.new.isEmpty && second.fixed.isEmpty && second.reopened.isEmpty)

    var uploaded = same
    uploaded.uploads = "u2"
    let third = try ledger.night(header("3", asOf: "2024-01-03"), [(present, uploaded)])
    #expect(words(third.fixed) == ["P1 faculty_list present since 2024-01-01 by upload"])
    #expect(third.new.isEmpty && third.stillOpen.isEmpty && third.reopened.isEmpty)

    var removed = same
    removed.uploads = "u3"
    let fourth = try ledger.night(header("4", asOf: "2024-01-04"), [(missing, removed)])
    #expect(words(fourth.reopened) == ["P1 faculty_list missing since 2024-01-04 by upload"])

    let fifth = try ledger.night(header("5", asOf: "2024-01-05"), [(missing, removed)])
    #expect(words(fifth.stillOpen) == ["P1 faculty_list missing since 2024-01-04"])
  }

  @Test func deficientAndUnconfirmedAreOpenToo() throws {
    let folder = try Folder()
    let ledger = try Ledger(at: folder.ledger, for: .audit)
    let changes = try ledger.night(
      header("1"), [(verdict("P1", ["a": .missing, "b": .deficient, "c": .unconfirmed, "d": .present]), same)])
    #expect(
      words(changes.new) == [
        "P1 a missing since 2024-01-01", "P1 b deficient since 2024-01-01", "P1 c unconfirmed since 2024-01-01",
      ])
  }

  struct CauseCase: Sendable {
    var inputs = PlanInputs(register: "r", uploads: "u", decisions: "d", others: "o")
    var policy = "policy"
    var program = "1.0"
    var expected: [Changes.Cause]
  }

  @Test(arguments: [
    CauseCase(inputs: PlanInputs(register: "r", uploads: "new", decisions: "d", others: "o"), expected: [.upload]),
    CauseCase(inputs: PlanInputs(register: "new", uploads: "u", decisions: "d", others: "o"), expected: [.register]),
    CauseCase(inputs: PlanInputs(register: "r", uploads: "u", decisions: "new", others: "o"), expected: [.decision]),
    CauseCase(inputs: PlanInputs(register: "r", uploads: "u", decisions: "", others: "o"), expected: [.decisionEnded]),
    CauseCase(inputs: PlanInputs(register: "r", uploads: "u", decisions: "d", others: "new"), expected: [.otherPlans]),
    CauseCase(policy: "new", expected: [.policy]),
    CauseCase(program: "2.0", expected: [.program]),
    CauseCase(expected: [.date]),
    CauseCase(
      inputs: PlanInputs(register: "new", uploads: "new", decisions: "d", others: "o"), policy: "new",
      expected: [.upload, .register, .policy]),
  ])
  func theCauseIsWhatDiffers(_ change: CauseCase) throws {
    let folder = try Folder()
    let ledger = try Ledger(at: folder.ledger, for: .audit)
    _ = try ledger.night(header("1"), [(verdict("P1", ["a": .missing]), same)])
    let changes = try ledger.night(
      header("2", policy: change.policy, program: change.program), [(verdict("P1", ["a": .present]), change.inputs)])
    #expect(changes.fixed.map(\.causes) == [change.expected])
  }

  @Test func aPlanThatLeavesTheRegisterHasNothingOpen() throws {
    let folder = try Folder()
    let ledger = try Ledger(at: folder.ledger, for: .audit)
    _ = try ledger.night(header("1"), [(verdict("P1", ["a": .missing]), same), (verdict("P2", ["a": .missing]), same)])
    let changes = try ledger.night(header("2", asOf: "2024-01-02"), [(verdict("P2", ["a": .missing]), same)])
    // Nobody put anything right.
    #expect(changes.fixed.isEmpty)
    #expect(words(changes.withdrawn) == ["P1 a - since 2024-01-01 by register"])
    #expect(words(changes.stillOpen) == ["P2 a missing since 2024-01-01"])
    // Said once.
    #expect(try ledger.night(header("3", asOf: "2024-01-03"), [(verdict("P2", ["a": .missing]), same)]).withdrawn.isEmpty)
  }

  @Test func aMaterialNoLongerAskedForIsFixedWithoutAVerdict() throws {
    let folder = try Folder()
    let ledger = try Ledger(at: folder.ledger, for: .audit)
    _ = try ledger.night(header("1"), [(verdict("P1", ["a": .missing]), same)])
    var changed = same
    changed.register = "r2"
    let changes = try ledger.night(header("2"), [(verdict("P1", ["b": .present]), changed)])
    #expect(words(changes.fixed) == ["P1 a - since 2024-01-01 by register"])
  }

  /// A bundle that could not be audited tonight has not been put in order by that.
  @Test func aFailedPlanKeepsWhatWasOpen() throws {
    let folder = try Folder()
    let ledger = try Ledger(at: folder.ledger, for: .audit)
    _ = try ledger.night(header("1"), [(verdict("P1", ["a": .missing]), same)])
    let failed = try ledger.night(header("2", asOf: "2024-01-02"), [(verdict("P1", [:], outcome: .failed), same)])
    #expect(words(failed.stillOpen) == ["P1 a missing since 2024-01-01"])
    #expect(failed.fixed.isEmpty)
    let third = try ledger.night(header("3", asOf: "2024-01-03"), [(verdict("P1", ["a": .missing]), same)])
    #expect(words(third.stillOpen) == ["P1 a missing since 2024-01-01"])
  }

  @Test func listsAreInRegisterOrder() throws {
    let folder = try Folder()
    let ledger = try Ledger(at: folder.ledger, for: .audit)
    let plans = ["P9", "P10", "P1"].map { (verdict($0, ["b": .missing, "a": .missing]), same) }
    let changes = try ledger.night(header("1"), plans)
    #expect(changes.new.map { $0.plan + $0.material } == ["P9a", "P9b", "P10a", "P10b", "P1a", "P1b"])
    let fixed = try ledger.night(header("2"), ["P9", "P10", "P1"].map { (verdict($0, ["b": .present, "a": .present]), same) })
    #expect(fixed.fixed.map { $0.plan + $0.material } == ["P9a", "P9b", "P10a", "P10b", "P1a", "P1b"])
  }

  /// A killed night is no night: the next compares with the last that was finished, and the first night's `since` stands.
  @Test func aKilledNightDoesNotCount() throws {
    let folder = try Folder()
    let ledger = try Ledger(at: folder.ledger, for: .audit)
    _ = try ledger.night(header("1"), [(verdict("P1", ["a": .missing]), same)])
    let killed = try ledger.begin(header("2", asOf: "2024-01-02"))
    try ledger.keep([(0, PlanRecord(verdict: verdict("P1", ["a": .present]), inputs: same, documents: []))], in: killed)
    #expect(try ledger.lastFinishedRun()?.header.id == "1")
    let changes = try ledger.night(header("3", asOf: "2024-01-03"), [(verdict("P1", ["a": .missing]), same)])
    #expect(words(changes.stillOpen) == ["P1 a missing since 2024-01-01"])
  }
}
