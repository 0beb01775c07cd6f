import Foundation

/// The second level: from the scores of the whole document and of all its stretches to one probability a target.
///
/// A file that holds six materials scores low as a whole and high in six places; a long report that names a material in passing scores high in one
/// short place and low as a whole. Both are told apart by a logistic sum of the few measures below.
package struct Combination: Sendable {
  /// The measures, in the order of `values`: those of the full score, then those of the second opinion.
  package static let names = View.names + ["blank", "blank-at-best"] + View.opinionNames.map { "cues-" + $0 }

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
  ///   - scores: of all stretches.
  ///   - lengths: of each stretch, in scalars.
  ///   - materials: how many of the first targets are materials; the others are flags.
  ///   - blank: the index of the target for blank templates, if there is one.
  package static func values(
    target: Int, scores: DocumentScores, lengths: [Int], hasTable: Bool, materials: Int, blank: Int?
  ) -> [Float] {
    let full = View(target: target, scores: scores.all, lengths: lengths, materials: materials)
    let opinion = View(target: target, scores: scores.cues, lengths: lengths, materials: materials)
    return full.values(hasTable: hasTable)
      + [blank.map { scores.all[0][$0] } ?? 0, blank.map { full.parts[full.best][$0] } ?? 0]
      + opinion.opinionValues
  }

  /// One table of scores, stretches by targets, looked at for one target.
  private struct View {
    static let names = [
      "whole", "best", "best-three", "median", "best-long", "best-short", "rival-whole", "rival-at-best", "margin", "length-of-best",
      "share-of-best", "length", "single", "stretches", "whole-if-few", "best-by-length", "has-table", "claimed", "whole-claimed",
      "best-by-share",
    ]
    /// Of the second opinion only what its scores say; lengths and counts are the same.
    static let opinionNames = names.prefix(9) + ["best-by-length", "claimed", "whole-claimed", "best-by-share"]

    let target: Int
    let materials: Int
    let whole: [Float]
    /// The stretches but the whole, or the whole where it is all there is.
    let parts: [[Float]]
    let partLengths: [Int]
    let total: Int
    /// How many there are with the whole.
    let stretches: Int
    /// The scores of the parts for the target.
    let own: [Float]
    /// The part with the highest.
    let best: Int

    init(target: Int, scores: [[Float]], lengths: [Int], materials: Int) {
      self.target = target
      self.materials = materials
      whole = scores[0]
      parts = scores.count > 1 ? Array(scores.dropFirst()) : scores
      partLengths = scores.count > 1 ? Array(lengths.dropFirst()) : lengths
      total = max(lengths[0], 1)
      stretches = scores.count
      let own = parts.map { $0[target] }
      self.own = own
      best = own.indices.max { own[$0] < own[$1] } ?? 0
    }

    private func rival(_ row: [Float]) -> Float { (0..<materials).lazy.filter { $0 != target }.map { row[$0] }.max() ?? 0 }

    private var scoreValues: [Float] {
      let ranked = own.sorted(by: >)
      // Sixty characters: about two lines, below which a list has hardly two entries.
      let long = own.indices.filter { partLengths[$0] >= 60 }.map { own[$0] }.max() ?? whole[target] - 1
      let short = own.indices.filter { partLengths[$0] < 60 }.map { own[$0] }.max() ?? -5
      return [
        whole[target], ranked[0], ranked.prefix(3).reduce(0, +) / Float(min(3, ranked.count)), ranked[ranked.count / 2], long, short,
        rival(whole), rival(parts[best]), parts.map { $0[target] - rival($0) }.max() ?? 0,
      ]
    }

    private var length: Float { log(Float(total)) }
    private var share: Float { Float(partLengths[best]) / Float(total) }
    /// How many materials some part, or the whole, speaks for.
    private var claimed: Float { Float((0..<materials).count { other in parts.contains { $0[other] > 0 } }) }
    private var wholeClaimed: Float { Float((0..<materials).count { whole[$0] > -1 }) }

    func values(hasTable: Bool) -> [Float] {
      scoreValues + [
        log(Float(partLengths[best] + 1)), share, length, stretches == 1 ? 1 : 0,
        logOnePlus(Float(stretches)), stretches < 4 ? whole[target] : 0, own[best] * length / 6, hasTable ? 1 : 0, claimed, wholeClaimed,
        own[best] * share,
      ]
    }

    var opinionValues: [Float] { scoreValues + [own[best] * length / 6, claimed, wholeClaimed, own[best] * share] }
  }
}
