import Policies
import Registers

extension RowEvaluation {
  /// `number_between`: the number lies between the bounds, both included.
  func numberBetween(_ fact: String, _ minimum: Double, _ maximum: Double) -> Outcome {
    number(fact) { number, cell in
      (minimum...maximum).contains(number)
        ? .holds : .broken(["column": column(fact), "value": shown(cell), "minimum": minimum.plain, "maximum": maximum.plain])
    }
  }
}
