import Findings
import Policies
import Readings
import Registers

/// One path's materials held against one bundle.
struct RequirementJudging {
  let policy: Policy
  let input: PlanInput
  let documents: BundleAssessment

  func requirements(of path: Policy.SubmissionPath) -> [PlanVerdict.Requirement] {
    path.materials.map { requirement($0, clause: policy.material($0)?.clause ?? path.clause) }
  }

  func requirement(_ material: String, clause: String) -> PlanVerdict.Requirement {
    if let failure = input.failure {
      return said(.unconfirmed, "failed", material, clause, ["reason": failure])
    }
    if input.files == 0, input.unreadable.isEmpty { return said(.missing, "nothing_sent", material, clause) }
    let all = documents.supports[material] ?? []
    guard let best = all.first else {
      if documents.unread.isEmpty { return said(.missing, "missing", material, clause) }
      return said(.unconfirmed, "unread", material, clause, ["reasons": Self.list(documents.unread)])
    }
    let deciding = all.filter { $0.verdict == best.verdict }
    if best.verdict == .present {
      return PlanVerdict.Requirement(material: material, verdict: .present, clause: clause, documents: deciding)
    }
    var requirement = said(best.verdict, reason(best, of: material), material, clause, values(best))
    requirement.documents = deciding
    if best.verdict == .deficient, !documents.unread.isEmpty {
      // It stays deficient: a document is that material and cannot count. But the unit should know that not everything was seen.
      requirement.reason? += "另有文件没能读取：\(shownPaths(in: Self.list(documents.unread)))。"
    }
    return requirement
  }

  private func reason(_ support: PlanVerdict.Support, of material: String) -> String {
    if support.verdict == .unconfirmed, support.confidence < policy.thresholds.of(material).present { return "close_call" }
    if support.flags.contains(.blankTemplate) { return "blank_template" }
    if support.flags.contains(.pptOnly) { return "ppt_only" }
    if support.flags.contains(.plannedEdition) { return documents.edition(support.path).reason }
    return documents.unread.contains { $0.path == support.path } ? "unread" : "close_call"
  }

  private func values(_ support: PlanVerdict.Support) -> [String: String] {
    [
      "file": support.path, "reasons": Self.list(documents.unread.filter { $0.path == support.path }),
      "pro": Self.phrase(support.evidence.first), "contra": Self.phrase(support.against.first),
      "confidence": String(Int((support.confidence * 100).rounded())) + "%",
    ].merging(documents.edition(support.path).values) { own, _ in own }
  }

  private func said(
    _ verdict: MaterialVerdict, _ reason: String, _ material: String, _ clause: String, _ values: [String: String] = [:]
  ) -> PlanVerdict.Requirement {
    let sentence = policy.sentence(reason, material: material)
    var all = values
    all["material"] = policy.material(material)?.name ?? material
    all["what"] = policy.material(material)?.what ?? ""
    all["plan"] = input.plan.id
    all["unit"] = input.plan.unit
    all["title"] = input.plan.title
    return PlanVerdict.Requirement(
      material: material, verdict: verdict, reason: sentence.map { shownPaths(in: fill($0.message, all)) },
      fix: sentence.map { shownPaths(in: fill($0.fix, all)) },
      clause: clause)
  }

  private static func phrase(_ evidence: Evidence?) -> String {
    guard let evidence else { return "没有明显的迹象" }
    return evidence.quote.isEmpty ? evidence.because : "\(evidence.because)（“\(evidence.quote)”）"
  }

  /// At most three files by name: a sentence must stay one.
  static func list(_ unread: [PlanVerdict.Unread]) -> String {
    let named = unread.prefix(3).map { "“\($0.path)”（\($0.reason.chinese)）" }.joined(separator: "、")
    return unread.count > 3 ? "\(named)等\(unread.count)个文件" : named
  }

  /// The plan's verdict from its requirements (contract, section 1).
  static func outcome(_ requirements: [PlanVerdict.Requirement], failed: Bool) -> PlanOutcome {
    if requirements.isEmpty { return .notRequired }
    if failed { return .failed }
    if requirements.contains(where: { $0.verdict == .missing || $0.verdict == .deficient }) { return .incomplete }
    return requirements.contains { $0.verdict == .unconfirmed } ? .review : .complete
  }
}
