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
  /// How much a file joined of several documents counts.
  var joinedImportance = 0.2
  /// C and the scale of the features of the second opinion, which looks at the readable features alone.
  var cueStrength = 1.0
  var cueScale: Float = 0.3
  /// How much a stretch of a document that is no material counts beside a document, and how many are taken of each: they teach that a piece that
  /// looks like a material does not make one.
  var stretchImportance = 0.3
  var stretches = 10
}

/// Fits both levels.
struct Trainer: Sendable {
  let materials: [String]
  let reader: TrainingReader
  let settings: TrainingSettings

  private var featureNames: [String] { reader.featureNames }

  var targets: [String] { materials + FlagTarget.allCases.map(\.rawValue) }

  /// One row of the first level: a whole document or a segment.
  private struct Row {
    var sample: TrainingDocument.Sample
    var materials: Set<String>
    var arguable: Set<String>
    var flags: Set<String>
    var formOf: Set<String>
    var importance: Double
    /// A piece of a document that has a row of its own.
    var isStretch = false
  }

  private func rows(_ items: [TrainingItem]) -> [Row] {
    items.flatMap { item in
      [
        Row(
          sample: item.whole.stretches[0], materials: item.materials, arguable: item.arguable, flags: item.flags, formOf: item.formOf,
          importance: importance(item))
      ]
        + item.segments.map {
          Row(sample: $0.document.stretches[0], materials: $0.materials, arguable: item.arguable, flags: [], formOf: [], importance: 1)
        }
        + stretches(ofNothing: item)
    }
  }

  /// Copies that were made by a program count less than what people wrote.
  private func importance(_ item: TrainingItem) -> Double {
    guard item.isSpoiled else { return 1 }
    return item.id.hasSuffix("~joined") ? settings.joinedImportance : settings.spoiledImportance
  }

  /// Stretches of a document that is no material, evenly from beginning to end.
  private func stretches(ofNothing item: TrainingItem) -> [Row] {
    guard item.materials.isEmpty, item.flags.isEmpty, item.formOf.isEmpty, !item.isSpoiled else { return [] }
    let all = item.whole.stretches.dropFirst()
    let step = max(1, Double(all.count) / Double(settings.stretches))
    return stride(from: 0, to: Double(all.count), by: step).map { position in
      Row(
        sample: all[all.startIndex + Int(position)], materials: [], arguable: item.arguable, flags: [], formOf: [],
        importance: settings.stretchImportance, isStretch: true)
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
    // A stretch repeats what its document says, so it proves nothing of how common a run is.
    for row in rows where !row.isStretch {
      for (key, _) in row.sample.grams { documents[key, default: 0] += 1 }
    }
    var keys = documents.filter { $0.value >= settings.fewestDocuments }.keys.sorted()
    var fits: [LogisticRegression.Fit] = []
    if keys.count > settings.grams {
      // Only the order of the weights matters here, and it settles long before the last digits do.
      fits = fit(rows, keys: keys, iterations: 40)
      let strongest = keys.indices.map { index in fits.map { abs($0.weights[featureNames.count + index]) }.max() ?? 0 }
      let kept = keys.indices.sorted { (strongest[$1], keys[$0]) < (strongest[$0], keys[$1]) }.prefix(settings.grams)
      keys = kept.map { keys[$0] }.sorted()
    }
    fits = fit(rows, keys: keys)
    var file = WeightsFile()
    file.targets = targets
    file.bias = fits.map { Float($0.bias) }
    for (index, name) in featureNames.enumerated() {
      let weights = fits.map { Float($0.weights[index]) * settings.featureScale }
      if weights.contains(where: { abs($0) >= 0.0005 }) { file.features.append((name, weights)) }
    }
    let cueFits = fit(rows, keys: [], scale: settings.cueScale, strength: settings.cueStrength)
    file.cueBias = cueFits.map { Float($0.bias) }
    for (index, name) in featureNames.enumerated() {
      let weights = cueFits.map { Float($0.weights[index]) * settings.cueScale }
      if weights.contains(where: { abs($0) >= 0.0005 }) { file.cues.append((name, weights)) }
    }
    for (index, key) in keys.enumerated() {
      file.grams.append(
        (TrainingReader.string(ofGram: key), fits.map { Float($0.weights[featureNames.count + index]) * settings.gramScale }))
    }
    return file
  }

  private func fit(_ rows: [Row], keys: [UInt64], scale: Float? = nil, strength: Double? = nil, iterations: Int = 120)
    -> [LogisticRegression.Fit]
  {
    let column = Dictionary(uniqueKeysWithValues: keys.enumerated().map { ($1, Int32(featureNames.count + $0)) })
    var matrix = SparseRows(width: featureNames.count + keys.count)
    for row in rows { matrix.append(vector(row.sample, column, scale ?? settings.featureScale)) }
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
        whole, rows: chosen, isPositive: positive, importance: chosen.map { rows[$0].importance },
        strength: strength ?? settings.strength, iterations: iterations)
    }
  }

  private func vector(_ sample: TrainingDocument.Sample, _ column: [UInt64: Int32], _ scale: Float) -> [(column: Int32, value: Float)] {
    let known = sample.grams.compactMap { key, count in column[key].map { ($0, log1p(Float(count))) } }
    let norm = known.reduce(Float(0)) { $0 + $1.1 * $1.1 }.squareRoot()
    return sample.features.map { ($0.feature, $0.value * scale) }
      + known.map { ($0.0, $0.1 / max(norm, 1e-6) * settings.gramScale) }
  }

  /// Scores of all stretches of documents that the weights were not fitted on.
  func scores(_ items: [TrainingItem], by file: WeightsFile) throws -> [DocumentScores] {
    let scorer = try reader.scorer(file)
    return parallelMap(items) { item in DocumentScores(item.whole.stretches.map(scorer.scores)) }
  }

  /// The second level from out-of-fold scores.
  func addCombination(to file: inout WeightsFile, items: [TrainingItem], scores: [DocumentScores]) {
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
        importance: chosen.map { importance(items[$0]) },
        strength: settings.combinationStrength,
        iterations: 400)
      columns.append((fit, means, scales))
    }
    file.stackBias = columns.map { Float($0.fit.bias) }
    file.stack = Combination.names.indices.map { row in
      (Combination.names[row], columns.map { Float($0.fit.weights[row]) }, columns.map { $0.means[row] }, columns.map { $0.scales[row] })
    }
  }

  func measures(_ item: TrainingItem, _ scores: DocumentScores, target: Int) -> [Float] {
    Combination.values(
      target: target, scores: scores, lengths: item.whole.stretches.map(\.length), hasTable: item.whole.hasTable,
      materials: materials.count,
      blank: targets.firstIndex(of: FlagTarget.blankTemplate.rawValue))
  }

  /// Both levels: the first on everything, the second on scores of documents whose hand the first had not seen.
  ///
  /// - Parameter level: the first level fitted on `items` without the hands of a fold, where the caller has it already.
  func fit(_ items: [TrainingItem], folds: [[String]], level: (([String]) -> WeightsFile)? = nil) throws -> WeightsFile {
    var outOfFold = [DocumentScores](repeating: DocumentScores([]), count: items.count)
    for fold in folds {
      let held = items.indices.filter { fold.contains(items[$0].hand) }
      guard !held.isEmpty else { continue }
      let level = level?(fold) ?? firstLevel(items.filter { !fold.contains($0.hand) })
      for (index, scores) in zip(held, try scores(held.map { items[$0] }, by: level)) { outOfFold[index] = scores }
    }
    var file = firstLevel(items)
    addCombination(to: &file, items: items, scores: outOfFold)
    return file
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
