import Findings
import Foundation
import Judging
import LedgerStore
import Readings
import Testing

@Suite struct RunTests {
  private let inputs = PlanInputs(register: "r", uploads: "u")

  @Test func aNightIsReadBackAsItWasKept() throws {
    let folder = try Folder()
    let ledger = try Ledger(at: folder.ledger, for: .audit)
    let run = try ledger.begin(header("a"))
    let one = verdict("P1", ["faculty_list": .missing])
    let two = verdict("P2", ["faculty_list": .present], outcome: .complete)
    let entries = [DocumentEntry(path: "P2.zip!/1.docx", sha256: hash("a")), DocumentEntry(path: "P2.zip!/坏.docx", sha256: "")]
    let finding = Finding(rule: "register.row", severity: .error, message: "第3行没有编号。", fix: "请补上。", clause: nil)
    try ledger.keep(
      [
        (1, PlanRecord(verdict: two, inputs: inputs, documents: entries, ignored: ["Thumbs.db": 1])),
        (0, PlanRecord(verdict: one, inputs: inputs, documents: [])),
      ],
      in: run)
    try ledger.keep(findings: [finding], in: run)
    try ledger.finish(run, at: "2024-01-01T02:00:00Z", summary: Data("{\"plans\":2}".utf8))

    let last = try #require(try ledger.lastFinishedRun())
    #expect(last.number == run)
    #expect(last.header == header("a"))
    #expect(last.finished == "2024-01-01T02:00:00Z")
    #expect(last.summary == Data("{\"plans\":2}".utf8))
    #expect(try ledger.verdicts(of: run) == [one, two])
    #expect(try ledger.verdict(of: "P2", in: run) == two)
    #expect(try ledger.verdict(of: "P3", in: run) == nil)
    let composition = try #require(try ledger.compositions(of: run)["P2"])
    #expect(composition.documents == entries)
    #expect(composition.ignored == ["Thumbs.db": 1])
    #expect(try ledger.findings(of: run) == [finding])
  }

  @Test func anUnchangedNightTakesOverTheLastOnesPlans() throws {
    let folder = try Folder()
    let ledger = try Ledger(at: folder.ledger, for: .audit)
    let one = verdict("P1", ["a": .missing])
    #expect(try ledger.basis() == nil)
    let first = try ledger.begin(header("1"))
    try ledger.keep([(5, PlanRecord(verdict: one, inputs: inputs, documents: [.init(path: "P1.zip", sha256: hash("a"))]))], in: first)
    let finding = Finding(rule: "register.row", severity: .error, message: "第3行没有编号。", fix: "请补上。", clause: nil)
    try ledger.keep(findings: [finding], in: first)
    let letters = try ledger.keep(letters: [Data([2]), Data([5])])
    try ledger.keepBasis(fingerprint: "f", pages: Data([1]), letters: Set(letters), of: first)
    // A night that is not finished is nobody's basis.
    #expect(try ledger.basis() == nil)
    try ledger.finish(first, at: "x", summary: Data([3]))
    let basis = try #require(try ledger.basis())
    #expect(basis.fingerprint == "f" && basis.pages == Data([1]) && basis.run.number == first && basis.run.summary == Data([3]))
    #expect(try letters.map { try ledger.letter($0) } == [Data([2]), Data([5])])

    let second = try ledger.begin(header("2"))
    #expect(try ledger.takeOver(first, in: second))
    #expect(try ledger.changes(of: second).stillOpen.map(\.material) == ["a"])
    try ledger.keepBasis(fingerprint: nil, pages: Data([4]), letters: [letters[0]], of: second)
    try ledger.finish(second, at: "y", summary: Data())
    #expect(try ledger.verdicts(of: second) == [one])
    #expect(try ledger.compositions(of: second)["P1"]?.documents.map(\.path) == ["P1.zip"])
    #expect(try ledger.findings(of: second) == [finding])
    #expect(try ledger.basis()?.pages == Data([4]))
    #expect(try ledger.basis()?.fingerprint.isEmpty == true)
    // Letters that no page speaks of any more are gone.
    #expect(try letters.map { try ledger.letter($0) } == [Data([2]), nil])

    // Only the last finished night is taken over.
    let third = try ledger.begin(header("3"))
    #expect(try !ledger.takeOver(first, in: third))
    #expect(try ledger.verdicts(of: third).isEmpty)
    try ledger.abandon(third)
    try ledger.abandon(second)
    #expect(try ledger.runs().map(\.header.id) == ["2", "1"])
  }

  @Test func aNightEndsOnce() throws {
    let folder = try Folder()
    let ledger = try Ledger(at: folder.ledger, for: .audit)
    let run = try ledger.begin(header("1"))
    try ledger.finish(run, at: "x", summary: Data())
    let error = #expect(throws: RunError.self) { try ledger.finish(run, at: "y", summary: Data()) }
    #expect(error?.code == .internal)
  }

  @Test func oldNightsGoWithWhatOnlyTheySpeakOf() throws {
    let folder = try Folder()
    let ledger = try Ledger(at: folder.ledger, for: .audit)
    for night in 1...4 {
      let letter = Character(String(night))
      let found = FoundDocument(path: "P1.docx", reading: reading(hash(letter)))
      try ledger.keep([ReadFile(path: "P1.docx", stamp: stamp(Int64(night)), documents: [found], ignored: [:])], key: key)
      let run = try ledger.begin(header("night-\(night)"))
      let record = PlanRecord(
        verdict: verdict("P1", ["a": .missing, "n\(night)": .missing]), inputs: inputs,
        documents: [.init(path: "P1.docx", sha256: hash(letter))])
      try ledger.keep([(0, record)], in: run)
      try ledger.finish(run, at: "x", summary: Data())
    }
    _ = try ledger.add(
      Decision(plan: "P1", material: "a", accept: true, by: "王", reason: "纸质材料齐", made: "2024-01-01", sha256: hash("d")), asOf: "2024-01-01"
    )

    #expect(try ledger.prune(keeping: 2) == ["night-1", "night-2"])
    #expect(try ledger.runs().map(\.header.id) == ["night-4", "night-3"])
    #expect(try ledger.unread(among: [hash("1"), hash("2"), hash("3"), hash("4")], key: key) == [hash("1"), hash("2")])
    #expect(try ledger.decisions()["P1"]?.count == 1)
    #expect(try ledger.prune(keeping: 2) == [])
    // A problem that was open in a night that is gone is still known to have been.
    let changes = try ledger.night(header("night-5"), [(verdict("P1", ["n1": .missing, "n9": .missing]), inputs)])
    #expect(changes.reopened.map(\.material) == ["n1"])
    #expect(changes.new.map(\.material) == ["n9"])
  }

  @Test func whatIsNoLongerUploadedIsForgotten() throws {
    let folder = try Folder()
    let ledger = try Ledger(at: folder.ledger, for: .audit)
    for path in ["A", "B"] {
      try ledger.keep(
        [ReadFile(path: path, stamp: stamp(), documents: [.init(path: path, reading: reading(hash("a")))], ignored: [:])], key: key)
    }
    try ledger.forgetFiles(except: ["B"])
    #expect(try ledger.knownFiles().keys.sorted() == ["B"])
  }
}
