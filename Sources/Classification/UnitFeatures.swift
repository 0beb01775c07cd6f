/// What one unit gives to the features of every stretch that holds it, worked out once.
struct UnitFeatures: Sendable {
  /// Groups of cues that occur, with how often.
  var groups: [(group: Int32, count: Int32)]
  /// Groups among its first words.
  var openingGroups: [Int32]
  var patterns: PatternCounts
  /// Features of a table (largest value wins where a stretch holds several).
  var table: [(feature: Int32, value: Float)]
  /// Scalars of its text.
  var length: Int
}

/// How often each group of cues occurs in the text at hand: a place for every group, and a list of those in use.
struct GroupCounter {
  private var counts: [Int32]
  private var marks: [Bool]
  private var used: [Int32] = []

  init(groups: Int) {
    counts = [Int32](repeating: 0, count: groups)
    marks = [Bool](repeating: false, count: groups)
  }

  mutating func add(_ group: Int32, _ count: Int32, isMarked: Bool) {
    if counts[Int(group)] == 0 { used.append(group) }
    counts[Int(group)] += count
    if isMarked { marks[Int(group)] = true }
  }

  /// What was counted, by group; the counter is empty afterwards.
  mutating func drain() -> [(group: Int32, count: Int32, isMarked: Bool)] {
    used.sort()
    var result: [(group: Int32, count: Int32, isMarked: Bool)] = []
    result.reserveCapacity(used.count)
    for group in used {
      result.append((group: group, count: counts[Int(group)], isMarked: marks[Int(group)]))
      counts[Int(group)] = 0
      marks[Int(group)] = false
    }
    used.removeAll(keepingCapacity: true)
    return result
  }
}

/// Makes `UnitFeatures` from the policy's cues.
struct UnitFeatureExtractor: Sendable {
  let space: FeatureSpace
  let automaton: CueAutomaton
  let typer: CellTyper
  let titles: PhraseSet
  /// How many scalars count as the first words.
  static let openingLength = 60

  func features(of unit: Unit, _ counter: inout GroupCounter) -> UnitFeatures {
    automaton.matches(in: unit.text.scalars) { match in
      counter.add(match.group, 1, isMarked: match.range.upperBound <= Self.openingLength)
    }
    let groups = counter.drain()
    return UnitFeatures(
      groups: groups.map { (group: $0.group, count: $0.count) },
      openingGroups: groups.filter(\.isMarked).map(\.group),
      patterns: PatternCounts(scanning: unit.text.scalars, titles: titles),
      table: unit.kind == .table ? table(unit.rows) : [],
      length: unit.text.count)
  }

  /// Groups of cues in a piece of text.
  func groups(in text: [UInt32]) -> Set<Int> {
    var found: Set<Int> = []
    automaton.matches(in: text) { found.insert(Int($0.group)) }
    return found
  }

  /// A share of a column's cells from which the column counts as being of a type: two cells of five, since real columns hold
  /// remarks, blanks and merged cells between what they list.
  private static let columnShare = 0.4

  private func table(_ rows: [[[UInt32]]]) -> [(feature: Int32, value: Float)] {
    guard let first = rows.first else { return [] }
    var values: [Int: Float] = [:]
    let columns = rows.map(\.count).max() ?? 0
    let headingGroups = groups(in: Array(first.joined(separator: [32])))
    for group in headingGroups { values[space.index(.columnHeading, group)] = 1 }
    for group in groups(in: Array(rows.compactMap(\.first).joined(separator: [32]))) { values[space.index(.rowHeading, group)] = 1 }

    let types = rows.map { $0.map(typer.type(of:)) }
    var columnTypes: Set<CellType> = []
    for column in 0..<columns {
      let cells = types.dropFirst().compactMap { column < $0.count ? $0[column] : nil }
      guard !cells.isEmpty else { continue }
      let counts = Dictionary(grouping: cells) { $0 }.mapValues(\.count)
      let ranked = counts.sorted { ($0.value, $1.key.rawValue) > ($1.value, $0.key.rawValue) }
      guard let (type, count) = ranked.first, Double(count) >= Self.columnShare * Double(cells.count) else { continue }
      values[space.index(column: type), default: 0] += 1
      columnTypes.insert(type)
    }
    let all = types.joined()
    for type in CellType.allCases {
      let count = all.count { $0 == type }
      if count > 0 { values[space.index(share: type)] = Float(count) / Float(all.count) }
    }
    for one in columnTypes {
      for other in columnTypes where one.rawValue < other.rawValue { values[space.index(pair: one, other)] = 1 }
      for group in headingGroups { values[space.index(column: one, heading: group)] = 1 }
    }
    values[space.index(.rows)] = logOnePlus(Float(rows.count))
    values[space.index(.columns)] = logOnePlus(Float(columns))
    values[space.index(.emptyCells)] = Float(all.count { $0 == .empty }) / Float(max(all.count, 1))
    return values.sorted { $0.key < $1.key }.map { (feature: Int32($0.key), value: $0.value) }
  }

  /// Counts the runs of `forEachGram`.
  static func grams(of text: [UInt32]) -> [UInt64: Int32] {
    var counts: [UInt64: Int32] = [:]
    counts.reserveCapacity(text.count * 3)
    forEachGram(in: text) { counts[$0, default: 0] += 1 }
    return counts
  }

  /// Calls `body` with each run of one to three scalars, the key packing 21 bits a scalar. Line breaks read as spaces, and a space stands before and
  /// after, so that the beginning and the end of a line are part of what can be learnt.
  @inline(__always)
  static func forEachGram(in text: [UInt32], _ body: (UInt64) -> Void) {
    var one: UInt64 = 0
    var two: UInt64 = 0
    var length = 0
    func add(_ scalar: UInt32) {
      let value = UInt64(scalar == 10 ? 32 : scalar)
      // A second space in a row says nothing new.
      if value == 32, length > 0, one == 32 { return }
      body(value)
      if length > 0 { body(one << 21 | value) }
      if length > 1 { body(two << 42 | one << 21 | value) }
      two = one
      one = value
      length += 1
    }
    add(32)
    for scalar in text { add(scalar) }
    add(32)
  }

  /// A run as text, for the weights file.
  static func string(ofGram key: UInt64) -> String {
    var scalars = String.UnicodeScalarView()
    for shift in [UInt64(42), 21, 0] {
      let value = UInt32(truncatingIfNeeded: key >> shift & 0x1F_FFFF)
      if value != 0, let scalar = Unicode.Scalar(value) { scalars.append(scalar) }
    }
    return String(scalars)
  }

  /// The key of a run; nil where it is not one to three scalars long.
  static func key(ofGram string: some StringProtocol) -> UInt64? {
    let scalars = string.unicodeScalars.map { UInt64($0.value) }
    guard (1...3).contains(scalars.count) else { return nil }
    return scalars.reduce(0) { $0 << 21 | $1 }
  }
}
