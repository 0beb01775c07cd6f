import Policies

/// `all`, `any` and `not`, with a third value for what could not be checked (Kleene).
enum Combining {
  /// Broken by any broken part; `{lacking}` names the broken parts that have a name.
  static func all(_ parts: [Predicate.Part], _ evaluate: (Predicate) -> Outcome) -> Outcome {
    let outcomes = parts.map { ($0, evaluate($0.predicate)) }
    let broken = outcomes.filter { isBroken($0.1) }
    if !broken.isEmpty { return .broken(merged(broken)) }
    return outcomes.map(\.1).first(where: isUnknown) ?? .holds
  }

  /// Holds by any part that holds.
  static func any(_ parts: [Predicate.Part], _ evaluate: (Predicate) -> Outcome) -> Outcome {
    let outcomes = parts.map { ($0, evaluate($0.predicate)) }
    if outcomes.contains(where: { $0.1 == .holds }) { return .holds }
    return outcomes.map(\.1).first(where: isUnknown) ?? .broken(merged(outcomes))
  }

  static func not(_ outcome: Outcome) -> Outcome {
    switch outcome {
    case .holds: .broken([:])
    case .broken, .blank: .holds
    case .notChecked, .inapplicable: outcome
    }
  }

  /// An empty cell does not say yes, so a part on it is broken here.
  private static func isBroken(_ outcome: Outcome) -> Bool {
    switch outcome {
    case .broken, .blank: true
    default: false
    }
  }

  private static func isUnknown(_ outcome: Outcome) -> Bool {
    if case .notChecked = outcome { return true }
    return false
  }

  private static func merged(_ outcomes: [(Predicate.Part, Outcome)]) -> [String: String] {
    var values: [String: String] = [:]
    for case (_, .broken(let violations)) in outcomes {
      for violation in violations { values.merge(violation.values) { first, _ in first } }
    }
    let names = outcomes.compactMap(\.0.name)
    if !names.isEmpty { values["lacking"] = names.joined(separator: "、") }
    return values
  }
}
