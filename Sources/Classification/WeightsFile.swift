import Findings

/// The fitted weights: a text file that a person can read and a script can write.
///
/// Lines of tab-separated fields. `targets` names the columns. `bias`, `feature NAME` and `gram TEXT` carry the first level: what each readable feature
/// and each run of one to three characters is worth for each target, in thousandths, for a stretch of text. `cue-bias` and `cue NAME` are a second
/// opinion on the same stretch, by the readable features alone. `stack NAME` carries the second level:
/// what the scores of the whole and of its best stretches together are worth for the document, in thousandths, with `mean NAME` and `scale NAME`
/// by which each is standardised first. `#` begins a remark. In `gram`, `␣` stands for a space.
package struct WeightsFile: Sendable {
  package var targets: [String] = []
  package var bias: [Float] = []
  package var features: [(name: String, weights: [Float])] = []
  package var grams: [(gram: String, weights: [Float])] = []
  /// The readable features where they speak alone, without the runs of characters.
  package var cues: [(name: String, weights: [Float])] = []
  package var cueBias: [Float] = []
  /// Second level, by target: one row a name, in the order of `Combination.names`.
  package var stack: [(name: String, weights: [Float], means: [Float], scales: [Float])] = []
  package var stackBias: [Float] = []
  /// Remarks at the head, without `#`.
  package var remarks: [String] = []

  package init() {}

  /// Throws `RunError` 65 with the line that does not fit.
  package init(_ bytes: [UInt8], subject: String) throws {
    var rows: [String: (weights: [Float], means: [Float], scales: [Float])] = [:]
    var order: [String] = []
    for (number, line) in bytes.split(separator: 10, omittingEmptySubsequences: false).enumerated() {
      guard let first = line.first else { continue }
      if first == 35 {
        remarks.append(String(decoding: line.dropFirst(), as: UTF8.self).trimmingPrefix(" ").description)
        continue
      }
      let fields = line.split(separator: 9, omittingEmptySubsequences: false)
      let kind = String(decoding: fields[0], as: UTF8.self)
      func fail(_ message: String) -> RunError {
        RunError(.badData, subject: subject, message: "weights file, line \(number + 1): \(message)")
      }
      if kind == "targets" {
        targets = fields.dropFirst().map { String(decoding: $0, as: UTF8.self) }
        continue
      }
      let named = !["bias", "cue-bias", "stack-bias"].contains(kind)
      let values = try fields.dropFirst(named ? 2 : 1).map { field in
        guard let value = Self.integer(field) else { throw fail("“\(String(decoding: field, as: UTF8.self))” is no whole number") }
        return Float(value) / 1000
      }
      guard values.count == targets.count, !named || fields.count > 1 else {
        throw fail("has \(values.count) weights for \(targets.count) targets")
      }
      let name = named ? String(decoding: fields[1], as: UTF8.self) : ""
      switch kind {
      case "bias": bias = values
      case "cue-bias": cueBias = values
      case "stack-bias": stackBias = values
      case "feature": features.append((name, values))
      case "cue": cues.append((name, values))
      case "gram": grams.append((name.replacing("␣", with: " "), values))
      case "stack", "mean", "scale":
        if rows[name] == nil {
          order.append(name)
          rows[name] = ([], [], [])
        }
        switch kind {
        case "stack": rows[name]?.weights = values
        case "mean": rows[name]?.means = values
        default: rows[name]?.scales = values
        }
      default: throw fail("unknown kind “\(kind)”")
      }
    }
    stack = order.compactMap { name in rows[name].map { (name, $0.weights, $0.means, $0.scales) } }
  }

  private static func integer(_ field: ArraySlice<UInt8>) -> Int? {
    guard !field.isEmpty else { return 0 }
    return Int(String(decoding: field, as: UTF8.self))
  }

  /// The file's text. Zeros are written as nothing.
  package var text: String {
    var lines = remarks.map { "# \($0)" }
    func row(_ fields: [String], _ values: [Float]) {
      lines.append(
        (fields
          + values.map { value in
            let thousandths = Int((value * 1000).rounded())
            return thousandths == 0 ? "" : String(thousandths)
          }).joined(separator: "\t"))
    }
    lines.append((["targets"] + targets).joined(separator: "\t"))
    row(["bias"], bias)
    for (name, weights) in features { row(["feature", name], weights) }
    for (gram, weights) in grams { row(["gram", gram.replacing(" ", with: "␣")], weights) }
    row(["cue-bias"], cueBias)
    for (name, weights) in cues { row(["cue", name], weights) }
    row(["stack-bias"], stackBias)
    for (name, weights, means, scales) in stack {
      row(["stack", name], weights)
      row(["mean", name], means)
      row(["scale", name], scales)
    }
    return lines.joined(separator: "\n") + "\n"
  }
}
