import Findings
import Judging
import LedgerStore
import Readings
import Registers
import Reports

/// A night's verdicts with the bureau's decisions applied.
struct DecidedNight: Sendable {
  var judged: JudgedNight
  /// In register order.
  var plans: [PlanVerdict]
  var decisions: Reports.Decisions
  /// Plan → ids of the decisions that hold for it, in the order made.
  var holding: [String: [Int64]]
}

/// Applies what holds of the ledger's decisions and sorts the rest (contract, section 8).
struct DecisionStage {
  let inputs: NightInputs
  let judged: JudgedNight
  let decisions: [String: [Decision]]

  func run() -> DecidedNight {
    var night = DecidedNight(judged: judged, plans: [], decisions: Reports.Decisions(), holding: [:])
    for (verdict, input) in zip(judged.verdict.plans, judged.inputs) {
      guard let own = decisions[verdict.plan] else {
        night.plans.append(verdict)
        continue
      }
      let decided = judged.judge.apply(
        own, to: verdict, documents: input.reading?.documents ?? [], plan: input.plan, asOf: inputs.options.asOf)
      night.plans.append(decided.verdict)
      for (decision, fate) in zip(own, decided.fates) {
        if fate == .applied { night.holding[verdict.plan, default: []].append(decision.id) }
        Self.list(decision, fate, in: &night.decisions)
      }
    }
    let known = Set(judged.inputs.map(\.plan.id))
    for plan in decisions.keys.sorted() where !known.contains(plan) {
      for decision in decisions[plan] ?? [] { Self.list(decision, .unused, in: &night.decisions) }
    }
    return night
  }

  private static func list(_ decision: Decision, _ fate: DecisionFate, in decisions: inout Reports.Decisions) {
    let item = Reports.Decisions.Item(
      plan: decision.plan, material: decision.material, ruling: decision.accept ? .accept : .reject, by: decision.by,
      reason: decision.reason,
      until: decision.until, file: decision.file)
    switch fate {
    case .applied: decisions.applied.append(item)
    case .expired: decisions.expired.append(item)
    case .voided: decisions.voided.append(item)
    case .superseded: decisions.superseded = (decisions.superseded ?? []) + [item]
    case .unused: decisions.unused.append(item)
    }
  }
}
