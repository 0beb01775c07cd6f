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
      var rest = line
      /// The bytes up to the next tab, taken off the line.
      func field() -> ArraySlice<UInt8> {
        let end = rest.firstIndex(of: 9) ?? rest.endIndex
        defer { rest = end < rest.endIndex ? rest[(end + 1)...] : rest[rest.endIndex...] }
        return rest[..<end]
      }
      func fail(_ message: String) -> RunError {
        RunError(.badData, subject: subject, message: "weights file, line \(number + 1): \(message)")
      }
      let kind = String(decoding: field(), as: UTF8.self)
      let tabs = line.count { $0 == 9 }
      if kind == "targets" {
        targets = (0..<tabs).map { _ in String(decoding: field(), as: UTF8.self) }
        continue
      }
      let named = !["bias", "cue-bias", "stack-bias"].contains(kind)
      let name = named ? String(decoding: field(), as: UTF8.self) : ""
      var values: [Float] = []
      values.reserveCapacity(targets.count)
      // A tab stands before each weight, and before the name; what is empty between two is a weight too, namely zero.
      for _ in 0..<max(0, named ? tabs - 1 : tabs) {
        let text = field()
        guard let value = Self.integer(text) else { throw fail("“\(String(decoding: text, as: UTF8.self))” is no whole number") }
        values.append(Float(value) / 1000)
      }
      guard values.count == targets.count, !named || tabs > 0 else {
        throw fail("has \(values.count) weights for \(targets.count) targets")
      }
      switch kind {
      case "bias": bias = values
      case "cue-bias": cueBias = values
      case "stack-bias": stackBias = values
      case "feature": features.append((name, values))
      case "cue": cues.append((name, values))
      case "gram": grams.append((Self.spaced(name), values))
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

  /// The name with `␣` as the space that it stands for. By hand: `replacing` would take as long as all else of a start.
  private static func spaced(_ name: String) -> String {
    guard name.unicodeScalars.contains("␣") else { return name }
    return String(String.UnicodeScalarView(name.unicodeScalars.map { $0 == "␣" ? " " : $0 }))
  }

  private static func integer(_ field: ArraySlice<UInt8>) -> Int? {
    guard let first = field.first else { return 0 }
    let digits = first == 45 ? field.dropFirst() : field
    // Anything but a few plain digits (a plus sign, more digits than a weight has) is left to the library.
    guard (1...9).contains(digits.count), digits.allSatisfy({ (48...57).contains($0) }) else {
      return Int(String(decoding: field, as: UTF8.self))
    }
    let value = digits.reduce(0) { $0 * 10 + Int($1 - 48) }
    return first == 45 ? -value : value
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
