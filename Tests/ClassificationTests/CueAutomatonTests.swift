import Testing

@testable import Classification

/// The automaton finds what a search phrase by phrase finds.
struct CueAutomatonTests {
  private struct Find: Hashable {
    var group: Int32
    var range: Range<Int>
  }

  private func finds(_ groups: [[[UInt32]]], in text: [UInt32]) -> [Find] {
    var result: [Find] = []
    CueAutomaton(groups: groups).matches(in: text) { result.append(Find(group: $0.group, range: $0.range)) }
    return result
  }

  private func naive(_ groups: [[[UInt32]]], in text: [UInt32]) -> Set<Find> {
    var result: Set<Find> = []
    for (group, phrases) in groups.enumerated() {
      for phrase in phrases where !phrase.isEmpty {
        for start in text.indices where start + phrase.count <= text.count && Array(text[start..<start + phrase.count]) == phrase {
          result.insert(Find(group: Int32(group), range: start..<start + phrase.count))
        }
      }
    }
    return result
  }

  /// Three letters and phrases of up to five: nearly every phrase is a suffix of another, which is where fallbacks go wrong.
  @Test(arguments: 0..<200) func agreesWithTheNaiveSearch(seed: UInt64) {
    var random = SeededGenerator(state: seed)
    let letters = "师资课".scalarValues
    func word(_ length: ClosedRange<Int>) -> [UInt32] {
      (0..<Int.random(in: length, using: &random)).map { _ in letters.randomElement(using: &random)! }
    }
    let groups = (0..<Int.random(in: 1...6, using: &random)).map { _ in (0..<Int.random(in: 0...6, using: &random)).map { _ in word(0...5) }
    }
    let text = word(0...80)
    let found = finds(groups, in: text)
    #expect(Set(found) == naive(groups, in: text))
    // Nothing twice, and in the order in which cues end.
    #expect(found.count == Set(found).count)
    #expect(found.map(\.range.upperBound) == found.map(\.range.upperBound).sorted())
  }

  @Test func findsCuesInsideCues() {
    let groups = [["师资名单".scalarValues], ["名单".scalarValues, "师资".scalarValues], ["单".scalarValues]]
    #expect(
      Set(finds(groups, in: "附师资名单".scalarValues)) == [
        Find(group: 0, range: 1..<5), Find(group: 1, range: 1..<3), Find(group: 1, range: 3..<5), Find(group: 2, range: 4..<5),
      ])
  }

  @Test func withoutCuesFindsNothing() {
    #expect(finds([], in: "师资".scalarValues).isEmpty)
    #expect(finds([[], [[]]], in: "师资".scalarValues).isEmpty)
  }

  /// Scalars beyond the basic plane are edges like any other.
  @Test func findsRareCharacters() {
    #expect(finds([["𠮷野".scalarValues]], in: "吉野𠮷野".scalarValues) == [Find(group: 0, range: 2..<4)])
  }
}

struct GramTableTests {
  @Test func findsEveryKeyAndNoOther() {
    var random = SeededGenerator(state: 9)
    // Runs of one to three scalars, packed as the extractor packs them.
    var keys: Set<UInt64> = []
    while keys.count < 5000 {
      let scalars = (0..<Int.random(in: 1...3, using: &random)).map { _ in UInt64.random(in: 0x4E00...0x4E80, using: &random) }
      keys.insert(scalars.reduce(0) { $0 << 21 | $1 })
    }
    let list = keys.sorted()
    let known = Array(list.prefix(2500))
    let table = GramTable(known)
    for (row, key) in known.enumerated() { #expect(table.row(of: key) == Int32(row)) }
    for key in list.dropFirst(2500) { #expect(table.row(of: key) == nil) }
  }

  @Test func emptyTableKnowsNothing() {
    #expect(GramTable([]).row(of: 0x5E08) == nil)
  }

  @Test func runsAreCountedWithTheEndsOfTheLine() {
    let counts = UnitFeatureExtractor.grams(of: "课表课".scalarValues)
    let named = Dictionary(uniqueKeysWithValues: counts.map { (UnitFeatureExtractor.string(ofGram: $0.key), $0.value) })
    #expect(
      named == [
        " ": 2, "课": 2, "表": 1, " 课": 1, "课表": 1, "表课": 1, "课 ": 1, " 课表": 1, "课表课": 1, "表课 ": 1,
      ])
  }

  @Test(arguments: ["课", " 课", "课程表", "a 1"]) func keysLeadBackToTheRun(gram: String) throws {
    let key = try #require(UnitFeatureExtractor.key(ofGram: gram))
    #expect(UnitFeatureExtractor.string(ofGram: key) == gram)
  }

  @Test(arguments: ["", "课程清单"]) func otherLengthsHaveNoKey(gram: String) {
    #expect(UnitFeatureExtractor.key(ofGram: gram) == nil)
  }
}
