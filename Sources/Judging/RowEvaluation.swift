import Policies
import Registers

/// Predicates on the register row alone; each has its file in `Predicates`.
struct RowEvaluation {
  let plan: Plan
  let policy: Policy

  enum Claim {
    case holds, broken
    /// The register lacks the column, or its cell cannot be read.
    case unknown(column: String)
  }

  /// A match: a missing column or an empty cell does not match.
  func matches(_ predicate: Predicate) -> Bool { evaluate(predicate) == .holds }

  /// A claim: as a match, but a missing column leaves it open.
  func claim(_ predicate: Predicate) -> Claim {
    switch evaluate(predicate) {
    case .holds: .holds
    case .notChecked(let column): .unknown(column: column)
    case .broken, .blank, .inapplicable: .broken
    }
  }

  /// Nil is never returned for a predicate that lint lets into a match; those on bundles are inapplicable here.
  func evaluate(_ predicate: Predicate) -> Outcome {
    switch predicate {
    case .always: .holds
    case .switchedOn(let id): policy.switch(id)?.value == .flag(true) ? .holds : .broken([:])
    case .yes(let fact): yes(fact)
    case .anyOf(let fact, let values): anyOf(fact, values)
    case .numberAtLeast(let fact, let minimum): numberAtLeast(fact, minimum)
    case .numberBetween(let fact, let minimum, let maximum): numberBetween(fact, minimum, maximum)
    case .holdsWords(let fact, let words): holdsWords(fact, words)
    case .all(let parts): Combining.all(parts, evaluate)
    case .any(let parts): Combining.any(parts, evaluate)
    case .not(let inner): Combining.not(evaluate(inner))
    default: .inapplicable
    }
  }

  /// The column's name as the policy gives it.
  func column(_ fact: String) -> String { policy.column(fact)?.name ?? fact }

  /// What a sentence shows of a cell.
  func shown(_ fact: Fact) -> String { fact.raw.isEmpty ? "未填写" : fact.raw }
}

extension Predicate {
  /// The columns of the row that it looks at, by fact id.
  var rowFacts: [String] {
    switch self {
    case .yes(let fact), .anyOf(let fact, _), .numberAtLeast(let fact, _), .numberBetween(let fact, _, _), .holdsWords(let fact, _): [fact]
    case .all(let parts), .any(let parts): parts.flatMap(\.predicate.rowFacts)
    case .not(let inner): inner.rowFacts
    default: []
    }
  }
}

extension Double {
  /// `3`, `4.5`: as a person writes it.
  var plain: String { self == rounded() && abs(self) < 1e15 ? String(Int(self)) : String(self) }
}
