import Findings
import Policies
import Readings
import Registers

/// All rules held against one plan, in the policy's order.
struct Ruling {
  private(set) var findings: [Finding] = []
  private(set) var notChecked: [String: String] = [:]
  private(set) var switches: [String] = []
  private(set) var flags: [(path: String, flag: Flag)] = []
  /// Whether any rule was asked of this plan that is not asked of every plan, or found something.
  private(set) var applied = false

  init(_ evaluation: Evaluation) {
    for rule in evaluation.policy.rules { hold(rule, evaluation) }
  }

  private mutating func hold(_ rule: Policy.Rule, _ evaluation: Evaluation) {
    guard rule.appliesTo.isEmpty || rule.appliesTo.contains(evaluation.one.application.id) else { return }
    if let when = rule.when {
      switch evaluation.evaluate(when) {
      case .holds: break
      case .notChecked(let column):
        notChecked[rule.id] = column
        return
      case .broken, .blank, .inapplicable: return
      }
    }
    let outcome = evaluation.evaluate(rule.check)
    if outcome == .inapplicable { return }
    if !rule.appliesTo.isEmpty { applied = true }
    switch outcome {
    case .holds: switches += rule.switches
    case .inapplicable: break
    case .notChecked(let column): notChecked[rule.id] = column
    case .blank(let column):
      applied = true
      blank(rule, column, evaluation)
    case .broken(let violations):
      applied = true
      switches += rule.switches
      for violation in violations { broken(rule, violation, evaluation) }
    }
  }

  private mutating func broken(_ rule: Policy.Rule, _ violation: Violation, _ evaluation: Evaluation) {
    let sentence = violation.case.flatMap { rule.cases[$0] }
    let values = Self.common(evaluation).merging(violation.values) { _, own in own }
    findings.append(
      Finding(
        rule: rule.id, severity: sentence?.severity ?? rule.severity,
        message: shownPaths(in: fill(sentence?.message ?? rule.message, values)),
        fix: shownPaths(in: fill(sentence?.fix ?? rule.fix, values)), clause: Self.clause(rule, evaluation)))
    if let path = violation.path, let flag = violation.flag { flags.append((path, flag == .duplicate ? .duplicate : .otherUnit)) }
  }

  /// An empty cell is no breach, so it is said more mildly than one.
  private mutating func blank(_ rule: Policy.Rule, _ column: String, _ evaluation: Evaluation) {
    guard let sentence = evaluation.policy.sentences["blank_cell"] else { return }
    var values = Self.common(evaluation)
    values["column"] = column
    values["rule"] = rule.title
    findings.append(
      Finding(
        rule: rule.id, severity: min(rule.severity, .warning), message: fill(sentence.message, values), fix: fill(sentence.fix, values),
        clause: Self.clause(rule, evaluation)))
  }

  private static func clause(_ rule: Policy.Rule, _ evaluation: Evaluation) -> String {
    rule.clauseFor.first { evaluation.evaluate($0.when) == .holds }?.clause ?? rule.clause
  }

  private static func common(_ evaluation: Evaluation) -> [String: String] {
    let plan = evaluation.one.plan
    return ["plan": plan.id, "unit": plan.unit, "title": plan.title]
  }
}
