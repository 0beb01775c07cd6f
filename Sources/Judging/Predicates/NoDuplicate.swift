import Readings
import Registers

extension Evaluation {
  /// `no_duplicate`: no document that a requirement rests on stands, same bytes or nearly the same text, in another plan's bundle, nor twice in
  /// this one.
  func noDuplicate(_ similarity: Double) -> Outcome {
    var violations: [Violation] = []
    for document in one.supporting {
      let twins = night.twins(of: document)
      let similar = twins.isEmpty ? night.similar(to: document, plan: one.plan.id, least: similarity) : []
      guard let first = (twins + similar).first else { continue }
      let name: String
      if !similar.isEmpty {
        name = "similar"
      } else if let foreign = twins.first(where: { $0.plan != one.plan.id }) {
        name = Names.unit(foreign.unit) == Names.unit(one.plan.unit) ? "same_unit" : "other_unit"
      } else {
        name = "same_bundle"
      }
      let all = name == "similar" ? similar : twins.filter { name == "same_bundle" || $0.plan != one.plan.id }
      // A twin inside the bundle is told once, on the later of the two.
      if name == "same_bundle", first.path.utf8.lexicographicallyPrecedes(document.path.utf8) == false { continue }
      let shown = all.prefix(3).map { $0.plan == one.plan.id ? "“\($0.path)”" : "\($0.unit)计划\($0.plan)的“\($0.path)”" }
      let others = shown.joined(separator: "、") + (all.count > 3 ? "等\(all.count)个文件" : "")
      violations.append(Violation(values: ["file": document.path, "others": others], case: name, path: document.path, flag: .duplicate))
    }
    return violations.isEmpty ? .holds : .broken(violations)
  }
}
