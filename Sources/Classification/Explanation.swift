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
    _ classifier: Classifier, _ document: Document, _ analysis: AnalysedDocument, _ scored: Classifier.Scored, material: String, target: Int
  ) {
    let best = scored.scores.all.indices.max { scored.scores.all[$0][target] < scored.scores.all[$1][target] } ?? 0
    let shares = Self.shares(classifier, analysis, scored, stretch: best, material: material, target: target)
    let whole = best == 0 ? shares : Self.shares(classifier, analysis, scored, stretch: 0, material: material, target: target)
    evidence = shares.filter { $0.amount > 0 }.sorted { ($1.amount, $0.unit) < ($0.amount, $1.unit) }.prefix(Self.shown).map {
      Self.quote($0, classifier, document, analysis, positive: true)
    }
    against = whole.filter { $0.amount < 0 }.sorted { ($0.amount, $0.unit) < ($1.amount, $1.unit) }.prefix(Self.shown).map {
      Self.quote($0, classifier, document, analysis, positive: false)
    }
    if evidence.isEmpty, let first = analysis.units.indices.first {
      evidence = [Self.quote(Share(unit: first, amount: 0, group: nil), classifier, document, analysis, positive: true)]
    }
  }

  private static func shares(
    _ classifier: Classifier, _ analysis: AnalysedDocument, _ scored: Classifier.Scored, stretch: Int, material: String, target: Int
  ) -> [Share] {
    let vector = scored.vectors[stretch]
    let model = classifier.model
    let norm = vector.rows.reduce(Float(0)) { $0 + LogTable.logOnePlus($1.count) * LogTable.logOnePlus($1.count) }.squareRoot()
    let perGroup = Dictionary(
      vector.features.compactMap { feature, value in
        classifier.space.group(of: Int(feature)).map { ($0, model.contribution(of: feature, value, to: target)) }
      }, uniquingKeysWith: +)
    return analysis.stretches[stretch].units.map { index in
      let unit = analysis.features[index]
      var amount: Float = 0
      for (row, count) in scored.rows[index] {
        amount += LogTable.logOnePlus(count) * model.weight(ofGram: row, target: target) / max(norm, 1e-6)
      }
      for (group, _) in unit.groups {
        amount += (perGroup[Int(group)] ?? 0) / Float(max(1, analysis.units.count)).squareRoot()
      }
      // A group may weigh for a material by the company that it keeps; as a reason it is given only where a reader would see why.
      let agreeing = unit.groups.map { (Int($0.group), perGroup[Int($0.group)] ?? 0) }
        .filter { $0.1 * amount > 0 && classifier.cues.groups[$0.0].speaksFor.contains(material) == (amount > 0) }
        .max { abs($0.1) < abs($1.1) }
      return Share(unit: index, amount: amount, group: agreeing?.0)
    }
  }

  private static func quote(
    _ share: Share, _ classifier: Classifier, _ document: Document, _ analysis: AnalysedDocument, positive: Bool
  ) -> Evidence {
    let unit = analysis.units[share.unit]
    var position = 0
    if let group = share.group {
      var found: Int?
      classifier.extractor.automaton.matches(in: unit.text.scalars) { match in
        if found == nil, Int(match.group) == group { found = match.range.lowerBound }
      }
      position = found ?? 0
    }
    let block = unit.block(at: position)
    let because: String
    if let group = share.group {
      because = classifier.cues.groups[group].because
    } else if unit.kind == .table {
      because = positive ? "表格的栏目和内容与该材料相符" : "表格的栏目和内容不像该材料"
    } else {
      because = positive ? "行文与该材料相符" : "行文不像该材料"
    }
    return Evidence(quote: line(document, unit, block: block, at: position), where: document.place(of: block), because: because)
  }

  /// One line of the document around a position: a table's row, or the words of a paragraph from the sentence that holds it.
  private static func line(_ document: Document, _ unit: Unit, block: Int, at position: Int) -> String {
    let text: String
    if let cell = document.blocks[block].cell {
      text = unit.blocks.filter { document.blocks[$0].cell?.row == cell.row }.map { document.string(document.blocks[$0]) }.joined(
        separator: " | ")
    } else {
      let range = document.blocks[block].range
      let offset = position < unit.text.count ? Int(unit.text.offsets[position]) : range.lowerBound
      var start = max(range.lowerBound, min(offset, range.upperBound))
      // Back to the beginning of the sentence, if it is near.
      let floor = max(range.lowerBound, start - 60)
      var probe = start
      while probe > floor, !endsSentence(document.text, probe) { probe -= 1 }
      start = probe > range.lowerBound && !endsSentence(document.text, probe) ? start : probe
      text = String(decoding: document.text[start..<range.upperBound], as: UTF8.self)
    }
    let flat = text.split(whereSeparator: \.isWhitespace).joined(separator: " ")
    return flat.count > quoteLength ? flat.prefix(quoteLength) + "…" : flat
  }

  /// Whether a Chinese full stop or semicolon ends just before `index`.
  private static func endsSentence(_ text: [UInt8], _ index: Int) -> Bool {
    guard index >= 3 else { return index == 0 }
    let last = Array(text[index - 3..<index])
    return last == [0xE3, 0x80, 0x82] || last == [0xEF, 0xBC, 0x9B]
  }
}
