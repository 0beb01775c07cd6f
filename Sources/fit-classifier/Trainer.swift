import Classification
import Foundation

/// A labelled document as the fitting sees it.
struct TrainingItem: Sendable {
  var id: String
  var hand: String
  var materials: Set<String>
  var arguable: Set<String>
  var flags: Set<String>
  var traits: Set<String>
  var formOf: Set<String>
  /// Made from another document by spoiling it: fitted on, never counted in the rates.
  var isSpoiled: Bool
  var whole: TrainingDocument
  var segments: [(materials: Set<String>, document: TrainingDocument)]
}

/// How the fit is set. The numbers are choices of this tool, tried by cross-validation between hands; none of them is in the program.
struct TrainingSettings: Sendable {
  /// How many runs of characters are kept: those with the largest weights of a first fit on all.
  var grams = 8000
  /// A run that fewer documents hold than this says nothing about the next one.
  var fewestDocuments = 3
  /// C of the first level.
  var strength = 20.0
  /// C of the second level.
  var combinationStrength = 1.0
  var featureScale: Float = 0.2
  var gramScale: Float = 2
  /// How much a spoiled document counts beside a real one: it must teach that a title alone is nothing, without making titles worth nothing.
  var spoiledImportance = 0.25
}

/// Fits both levels.
struct Trainer: Sendable {
  let materials: [String]
  let featureNames: [String]
  let settings: TrainingSettings

  var targets: [String] { materials + FlagTarget.allCases.map(\.rawValue) }

  /// One row of the first level: a whole document or a segment.
  private struct Row {
    var sample: TrainingDocument.Sample
    var materials: Set<String>
    var arguable: Set<String>
    var flags: Set<String>
    var formOf: Set<String>
    var importance: Double
  }

  private func rows(_ items: [TrainingItem]) -> [Row] {
    items.flatMap { item in
      [
        Row(
          sample: item.whole.stretches[0], materials: item.materials, arguable: item.arguable, flags: item.flags, formOf: item.formOf,
          importance: item.isSpoiled ? settings.spoiledImportance : 1)
      ]
        + item.segments.map {
          Row(sample: $0.document.stretches[0], materials: $0.materials, arguable: item.arguable, flags: [], formOf: [], importance: 1)
        }
    }
  }

  /// Whether a row says anything of a target, and what. A blank form scores as the material whose form it is, so that a report can say which:
  /// that it does not count is said by its flag.
  private func label(_ target: String, materials: Set<String>, arguable: Set<String>, flags: Set<String>, formOf: Set<String>) -> Bool? {
    if target.hasPrefix("flag:") { return flags.contains(String(target.dropFirst(5))) }
    if materials.contains(target) || formOf.contains(target) { return true }
    if arguable.contains(target) { return nil }
    if flags.contains("ppt_only"), target == "textbook_list" { return true }
    // A form of who knows which material is no evidence either way.
    if flags.contains("blank_template"), formOf.isEmpty { return nil }
    return false
  }

  /// The first level, without a second.
  func firstLevel(_ items: [TrainingItem]) -> WeightsFile {
    let rows = rows(items)
    var documents: [UInt64: Int] = [:]
    for row in rows { for (key, _) in row.sample.grams { documents[key, default: 0] += 1 } }
    var keys = documents.filter { $0.value >= settings.fewestDocuments }.keys.sorted()
    var fits = fit(rows, keys: keys)
    if keys.count > settings.grams {
      let strongest = keys.indices.map { index in fits.map { abs($0.weights[featureNames.count + index]) }.max() ?? 0 }
      let kept = keys.indices.sorted { (strongest[$1], keys[$0]) < (strongest[$0], keys[$1]) }.prefix(settings.grams)
      keys = kept.map { keys[$0] }.sorted()
      fits = fit(rows, keys: keys)
    }
    var file = WeightsFile()
    file.targets = targets
    file.bias = fits.map { Float($0.bias) }
    for (index, name) in featureNames.enumerated() {
      let weights = fits.map { Float($0.weights[index]) * settings.featureScale }
      if weights.contains(where: { abs($0) >= 0.0005 }) { file.features.append((name, weights)) }
    }
    for (index, key) in keys.enumerated() {
      file.grams.append(
        (TrainingReader.string(ofGram: key), fits.map { Float($0.weights[featureNames.count + index]) * settings.gramScale }))
    }
    return file
  }

  private func fit(_ rows: [Row], keys: [UInt64]) -> [LogisticRegression.Fit] {
    let column = Dictionary(uniqueKeysWithValues: keys.enumerated().map { ($1, Int32(featureNames.count + $0)) })
    var matrix = SparseRows(width: featureNames.count + keys.count)
    for row in rows { matrix.append(vector(row.sample, column)) }
    let whole = matrix
    return parallelMap(targets) { target in
      var chosen: [Int] = []
      var positive: [Bool] = []
      for (index, row) in rows.enumerated() {
        guard
          let label = label(target, materials: row.materials, arguable: row.arguable, flags: row.flags, formOf: row.formOf)
        else { continue }
        chosen.append(index)
        positive.append(label)
      }
      return LogisticRegression.fit(
        whole, rows: chosen, isPositive: positive, importance: chosen.map { rows[$0].importance }, strength: settings.strength)
    }
  }

  private func vector(_ sample: TrainingDocument.Sample, _ column: [UInt64: Int32]) -> [(column: Int32, value: Float)] {
    let known = sample.grams.compactMap { key, count in column[key].map { ($0, log1p(Float(count))) } }
    let norm = known.reduce(Float(0)) { $0 + $1.1 * $1.1 }.squareRoot()
    return sample.features.map { ($0.feature, $0.value * settings.featureScale) }
      + known.map { ($0.0, $0.1 / max(norm, 1e-6) * settings.gramScale) }
  }

