import Policies
import Readings
import Registers

extension Evaluation {
  /// `own_unit`: no supporting document names another unit `mentions` times or more, with at least `share` of all organisations that it names,
  /// without naming the plan's own. Another unit is one of the register, or a name that starts with one of `prefixes`: lecturers come from many
  /// universities, so a foreign organisation alone says nothing.
  func ownUnit(mentions: Int, share: Double, prefixes: [String]) -> Outcome {
    let own = Names.unit(one.plan.unit)
    var violations: [Violation] = []
    for document in one.supporting {
      let named = document.reading.facts.organisations
      let total = named.reduce(0) { $0 + $1.count }
      guard total > 0, !named.contains(where: { Names.mayBeSameUnit(Names.unit($0.name), own) }) else { continue }
      let other = named.first { mention in
        mention.count >= mentions && Double(mention.count) >= share * Double(total)
          && (prefixes.contains { mention.name.folded.hasPrefix($0.folded) } || night.units.contains(Names.unit(mention.name)))
      }
      guard let other else { continue }
      violations.append(
        Violation(
          values: ["file": document.path, "other": other.name, "count": String(other.count)], path: document.path, flag: .otherUnit))
    }
    return violations.isEmpty ? .holds : .broken(violations)
  }
}
