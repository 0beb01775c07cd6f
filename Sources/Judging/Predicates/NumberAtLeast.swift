import Policies
import Registers

extension RowEvaluation {
  /// `number_at_least`: the number is the minimum or more.
  func numberAtLeast(_ fact: String, _ minimum: Double) -> Outcome {
    number(fact) { number, cell in
      number >= minimum ? .holds : .broken(["column": column(fact), "value": shown(cell), "minimum": minimum.plain])
    }
  }

  /// The cell's number, or why there is none to compare.
  func number(_ fact: String, _ compare: (Double, Fact) -> Outcome) -> Outcome {
    let cell = plan.fact(fact)
    switch cell.value {
    case .number(let number): return compare(number, cell)
    case .blank: return .blank(column: column(fact))
    default: return .notChecked(column: column(fact))
    }
  }
}
