import Foundation

/// The second level: from the scores of the whole document and of all its stretches to one probability a target.
///
/// A file that holds six materials scores low as a whole and high in six places; a long report that names a material in passing scores high in one
/// short place and low as a whole. Both are told apart by a logistic sum of the few measures below.
package struct Combination: Sendable {
  /// The measures, in the order of `values`.
  package static let names = [
    "whole", "best", "best-three", "median", "best-long", "best-short", "rival-whole", "rival-at-best", "margin", "length-of-best",
    "share-of-best", "length", "single", "stretches", "whole-if-few", "best-by-length", "has-table", "claimed", "whole-claimed",
    "best-by-share",
    "blank", "blank-at-best",
  ]

  private let weights: [[Float]]
  private let bias: [Float]
  private let means: [[Float]]
  private let scales: [[Float]]

  /// - Parameter targets: how many targets the first level scores, where that is more than the file names (a policy without weights).
  package init(_ file: WeightsFile, targets: Int? = nil) {
    let width = targets ?? file.targets.count
    let rows = Dictionary(file.stack.map { ($0.name, $0) }, uniquingKeysWith: { $1 })
    let zeros = [Float](repeating: 0, count: width)
    let ones = [Float](repeating: 1, count: width)
    // Without a fitted second level the whole document's score stands as it is.
    weights = Self.names.map { name in rows[name]?.weights ?? (name == "whole" && file.stack.isEmpty ? ones : zeros) }
    means = Self.names.map { rows[$0]?.means ?? zeros }
    scales = Self.names.map { rows[$0]?.scales ?? ones }
    bias = file.stackBias.isEmpty ? zeros : file.stackBias
  }

  /// The probability of one target.
  package func probability(_ target: Int, _ values: [Float]) -> Double {
    guard target < bias.count else { return 0 }
    var sum = Double(bias[target])
    for (index, value) in values.enumerated() {
      sum += Double(weights[index][target] * (value - means[index][target]) / max(scales[index][target], 1e-6))
    }
    return logistic(sum)
  }

  /// The measures of one target.
  ///
  /// - Parameters:
  ///   - scores: of each stretch (the whole first), by target.
  ///   - lengths: of each stretch, in scalars.
  ///   - materials: how many of the first targets are materials; the others are flags.
  ///   - blank: the index of the target for blank templates, if there is one.
  package static func values(
    target: Int, scores: [[Float]], lengths: [Int], hasTable: Bool, materials: Int, blank: Int?
  ) -> [Float] {
    let whole = scores[0]
    let parts = scores.count > 1 ? Array(scores.dropFirst()) : scores
    let partLengths = scores.count > 1 ? Array(lengths.dropFirst()) : lengths
    let total = Float(max(lengths[0], 1))
    let own = parts.map { $0[target] }
    let ranked = own.sorted(by: >)
    let best = own.indices.max { own[$0] < own[$1] } ?? 0
    func rival(_ row: [Float]) -> Float { (0..<materials).lazy.filter { $0 != target }.map { row[$0] }.max() ?? 0 }
    // Sixty characters: about two lines, below which a list has hardly two entries.
    let long = own.indices.filter { partLengths[$0] >= 60 }.map { own[$0] }.max() ?? whole[target] - 1
    let short = own.indices.filter { partLengths[$0] < 60 }.map { own[$0] }.max() ?? -5
    let length = log(total)
    let share = Float(partLengths[best]) / total
    let claimed = (0..<materials).count { other in parts.contains { $0[other] > 0 } }
    return [
      whole[target], ranked[0], ranked.prefix(3).reduce(0, +) / Float(min(3, ranked.count)), ranked[ranked.count / 2], long, short,
      rival(whole),
      rival(parts[best]), parts.map { $0[target] - rival($0) }.max() ?? 0, log(Float(partLengths[best] + 1)), share, length,
      scores.count == 1 ? 1 : 0, logOnePlus(Float(scores.count)), scores.count < 4 ? whole[target] : 0, ranked[0] * length / 6,
      hasTable ? 1 : 0, Float(claimed), Float((0..<materials).count { whole[$0] > -1 }), ranked[0] * share,
      blank.map { whole[$0] } ?? 0, blank.map { parts[best][$0] } ?? 0,
    ]
  }
}
