/// What one cell of a table holds, told by its looks. A column of one type says more than any heading over it.
enum CellType: Character, CaseIterable, Sendable {
  case empty = "E"
  case personalName = "N"
  /// 职称 or 职务.
  case title = "T"
  case organisation = "O"
  case share = "P"
  case number = "D"
  case link = "U"
  case bookTitle = "B"
  case phone = "H"
  case clock = "M"
  case date = "A"
  case hours = "R"
  /// Up to 12 characters of anything else.
  case short = "S"
  /// Up to 40.
  case phrase = "L"
  case prose = "X"
}

/// Tells cell types apart by the policy's word lists.
struct CellTyper: Sendable {
  private let surnames: ScalarSet
  private let titles: PhraseSet
  private let organisationEndings: PhraseSet
  private let latinTitles: PhraseSet

  init(surnames: String, titles: [String], organisationEndings: [String], latinTitles: [String]) {
    self.surnames = ScalarSet(NormalizedText(surnames).scalars)
    self.titles = PhraseSet(titles)
    self.organisationEndings = PhraseSet(organisationEndings)
    self.latinTitles = PhraseSet(latinTitles)
  }

  func type(of cell: [UInt32]) -> CellType {
    let text = cell.trimmingSpace()
    if text.allSatisfy({ Self.fillers.contains($0) }) { return .empty }
    if isPersonalName(text) { return .personalName }
    if text.count <= 14, titles.occurs(in: text) { return .title }
    if text.count <= 20, organisationEndings.ends(text) { return .organisation }
    if text.last == 37, text.dropLast().allSatisfy(Self.isNumeric) { return .share }
    // Eleven digits that begin with 1: a mobile number.
    if text.allSatisfy(Self.isNumeric) { return text.count == 11 && text[0] == 49 && text.allSatisfy(Scalars.isDigit) ? .phone : .number }
    let patterns = PatternCounts(scanning: text, titles: titles)
    if patterns[.link] > 0 { return .link }
    if patterns[.bookTitle] > 0 { return .bookTitle }
    if patterns[.phone] > 0 { return .phone }
    if patterns[.clock] > 0 { return .clock }
    if patterns[.date] > 0, text.count < 16 { return .date }
    if patterns[.hours] > 0, text.count < 8 { return .hours }
    if text.count <= 12 { return .short }
    return text.count <= 40 ? .phrase : .prose
  }

  private static let fillers = ScalarSet("-—/_ .…·\n")

  private static func isNumeric(_ scalar: UInt32) -> Bool {
    Scalars.isDigit(scalar) || scalar == 46 || scalar == 44
  }

  /// Two or three Han characters that begin with a surname (a bracketed remark left aside), or a Latin name behind a Latin title.
  func isPersonalName(_ cell: [UInt32]) -> Bool {
    var text = cell.filter { $0 != 32 && $0 != 10 }
    if let open = text.firstIndex(of: 40), text.last == 41 { text.removeSubrange(open...) }
    if (2...3).contains(text.count), text.allSatisfy(Scalars.isHan), surnames.contains(text[0]) { return true }
    guard let length = cell.isEmpty ? nil : latinTitles.match(in: cell, at: 0), length + 2 < cell.count else { return false }
    return cell[length...].allSatisfy { Scalars.isLatin($0) || $0 == 32 || $0 == 46 || $0 == 45 }
  }
}

extension [UInt32] {
  /// Without spaces and line breaks at both ends.
  func trimmingSpace() -> [UInt32] {
    var slice = self[...]
    while let first = slice.first, first == 32 || first == 10 { slice.removeFirst() }
    while let last = slice.last, last == 32 || last == 10 { slice.removeLast() }
    return Array(slice)
  }
}