  /// Scores of all stretches of documents that the weights were not fitted on.
  func scores(_ items: [TrainingItem], by file: WeightsFile) -> [[[Float]]] {
    let scorer = FirstLevelScorer(file, featureNames: featureNames)
    return parallelMap(items) { item in item.whole.stretches.map(scorer.scores) }
  }

  /// The second level from out-of-fold scores.
  func addCombination(to file: inout WeightsFile, items: [TrainingItem], scores: [[[Float]]]) {
    let width = Combination.names.count
    let values = items.indices.map { index in targets.indices.map { measures(items[index], scores[index], target: $0) } }
    var columns: [(fit: LogisticRegression.Fit, means: [Float], scales: [Float])] = []
    for target in targets.indices {
      var chosen: [Int] = []
      var positive: [Bool] = []
      for (index, item) in items.enumerated() {
        guard
          let label = label(
            targets[target], materials: item.materials, arguable: item.arguable, flags: item.flags, formOf: item.formOf)
        else { continue }
        chosen.append(index)
        positive.append(label)
      }
      let means = (0..<width).map { column in chosen.reduce(Float(0)) { $0 + values[$1][target][column] } / Float(chosen.count) }
      let scales = (0..<width).map { column in
        max((chosen.reduce(Float(0)) { $0 + pow(values[$1][target][column] - means[column], 2) } / Float(chosen.count)).squareRoot(), 0.001)
      }
      var matrix = SparseRows(width: width)
      for index in chosen {
        matrix.append((0..<width).map { (Int32($0), (values[index][target][$0] - means[$0]) / scales[$0]) })
      }
      let fit = LogisticRegression.fit(
        matrix, rows: Array(chosen.indices), isPositive: positive,
        importance: chosen.map { items[$0].isSpoiled ? settings.spoiledImportance : 1 },
        strength: settings.combinationStrength,
        iterations: 400)
      columns.append((fit, means, scales))
    }
    file.stackBias = columns.map { Float($0.fit.bias) }
    file.stack = Combination.names.indices.map { row in
      (Combination.names[row], columns.map { Float($0.fit.weights[row]) }, columns.map { $0.means[row] }, columns.map { $0.scales[row] })
    }
  }

  func measures(_ item: TrainingItem, _ scores: [[Float]], target: Int) -> [Float] {
    Combination.values(
      target: target, scores: scores, lengths: item.whole.stretches.map(\.length), hasTable: item.whole.hasTable,
      materials: materials.count,
      blank: targets.firstIndex(of: FlagTarget.blankTemplate.rawValue))
  }

  /// Both levels: the first on everything, the second on scores of documents whose hand the first had not seen.
  func fit(_ items: [TrainingItem], folds: [[String]]) -> WeightsFile {
    var outOfFold = [[[Float]]](repeating: [], count: items.count)
    for fold in folds {
      let held = items.indices.filter { fold.contains(items[$0].hand) }
      guard !held.isEmpty else { continue }
      let level = firstLevel(items.indices.filter { !fold.contains(items[$0].hand) }.map { items[$0] })
      for (index, scores) in zip(held, scores(held.map { items[$0] }, by: level)) { outOfFold[index] = scores }
    }
    var file = firstLevel(items)
    addCombination(to: &file, items: items, scores: outOfFold)
    return file
  }
}

/// The first level's sum for training samples.
struct FirstLevelScorer: Sendable {
  private let width: Int
  private let bias: [Float]
  private let features: [Int32: [Float]]
  private let grams: [UInt64: [Float]]

  init(_ file: WeightsFile, featureNames: [String]) {
    width = file.targets.count
    bias = file.bias
    let index = Dictionary(uniqueKeysWithValues: featureNames.enumerated().map { ($1, Int32($0)) })
    features = Dictionary(uniqueKeysWithValues: file.features.compactMap { entry in index[entry.name].map { ($0, entry.weights) } })
    grams = Dictionary(
      uniqueKeysWithValues: file.grams.map { entry in
        (entry.gram.unicodeScalars.reduce(UInt64(0)) { $0 << 21 | UInt64($1.value) }, entry.weights)
      })
  }

  func scores(_ sample: TrainingDocument.Sample) -> [Float] {
    var result = bias
    for (feature, value) in sample.features {
      guard let weights = features[feature] else { continue }
      for target in 0..<width { result[target] += value * weights[target] }
    }
    var sums = [Float](repeating: 0, count: width)
    var square: Float = 0
    for (key, count) in sample.grams {
      guard let weights = grams[key] else { continue }
      let value = log1p(Float(count))
      square += value * value
      for target in 0..<width { sums[target] += value * weights[target] }
    }
    guard square > 0 else { return result }
    for target in 0..<width { result[target] += sums[target] / square.squareRoot() }
    return result
  }
}

/// `map` over the machine's cores, results in order.
func parallelMap<Element: Sendable, Result: Sendable>(_ elements: [Element], _ transform: @escaping @Sendable (Element) -> Result)
  -> [Result]
{
  let lock = NSLock()
  nonisolated(unsafe) var results = [Result?](repeating: nil, count: elements.count)
  DispatchQueue.concurrentPerform(iterations: elements.count) { index in
    let result = transform(elements[index])
    lock.withLock { results[index] = result }
  }
  return results.compactMap { $0 }
}
