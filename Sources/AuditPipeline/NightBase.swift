import Bundles
import Findings
import LedgerStore
import Policies
import Readings
import Registers

/// What verdicts are made from, as digests: a plan for which they are those of an earlier night is not judged again.
struct NightBase: Sendable {
  /// Everything that all plans share: policy, weights, program (its file too: a rebuilt one judges anew), reading key, list of funded projects.
  let digest: String

  init(_ inputs: NightInputs) {
    let program = FileStamp(path: inputs.options.executable).map { "\($0)" } ?? ""
    digest = AuditPipeline.digest(of: [
      "1", inputs.options.programVersion, program, inputs.policy.digest, AuditPipeline.digest(of: inputs.policy.weights), inputs.key.reader,
      inputs.key.cues, inputs.fundedBytes.map { AuditPipeline.digest(of: $0) } ?? "none",
    ])
  }

  /// A plan's own part: its row and its bundle. The row without its number, as long as no sentence names it: a row inserted above changes no plan.
  static func own(
    _ plan: Plan, _ bundle: PlanBundle, _ contents: FileReadings.Bundle
  ) -> String {
    var parts = [plan.id, plan.unit, plan.title]
    for (id, fact) in plan.facts.sorted(by: { $0.key < $1.key }) { parts += [id, fact.raw, kind(fact.value)] }
    for finding in plan.findings + bundle.findings {
      parts += ["finding", finding.rule, finding.severity.rawValue, finding.message, finding.fix, finding.clause ?? "-"]
    }
    parts +=
      ["bundle", "\(bundle.files.count)", bundle.failure.map { "failed \($0)" } ?? "", "unreadable"] + bundle.unreadable + ["ignored"]
    for (kind, count) in contents.ignored.sorted(by: { $0.key < $1.key }) { parts += [kind, "\(count)"] }
    parts.append("documents")
    for document in contents.documents { parts += [document.path, document.sha256] }
    return AuditPipeline.digest(of: parts)
  }

  /// What does not follow from a cell's words and the policy: whether the register has the column.
  private static func kind(_ value: Fact.Value) -> String {
    switch value {
    case .columnMissing: "none"
    case .blank: "blank"
    case .unreadable: "unreadable"
    case .yesNo, .number, .text, .choice: "read"
    }
  }

  /// The digests by which causes of changes are told.
  static func causes(_ plan: Plan, _ bundle: PlanBundle, _ contents: FileReadings.Bundle, funded: FundedList?) -> PlanInputs {
    let facts = plan.facts.sorted { $0.key < $1.key }.flatMap { [$0.key, $0.value.raw] }
    let list = (funded?.projects ?? []).filter { $0.unit == plan.unit }.flatMap {
      [$0.title, $0.type, "\($0.completed.map(String.init) ?? "")"]
    }
    return PlanInputs(
      register: AuditPipeline.digest(of: [plan.unit, plan.title] + facts + ["funded"] + list),
      uploads: AuditPipeline.digest(
        of: ["\(bundle.files.count)", bundle.failure ?? ""] + bundle.findings.map(\.message)
          + contents.documents.flatMap { [$0.path, $0.sha256] }
          + contents.passing))
  }
}
