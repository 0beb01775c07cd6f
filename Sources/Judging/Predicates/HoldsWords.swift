import Policies
import Registers

extension RowEvaluation {
  /// `holds_words`: the text holds one of the words. An empty cell says nothing either way.
  func holdsWords(_ fact: String, _ words: [String]) -> Outcome {
    let cell = plan.fact(fact)
    switch cell.value {
    case .text(let text):
      let form = text.folded
      if words.contains(where: { form.contains($0.folded) }) { return .holds }
      return .broken(["column": column(fact), "value": shown(cell), "words": words.joined(separator: "、")])
    case .blank: return .inapplicable
    default: return .notChecked(column: column(fact))
    }
  }
}
