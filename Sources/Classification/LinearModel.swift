import Findings
import Policies

/// What the first level says of one stretch of text, by target: log-odds before the second level.
package struct StretchScores: Sendable {
  /// By readable features and runs of characters together.
  package var all: [Float]
  /// By the readable features alone: wording that was never met before moves it less.
  package var cues: [Float]
}

/// The same of all stretches of a document, as a table each: by stretch (the whole first), then by target.
package struct DocumentScores: Sendable {
  package var all: [[Float]]
  package var cues: [[Float]]

  package init(_ stretches: [StretchScores]) {
    all = stretches.map(\.all)
    cues = stretches.map(\.cues)
  }
}

/// The first level: a weighted sum of readable features and of runs of characters, for each target, of one stretch of text.
struct LinearModel: Sendable {
  /// Materials, and after them the flags that are learnt the same way (`flag:blank_template` …).
  let targets: [String]
  private let bias: [Float]
  /// Feature-major: the weights of feature `f` stand at `f * targets.count`.
  private let features: [Float]
  /// The same for the second opinion.
  private let cueBias: [Float]
  private let cues: [Float]
  private let grams: GramTable
  /// Row-major, `blocks` vectors a row: the targets in order, filled up with zeros.
  private let gramWeights: [SIMD16<Float>]
  private let blocks: Int

  /// - Throws: `RunError` 65 where the weights speak of features or runs that do not exist.
  init(_ file: WeightsFile, space: FeatureSpace, policy: ClassifierPolicy) throws {
    targets = file.targets.isEmpty ? policy.adjust.keys.sorted() : file.targets
    let width = targets.count
    var bias = file.bias.isEmpty ? [Float](repeating: 0, count: width) : file.bias
    let index = Dictionary(uniqueKeysWithValues: space.names.enumerated().map { ($1, $0) })
    func table(_ rows: [(name: String, weights: [Float])]) -> [Float] {
      var table = [Float](repeating: 0, count: space.names.count * width)
      for (name, weights) in rows {
        // A group that next year's policy no longer has takes its features with it.
        guard let feature = index[name] else { continue }
        for target in 0..<width { table[feature * width + target] = weights[target] }
      }
      return table
    }
    var features = table(file.features)
    cues = table(file.cues)
    cueBias = file.cueBias.isEmpty ? [Float](repeating: 0, count: width) : file.cueBias
    for (material, weights) in policy.adjust {
      guard let target = targets.firstIndex(of: material) else { continue }
      for (name, weight) in weights {
        if name == "bias" {
          bias[target] += Float(weight)
        } else if let feature = index[name] {
          features[feature * width + target] += Float(weight)
        } else {
          throw RunError(.badData, subject: "classifier.adjust.\(material)", message: "there is no feature “\(name)”")
        }
      }
    }
    self.bias = bias
    self.features = features
    var keys: [UInt64] = []
    var gramWeights: [SIMD16<Float>] = []
    let blocks = (width + 15) / 16
    for (gram, weights) in file.grams {
      guard let key = UnitFeatureExtractor.key(ofGram: gram) else {
        throw RunError(.badData, subject: "weights file", message: "“\(gram)” is not one to three characters long")
      }
      keys.append(key)
      for block in 0..<blocks {
        var lanes = SIMD16<Float>()
        for lane in 0..<min(16, width - block * 16) { lanes[lane] = weights[block * 16 + lane] }
        gramWeights.append(lanes)
      }
    }
    self.blocks = blocks
    grams = GramTable(keys)
    self.gramWeights = gramWeights
  }

  /// The rows of known runs among counted ones.
  func rows(of counted: [(key: UInt64, count: Int32)]) -> [(row: Int32, count: Int32)] {
    counted.compactMap { key, count in grams.row(of: key).map { ($0, count) } }
  }

  /// An empty counter of known runs.
  var counter: RowCounter { RowCounter(rows: gramWeights.count / max(blocks, 1)) }

