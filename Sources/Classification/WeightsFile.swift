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
    var cursor = Cursor(bytes)
    while cursor.nextLine() {
      if cursor.isAtEnd { continue }
      if cursor.first == 35 {
        remarks.append(cursor.text(cursor.rest.dropFirst()).trimmingPrefix(" ").description)
        continue
      }
      func fail(_ message: String) -> RunError {
        RunError(.badData, subject: subject, message: "weights file, line \(cursor.line): \(message)")
      }
      // A tab stands before each weight, and before the name; what is empty between two is a weight too, namely zero.
      let tabs = cursor.tabs
      let kind = cursor.text(cursor.field())
      if kind == "targets" {
        targets = (0..<tabs).map { _ in cursor.text(cursor.field()) }
        continue
      }
      let named = !["bias", "cue-bias", "stack-bias"].contains(kind)
      let name = named ? cursor.text(cursor.field()) : ""
      var values: [Float] = []
      values.reserveCapacity(targets.count)
      for _ in 0..<max(0, named ? tabs - 1 : tabs) {
        let field = cursor.field()
        guard let value = cursor.integer(field) else { throw fail("“\(cursor.text(field))” is no whole number") }
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

/// Walks the fields of tab-separated lines as ranges of the bytes: this is read at every start, and slices and strings took most of it.
private struct Cursor {
  private let bytes: [UInt8]
  private var position = 0
  private var end = -1
  /// The number of the line, from 1.
  private(set) var line = 0

  init(_ bytes: [UInt8]) { self.bytes = bytes }

  /// Goes to the beginning of the next line; false behind the last.
  mutating func nextLine() -> Bool {
    guard end < bytes.count else { return false }
    position = end + 1
    end = position
    while end < bytes.count, bytes[end] != 10 { end += 1 }
    line += 1
    return true
  }

  var isAtEnd: Bool { position >= end }
  var first: UInt8 { bytes[position] }
  var rest: Range<Int> { position..<end }
  var tabs: Int { bytes[position..<end].count { $0 == 9 } }

  /// The bytes up to the next tab or the line's end; the cursor stands behind it.
  mutating func field() -> Range<Int> {
    let start = min(position, end)
    position = start
    while position < end, bytes[position] != 9 { position += 1 }
    defer { position += 1 }
    return start..<position
  }

  func text(_ range: some RangeExpression<Int>) -> String { String(decoding: bytes[range], as: UTF8.self) }

  /// A field as a whole number; nothing is zero.
  func integer(_ range: Range<Int>) -> Int? {
    guard !range.isEmpty else { return 0 }
    let isNegative = bytes[range.lowerBound] == 45
    let digits = (isNegative ? range.lowerBound + 1 : range.lowerBound)..<range.upperBound
    // Anything but a few plain digits (a plus sign, more digits than a weight has) is left to the library.
    guard (1...9).contains(digits.count) else { return Int(text(range)) }
    var value = 0
    for index in digits {
      let digit = bytes[index] &- 48
      guard digit < 10 else { return Int(text(range)) }
      value = value * 10 + Int(digit)
    }
    return isNegative ? -value : value
  }
}
