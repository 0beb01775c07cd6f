import Policies

extension Evaluation {
  /// `path_as_claimed`: the plan was judged by the path that it is entitled to claim, not by another that its bundle satisfies better.
  func pathAsClaimed() -> Outcome {
    guard let claimed = one.choice.claimed, let path = one.choice.path else { return .inapplicable }
    guard one.choice.open.contains(where: { $0.path.id == claimed.id && $0.entitled }) else { return .inapplicable }
    return claimed.id == path.id ? .holds : .broken(["claimed": claimed.name, "path": path.name])
  }
}
