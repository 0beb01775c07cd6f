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
  /// Feature-major, `blocks` vectors a feature: the targets in order, filled up with zeros.
  private let features: [SIMD16<Float>]
  /// The same for the second opinion.
  private let cueBias: [Float]
  private let cues: [SIMD16<Float>]
  private let grams: GramTable
  /// The same, a row after the other.
  private let gramWeights: [SIMD16<Float>]
  private let blocks: Int
  private let logs = LogTable()

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
    let blocks = (width + 15) / 16
    cues = Self.blocks(table(file.cues), width: width)
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
    self.features = Self.blocks(features, width: width)
    var keys: [UInt64] = []
    keys.reserveCapacity(file.grams.count)
    var gramWeights: [SIMD16<Float>] = []
    gramWeights.reserveCapacity(file.grams.count * blocks)
    for (gram, weights) in file.grams {
      guard let key = UnitFeatureExtractor.key(ofGram: gram) else {
        throw RunError(.badData, subject: "weights file", message: "“\(gram)” is not one to three characters long")
      }
      keys.append(key)
      for block in 0..<blocks { gramWeights.append(Self.block(block, of: weights[...])) }
    }
    self.blocks = blocks
    grams = GramTable(keys)
    self.gramWeights = gramWeights
  }

  /// The values `block * 16 ..< block * 16 + 16`, as far as there are any, then zeros.
  private static func block(_ block: Int, of values: ArraySlice<Float>) -> SIMD16<Float> {
    var lanes = SIMD16<Float>()
    for (lane, value) in values.dropFirst(block * 16).prefix(16).enumerated() { lanes[lane] = value }
    return lanes
  }

  /// Rows of `width` values as blocks of lanes.
  private static func blocks(_ table: [Float], width: Int) -> [SIMD16<Float>] {
    stride(from: 0, to: table.count, by: max(width, 1)).flatMap { start in
      stride(from: 0, to: width, by: 16).map { block($0 / 16, of: table[start..<start + width]) }
    }
  }

  /// The rows of known runs among counted ones.
  func rows(of counted: [(key: UInt64, count: Int32)]) -> [(row: Int32, count: Int32)] {
    counted.compactMap { key, count in grams.row(of: key).map { (row: $0, count: count) } }
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
    var result = StretchScores(all: bias, cues: cueBias)
    // Sixteen targets at a time; sums run in the order of the features and rows whatever the block, so that they come out the same.
    for block in 0..<blocks {
      var all = Self.block(block, of: bias[...])
      var opinion = Self.block(block, of: cueBias[...])
      for (feature, value) in vector.features {
        all += value * features[Int(feature) * blocks + block]
        opinion += value * cues[Int(feature) * blocks + block]
      }
      var sum = SIMD16<Float>()
      var square: Float = 0
      for (row, count) in vector.rows {
        let value = logs.logOnePlus(count)
        square += value * value
        sum += value * gramWeights[Int(row) * blocks + block]
      }
      if square > 0 { all += sum * (1 / square.squareRoot()) }
      for lane in 0..<min(16, targets.count - block * 16) {
        result.all[block * 16 + lane] = all[lane]
        result.cues[block * 16 + lane] = opinion[lane]
      }
    }
    return result
  }

  /// The length of a stretch's vector of runs.
  func norm(of rows: [(row: Int32, count: Int32)]) -> Float {
    rows.reduce(Float(0)) { $0 + logs.logOnePlus($1.count) * logs.logOnePlus($1.count) }.squareRoot()
  }

  /// What runs of characters are worth for one target, in a stretch whose vector is `norm` long.
  func worth(of rows: [(row: Int32, count: Int32)], norm: Float, target: Int) -> Float {
    let divisor = max(norm, 1e-6)
    let (block, lane) = (target / 16, target % 16)
    return rows.reduce(Float(0)) { $0 + logs.logOnePlus($1.count) * gramWeights[Int($1.row) * blocks + block][lane] / divisor }
  }

  /// What one feature adds for one target.
  func contribution(of feature: Int32, _ value: Float, to target: Int) -> Float {
    value * features[Int(feature) * blocks + target / 16][target % 16]
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
    var result: [(row: Int32, count: Int32)] = []
    result.reserveCapacity(used.count)
    for row in used {
      result.append((row: row, count: counts[Int(row)]))
      counts[Int(row)] = 0
    }
    used.removeAll(keepingCapacity: true)
    return result
  }
}

/// Logarithms of small counts, which is nearly all there are.
struct LogTable: Sendable {
  private let values = (0..<256).map { Classification.logOnePlus(Float($0)) }

  @inline(__always)
  func logOnePlus(_ count: Int32) -> Float {
    count < 256 ? values[Int(count)] : Classification.logOnePlus(Float(count))
  }
}

/// Known runs of characters by key: open addressing, no hashing of strings.
struct GramTable: Sendable {
  private var keys: [UInt64]
  private var rows: [Int32]
  private let mask: UInt64
  /// A bit for each value of sixteen bits of a key's hash: most runs of a text are unknown, and one look into 8 KiB says so.
  private var filter = [UInt64](repeating: 0, count: 0x10000 / 64)

