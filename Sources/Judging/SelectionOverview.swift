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
      let plans = cases.filter { one in
        guard quota.applications.contains(one.application.id) else { return false }
        guard let when = quota.when else { return true }
        return RowEvaluation(plan: one.plan, policy: policy).matches(when)
      }
      return Kind(
        id: quota.id, name: quota.name, clause: quota.clause, about: quota.about,
        plans: plans.map { one in
          Applicant(
            plan: one.plan.id, unit: one.plan.unit, title: one.plan.title, directions: directions.compactMap { Self.hit($0, one) })
        })
    }
  }

  /// The first place that speaks of a direction: the title, then documents in path order.
  private static func hit(_ direction: Policy.Selection.Direction, _ one: PlanCase) -> Hit? {
    let texts = [("计划名称", one.plan.title)] + one.documents.documents.map { ($0.path, $0.reading.facts.opening) }
    for (place, text) in texts {
      for keyword in direction.keywords {
        guard let quote = quote(keyword, in: text) else { continue }
        return Hit(direction: direction.name, keyword: keyword, quote: quote, where: place)
      }
    }
    return nil
  }

  /// The keyword with up to 12 characters of either side, in the text's own words. Looked for without white space and case, as everywhere.
  private static func quote(_ keyword: String, in text: String) -> String? {
    let characters = text.filter { !$0.isWhitespace }
    let form = Array(characters)
    let wanted = Array(keyword.folded)
    guard !wanted.isEmpty, form.count >= wanted.count else { return nil }
    let folded = form.map { String($0).folded }
    for start in 0...(form.count - wanted.count) where (0..<wanted.count).allSatisfy({ folded[start + $0] == String(wanted[$0]) }) {
      let from = max(0, start - 12)
      let to = min(form.count, start + wanted.count + 12)
      return String(form[from..<to])
    }
    return nil
  }
}
