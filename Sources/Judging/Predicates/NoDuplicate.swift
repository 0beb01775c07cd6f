import Readings
import Registers

extension Evaluation {
  /// `no_duplicate`: no document that a requirement rests on stands, same bytes or nearly the same text, in another plan's bundle, nor twice in
  /// this one.
  func noDuplicate(_ similarity: Double) -> Outcome {
    guard let asked = policy.similarities.firstIndex(of: similarity) else { return .inapplicable }
    var violations: [Violation] = []
    var told: Set<String> = []
    // A path stands once in a bundle; where an archive holds two members of one name, one finding speaks of both.
    for (document, answer) in zip(one.supporting, night.places) where told.insert(document.path).inserted {
      let similar = answer.similar[asked]
      let all = similar.count > 0 ? similar : answer.twins
      guard let first = all.first.first else { continue }
      // Nil: some in this unit and some in others, which the rule's general sentence tells.
      let name: String? =
        if similar.count > 0 {
          "similar"
        } else if !answer.twinsAreForeign {
          "same_bundle"
        } else if all.inOwnUnit, all.inOtherUnits {
          nil
        } else {
          all.inOwnUnit ? "same_unit" : "other_unit"
        }
      // A twin inside the bundle is told once, on the later of the two.
      if name == "same_bundle", first.path.utf8.lexicographicallyPrecedes(document.path.utf8) == false { continue }
      let others =
        all.first.map { owned($0, in: name) }.joined(separator: "、") + (all.count > all.first.count ? "等\(all.count)个文件" : "")
      violations.append(Violation(values: ["file": document.path, "others": others], case: name, path: document.path, flag: .duplicate))
    }
    return violations.isEmpty ? .holds : .broken(violations)
  }

  /// A document with its owner, as far as the sentence around it does not name the owner already.
  private func owned(_ copy: NightAnswers.Copy, in sentence: String?) -> String {
    if copy.plan == one.plan.id { return "“\(copy.path)”" }
    if sentence == "same_unit" { return "“\(copy.path)”（计划\(copy.plan)）" }
    return "\(copy.isOwnUnit ? "本单位" : copy.unit)计划\(copy.plan)的“\(copy.path)”"
  }
}
