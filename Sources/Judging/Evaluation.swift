import Findings
import Policies

/// Predicates on one plan of the night; those on bundles and on the night each have their file in `Predicates`.
struct Evaluation {
  let one: PlanCase
  let policy: Policy
  /// What the other plans contribute.
  let night: NightAnswers
  let row: RowEvaluation

  init(_ one: PlanCase, policy: Policy, night: NightAnswers) {
    self.one = one
    self.policy = policy
    self.night = night
    row = RowEvaluation(plan: one.plan, policy: policy)
  }

  func evaluate(_ predicate: Predicate) -> Outcome {
    switch predicate {
    case .all(let parts): Combining.all(parts, evaluate)
    case .any(let parts): Combining.any(parts, evaluate)
    case .not(let inner): Combining.not(evaluate(inner))
    case .bundleFound: bundleFound()
    case .fewerMaterials(let path, let count): fewerMaterials(path, count)
    case .selfMade(let material): selfMade(material)
    case .editions(let material, let held, let minimum): editions(material, held: held, minimum: minimum)
    case .distinctMaterials(let pairs): distinctMaterials(pairs)
    case .pathConfirmed: pathConfirmed()
    case .somePath: somePath()
    case .pathAsClaimed: pathAsClaimed()
    case .onePerUnit: onePerUnit()
    case .noDuplicate(let similarity): noDuplicate(similarity)
    case .ownUnit(let mentions, let share, let prefixes): ownUnit(mentions: mentions, share: share, prefixes: prefixes)
    case .ownTraining(let mentions, let alike, let generic): ownTraining(mentions: mentions, alike: alike, generic: generic)
    case .always, .switchedOn, .yes, .anyOf, .numberAtLeast, .numberBetween, .holdsWords: row.evaluate(predicate)
    }
  }

  /// The requirement for a material, where the plan has one that is present.
  func present(_ material: String) -> PlanVerdict.Requirement? {
    one.requirements.first { $0.material == material && $0.verdict == .present }
  }

  /// A unit's name as it is compared.
  func unitName(_ unit: String) -> String { Names.unit(unit, policy.unitPrefixes) }

  func name(_ material: String) -> String { policy.material(material)?.name ?? material }
}
