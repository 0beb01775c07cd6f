import Registers

extension Evaluation {
  /// `path_confirmed`: the funded list bears out the path that the register claims.
  func pathConfirmed() -> Outcome {
    guard let confirmation = one.choice.confirmation else {
      return one.choice.unknownClaim.map { .notChecked(column: $0) } ?? .inapplicable
    }
    guard let name = confirmation.name else { return .holds }
    var values = ["listed": confirmation.listed, "claimed": one.plan.title, "other_unit": ""]
    if case .otherUnit(_, let unit) = confirmation { values["other_unit"] = unit }
    return .broken(values, case: name)
  }
}
