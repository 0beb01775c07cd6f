/// The policy's words for its ids. An id that the policy does not know (an old run under another policy) is shown as it is.
struct Names {
  private let materials: [String: PolicyFacts.Named]
  private let applications: [String: PolicyFacts.Named]
  private let paths: [String: PolicyFacts.Named]
  private let clauses: [String: PolicyFacts.Clause]
  private let switches: [String: PolicyFacts.Switch]
  private let rules: [String: PolicyFacts.Named]

  init(_ policy: PolicyFacts) {
    // A policy's lint refuses an id twice; a ledger written by hand might hold one: the first then counts.
    materials = Dictionary(policy.materials.map { ($0.id, $0) }) { first, _ in first }
    applications = Dictionary(policy.applications.map { ($0.id, $0) }) { first, _ in first }
    paths = Dictionary(policy.paths.map { ($0.id, $0) }) { first, _ in first }
    clauses = Dictionary(policy.clauses.map { ($0.id, $0) }) { first, _ in first }
    rules = Dictionary((policy.rules ?? []).map { ($0.id, $0) }) { first, _ in first }
    switches = Dictionary(policy.switches.map { ($0.id, $0) }) { first, _ in first }
  }

  func material(_ id: String) -> String { materials[id]?.name ?? id }
  func what(_ id: String) -> String { materials[id]?.what ?? "" }
  func application(_ id: String) -> String { applications[id]?.name ?? id }
  func path(_ id: String) -> String { paths[id]?.name ?? id }
  /// What a rule asks, in a few words.
  func rule(_ id: String) -> String { rules[id]?.name ?? Texts.shared.rule(id) ?? id }
  func quotes(_ clause: String) -> [String] { clauses[clause]?.quotes ?? [] }
  func policySwitch(_ id: String) -> PolicyFacts.Switch? { switches[id] }
}