  /// The known runs of a text, in the order in which they first occur.
  func rows(in text: [UInt32], _ counter: inout RowCounter) -> [(row: Int32, count: Int32)] {
    UnitFeatureExtractor.forEachGram(in: text) { key in
      if let row = grams.row(of: key) { counter.add(row, 1) }
    }
    return counter.drain()
  }

  /// The scores of each target for a stretch.
  func scores(_ vector: StretchVector) -> StretchScores {
    let width = targets.count
    var result = bias
    var cueScores = cueBias
    for (feature, value) in vector.features {
      let start = Int(feature) * width
      for target in 0..<width {
        result[target] += value * features[start + target]
        cueScores[target] += value * cues[start + target]
      }
    }
    var sums = [SIMD16<Float>](repeating: SIMD16(), count: blocks)
    var square: Float = 0
    for (row, count) in vector.rows {
      let value = LogTable.logOnePlus(count)
      square += value * value
      for block in 0..<blocks { sums[block] += value * gramWeights[Int(row) * blocks + block] }
    }
    if square > 0 {
      let scale = 1 / square.squareRoot()
      for target in 0..<width { result[target] += sums[target / 16][target % 16] * scale }
    }
    return StretchScores(all: result, cues: cueScores)
  }

  /// What one run of characters is worth for one target.
  func weight(ofGram row: Int32, target: Int) -> Float { gramWeights[Int(row) * blocks + target / 16][target % 16] }

  /// What one feature adds for one target.
  func contribution(of feature: Int32, _ value: Float, to target: Int) -> Float {
    value * features[Int(feature) * targets.count + target]
  }
}

/// How often each row of a model occurs in the text at hand: a place for every row, and a list of those in use.
struct RowCounter {
  private var counts: [Int32]
  private var used: [Int32] = []

  init(rows: Int) { counts = [Int32](repeating: 0, count: rows) }

  mutating func add(_ row: Int32, _ count: Int32) {
    if counts[Int(row)] == 0 { used.append(row) }
    counts[Int(row)] += count
  }

  /// What was counted, in the order of first occurrence; the counter is empty afterwards.
  mutating func drain() -> [(row: Int32, count: Int32)] {
    let result = used.map { ($0, counts[Int($0)]) }
    for row in used { counts[Int(row)] = 0 }
    used.removeAll(keepingCapacity: true)
    return result
  }
}

/// Logarithms of small counts, which is nearly all there are.
enum LogTable {
  private static let values = (0..<256).map { Classification.logOnePlus(Float($0)) }

  static func logOnePlus(_ count: Int32) -> Float {
    count < 256 ? values[Int(count)] : Classification.logOnePlus(Float(count))
  }
}

/// Known runs of characters by key: open addressing, no hashing of strings.
struct GramTable: Sendable {
  private var keys: [UInt64]
  private var rows: [Int32]
  private let mask: UInt64

  init(_ list: [UInt64]) {
    var size = 16
    while size < list.count * 2 { size *= 2 }
    keys = [UInt64](repeating: 0, count: size)
    rows = [Int32](repeating: -1, count: size)
    mask = UInt64(size - 1)
    for (row, key) in list.enumerated() {
      var slot = Self.slot(key) & mask
      while keys[Int(slot)] != 0, keys[Int(slot)] != key { slot = (slot + 1) & mask }
      keys[Int(slot)] = key
      rows[Int(slot)] = Int32(row)
    }
  }

  private static func slot(_ key: UInt64) -> UInt64 { (key &* 0x9E37_79B9_7F4A_7C15) >> 22 }

  func row(of key: UInt64) -> Int32? {
    var slot = Self.slot(key) & mask
    while keys[Int(slot)] != 0 {
      if keys[Int(slot)] == key { return rows[Int(slot)] }
      slot = (slot + 1) & mask
    }
    return nil
  }
}

