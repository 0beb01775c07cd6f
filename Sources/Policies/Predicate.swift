/// What a rule, a match or a claim asks. Each case is evaluated in its own file of `Judging/Predicates`; its parameters come from the policy.
package indirect enum Predicate: Sendable, Hashable {
  // On the register row.

  /// Holds for every plan.
  case always
  /// The cell says yes.
  case yes(fact: String)
  /// The cell holds one of these value ids.
  case anyOf(fact: String, values: [String])
  case numberAtLeast(fact: String, minimum: Double)
  case numberBetween(fact: String, minimum: Double, maximum: Double)
  /// The text holds one of these words.
  case holdsWords(fact: String, words: [String])
  case all([Part])
  case any([Part])
  case not(Predicate)
  /// The policy's own switch is on: for a reading of the guide that a rule depends on.
  case switchedOn(id: String)

  // On the bundle.

  /// Something was uploaded for the plan.
  case bundleFound
  /// The bundle holds fewer than `count` of the path's materials (a plan that did not apply for what it sent papers for).
  case fewerMaterials(path: String, count: Int)
  /// A document that counts as the material shows words of teaching material written by the unit.
  case selfMade(material: String)
  /// The documents that count as the material name at least `minimum` editions, if the plan says that it was held as often.
  case editions(material: String, held: String, minimum: Int)
  /// No document is the only support of two materials that cannot be one text.
  case distinctMaterials(pairs: [[String]])
  /// The path that the register claims is confirmed by the funded list.
  case pathConfirmed
  /// One of the open paths is satisfied or may be.
  case somePath
  /// The path that was judged is the one that the register claims.
  case pathAsClaimed

  // On the whole night.

  /// No other plan of the unit is of the same application.
  case onePerUnit
  /// No document of the bundle stands, same or nearly the same, in another bundle or twice in this one.
  case noDuplicate(similarity: Double)
  /// The bundle's documents do not speak of another unit throughout.
  case ownUnit(mentions: Int, share: Double, prefixes: [String])
  /// The bundle's documents do not speak of another plan's training throughout. `generic`: words that every training's name holds.
  case ownTraining(mentions: Int, alike: Double, generic: [String])

  /// A part of `all` or `any`, with the words by which a message says that it is lacking.
  package struct Part: Sendable, Hashable {
    package var predicate: Predicate
    package var name: String?
  }
}

extension Predicate {
  /// Facts of the register that it reads.
  package var facts: [String] {
    switch self {
    case .yes(let fact), .anyOf(let fact, _), .numberAtLeast(let fact, _), .numberBetween(let fact, _, _), .holdsWords(let fact, _): [fact]
    case .editions(_, let held, _): [held]
    case .all(let parts), .any(let parts): parts.flatMap(\.predicate.facts)
    case .not(let inner): inner.facts
    default: []
    }
  }

  /// Placeholders that a rule's sentences may use besides `{plan}`, `{unit}`, `{title}`.
  package var placeholders: Set<String> {
    switch self {
    case .always, .switchedOn: []
    case .yes, .anyOf: ["column", "value"]
    case .numberAtLeast: ["column", "value", "minimum"]
    case .numberBetween: ["column", "value", "minimum", "maximum"]
    case .holdsWords: ["column", "value", "words"]
    case .all(let parts), .any(let parts): parts.reduce(into: ["lacking"]) { $0.formUnion($1.predicate.placeholders) }
    case .not(let inner): inner.placeholders
    case .bundleFound: []
    case .fewerMaterials: ["count", "materials", "path"]
    case .selfMade: ["material", "files"]
    case .editions: ["material", "files", "years", "minimum", "held"]
    case .distinctMaterials: ["file", "materials"]
    case .pathConfirmed: ["listed", "claimed", "other_unit"]
    case .somePath: ["needs"]
    case .pathAsClaimed: ["path", "claimed"]
    case .onePerUnit: ["count", "others"]
    case .noDuplicate: ["file", "others"]
    case .ownUnit, .ownTraining: ["file", "other", "count"]
    }
  }

  /// Names of the cases that its findings may fall into; a rule may word each of them.
  package var cases: Set<String> {
    switch self {
    case .pathConfirmed: ["no_list", "not_listed", "near", "not_completed", "other_type", "other_unit"]
    case .noDuplicate: ["same_bundle", "same_unit", "other_unit", "similar"]
    default: []
    }
  }
}
