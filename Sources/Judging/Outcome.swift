import Policies

/// What a predicate finds.
enum Outcome: Sendable, Hashable {
  case holds
  case broken([Violation])
  /// The cell that it reads is empty, which neither keeps nor breaks it.
  case blank(column: String)
  /// The register lacks the column, or the cell cannot be read: the rule reads “not checked”.
  case notChecked(column: String)
  /// It has nothing to say of this plan (a claim that was not made, a material that is not required).
  case inapplicable

  static func broken(_ values: [String: String], case name: String? = nil) -> Outcome {
    .broken([Violation(values: values, case: name)])
  }
}

/// One way in which a predicate is broken.
struct Violation: Sendable, Hashable {
  /// What the sentence's placeholders are filled with.
  var values: [String: String]
  /// The sentence to take, where the policy words several.
  var `case`: String?
  /// The document it is about, whose entry in the requirements gets `flag`.
  var path: String?
  var flag: FlagOfRule?

  init(values: [String: String], case name: String? = nil, path: String? = nil, flag: FlagOfRule? = nil) {
    self.values = values
    self.case = name
    self.path = path
    self.flag = flag
  }
}

/// Flags that judging sets (reading sets the others).
enum FlagOfRule: Sendable, Hashable {
  case otherUnit
  case duplicate
}
