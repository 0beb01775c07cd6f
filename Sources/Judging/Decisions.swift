import Findings
import Policies
package import Readings

/// What the bureau decided about one material of one plan, bound to the content of the document it looked at (contract, section 8).
package struct Decision: Codable, Sendable, Hashable {
  package var plan: String
  package var material: String
  /// true: the document counts as the material; false: it does not.
  package var accept: Bool
  package var by: String
  package var reason: String
  /// SHA-256 of the document, lower-case hexadecimal.
  package var sha256: String
  /// The document's path at the time, for people.
  package var file: String?
  /// The last day on which it holds, `YYYY-MM-DD`; nil: without end.
  package var until: String?

  package init(
    plan: String, material: String, accept: Bool, by: String, reason: String, sha256: String, file: String? = nil, until: String? = nil
  ) {
    self.plan = plan
    self.material = material
    self.accept = accept
    self.by = by
    self.reason = reason
    self.sha256 = sha256
    self.file = file
    self.until = until
  }
}

/// What became of a decision in a run.
package enum DecisionFate: String, Codable, Sendable, Hashable {
  case applied
  /// Its last day is past.
  case expired
  /// The bundle no longer holds the document that it was made on.
  case voided
  /// The plan does not require the material, or is not in the register.
  case unused
}

package struct DecidedVerdict: Sendable, Hashable {
  package var verdict: PlanVerdict
  /// One fate per decision, in the order given.
  package var fates: [DecisionFate]
}

extension Judge {
  /// Applies decisions to one plan's verdict. Decisions of other plans are `unused`.
  ///
  /// `documents`: everything read in the plan's bundle. `asOf`: the day of the run, `YYYY-MM-DD`. Of several decisions on one material the later
  /// of the list wins, but each is applied to its own document first.
  package func apply(_ decisions: [Decision], to verdict: PlanVerdict, documents: [FoundDocument], asOf: String) -> DecidedVerdict {
    var result = DecidedVerdict(verdict: verdict, fates: [])
    for decision in decisions {
      let fate = apply(decision, to: &result.verdict, documents: documents, asOf: asOf)
      result.fates.append(fate)
    }
    let failed = verdict.verdict == .failed && result.verdict.requirements.contains { $0.decided == nil && $0.verdict == .unconfirmed }
    result.verdict.verdict = RequirementJudging.outcome(result.verdict.requirements, failed: failed)
    return result
  }

  private func apply(_ decision: Decision, to verdict: inout PlanVerdict, documents: [FoundDocument], asOf: String) -> DecisionFate {
    guard decision.plan == verdict.plan, let index = verdict.requirements.firstIndex(where: { $0.material == decision.material }) else { return .unused }
    // ISO dates compare as text.
    if let until = decision.until, until < asOf { return .expired }
    guard let document = documents.first(where: { $0.reading.sha256 == decision.sha256 }) else { return .voided }
    var requirement = verdict.requirements[index]
    let decided = PlanVerdict.Decided(by: decision.by, reason: decision.reason, until: decision.until)
    if decision.accept {
      var support = requirement.documents.first { $0.sha256 == decision.sha256 } ?? support(document, decision.material)
      support.verdict = .present
      requirement.documents = [support] + requirement.documents.filter { $0.sha256 != decision.sha256 && $0.verdict == .present }
      requirement.verdict = .present
      requirement.reason = nil
      requirement.fix = nil
      requirement.decided = decided
      verdict.otherDocuments.removeAll { $0.path == document.path }
    } else {
      let left = requirement.documents.filter { $0.sha256 != decision.sha256 && $0.verdict == .present }
      requirement.decided = decided
      if requirement.verdict == .present, !left.isEmpty {
        // Another document counts: the rejected one only drops out.
        requirement.documents = left
      } else {
        var support = requirement.documents.first { $0.sha256 == decision.sha256 } ?? support(document, decision.material)
        support.verdict = .deficient
        requirement.documents = [support]
        requirement.verdict = .deficient
        let sentence = policy.sentence("rejected", material: decision.material)
        let values = [
          "by": decision.by, "reason": decision.reason, "file": document.path, "material": policy.material(decision.material)?.name ?? decision.material,
        ]
        requirement.reason = sentence.map { fill($0.message, values) }
        requirement.fix = sentence.map { fill($0.fix, values) }
      }
    }
    verdict.requirements[index] = requirement
    return .applied
  }

  private func support(_ document: FoundDocument, _ material: String) -> PlanVerdict.Support {
    let score = document.reading.scores.first { $0.material == material }
    return PlanVerdict.Support(
      path: document.path, sha256: document.reading.sha256, verdict: .unconfirmed, confidence: score?.confidence ?? 0, flags: score?.flags ?? [],
      evidence: score?.evidence ?? [], against: score?.against ?? [])
  }
}
