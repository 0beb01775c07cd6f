/// A run of units that is looked at as if it were a document of its own: the whole, each section, each table with its caption, each list,
/// each long paragraph. One file may hold six materials; each of them is some stretch.
struct Stretch: Sendable, Hashable {
  var units: Range<Int>

  /// At most so many stretches are scored of one document: a very long one is cut at its headings all the same, and cost stays in proportion.
  static let most = 96
  /// A stretch shorter than this holds no material.
  static let shortest = 15

  /// All stretches of a document, the whole first.
  static func all(of units: [Unit]) -> [Stretch] {
    let count = units.count
    let whole = Stretch(units: 0..<count)
    guard count > 1 else { return [whole] }
    var found: [Range<Int>] = []
    let cuts = [0] + (1..<count).filter { opens(units[$0]) && !opens(units[$0 - 1]) } + [count]
    for span in 1...4 where cuts.count > span {
      for index in 0..<(cuts.count - span) { found.append(cuts[index]..<cuts[index + span]) }
    }
    let tables = units.indices.filter { units[$0].kind == .table }
    let finer = Set(cuts + tables + tables.map { $0 + 1 }).sorted()
    for (low, high) in zip(finer, finer.dropFirst()) { found.append(low..<high) }
    for index in units.indices {
      if units[index].text.count >= 30 || units[index].kind == .table { found.append(index..<index + 1) }
      if units[index].kind == .table, index > 0 { found.append(index - 1..<index + 1) }
    }
    for run in runs(of: .listItem, in: units) where run.count >= 2 {
      found.append(run)
      if run.lowerBound > 0 { found.append(run.lowerBound - 1..<run.upperBound) }
    }
    // Scalars before each unit, and of all.
    var before = [0]
    for unit in units { before.append(before[before.count - 1] + unit.text.count) }
    found.removeAll { $0 == whole.units || before[$0.upperBound] - before[$0.lowerBound] < shortest }
    // Longest first, so that what is dropped of a very long document are its single paragraphs; then in reading order.
    found.sort { ($1.count, $0.lowerBound) < ($0.count, $1.lowerBound) }
    var kept: [Range<Int>] = []
    for range in found where kept.count < most && kept.last != range { kept.append(range) }
    kept.sort { ($0.lowerBound, $0.upperBound) < ($1.lowerBound, $1.upperBound) }
    return [whole] + kept.map(Stretch.init)
  }

  private static func runs(of kind: Unit.Kind, in units: [Unit]) -> [Range<Int>] {
    var result: [Range<Int>] = []
    var index = 0
    while index < units.count {
      var end = index
      while end < units.count, units[end].kind == kind { end += 1 }
      if end > index { result.append(index..<end) }
      index = max(end, index + 1)
    }
    return result
  }

  /// Whether a unit looks like the beginning of a part: a headline, or a numbered line.
  static func opens(_ unit: Unit) -> Bool {
    isHeadline(unit) || unit.kind == .paragraph && !unit.text.scalars.isEmpty && isNumbered(unit.text.scalars)
  }

  /// Whether a unit stands above what follows as its title does: a heading, a text box, a short line without a full stop.
  static func isHeadline(_ unit: Unit) -> Bool {
    switch unit.kind {
    case .heading, .textBox: return true
    case .paragraph: break
    case .listItem, .table, .header, .footer, .note: return false
    }
    guard let last = unit.text.scalars.last else { return false }
    return unit.text.count < 25 && !closingMarks.contains(last)
  }

  private static let closingMarks = ScalarSet("。;,!?")
  private static let marks = ScalarSet("、..")
  private static let leadingSigns = ScalarSet("〈【▲◆■●")

  /// `一、` `(二)` `3.` `第四部分` `附件5` `【…】`: how people number the parts of a document.
  private static func isNumbered(_ text: [UInt32]) -> Bool {
    if leadingSigns.contains(text[0]) { return true }
    if text.starts(with: "附件", at: 0) || text.starts(with: "附表", at: 0) || text.starts(with: "附录", at: 0) { return true }
    if text.starts(with: "part", at: 0) || text.starts(with: "annex", at: 0) || text.starts(with: "step", at: 0) { return true }
    var index = text[0] == 40 || text[0] == 0x7B2C ? 1 : 0  // ( 第
    let start = index
    while index < text.count, Scalars.isChineseNumeral(text[index]) || Scalars.isDigit(text[index]) { index += 1 }
    guard index > start, index < text.count, index - start <= 3 else { return false }
    if text[0] == 40 { return text[index] == 41 }
    if text[0] == 0x7B2C {
      return ["部分", "章", "件"].contains { text.starts(with: $0, at: index) }
    }
    if marks.contains(text[index]) { return !(index + 1 < text.count && Scalars.isDigit(text[index + 1])) }
    return text[index] == 32 && index - start <= 2
  }
}
