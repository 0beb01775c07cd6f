import Policies
import Registers

extension Evaluation {
  /// `one_per_unit`: no other plan of the unit is of the same application.
  func onePerUnit() -> Outcome {
    if one.plan.unit == Plan.noUnit { return .inapplicable }
    let key = unitName(one.plan.unit)
    let same = night.plansByUnit[NightIndex.UnitApplication(unit: key, application: one.application.id)] ?? []
    let others = same.filter { $0.id != one.plan.id }
    guard !others.isEmpty else { return .holds }
    return .broken(["count": String(same.count), "others": others.map { "\($0.id)“\($0.title)”" }.joined(separator: "、")])
  }
}
