/// The section `classifier:` of a policy (cues, weights, calibration), which the classification decodes for itself.
package struct ClassifierPolicy: Sendable, Hashable {
  /// The section as YAML of its own.
  package var yaml: String
}