/// A stretch as the first level sees it.
struct StretchVector: Sendable {
  /// Readable features that are not zero, by index.
  var features: [(feature: Int32, value: Float)]
  /// Known runs of characters by row.
  var rows: [(row: Int32, count: Int32)]
}

/// A document cut into units, with what each gives to the features.
struct AnalysedDocument: Sendable {
  var units: [Unit]
  var features: [UnitFeatures]
  /// Groups in the document's title: page header, text boxes, first heading, a short first line.
  var titleGroups: [Int]
  var stretches: [Stretch]

  init(_ units: [Unit], extractor: UnitFeatureExtractor) {
    self.units = units
    features = units.map(extractor.features(of:))
    stretches = Stretch.all(of: units)
    var title = units.filter { $0.kind == .header || $0.kind == .textBox }.prefix(2).map(\.text.scalars)
    if let heading = units.first(where: { $0.kind == .heading }) { title.append(heading.text.scalars) }
    if let first = units.first, first.text.count < 60 { title.append(first.text.scalars) }
    titleGroups = extractor.groups(in: Array(title.joined(separator: [32]))).sorted()
  }

  /// The readable features of a stretch that are not zero, by index.
  func features(of stretch: Stretch, in space: FeatureSpace) -> [(feature: Int32, value: Float)] {
    var values: [(feature: Int32, value: Float)] = []
    func set(_ feature: Int, _ value: Float) {
      if value != 0 { values.append((Int32(feature), value)) }
    }
    var counts = [Int32](repeating: 0, count: space.groups.count)
    var headings = [Bool](repeating: false, count: space.groups.count)
    var table: [Int32: Float] = [:]
    var patterns = PatternCounts()
    var length = 0
    var tables = 0
    var longParagraphs = 0
    var listItems = 0
    for index in stretch.units {
      let unit = features[index]
      for (group, count) in unit.groups { counts[Int(group)] += count }
      for (feature, value) in unit.table { table[feature] = max(table[feature] ?? 0, value) }
      patterns.add(unit.patterns)
      length += unit.length + 1
      switch units[index].kind {
      case .heading, .textBox, .header:
        for (group, _) in unit.groups { headings[Int(group)] = true }
      case .table: tables += 1
      case .listItem: listItems += 1
      case .paragraph: longParagraphs += unit.length > 60 ? 1 : 0
      case .footer, .note: break
      }
    }
    // Sixty characters of text around each find count as one line; the thirty keep very short stretches from looking dense.
    func density(_ count: Int) -> Float { min(1.5, logOnePlus(Float(count) * 60 / Float(length + 30))) }
    for group in counts.indices where counts[group] > 0 {
      set(space.index(.occurs, group), 1)
      set(space.index(.density, group), density(Int(counts[group])))
      if headings[group] { set(space.index(.heading, group), 1) }
    }
    if let first = stretch.units.first {
      for group in features[first].openingGroups { set(space.index(.opening, Int(group)), 1) }
    }
    for group in titleGroups { set(space.index(.title, group), 1) }
    for (feature, value) in table { set(Int(feature), value) }
    for pattern in TextPattern.allCases where patterns[pattern] > 0 {
      set(space.index(.occurs, pattern), 1)
      set(space.index(.density, pattern), density(patterns[pattern]))
      set(space.index(.amount, pattern), logOnePlus(Float(patterns[pattern])) / 2)
    }
    set(space.index(.length), logOnePlus(Float(length)) / 5)
    set(space.index(.tables), Float(min(tables, 3)))
    set(space.index(.longParagraphs), logOnePlus(Float(longParagraphs)))
    set(space.index(.listItems), logOnePlus(Float(listItems)))
    // In the order of the features, so that sums of floating-point numbers come out the same every time.
    return values.sorted { $0.feature < $1.feature }
  }

  /// Scalars of a stretch.
  func length(of stretch: Stretch) -> Int {
    stretch.units.reduce(0) { $0 + features[$1].length }
  }
}
