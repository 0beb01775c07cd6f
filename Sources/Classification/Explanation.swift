import Documents
import Policies
import Readings

/// Why a document got its score for one material, as quotes with their places.
///
/// The score is a sum, so each unit of text has its share of it: what its runs of characters and its groups of cues add. The units with the
/// largest shares are quoted, with the strongest group in each as the reason.
struct Explanation {
  private(set) var evidence: [Evidence] = []
  private(set) var against: [Evidence] = []

  /// How many reasons are shown on each side.
  private static let shown = 3
  /// Characters of a quote: one line of a report.
  private static let quoteLength = 60

  private struct Share {
    var unit: Int
    var amount: Float
    /// The group that adds most in this unit, if any adds anything.
    var group: Int?
  }

  init(
    _ classifier: Classifier, _ analysis: AnalysedDocument, _ scored: Classifier.Scored, _ quotes: inout Quotes, material: String,
    target: Int
  ) {
    let best = scored.scores.all.indices.max { scored.scores.all[$0][target] < scored.scores.all[$1][target] } ?? 0
    let shares = Self.shares(classifier, analysis, scored, stretch: best, material: material, target: target)
    let whole = best == 0 ? shares : Self.shares(classifier, analysis, scored, stretch: 0, material: material, target: target)
    evidence = shares.filter { $0.amount > 0 }.sorted { ($1.amount, $0.unit) < ($0.amount, $1.unit) }.prefix(Self.shown).map {
      quotes.evidence($0.unit, group: $0.group, positive: true)
    }
    against = whole.filter { $0.amount < 0 }.sorted { ($0.amount, $0.unit) < ($1.amount, $1.unit) }.prefix(Self.shown).map {
      quotes.evidence($0.unit, group: $0.group, positive: false)
    }
    if evidence.isEmpty, let first = analysis.units.indices.first { evidence = [quotes.evidence(first, group: nil, positive: true)] }
  }

  private static func shares(
    _ classifier: Classifier, _ analysis: AnalysedDocument, _ scored: Classifier.Scored, stretch: Int, material: String, target: Int
  ) -> [Share] {
    let vector = scored.vectors[stretch]
    let model = classifier.model
    let norm = model.norm(of: vector.rows)
    var perGroup = [Float](repeating: 0, count: classifier.space.groups.count)
    for (feature, value) in vector.features {
      if let group = classifier.space.group(of: Int(feature)) { perGroup[group] += model.contribution(of: feature, value, to: target) }
    }
    let spread = Float(max(1, analysis.units.count)).squareRoot()
    return analysis.stretches[stretch].units.map { index in
      let unit = analysis.features[index]
      var amount = model.worth(of: scored.rows[index], norm: norm, target: target)
      for (group, _) in unit.groups { amount += perGroup[Int(group)] / spread }
      return Share(unit: index, amount: amount, group: reason(classifier, unit, perGroup, amount, material))
    }
  }

  /// The group of a unit that speaks loudest for or against a material, as its share does. A group may weigh for a material by the company that it
  /// keeps; as a reason it is given only where a reader would see why.
  private static func reason(_ classifier: Classifier, _ unit: UnitFeatures, _ perGroup: [Float], _ amount: Float, _ material: String)
    -> Int?
  {
    var loudest: Int?
    for (group, _) in unit.groups {
      let group = Int(group)
      let weight = perGroup[group]
      // Of two that weigh the same, the first.
      if let loudest, !(abs(perGroup[loudest]) < abs(weight)) { continue }
      if weight * amount > 0, classifier.cues.groups[group].speaksFor.contains(material) == (amount > 0) { loudest = group }
    }
    return loudest
  }

  /// Quotes of one document: several materials point at the same unit for the same reason, and a quote is made once.
  struct Quotes {
    private struct Key: Hashable {
      var unit: Int
      var group: Int?
    }

    private struct Quote {
      var text: String
      var place: String
    }

    private let classifier: Classifier
    private let document: Document
    private let analysis: AnalysedDocument
    private var known: [Key: Quote] = [:]

    init(_ classifier: Classifier, _ document: Document, _ analysis: AnalysedDocument) {
      self.classifier = classifier
      self.document = document
      self.analysis = analysis
    }

    /// A unit quoted where the group first occurs in it, or at its beginning.
    mutating func evidence(_ index: Int, group: Int?, positive: Bool) -> Evidence {
      let quote = quote(index, group)
      let because: String
      if let group {
        because = classifier.cues.groups[group].because
      } else if analysis.units[index].kind == .table {
        because = positive ? "表格的栏目和内容与该材料相符" : "表格的栏目和内容不像该材料"
      } else {
        because = positive ? "行文与该材料相符" : "行文不像该材料"
      }
      return Evidence(quote: quote.text, where: quote.place, because: because)
    }

    private mutating func quote(_ index: Int, _ group: Int?) -> Quote {
      let key = Key(unit: index, group: group)
      if let quote = known[key] { return quote }
      let unit = analysis.units[index]
      var position = 0
      if let group {
        var found: Int?
        classifier.extractor.automaton.matches(in: unit.text.scalars) { match in
          if found == nil, Int(match.group) == group { found = match.range.lowerBound }
        }
        position = found ?? 0
      }
      let block = unit.block(at: position)
      let quote = Quote(text: Explanation.line(document, unit, block: block, at: position), place: document.place(of: block))
      known[key] = quote
      return quote
    }
  }

  /// One line of the document around a position: a table's row, or the words of a paragraph from the sentence that holds it.
  fileprivate static func line(_ document: Document, _ unit: Unit, block: Int, at position: Int) -> String {
    if let cell = document.blocks[block].cell {
      let cells = unit.blocks.filter { document.blocks[$0].cell?.row == cell.row }.map { document.text[document.blocks[$0].range] }
      return Characters.line(Array(cells.joined(separator: Array(" | ".utf8)))[...], most: quoteLength)
    }
    let range = document.blocks[block].range
    let offset = position < unit.text.count ? Int(unit.text.offsets[position]) : range.lowerBound
    var start = max(range.lowerBound, min(offset, range.upperBound))
    // Back to the beginning of the sentence, if it is near.
    let floor = max(range.lowerBound, start - 60)
    var probe = start
    while probe > floor, !endsSentence(document.text, probe) { probe -= 1 }
    start = probe > range.lowerBound && !endsSentence(document.text, probe) ? start : probe
    return Characters.line(document.text[start..<range.upperBound], most: quoteLength)
  }

  /// Whether a Chinese full stop or semicolon ends just before `index`.
  private static func endsSentence(_ text: [UInt8], _ index: Int) -> Bool {
    guard index >= 3 else { return index == 0 }
    let (first, second, third) = (text[index - 3], text[index - 2], text[index - 1])
    return first == 0xE3 && second == 0x80 && third == 0x82 || first == 0xEF && second == 0xBC && third == 0x9B
  }
}
