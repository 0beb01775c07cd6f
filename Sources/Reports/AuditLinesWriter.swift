import Findings
package import Judging
import Readings

/// `audit.jsonl`: one line per plan, in register order (contract, section 6). The same text for the same verdicts.
package enum AuditLinesWriter {
  package static func text(_ plans: [PlanVerdict]) -> String {
    var text = ""
    for plan in plans {
      text += line(plan)
      text += "\n"
    }
    return text
  }

  /// One plan's line, without its line break.
  package static func line(_ plan: PlanVerdict) -> String {
    var members: [JSONText.Member] = [
      .init(key: "schema", value: .string("bundle-audit/plan/1")),
      .init(key: "plan", value: .string(plan.plan)),
      .init(key: "unit", value: .string(plan.unit)),
      .init(key: "title", value: .string(plan.title)),
      .init(key: "application", value: .string(plan.application)),
      .init(key: "path", value: .optional(plan.path)),
      .init(key: "verdict", value: .string(plan.verdict.rawValue)),
      .init(key: "requirements", value: .array(plan.requirements.map(requirement))),
      .init(
        key: "findings",
        value: .array(
          plan.findings.map {
            .object([
              "rule": .string($0.rule), "severity": .string($0.severity.rawValue), "message": .string($0.message), "fix": .string($0.fix),
              "clause": .optional($0.clause),
            ])
          })),
      .init(key: "unread", value: .array(plan.unread.map(unread))),
    ]
    if !plan.notChecked.isEmpty {
      // A dictionary has no order of its own.
      let rules = plan.notChecked.sorted { $0.key.utf8.lexicographicallyPrecedes($1.key.utf8) }
      members.append(.init(key: "not_checked", value: .object(rules.map { .init(key: $0.key, value: .string($0.value)) })))
    }
    if !plan.switches.isEmpty { members.append(.init(key: "switches", value: .array(plan.switches.map { .string($0) }))) }
    return JSONText.object(members).line
  }

  private static func unread(_ unread: PlanVerdict.Unread) -> JSONText {
    var members: [JSONText.Member] = [
      .init(key: "path", value: .string(unread.path)), .init(key: "reason", value: .string(unread.reason.word)),
    ]
    // The contract's word says too little of a file that the next night will read.
    if !unread.reason.isContractWord { members.append(.init(key: "detail", value: .string(unread.reason.chinese))) }
    return .object(members)
  }

  private static func requirement(_ requirement: PlanVerdict.Requirement) -> JSONText {
    var members: [JSONText.Member] = [
      .init(key: "material", value: .string(requirement.material)),
      .init(key: "verdict", value: .string(requirement.verdict.rawValue)),
      .init(key: "reason", value: .optional(requirement.reason)),
      .init(key: "documents", value: .array(requirement.documents.map(document))),
    ]
    if let fix = requirement.fix { members.append(.init(key: "fix", value: .string(fix))) }
    if let clause = requirement.clause { members.append(.init(key: "clause", value: .string(clause))) }
    if let decided = requirement.decided {
      members.append(
        .init(
          key: "decided", value: .object(["by": .string(decided.by), "reason": .string(decided.reason), "until": .optional(decided.until)]))
      )
    }
    return .object(members)
  }

  private static func document(_ document: PlanVerdict.Support) -> JSONText {
    .object([
      "path": .string(document.path), "sha256": .string(document.sha256), "verdict": .string(document.verdict.rawValue),
      "confidence": .number(document.confidence), "flags": .array(document.flags.map { .string($0.rawValue) }),
      "evidence": .array(document.evidence.map(evidence)), "against": .array(document.against.map(evidence)),
    ])
  }

  private static func evidence(_ evidence: Evidence) -> JSONText {
    .object(["quote": .string(evidence.quote), "where": .string(evidence.where), "because": .string(evidence.because)])
  }
}
