import Findings
import Policies
package import Readings
package import Registers

/// What the bureau decided about one material of one plan, bound to the content of the document it looked at (contract, section 8).
package struct Decision: Codable, Sendable, Hashable {
  /// Counts up in the ledger; 0 before it is kept.
  package var id: Int64
  package var plan: String
  package var material: String
  /// true: the document counts as the material; false: it does not.
  package var accept: Bool
  package var by: String
  package var reason: String
  /// `YYYY-MM-DD`.
  package var made: String
  /// SHA-256 of the document, lower-case hexadecimal.
  package var sha256: String
  /// The document's path at the time, for people.
  package var file: String?
  /// The last day on which it holds, `YYYY-MM-DD`; nil: without end.
  package var until: String?

  package init(
    id: Int64 = 0, plan: String, material: String, accept: Bool, by: String, reason: String, made: String, sha256: String,
    file: String? = nil, until: String? = nil
  ) {
    self.id = id
    self.made = made
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
  /// A later decision on the same document as the same material took its place.
  case superseded
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
  /// `documents`: everything read in the plan's bundle. `asOf`: the day of the run, `YYYY-MM-DD`. An accepted document makes the material
  /// present. A rejected one is left out, and the material is judged by what else the bundle holds; where that is nothing, it is deficient: a
  /// document was sent and does not count. Of two decisions on one document the later of the list wins.
  ///
  /// `plan`: the register's row, by which editions are told from one another.
  package func apply(
    _ decisions: [Decision], to verdict: PlanVerdict, documents: [FoundDocument], plan: Plan, asOf: String
  ) -> DecidedVerdict {
    var fates = decisions.map { fate($0, of: verdict, documents: documents, asOf: asOf) }
    var latest: [String: [String: Decision]] = [:]
    for index in decisions.indices.reversed() where fates[index] == .applied {
      let decision = decisions[index]
      if latest[decision.material]?[decision.sha256] != nil {
        fates[index] = .superseded
      } else {
        latest[decision.material, default: [:]][decision.sha256] = decision
      }
    }
    var result = DecidedVerdict(verdict: verdict, fates: fates)
    for index in verdict.requirements.indices {
      guard let decided = latest[verdict.requirements[index].material] else { continue }
      // In the order of the list, so that the last one stands with the requirement.
      let holding = zip(decisions, fates).filter { $1 == .applied && decided[$0.sha256] == $0 }.map(\.0)
      result.verdict.requirements[index] = decide(verdict.requirements[index], holding, documents, plan)
    }
    let used = Set(result.verdict.requirements.flatMap(\.documents).map(\.path))
    result.verdict.otherDocuments.removeAll { used.contains($0.path) }
    let failed = verdict.verdict == .failed && result.verdict.requirements.contains { $0.decided == nil }
    // A plan without requirements has nothing to decide, and stays as it was judged (an unreadable cell makes it a case for review).
    if !result.verdict.requirements.isEmpty {
      result.verdict.verdict = RequirementJudging.outcome(result.verdict.requirements, failed: failed)
    }
    return result
  }

  private func fate(_ decision: Decision, of verdict: PlanVerdict, documents: [FoundDocument], asOf: String) -> DecisionFate {
    guard decision.plan == verdict.plan, verdict.requirements.contains(where: { $0.material == decision.material }) else { return .unused }
    // ISO dates compare as text.
    if let until = decision.until, until < asOf { return .expired }
    return documents.contains { $0.reading.sha256 == decision.sha256 } ? .applied : .voided
  }

  private func decide(
    _ requirement: PlanVerdict.Requirement, _ decisions: [Decision], _ documents: [FoundDocument], _ plan: Plan
  ) -> PlanVerdict.Requirement {
    guard let last = decisions.last else { return requirement }
    var result = requirement
    if let accepted = decisions.last(where: \.accept) {
      let hashes = Set(decisions.filter(\.accept).map(\.sha256))
      let rejected = Set(decisions.filter { !$0.accept }.map(\.sha256))
      let named = documents.filter { hashes.contains($0.reading.sha256) }.map { found -> PlanVerdict.Support in
        var support = requirement.documents.first { $0.path == found.path } ?? support(found, requirement.material)
        support.verdict = .present
        return support
      }
      let paths = Set(named.map(\.path))
      result.documents =
        named + requirement.documents.filter { $0.verdict == .present && !paths.contains($0.path) && !rejected.contains($0.sha256) }
      result.verdict = .present
      result.reason = nil
      result.fix = nil
      result.decided = PlanVerdict.Decided(by: accepted.by, reason: accepted.reason, until: accepted.until)
      return result
    }
    let rejected = Set(decisions.map(\.sha256))
    let left = documents.map { found in
      guard rejected.contains(found.reading.sha256) else { return found }
      var changed = found
      changed.reading.scores.removeAll { $0.material == requirement.material }
      return changed
    }
    let reading = BundleReading(id: last.plan, documents: left)
    let input = PlanInput(plan: plan, files: documents.count, reading: reading)
    let assessment = BundleAssessment(reading, policy: policy, held: HeldYears(plan, policy: policy, funded: funded))
    let judging = RequirementJudging(policy: policy, input: input, documents: assessment)
    result = judging.requirement(requirement.material, clause: requirement.clause ?? "")
    if result.verdict == .missing, let found = documents.first(where: { $0.reading.sha256 == last.sha256 }) {
      var support = requirement.documents.first { $0.path == found.path } ?? support(found, requirement.material)
      support.verdict = .deficient
      let sentence = policy.sentence("rejected", material: requirement.material)
      let name = policy.material(requirement.material)?.name ?? requirement.material
      let values = ["by": last.by, "reason": last.reason, "file": found.path, "material": name]
      result = PlanVerdict.Requirement(
        material: requirement.material, verdict: .deficient, reason: sentence.map { shownPaths(in: fill($0.message, values)) },
        fix: sentence.map { fill($0.fix, values) }, clause: requirement.clause, documents: [support])
    }
    result.decided = PlanVerdict.Decided(by: last.by, reason: last.reason, until: last.until)
    return result
  }

  private func support(_ document: FoundDocument, _ material: String) -> PlanVerdict.Support {
    let score = document.reading.scores.first { $0.material == material }
    return PlanVerdict.Support(
      path: document.path, sha256: document.reading.sha256, verdict: .unconfirmed, confidence: score?.confidence ?? 0,
      flags: score?.flags ?? [],
      evidence: score?.evidence ?? [], against: score?.against ?? [])
  }
}
