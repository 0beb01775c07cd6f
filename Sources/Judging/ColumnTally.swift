import Policies

/// Counts, for each rule and column, the plans for which the rule could not be checked.
struct ColumnTally {
  private var counts: [String: [String: Int]] = [:]

  mutating func add(_ rule: String, _ columns: [String]) {
    for column in columns { counts[rule, default: [:]][column, default: 0] += 1 }
  }

  /// In the policy's order of rules, columns by name.
  func list(_ rules: [Policy.Rule]) -> [NightOverview.NotChecked] {
    rules.flatMap { rule in
      (counts[rule.id] ?? [:]).sorted { $0.key < $1.key }.map { NightOverview.NotChecked(rule: rule.id, column: $0.key, plans: $0.value) }
    }
  }
}
