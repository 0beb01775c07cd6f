import Documents
import Policies
import Readings

/// Facts that a judge may ask of a document: years with their tense, names of institutes and trainings, a sketch of the text.
struct FactsExtractor: Sendable {
  private let held: PhraseSet
  private let planned: PhraseSet
  private let selfMade: PhraseSet
  private let trainings: PhraseSet
  private let organisations: PhraseSet

  /// Characters that no institute's or training's name crosses.
  private static let breaks = ScalarSet("\n ,。;:、|()[]《》“”\"'!?由在于和与及为是的到从向请经")
  /// Names and shingles that are kept of one document: enough for a judge, little enough for a ledger of 20,000 plans.
  private static let mostNames = 8
  private static let sketchSize = 64
  private static let shingle = 8
  private static let openingLength = 400

  init(_ cues: ClassifierPolicy) {
    held = PhraseSet(cues.heldWords)
    planned = PhraseSet(cues.plannedWords)
    selfMade = PhraseSet(cues.selfMadeWords)
    trainings = PhraseSet(cues.trainingEndings)
    // A single character (所, 台) ends too many other words to be looked for in running text.
    organisations = PhraseSet(cues.organisationEndings.filter { $0.count > 1 })
  }

  /// The facts, and for each of its editions the unit that tells of it.
  func facts(of document: Document, units: [Unit]) -> (facts: Facts, editionUnits: [Int]) {
    var facts = Facts()
    var editionUnits: [Int] = []
    var cells = 0
    var empty = 0
    var names: [String: Int] = [:]
    var courses: [String: Int] = [:]
    var sketch = Sketch(Self.sketchSize, shingle: Self.shingle)
    for (index, unit) in units.enumerated() {
      facts.characters += unit.text.scalars.count { $0 != 32 && $0 != 10 && $0 != 124 }
      for row in unit.rows {
        cells += row.count
        empty += row.count { $0.isEmpty }
      }
      editions(in: unit, of: document, isOpening: index < 3, into: &facts.editions)
      editionUnits += Array(repeating: index, count: facts.editions.count - editionUnits.count)
      collect(organisations, in: unit.text.scalars, longest: 16, into: &names)
      collect(trainings, in: unit.text.scalars, longest: 40, into: &courses)
      if facts.selfMadeTextbook == nil,
        let position = unit.text.scalars.indices.first(where: { selfMade.match(in: unit.text.scalars, at: $0) != nil })
      {
        facts.selfMadeTextbook = evidence(unit, document, at: position, because: "写明教材系自编")
      }
      for scalar in unit.text.scalars where scalar != 32 && scalar != 10 && scalar != 124 {
        sketch.add(scalar)
      }
    }
    facts.emptyCellShare = cells == 0 ? 0 : (Double(empty) / Double(cells) * 1000).rounded() / 1000
    facts.organisations = Self.ranked(names)
    facts.trainings = Self.ranked(courses)
    // Under some hundred characters two different sign-in sheets look alike.
    if facts.characters >= 100 { facts.sketch = sketch.hashes }
    facts.opening = Characters.prefix(of: document.text.prefix(Self.openingLength * 4), Self.openingLength)
    return (facts, editionUnits)
  }

  /// Years that are said of a training: in a heading, or in a sentence that names one.
  private func editions(in unit: Unit, of document: Document, isOpening: Bool, into editions: inout [Facts.Edition]) {
    let text = unit.text.scalars
    var start = 0
    while start < text.count, editions.count < Facts.mostEditions {
      let end = text[start...].firstIndex { $0 == 0x3002 || $0 == 10 } ?? text.count
      defer { start = end + 1 }
      // Most sentences name no year, and then nothing is to be learnt of them.
      let years = Self.years(in: text, start..<end)
      if years.isEmpty { continue }
      let told = held.occurs(in: text, start..<end)
      let intended = planned.occurs(in: text, start..<end)
      // A short line at the top (2021年5月，北京) dates what follows as a heading would.
      let dates = unit.kind == .heading || unit.kind == .header || unit.kind == .textBox || (isOpening && text.count < 40)
      guard dates || told || trainings.occurs(in: text, start..<end) else { continue }
      for (position, year) in years {
        editions.append(
          Facts.Edition(
            year: year, tense: told == intended ? .unclear : told ? .held : .planned,
            evidence: evidence(unit, document, at: position, because: told ? "说的是已举办的培训" : intended ? "说的是拟举办的培训" : "写有年份")))
        if editions.count == Facts.mostEditions { return }
      }
    }
  }

  private static func years(in text: [UInt32], _ range: Range<Int>) -> [(position: Int, year: Int)] {
    var result: [(position: Int, year: Int)] = []
    var index = range.lowerBound
    while index + 3 < range.upperBound {
      guard Scalars.isDigit(text[index]) else {
        index += 1
        continue
      }
      let digits = text[index..<index + 4]
      if digits.allSatisfy(Scalars.isDigit), index == range.lowerBound || !Scalars.isDigit(text[index - 1]),
        index + 4 == range.upperBound || !Scalars.isDigit(text[index + 4])
      {
        let value = digits.reduce(0) { $0 * 10 + Int($1 - 48) }
        if (1990...2049).contains(value) { result.append((index, value)) }
        index += 4
      } else {
        index += 1
      }
    }
    return result
  }

  /// Counts the names that end in one of the phrases, each taken back to the last character that breaks a name.
  private func collect(_ endings: PhraseSet, in text: [UInt32], longest: Int, into names: inout [String: Int]) {
    var index = 0
    while index < text.count {
      guard let length = endings.match(in: text, at: index) else {
        index += 1
        continue
      }
      // 中国科学院寒区生态研究所 is one name: an ending in its middle (学院) is none.
      if endings.continues(in: text, from: index + length, breaks: Self.breaks) {
        index += length
        continue
      }
      var start = index
      while start > 0, index - start < longest, !Self.breaks.contains(text[start - 1]) { start -= 1 }
      if index - start >= 2 {
        var scalars = String.UnicodeScalarView()
        for value in text[start..<index + length] { scalars.append(Unicode.Scalar(value) ?? "\u{FFFD}") }
        names[String(scalars), default: 0] += 1
      }
      index += length
    }
  }

  private static func ranked(_ names: [String: Int]) -> [Facts.Mention] {
    names.sorted { ($1.value, $0.key) < ($0.value, $1.key) }.prefix(mostNames).map { Facts.Mention(name: $0.key, count: $0.value) }
  }

  private func evidence(_ unit: Unit, _ document: Document, at position: Int, because: String) -> Evidence {
    let block = unit.block(at: position)
    return Evidence(
      quote: Characters.line(document.text[document.blocks[block].range], most: 60), where: document.place(of: block), because: because)
  }
}
