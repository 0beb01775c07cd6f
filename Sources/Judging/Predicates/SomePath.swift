import Findings
import Policies

extension Evaluation {
  /// `some_path`: one of the open paths is satisfied or may be. Asked of plans that claim another path than the general one, or sent something
  /// that only that path asks for; the others are told by their requirements.
  func somePath() -> Outcome {
    let open = one.choice.open
    guard open.count > 1, one.input.files > 0, one.input.failure == nil, let chosen = one.choice.path else { return .inapplicable }
    let general = open[0].path.materials
    let special = open.dropFirst().flatMap(\.path.materials).filter { !general.contains($0) }
    guard one.choice.claimed != nil || special.contains(where: { one.documents.supports[$0] != nil }) else { return .inapplicable }
    guard RequirementJudging.outcome(one.requirements, failed: false) == .incomplete else { return .holds }
    let needs = open.map { option in
      let lacking = option.requirements.filter { $0.verdict != .present }.map { "“\(name($0.material))”（\($0.verdict.chinese)）" }
      var text = "\(option.path.name)"
      if !option.entitled { text += "须先证实有此资格" + (lacking.isEmpty ? "" : "，并") }
      if !lacking.isEmpty { text += "还需\(lacking.joined(separator: "、"))" }
      return option.path.id == chosen.id ? "\(text)（本次按此审计）" : text
    }
    return .broken(["needs": needs.joined(separator: "；")])
  }
}
