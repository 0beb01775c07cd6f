package import Findings

/// What differs between two nights, plan by plan and material by material.
package struct Changes: Sendable, Hashable, Codable {
  /// Where a change comes from.
  package enum Cause: String, Sendable, Codable, CaseIterable {
    /// The unit uploaded, removed or replaced something.
    case upload
    /// The plan's row changed, came or went.
    case register
    case policy
    case program
    /// A decision was made.
    case decision
    /// The plan's decisions expired or were voided.
    case decisionEnded = "decision-ended"
    /// Another plan changed (a duplicate, one-per-unit).
    case otherPlans = "other-plans"
    /// Nothing but the day on which the rules look at it.
    case date

    /// The phrase that a Chinese report shows.
    package var chinese: String {
      switch self {
      case .upload: "单位重新上传了材料"
      case .register: "登记表有变动"
      case .policy: "审核口径有变动"
      case .program: "程序版本有变动"
      case .decision: "人工核定有变动"
      case .decisionEnded: "人工核定已到期或失效"
      case .otherPlans: "其他计划有变动"
      case .date: "审核日期不同"
      }
    }
  }

  /// One material of one plan.
  package struct Item: Sendable, Hashable, Codable {
    package var plan: String
    package var material: String
    /// What is said of it now; `.present` where it is in order, nil where it is no longer asked for (or the plan is gone).
    package var verdict: MaterialVerdict?
    /// The `--as-of` of the first night of this stretch of not being in order.
    package var since: String
    /// Everything that differs between the two nights and may explain it, most telling first; empty for a plan's first night.
    package var causes: [Cause]

    package init(plan: String, material: String, verdict: MaterialVerdict?, since: String, causes: [Cause]) {
      self.plan = plan
      self.material = material
      self.verdict = verdict
      self.since = since
      self.causes = causes
    }
  }

  /// Not in order now, and never before.
  package var new: [Item] = []
  /// Not in order on the night before, in order now or no longer asked for, its plan still in the register.
  package var fixed: [Item] = []
  /// Not in order on the night before, and its plan is no longer in the register: nothing was put right.
  package var withdrawn: [Item] = []
  /// Not in order on both nights.
  package var stillOpen: [Item] = []
  /// Not in order now, in order on the night before, and not in order at some time before that.
  package var reopened: [Item] = []

  package init() {}

  private enum CodingKeys: String, CodingKey {
    case new
    case fixed
    case withdrawn
    case stillOpen = "still_open"
    case reopened
  }
}
