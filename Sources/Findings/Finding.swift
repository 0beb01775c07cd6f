/// Something that is wrong with, or worth knowing of, a submission. A value, never thrown: the night goes on.
/// Source: contract, section 6.
package struct Finding: Codable, Sendable, Hashable {
  /// How much it matters to the plan.
  package enum Severity: String, Codable, Sendable, CaseIterable, Comparable {
    case notice
    case warning
    case error

    /// The word that a Chinese report shows.
    package var chinese: String {
      switch self {
      case .error: "错误"
      case .warning: "警告"
      case .notice: "提示"
      }
    }

    package static func < (left: Severity, right: Severity) -> Bool {
      left.rank < right.rank
    }

    private var rank: Int {
      switch self {
      case .notice: 0
      case .warning: 1
      case .error: 2
      }
    }
  }

  /// The rule's id, for instance `boutique.days`.
  package var rule: String
  package var severity: Severity
  /// One Chinese sentence for the unit's training office: what is wrong.
  package var message: String
  /// One Chinese sentence: what to do about it.
  package var fix: String
  /// The place in the guide, for instance `二（一）`; nil where the guide says nothing (a damaged row, an unclaimed file).
  package var clause: String?

  package init(rule: String, severity: Severity, message: String, fix: String, clause: String?) {
    self.rule = rule
    self.severity = severity
    self.message = message
    self.fix = fix
    self.clause = clause
  }
}
