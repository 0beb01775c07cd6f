import Findings
import Policies

/// The first level: a weighted sum of readable features and of runs of characters, for each target, of one stretch of text.
struct LinearModel: Sendable {
  /// Materials, and after them the flags that are learnt the same way (`flag:blank_template` …).
  let targets: [String]
  private let bias: [Float]
  /// Feature-major: the weights of feature `f` stand at `f * targets.count`.
  private let features: [Float]
  private let grams: GramTable
  private let gramWeights: [Float]

  /// - Throws: `RunError` 65 where the weights speak of features or runs that do not exist.
  init(_ file: WeightsFile, space: FeatureSpace, policy: ClassifierPolicy) throws {
    targets = file.targets.isEmpty ? policy.adjust.keys.sorted() : file.targets
    let width = targets.count
    var bias = file.bias.isEmpty ? [Float](repeating: 0, count: width) : file.bias
    var features = [Float](repeating: 0, count: space.names.count * width)
    let index = Dictionary(uniqueKeysWithValues: space.names.enumerated().map { ($1, $0) })
    for (name, weights) in file.features {
      // A group that next year's policy no longer has takes its features with it.
      guard let feature = index[name] else { continue }
      for target in 0..<width { features[feature * width + target] = weights[target] }
    }
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
    var gramWeights: [Float] = []
    for (gram, weights) in file.grams {
      guard let key = UnitFeatureExtractor.key(ofGram: gram) else {
        throw RunError(.badData, subject: "weights file", message: "“\(gram)” is not one to three characters long")
      }
      keys.append(key)
      gramWeights += weights
    }
    grams = GramTable(keys)
    self.gramWeights = gramWeights
  }

  /// The rows of known runs in a unit, with how often each occurs, by row.
  func rows(of grams: [UInt64: Int32]) -> [(row: Int32, count: Int32)] {
    var rows: [(row: Int32, count: Int32)] = []
    for (key, count) in grams {
      if let row = self.grams.row(of: key) { rows.append((row, count)) }
    }
    return rows.sorted { $0.row < $1.row }
  }

  /// The score of each target for a stretch: log-odds before the second level.
  func scores(_ vector: StretchVector) -> [Float] {
    let width = targets.count
    var result = bias
    for (feature, value) in vector.features {
      let start = Int(feature) * width
      for target in 0..<width { result[target] += value * features[start + target] }
    }
    var sums = [Float](repeating: 0, count: width)
    var square: Float = 0
    for (row, count) in vector.rows {
      let value = logOnePlus(Float(count))
      square += value * value
      let start = Int(row) * width
      for target in 0..<width { sums[target] += value * gramWeights[start + target] }
    }
    if square > 0 {
      let scale = 1 / square.squareRoot()
      for target in 0..<width { result[target] += sums[target] * scale }
    }
    return result
  }

  /// What one run of characters is worth for one target.
  func weight(ofGram row: Int32, target: Int) -> Float { gramWeights[Int(row) * targets.count + target] }

  /// What one feature adds for one target.
  func contribution(of feature: Int32, _ value: Float, to target: Int) -> Float {
    value * features[Int(feature) * targets.count + target]
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
    var counts: [Int32: Int32] = [:]
    var headings: Set<Int32> = []
    var table: [Int32: Float] = [:]
    var patterns = PatternCounts()
    var length = 0
    var tables = 0
    var longParagraphs = 0
    var listItems = 0
    for index in stretch.units {
      let unit = features[index]
      for (group, count) in unit.groups { counts[group, default: 0] += count }
      for (feature, value) in unit.table { table[feature] = max(table[feature] ?? 0, value) }
      patterns.add(unit.patterns)
      length += unit.length + 1
      switch units[index].kind {
      case .heading, .textBox, .header: headings.formUnion(unit.groups.map(\.group))
      case .table: tables += 1
      case .listItem: listItems += 1
      case .paragraph: longParagraphs += unit.length > 60 ? 1 : 0
      case .footer, .note: break
      }
    }
    // Sixty characters of text around each find count as one line; the thirty keep very short stretches from looking dense.
    func density(_ count: Int) -> Float { min(1.5, logOnePlus(Float(count) * 60 / Float(length + 30))) }
    for (group, count) in counts {
      set(space.index(.occurs, Int(group)), 1)
      set(space.index(.density, Int(group)), density(Int(count)))
    }
    for group in headings { set(space.index(.heading, Int(group)), 1) }
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
