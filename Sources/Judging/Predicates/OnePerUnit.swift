import Policies
import Registers

extension Evaluation {
  /// `one_per_unit`: no other plan of the unit is of the same application.
  func onePerUnit() -> Outcome {
    if one.plan.unit == Plan.noUnit { return .inapplicable }
    let others = night.peers.filter { $0.plan != one.plan.id }
    guard !others.isEmpty else { return .holds }
    return .broken(["count": String(night.peers.count), "others": others.map { "\($0.plan)“\($0.title)”" }.joined(separator: "、")])
  }
}