  init(_ list: [UInt64]) {
    var size = 16
    while size < list.count * 2 { size *= 2 }
    keys = [UInt64](repeating: 0, count: size)
    rows = [Int32](repeating: -1, count: size)
    mask = UInt64(size - 1)
    for (row, key) in list.enumerated() {
      let hash = Self.hash(key)
      filter[Int(hash >> 54)] |= 1 << (hash >> 48 & 63)
      var slot = Self.slot(hash) & mask
      while keys[Int(slot)] != 0, keys[Int(slot)] != key { slot = (slot + 1) & mask }
      keys[Int(slot)] = key
      rows[Int(slot)] = Int32(row)
    }
  }

  private static func hash(_ key: UInt64) -> UInt64 { key &* 0x9E37_79B9_7F4A_7C15 }
  private static func slot(_ hash: UInt64) -> UInt64 { hash >> 22 }

  @inline(__always)
  func row(of key: UInt64) -> Int32? {
    let hash = Self.hash(key)
    return filter[Int(hash >> 54)] & (1 << (hash >> 48 & 63)) == 0 ? nil : row(of: key, hash)
  }

  private func row(of key: UInt64, _ hash: UInt64) -> Int32? {
    var slot = Self.slot(hash) & mask
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
    var counter = GroupCounter(groups: extractor.space.groups.count)
    features = units.map { extractor.features(of: $0, &counter) }
    stretches = Stretch.all(of: units)
    var title = units.filter { $0.kind == .header || $0.kind == .textBox }.prefix(2).map(\.text.scalars)
    if let heading = units.first(where: { $0.kind == .heading }) { title.append(heading.text.scalars) }
    if let first = units.first, first.text.count < 60 { title.append(first.text.scalars) }
    titleGroups = extractor.groups(in: Array(title.joined(separator: [32]))).sorted()
  }

  /// The readable features of a stretch that are not zero, in the order of their indices, so that sums of floating-point numbers come out the same
  /// every time.
  func features(of stretch: Stretch, in space: FeatureSpace, _ counter: inout GroupCounter) -> [(feature: Int32, value: Float)] {
    var values: [(feature: Int32, value: Float)] = []
    func set(_ feature: Int, _ value: Float) {
      if value != 0 { values.append((feature: Int32(feature), value: value)) }
    }
    var table: [(feature: Int32, value: Float)] = []
    var patterns = PatternCounts()
    var length = 0
    var tables = 0
    var longParagraphs = 0
    var listItems = 0
    for index in stretch.units {
      let unit = features[index]
      var isHeading = false
      switch units[index].kind {
      case .heading, .textBox, .header: isHeading = true
      case .table: tables += 1
      case .listItem: listItems += 1
      case .paragraph: longParagraphs += unit.length > 60 ? 1 : 0
      case .footer, .note: break
      }
      for (group, count) in unit.groups { counter.add(group, count, isMarked: isHeading) }
      if table.isEmpty {
        table = unit.table
      } else if !unit.table.isEmpty {
        // The largest value wins.
        table = Dictionary((table + unit.table).map { ($0.feature, $0.value) }, uniquingKeysWith: max).map {
          (feature: $0.key, value: $0.value)
        }
        .sorted { $0.feature < $1.feature }
      }
      patterns.add(unit.patterns)
      length += unit.length + 1
    }
    // Sixty characters of text around each find count as one line; the thirty keep very short stretches from looking dense.
    func density(_ count: Int) -> Float { min(1.5, logOnePlus(Float(count) * 60 / Float(length + 30))) }
    let groups = counter.drain()
    for (group, _, _) in groups { set(space.index(.occurs, Int(group)), 1) }
    for (group, count, _) in groups { set(space.index(.density, Int(group)), density(Int(count))) }
    for (group, _, isMarked) in groups where isMarked { set(space.index(.heading, Int(group)), 1) }
    if let first = stretch.units.first {
      for group in features[first].openingGroups { set(space.index(.opening, Int(group)), 1) }
    }
    for group in titleGroups { set(space.index(.title, group), 1) }
    // A table's features stand between those of the title and the patterns, but for its measures, which come last.
    let measures = space.index(.rows)
    for (feature, value) in table where Int(feature) < measures { set(Int(feature), value) }
    for pattern in TextPattern.all where patterns[pattern] > 0 { set(space.index(.occurs, pattern), 1) }
    for pattern in TextPattern.all where patterns[pattern] > 0 { set(space.index(.density, pattern), density(patterns[pattern])) }
    for pattern in TextPattern.all where patterns[pattern] > 0 {
      set(space.index(.amount, pattern), logOnePlus(Float(patterns[pattern])) / 2)
    }
    set(space.index(.length), logOnePlus(Float(length)) / 5)
    set(space.index(.tables), Float(min(tables, 3)))
    set(space.index(.longParagraphs), logOnePlus(Float(longParagraphs)))
    set(space.index(.listItems), logOnePlus(Float(listItems)))
    for (feature, value) in table where Int(feature) >= measures { set(Int(feature), value) }
    return values
  }

  /// Scalars of a stretch.
  func length(of stretch: Stretch) -> Int {
    stretch.units.reduce(0) { $0 + features[$1].length }
  }
}
