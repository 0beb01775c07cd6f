/// The trainings of all plans, found by likeness without comparing each with each.
struct TrainingIndex: Sendable {
  private var names: [String] = []
  private var pairs: [CharacterPairs] = []
  private var byPair: [UInt64: [Int]] = [:]
  private var known: Set<String> = []

  mutating func add(_ name: String) {
    // Of trainings of one name, one says all.
    guard known.insert(name).inserted else { return }
    let own = CharacterPairs(name)
    names.append(name)
    pairs.append(own)
    for code in Set(own.codes) { byPair[code, default: []].append(names.count - 1) }
  }

  /// Whether a training other than `own` is at least `least` alike to the name.
  ///
  /// Names that reach the coefficient t share at least t ÷ (2 − t) of this name's pairs, so one of its rarest pairs must be among them (prefix
  /// filtering): 研修 and 修班, which every name has, are never looked up.
  func contains(_ name: String, otherThan own: String, least: Double) -> Bool {
    let wanted = CharacterPairs(name)
    guard !wanted.codes.isEmpty else { return false }
    let needed = Int((Double(wanted.codes.count) * least / (2 - least)).rounded(.up))
    let rarest = Set(wanted.codes).sorted { (byPair[$0]?.count ?? 0, $0) < (byPair[$1]?.count ?? 0, $1) }
      .prefix(max(1, wanted.codes.count - needed + 1))
    return rarest.contains { code in
      (byPair[code] ?? []).contains { names[$0] != own && pairs[$0].alike(wanted) >= least }
    }
  }
}
