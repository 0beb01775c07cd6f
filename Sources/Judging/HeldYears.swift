import Policies
import Readings
import Registers

/// What register and funded list leave no doubt of: that a training was held in one year only, or that it was not held in one.
///
/// The materials of the full path are of trainings held (guide 二（三）: 往年举办的). How often a training was held says nothing of when, so years
/// follow from it only where it was held once, and in the year that the columns and the list speak of.
enum HeldYears: Sendable, Hashable {
  case unknown
  case only(Int)
  /// Funded for this year and not carried out.
  case not(Int)

  init(_ plan: Plan, policy: Policy, funded: FundedIndex?) {
    self = .unknown
    guard let past = policy.pastEditions else { return }
    switch Self.isCompleted(plan, past, funded) {
    case true?: if plan.fact(past.held).value == .number(1) { self = .only(past.year) }
    case false?: self = .not(past.year)
    case nil: break
    }
  }

  /// Whether the training was carried out in that year; nil where it is not said, or the unit's register and the bureau's list disagree.
  private static func isCompleted(_ plan: Plan, _ past: Policy.PastEditions, _ funded: FundedIndex?) -> Bool? {
    let said = plan.fact(past.completed).value
    if let funded {
      guard let listed = funded.isCompleted(plan), said != .yesNo(!listed) else { return nil }
      return listed
    }
    guard plan.fact(past.funded).value == .yesNo(true), case .yesNo(let isCompleted) = said else { return nil }
    return isCompleted
  }
}

/// A document that speaks of an edition in a year in which the training was not held.
struct OtherEdition: Sendable, Hashable {
  /// The reason in the policy's sentences.
  var reason: String
  /// Years that the document is of, ascending.
  var years: [Int]
  /// The year that register and list speak of.
  var heldYear: Int
  var evidence: Evidence
}

extension HeldYears {
  /// Nil where the document may be of an edition that was held; doubts are all in its favour.
  ///
  /// Only what dates the document as a whole counts: a year in its first words, in a line that names a training or a material. A year of birth,
  /// of hiring, of a book's printing or of a table's row dates nothing.
  func otherEdition(of facts: Facts, policy: Policy) -> OtherEdition? {
    // Of a document that names more editions than are kept, not all are known.
    guard self != .unknown, facts.editions.count < Facts.mostEditions else { return nil }
    let opening = facts.opening.folded
    let start = opening.prefix(Self.openingLength)
    let dating = facts.editions.filter { $0.year < policy.year && Self.dates($0, start, policy) }
    guard let first = dating.first else { return nil }
    let years = Set(dating.map(\.year)).sorted()
    switch self {
    case .unknown: return nil
    case .only(let held):
      if facts.editions.contains(where: { $0.year == held }) || Self.forms(of: held).contains(where: opening.contains) { return nil }
      return OtherEdition(reason: "other_edition", years: years, heldYear: held, evidence: first.evidence)
    case .not(let year):
      guard years == [year], !facts.editions.contains(where: { $0.year < policy.year && $0.year != year && !Self.isBook($0) }) else {
        return nil
      }
      return OtherEdition(reason: "edition_not_held", years: years, heldYear: year, evidence: first.evidence)
    }
  }

  /// A title, a line below it and the first sentence; and a title and a short line below it alone.
  private static let openingLength = 150
  private static let headLength = 60
  /// Enough of a quote to know its place again; the quote of a long paragraph is cut, and ends in an ellipsis.
  private static let quoteLength = 20
  /// A short line (2021年5月，北京) dates what follows without naming it.
  private static let shortLine = 40

  private static func dates(_ edition: Facts.Edition, _ start: Substring, _ policy: Policy) -> Bool {
    let quote = edition.evidence.quote.folded
    let head = quote.prefix(quoteLength)
    guard quote.contains(String(edition.year)), !isBook(edition), start.contains(head) else { return false }
    if quote.count < shortLine, start.prefix(headLength).contains(head) { return true }
    let names = (policy.classifier?.trainingEndings ?? []) + policy.materials.map(\.name)
    return names.contains { quote.contains($0.folded) }
  }

  /// 《…》 is a book, whose year is that of its printing.
  private static func isBook(_ edition: Facts.Edition) -> Bool { edition.evidence.quote.contains("《") }

  /// `2022`, `二〇二二` and its other spellings.
  private static func forms(of year: Int) -> [String] {
    let digits = String(year)
    return [digits]
      + ["〇", "○", "零"].map { zero in
        let numerals = [zero, "一", "二", "三", "四", "五", "六", "七", "八", "九"]
        return digits.compactMap(\.wholeNumberValue).map { numerals[$0] }.joined()
      }
  }
}
