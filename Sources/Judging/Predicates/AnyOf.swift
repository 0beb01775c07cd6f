import Policies
import Registers

extension RowEvaluation {
  /// `any_of`: the cell holds one of these choices. An empty cell holds none.
  func anyOf(_ fact: String, _ values: [String]) -> Outcome {
    let cell = plan.fact(fact)
    switch cell.value {
    case .choice(let chosen) where chosen.contains(where: values.contains): return .holds
    case .columnMissing, .unreadable: return .notChecked(column: column(fact))
    default: return .broken(["column": column(fact), "value": shown(cell)])
    }
  }
}
