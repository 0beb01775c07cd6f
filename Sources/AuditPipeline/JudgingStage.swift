import Bundles
import Findings
import Judging
import LedgerStore
import Policies
import Readings
import Registers
import Reports

/// What a judged night comes to; its verdicts are the ledger's.
struct JudgedNight: Sendable {
  var overview: NightOverview
  var decisions: Reports.Decisions
  /// Verdicts that were made this night; the others are an earlier night's.
  var judged: Int
}

/// Plans and readings → verdicts with the bureau's decisions applied, kept in the ledger. Opens no file.
///
/// A verdict follows from the plan's row and documents (`NightBase`) and from what the other plans contribute (`NightAnswers`). First every plan is
/// brought to its trace, either the one that an earlier night left for the same row and documents, or by opening the plan; then each is asked what the
/// others contribute, which is cheap; and only where that too differs from the earlier night is the verdict made. Both halves see one plan at a time,
/// so that no more of the night's readings is in memory.
struct JudgingStage {
  let inputs: NightInputs
  let uploads: Uploads
  let readings: FileReadings
  let run: NightRun
  let decisions: [String: [Decision]]

  /// Opened plans that are held for their second half; the others are opened twice.
  private static let held = 400
  /// Plans a transaction: each is an fsync.
  private static let batch = 200

  func judge() throws -> JudgedNight {
    let judge = Judge(policy: inputs.policy, funded: inputs.funded)
    let base = NightBase(inputs).digest
    let known = inputs.options.full ? [:] : try run.ledger.judgements(base: base)
    var own: [String] = []
    var traces: [PlanTrace] = []
    var opened: [Int: PlanCase] = [:]
    for (position, plan) in inputs.register.plans.enumerated() {
      let contents = readings.contents(of: uploads.bundles[position])
      let digest = NightBase.own(plan, uploads.bundles[position], contents)
      own.append(digest)
      if let known = known[plan.id], known.judgement.own == digest, contents.isKept {
        traces.append(known.judgement.trace)
      } else {
        let one = judge.open(try input(position))
        traces.append(judge.trace(one))
        if opened.count < Self.held { opened[position] = one }
      }
    }
    let night = NightIndex(traces, policy: inputs.policy)
    var keeping = Keeping(run: run)
    var tallies: [PlanTally] = []
    var fates = Reports.Decisions()
    for (position, plan) in inputs.register.plans.enumerated() {
      let bundle = uploads.bundles[position]
      let contents = readings.contents(of: bundle)
      let answers = night.answers(to: traces[position], at: position)
      var causes = NightBase.causes(plan, bundle, contents, funded: inputs.funded)
      causes.others = digest(of: answers.packed)
      let decided = decisions[plan.id] ?? []
      if decided.isEmpty, contents.isKept, let known = known[plan.id], known.judgement.own == own[position],
        known.judgement.others == causes.others
      {
        tallies.append(known.judgement.tally)
        keeping.again.append((position, causes, known))
      } else {
        let input = try opened[position]?.input ?? input(position)
        let closed = judge.close(opened.removeValue(forKey: position) ?? judge.open(input), answers)
        tallies.append(closed.tally)
        let holding = try apply(decided, to: closed.verdict, input, judge, &fates)
        causes.decisions = holding.ids.map(String.init).joined(separator: ",")
        let judgement = Judgement(base: base, own: own[position], others: causes.others, trace: traces[position], tally: closed.tally)
        keeping.fresh.append(
          (
            position,
            PlanRecord(
              verdict: holding.verdict, inputs: causes, documents: contents.documents, ignored: contents.ignored,
              judgement: decided.isEmpty && contents.isKept ? judgement : nil)
          ))
      }
      if keeping.count >= Self.batch { try keeping.flush() }
    }
    try keeping.flush()
    let plans = Set(inputs.register.plans.map(\.id))
    for plan in decisions.keys.sorted() where !plans.contains(plan) {
      for decision in decisions[plan] ?? [] { fates.add(decision, .unused) }
    }
    return JudgedNight(overview: try judge.overview(traces, tallies), decisions: fates, judged: keeping.judged)
  }

  private func input(_ position: Int) throws -> PlanInput {
    let bundle = uploads.bundles[position]
    let isRead = !bundle.files.isEmpty && bundle.failure == nil
    return PlanInput(
      plan: inputs.register.plans[position], files: bundle.files.count,
      reading: isRead ? try readings.reading(of: bundle) { try run.ledger.readings(of: $0, key: inputs.key) } : nil,
      findings: bundle.findings, failure: bundle.failure, unreadable: bundle.unreadable)
  }

  /// Applies what holds of a plan's decisions (contract, section 8) and gives their ids, in the order made.
  private func apply(
    _ decisions: [Decision], to verdict: PlanVerdict, _ input: PlanInput, _ judge: Judge, _ fates: inout Reports.Decisions
  ) throws -> (verdict: PlanVerdict, ids: [Int64]) {
    guard !decisions.isEmpty else { return (verdict, []) }
    let decided = judge.apply(
      decisions, to: verdict, documents: input.reading?.documents ?? [], plan: input.plan, asOf: inputs.options.asOf)
    for (decision, fate) in zip(decisions, decided.fates) { fates.add(decision, fate) }
    return (decided.verdict, zip(decisions, decided.fates).filter { $1 == .applied }.map(\.0.id))
  }
}

/// Plans on their way into the ledger.
private struct Keeping {
  let run: NightRun
  var fresh: [(position: Int, record: PlanRecord)] = []
  var again: [(position: Int, inputs: PlanInputs, kept: KeptJudgement)] = []
  private(set) var judged = 0

  init(run: NightRun) { self.run = run }

  /// Those that are whole, with all their evidence, weigh more.
  var count: Int { fresh.count + again.count / 10 }

  mutating func flush() throws {
    judged += fresh.count
    if !fresh.isEmpty { try run.ledger.keep(fresh, in: run.number) }
    if !again.isEmpty { try run.ledger.keepAgain(again, in: run.number) }
    fresh = []
    again = []
  }
}

extension Reports.Decisions {
  mutating func add(_ decision: Decision, _ fate: DecisionFate) {
    let item = Item(
      plan: decision.plan, material: decision.material, ruling: decision.accept ? .accept : .reject, by: decision.by,
      reason: decision.reason, until: decision.until, file: decision.file)
    switch fate {
    case .applied: applied.append(item)
    case .expired: expired.append(item)
    case .voided: voided.append(item)
    case .superseded: superseded = (superseded ?? []) + [item]
    case .unused: unused.append(item)
    }
  }
}
