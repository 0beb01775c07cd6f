import Findings
import Judging
import Policies
import Readings
import Reports

/// One plan's verdict as a person reads it on a terminal, for `check` and `explain`.
enum VerdictText {
  static func text(_ plan: PlanVerdict, policy name: String, isThorough: Bool = false) throws -> String {
    // An old run may have been judged by a policy that is no longer there; ids are then shown as they are.
    let policy = try? Policy.load(name)
    func called(_ material: String) -> String { policy?.material(material)?.name ?? material }
    var text = "\(plan.plan)\(plan.title == plan.plan ? "" : " \(plan.title)")：\(plan.verdict.chinese)\n"
    for requirement in plan.requirements {
      text += "\n\(requirement.verdict.chinese)  \(called(requirement.material))"
      if isThorough, let clause = requirement.clause { text += "（依据\(clause)）" }
      text += "\n"
      if let reason = requirement.reason { text += "    \(reason)\n" }
      if let fix = requirement.fix { text += "    → \(fix)\n" }
      if let decided = requirement.decided {
        text += "    人工核定：\(decided.by)，\(decided.reason)\(decided.until.map { "，至\($0)" } ?? "")\n"
      }
      for document in requirement.documents { text += support(document, isThorough: isThorough) }
    }
    if !plan.findings.isEmpty { text += "\n" }
    for finding in plan.findings {
      text +=
        "\(finding.severity.chinese)  \(finding.message)\(finding.clause.map { "（\($0)）" } ?? "")\n    → \(finding.fix)\n"
    }
    if !plan.unread.isEmpty { text += "\n" }
    for unread in plan.unread {
      text += "未能读取  \(unread.path)：\(unread.reason.chinese)\n"
    }
    if isThorough {
      for (rule, column) in plan.notChecked.sorted(by: { $0.key < $1.key }) {
        let cell = plan.unreadableCells?.contains(column) == true
        text += "未核对  \(policy?.rules.first { $0.id == rule }?.title ?? rule)：登记表\(cell ? "“\(column)”一栏认不出填的是什么" : "没有“\(column)”一列")\n"
      }
      for other in plan.otherDocuments {
        text += "其他文件  \(other.path)\(other.materials.isEmpty ? "" : "（像是\(other.materials.map(called).joined(separator: "、"))）")\n"
      }
    }
    return harmless(text)
  }

  /// Names and quotes are strangers': what a terminal would obey is shown instead.
  private static func harmless(_ text: String) -> String {
    text.split(separator: "\n", omittingEmptySubsequences: false).map { ShownText.line(String($0)) }.joined(separator: "\n")
  }

  private static func support(_ document: PlanVerdict.Support, isThorough: Bool) -> String {
    var text = "    \(document.path)（\(Int((document.confidence * 100).rounded()))%）\n"
    for evidence in document.evidence.prefix(isThorough ? 5 : 1) {
      text += "      “\(evidence.quote)”\(evidence.where)，\(evidence.because)\n"
    }
    guard isThorough else { return text }
    for evidence in document.against.prefix(3) { text += "      反面：“\(evidence.quote)”\(evidence.where)，\(evidence.because)\n" }
    if !document.flags.isEmpty { text += "      标记：\(document.flags.map(\.chinese).joined(separator: "、"))\n" }
    text += "      SHA-256 \(document.sha256)\n"
    return text
  }
}
