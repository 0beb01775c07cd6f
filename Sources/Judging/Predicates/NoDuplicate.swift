import Readings
import Registers

extension Evaluation {
  /// `no_duplicate`: no document that a requirement rests on stands, same bytes or nearly the same text, in another plan's bundle, nor twice in
  /// this one.
  func noDuplicate(_ similarity: Double) -> Outcome {
    var violations: [Violation] = []
    var told: Set<String> = []
    let ownUnit = unitName(one.plan.unit)
    // A path stands once in a bundle; where an archive holds two members of one name, one finding speaks of both.
    for document in one.supporting where told.insert(document.path).inserted {
      let twins = night.twins(of: document)
      let similar = twins.isEmpty ? night.similar(to: document, plan: one.plan.id, least: similarity) : []
      let foreign = twins.filter { $0.plan != one.plan.id }
      let all = !similar.isEmpty ? similar : foreign.isEmpty ? twins : foreign
      guard let first = all.first else { continue }
      let own = Set(all.map { $0.unitName == ownUnit })
      // Nil: some in this unit and some in others, which the rule's general sentence tells.
      let name: String? =
        if !similar.isEmpty { "similar" } else if foreign.isEmpty { "same_bundle" } else if own.count > 1 { nil } else {
          own == [true] ? "same_unit" : "other_unit"
        }
      // A twin inside the bundle is told once, on the later of the two.
      if name == "same_bundle", first.path.utf8.lexicographicallyPrecedes(document.path.utf8) == false { continue }
      let others = all.prefix(3).map { owned($0, in: name) }.joined(separator: "、") + (all.count > 3 ? "等\(all.count)个文件" : "")
      violations.append(Violation(values: ["file": document.path, "others": others], case: name, path: document.path, flag: .duplicate))
    }
    return violations.isEmpty ? .holds : .broken(violations)
  }

  /// A document with its owner, as far as the sentence around it does not name the owner already.
  private func owned(_ place: NightIndex.Place, in sentence: String?) -> String {
    if place.plan == one.plan.id { return "“\(place.path)”" }
    if sentence == "same_unit" { return "“\(place.path)”（计划\(place.plan)）" }
    let isOwn = place.unitName == unitName(one.plan.unit)
    return "\(isOwn ? "本单位" : place.unit)计划\(place.plan)的“\(place.path)”"
  }
}
