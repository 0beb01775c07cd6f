import Policies
import Registers

extension RowEvaluation {
  /// `yes`: the cell says yes. An empty cell says no: a box that nobody ticked.
  func yes(_ fact: String) -> Outcome {
    let cell = plan.fact(fact)
    switch cell.value {
    case .yesNo(true): return .holds
    case .columnMissing, .unreadable: return .notChecked(column: column(fact))
    default: return .broken(["column": column(fact), "value": shown(cell)])
    }
  }
}
