import Findings
import Judging
import LedgerStore
import Readings
import Registers
import Reports

/// What changed since the last finished night, with where it comes from.
struct NightChanges: Sendable {
  var changes: LedgerStore.Changes
  var previous: LedgerStore.Run?
}

/// Keeps the night's plans in the ledger and asks it what they change.
struct ChangeStage {
  let inputs: NightInputs
  let decided: DecidedNight
  let run: NightRun

  func record() throws -> NightChanges {
    let companions = Companions(decided.judged)
    let records = decided.plans.indices.map { index -> (position: Int, record: PlanRecord) in
      let input = decided.judged.inputs[index]
      let documents = input.reading?.documents ?? []
      let record = PlanRecord(
        verdict: decided.plans[index],
        inputs: PlanInputs(
          register: registerDigest(input), uploads: uploadsDigest(input),
          decisions: (decided.holding[input.plan.id] ?? []).map(String.init).joined(separator: ","), others: companions.digest(index)),
        documents: documents.map { DocumentEntry(path: $0.path, sha256: $0.reading.sha256) }, ignored: input.reading?.ignored ?? [:])
      return (index, record)
    }
    // A few hundred plans a transaction: each is an fsync.
    for start in stride(from: 0, to: records.count, by: 500) {
      try run.ledger.keep(Array(records[start..<min(start + 500, records.count)]), in: run.number)
    }
    let previous = try run.ledger.lastFinishedRun()
    return NightChanges(changes: try run.ledger.changes(of: run.number), previous: previous)
  }

  /// The row without its number: a row inserted above changes no plan. The list of funded projects counts for all plans alike.
  private func registerDigest(_ input: PlanInput) -> String {
    let facts = input.plan.facts.sorted { $0.key < $1.key }.flatMap { [$0.key, $0.value.raw] }
    let list = (inputs.funded?.projects ?? []).filter { $0.unit == input.plan.unit }.flatMap {
      [$0.title, $0.type, "\($0.completed.map(String.init) ?? "")"]
    }
    return digest(of: [input.plan.unit, input.plan.title] + facts + ["funded"] + list)
  }

  private func uploadsDigest(_ input: PlanInput) -> String {
    let documents = (input.reading?.documents ?? []).flatMap { [$0.path, $0.reading.sha256, $0.reading.reason?.rawValue ?? ""] }
    return digest(of: ["\(input.files)", input.failure ?? ""] + input.findings.map(\.message) + documents)
  }
}

/// What other plans contribute to a plan's verdict: applications of the same unit, and where its documents stand elsewhere.
private struct Companions {
  private var byUnit: [String: [String]] = [:]
  private var byHash: [String: [Int]] = [:]
  private let night: JudgedNight

  init(_ night: JudgedNight) {
    self.night = night
    for (index, input) in night.inputs.enumerated() {
      byUnit[input.plan.unit, default: []].append("\(input.plan.id):\(night.verdict.plans[index].application)")
      for hash in Set((input.reading?.documents ?? []).map(\.reading.sha256)) { byHash[hash, default: []].append(index) }
    }
  }

  func digest(_ index: Int) -> String {
    let input = night.inputs[index]
    var parts = byUnit[input.plan.unit] ?? []
    for document in input.reading?.documents ?? [] {
      guard let plans = byHash[document.reading.sha256], plans.count > 1 else { continue }
      parts += [document.reading.sha256] + plans.map { night.inputs[$0].plan.id }
    }
    return AuditPipeline.digest(of: parts)
  }
}
