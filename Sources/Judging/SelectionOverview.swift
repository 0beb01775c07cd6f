import Glibc
import Policies
import Readings
import Registers

/// How many plans apply for each kind against the guide's quota, and which supported directions each speaks of. Information for the bureau, never
/// a verdict.
package struct SelectionOverview: Sendable, Hashable, Codable {
  package var kinds: [Kind]

  package struct Kind: Sendable, Hashable, Codable {
    package var id: String
    package var name: String
    package var clause: String
    /// 左右: about this many will be chosen.
    package var about: Int
    /// Plans that apply, in register order.
    package var plans: [Applicant]
  }

  package struct Applicant: Sendable, Hashable, Codable {
    package var plan: String
    package var unit: String
    package var title: String
    package var directions: [Hit]
  }

  package struct Hit: Sendable, Hashable, Codable {
    /// The direction's name.
    package var direction: String
    package var keyword: String
    /// Words of the title or of a document around the keyword.
    package var quote: String
    /// `计划名称`, or the document's path.
    package var `where`: String
  }

  /// `traces`: of all plans, in register order.
  init(_ traces: [PlanTrace], policy: Policy) {
    kinds = policy.selection.quotas.map { quota in
      Kind(
        id: quota.id, name: quota.name, clause: quota.clause, about: quota.about,
        plans: traces.compactMap { trace in
          trace.candidacies.first { $0.quota == quota.id }.map {
            Applicant(plan: trace.plan, unit: trace.unit, title: trace.title, directions: $0.directions)
          }
        })
    }
  }
}

/// Which quotas a plan falls under, and which directions it speaks of.
struct SelectionQuestions: Sendable {
  private struct Keyword: Sendable {
    var word: String
    var form: String
    var bytes: [CChar]
  }

  private struct Direction: Sendable {
    var name: String
    var keywords: [Keyword]
    var quotas: [String]
  }

  private let policy: Policy
  private let directions: [Direction]

  init(_ policy: Policy) {
    self.policy = policy
    directions = policy.selection.directions.map { direction in
      Direction(
        name: direction.name, keywords: direction.keywords.map { Keyword(word: $0, form: $0.folded, bytes: Self.bytes($0.folded)) },
        quotas: direction.quotas)
    }
  }

  /// In the policy's order.
  func candidacies(_ one: PlanCase) -> [PlanTrace.Candidacy] {
    let quotas = policy.selection.quotas.filter { quota in
      guard quota.applications.contains(one.application.id) else { return false }
      guard let when = quota.when else { return true }
      return RowEvaluation(plan: one.plan, policy: policy).matches(when)
    }
    guard !quotas.isEmpty else { return [] }
    let texts = Self.texts(of: one)
    return quotas.map { quota in
      PlanTrace.Candidacy(
        quota: quota.id,
        directions: directions.filter { $0.quotas.contains(quota.id) }.compactMap { Self.hit($0.name, $0.keywords, texts) })
    }
  }

  private struct Text {
    var place: String
    var text: String
    /// The text folded, as a C string, for a quick look whether a word occurs at all: compared as strings, letter by letter, this look was half of a
    /// night's judging.
    var form: [CChar]

    /// Whether the word occurs (strstr(3)). A find in the middle of a letter is refused where the quote is cut.
    func holds(_ word: [CChar]) -> Bool { word.count > 1 && strstr(form, word) != nil }
  }

  /// A C string, without NULs of the text.
  private static func bytes(_ text: String) -> [CChar] { text.utf8.filter { $0 != 0 }.map { CChar(bitPattern: $0) } + [0] }

  /// The title, then what documents say at their beginning, in path order.
  private static func texts(of one: PlanCase) -> [Text] {
    ([("计划名称", one.plan.title)] + one.documents.documents.map { ($0.path, $0.reading.facts.opening) }).filter { !$0.1.isEmpty }
      .map { Text(place: $0.0, text: $0.1, form: Self.bytes($0.1.folded)) }
  }

  /// The first place that speaks of a direction.
  private static func hit(_ direction: String, _ keywords: [Keyword], _ texts: [Text]) -> SelectionOverview.Hit? {
    for text in texts {
      for keyword in keywords where text.holds(keyword.bytes) {
        guard let quote = quote(keyword.form, in: text.text.filter { !$0.isWhitespace }) else { continue }
        return SelectionOverview.Hit(direction: direction, keyword: keyword.word, quote: quote, where: text.place)
      }
    }
    return nil
  }

  /// The keyword with up to 12 characters of either side, in the text's own words.
  private static func quote(_ keyword: String, in text: String) -> String? {
    let characters = Array(text)
    let wanted = keyword.map(String.init)
    guard !wanted.isEmpty, characters.count >= wanted.count else { return nil }
    let folded = characters.map { String($0).folded }
    for start in 0...(characters.count - wanted.count) where (0..<wanted.count).allSatisfy({ folded[start + $0] == wanted[$0] }) {
      return String(characters[max(0, start - 12)..<min(characters.count, start + wanted.count + 12)])
    }
    return nil
  }
}
