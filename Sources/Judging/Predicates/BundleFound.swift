extension Evaluation {
  /// `bundle_found`: at least one file was uploaded for the plan. A bundle that could not be listed is not said to be absent.
  func bundleFound() -> Outcome {
    if one.input.failure != nil { return .inapplicable }
    return one.input.files > 0 || !one.input.unreadable.isEmpty ? .holds : .broken([:])
  }
}
