import Policies
import Readings
import Registers

extension Evaluation {
  /// `own_unit`: no supporting document names another unit `mentions` times or more, with at least `share` of all organisations that it names,
  /// without naming the plan's own. Another unit is one of the register, or a name that starts with one of `prefixes`: lecturers come from many
  /// universities, so a foreign organisation alone says nothing.
  /// Names are taken as the running text gives them (前往中国科学院化学研究所), so they are cut to where a prefix stands in them, and counted
  /// together.
  func ownUnit(mentions: Int, share: Double, prefixes: [String]) -> Outcome {
    let own = unitName(one.plan.unit)
    let forms = prefixes.map(\.folded)
    var violations: [Violation] = []
    for document in one.supporting {
      let named = document.reading.facts.organisations
      let total = named.reduce(0) { $0 + $1.count }
      guard total > 0, !OwnUnitQuestion.isNamed(own, in: named, policy) else { continue }
      var counts: [String: (name: String, count: Int)] = [:]
      for mention in named {
        guard let unit = academyUnit(mention.name, forms) else { continue }
        counts[unitName(unit), default: (unit, 0)].count += mention.count
      }
      let other = counts.sorted { ($1.value.count, $0.key) < ($0.value.count, $1.key) }.first?.value
      guard let other, other.count >= mentions, Double(other.count) >= share * Double(total) else { continue }
      violations.append(
        Violation(
          values: ["file": document.path, "other": other.name, "count": String(other.count)], path: document.path, flag: .otherUnit))
    }
    return violations.isEmpty ? .holds : .broken(violations)
  }

  /// The name from the last prefix on, or the whole name where it is a unit of the register.
  private func academyUnit(_ name: String, _ prefixes: [String]) -> String? {
    let form = name.folded
    if let start = OwnUnitQuestion.start(of: prefixes, in: form) { return String(form[start...]) }
    return night.units.contains(unitName(form)) ? name : nil
  }
}

/// What `own_unit` asks of the night.
enum OwnUnitQuestion {
  /// Comparable names in the documents that may be of a unit of the register.
  static func names(_ documents: [FoundDocument], own: String, prefixes: [String], policy: Policy) -> [String] {
    let forms = prefixes.map(\.folded)
    return documents.flatMap { document -> [String] in
      let named = document.reading.facts.organisations
      if isNamed(own, in: named, policy) { return [] }
      return named.map(\.name.folded).filter { start(of: forms, in: $0) == nil }.map { Names.unit($0, policy.unitPrefixes) }
    }
  }

  fileprivate static func isNamed(_ own: String, in named: [Facts.Mention], _ policy: Policy) -> Bool {
    named.contains { Names.mayBeSameUnit(Names.unit($0.name, policy.unitPrefixes), own) }
  }

  fileprivate static func start(of prefixes: [String], in form: String) -> String.Index? {
    prefixes.compactMap { form.ranges(of: $0).last?.lowerBound }.max()
  }
}
