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

  init(_ cases: [PlanCase], policy: Policy) {
    kinds = policy.selection.quotas.map { quota in
      let directions = policy.selection.directions.filter { $0.quotas.contains(quota.id) }
        .map { (name: $0.name, keywords: $0.keywords.map { (word: $0, form: $0.folded, bytes: Array($0.folded.utf8)) }) }
      let plans = cases.filter { one in
        guard quota.applications.contains(one.application.id) else { return false }
        guard let when = quota.when else { return true }
        return RowEvaluation(plan: one.plan, policy: policy).matches(when)
      }
      return Kind(
        id: quota.id, name: quota.name, clause: quota.clause, about: quota.about,
        plans: plans.map { one in
          let texts = Self.texts(of: one)
          return Applicant(
            plan: one.plan.id, unit: one.plan.unit, title: one.plan.title,
            directions: directions.compactMap { Self.hit($0.name, $0.keywords, texts) })
        })
    }
  }

  private struct Text {
    var place: String
    var text: String
    /// The same without white space, folded, in UTF-8, for a quick look whether a word occurs at all.
    var form: [UInt8]
  }

  /// The title, then what documents say at their beginning, in path order.
  private static func texts(of one: PlanCase) -> [Text] {
    ([("计划名称", one.plan.title)] + one.documents.documents.map { ($0.path, $0.reading.facts.opening) }).filter { !$0.1.isEmpty }
      .map { Text(place: $0.0, text: $0.1, form: Array($0.1.folded.utf8)) }
  }

  /// The first place that speaks of a direction.
  private static func hit(_ direction: String, _ keywords: [(word: String, form: String, bytes: [UInt8])], _ texts: [Text]) -> Hit? {
    for text in texts {
      for keyword in keywords where Self.holds(text.form, keyword.bytes) {
        guard let quote = quote(keyword.form, in: text.text.filter { !$0.isWhitespace }) else { continue }
        return Hit(direction: direction, keyword: keyword.word, quote: quote, where: text.place)
      }
    }
    return nil
  }

  /// Whether the bytes of a word stand among those of a text. `String.contains` took a sixth of a night's judging.
  private static func holds(_ text: [UInt8], _ word: [UInt8]) -> Bool {
    guard !word.isEmpty, text.count >= word.count else { return false }
    let last = word.count - 1
    // The last byte of a Chinese character tells more than its first.
    return text.withUnsafeBufferPointer { text in
      word.withUnsafeBufferPointer { word in
        var start = 0
        while start + last < text.count {
          if text[start + last] == word[last], (0..<last).allSatisfy({ text[start + $0] == word[$0] }) { return true }
          start += 1
        }
        return false
      }
    }
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
