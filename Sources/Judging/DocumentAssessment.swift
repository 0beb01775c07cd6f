package import Findings
package import Policies
package import Readings

/// What one document is, as one material, under a policy.
package struct DocumentVerdict: Sendable, Hashable {
  package var verdict: MaterialVerdict
  package var flags: [Flag]
  /// The words that show the planned edition, where the flag says so.
  package var planned: Evidence?

  /// Nil where the score is below the policy's threshold for being too close to call. Used by `classify` and the judge alike.
  package static func of(_ score: MaterialScore, facts: Facts, policy: Policy) -> DocumentVerdict? {
    let thresholds = policy.thresholds.of(score.material)
    guard score.confidence >= thresholds.unconfirmed else { return nil }
    let sure = score.confidence >= thresholds.present
    var flags = score.flags.filter { $0 != .plannedEdition }
    var planned: Evidence?
    let editions = facts.editions(of: score)
    if policy.material(score.material)?.pastEdition == true, !editions.contains(where: { $0.tells(ofPastBefore: policy.year) }) {
      let future = editions.first { $0.tense == .planned } ?? editions.first
      if score.flags.contains(.plannedEdition) || future != nil {
        flags.append(.plannedEdition)
        planned = future?.evidence
      }
    }
    var verdict: MaterialVerdict = sure ? .present : .unconfirmed
    if flags.contains(.blankTemplate) || flags.contains(.pptOnly) {
      // Too close to call and a template besides: it is not known to be this material's template, so it stays unconfirmed.
      verdict = sure ? .deficient : .unconfirmed
    } else if flags.contains(.plannedEdition), sure, case .word(let word)? = policy.switch("planned_edition")?.value {
      verdict = MaterialVerdict(rawValue: word) ?? .present
    }
    return DocumentVerdict(verdict: verdict, flags: flags, planned: planned)
  }

  /// An edition of another year is handled as the planned one is: by the flag, and by the policy's switch.
  mutating func apply(_ other: OtherEdition, to material: String, policy: Policy) {
    guard policy.material(material)?.pastEdition == true, policy.pastEditions?.exempt.contains(material) == false,
      !flags.contains(.plannedEdition)
    else { return }
    flags.append(.plannedEdition)
    if verdict == .present, case .word(let word)? = policy.switch("planned_edition")?.value {
      verdict = MaterialVerdict(rawValue: word) ?? .present
    }
  }
}

extension Facts.Edition {
  /// Whether it was held: told so, or of a year before the planned one. A document that names no year at all does not say.
  fileprivate func tells(ofPastBefore planned: Int) -> Bool { year < planned || tense == .held }
}

/// What a bundle's documents are, by material.
struct BundleAssessment: Sendable {
  /// Material → documents that are or may be it, best first.
  var supports: [String: [PlanVerdict.Support]] = [:]
  /// Path → words that show the planned edition.
  var planned: [String: Evidence] = [:]
  /// Path → what shows an edition in a year in which the training was not held.
  var otherEditions: [String: OtherEdition] = [:]
  var unread: [PlanVerdict.Unread] = []
  /// Every document, in path order.
  var documents: [FoundDocument] = []

  init(_ reading: BundleReading?, unreadable: [String] = [], policy: Policy, held: HeldYears = .unknown) {
    unread = unreadable.map { PlanVerdict.Unread(path: $0, reason: .unsupported, detail: "the name or link cannot be opened") }
    documents = (reading?.documents ?? []).sorted { $0.path.utf8.lexicographicallyPrecedes($1.path.utf8) }
    for document in documents {
      let reading = document.reading
      if reading.status != .read {
        unread.append(PlanVerdict.Unread(path: document.path, reason: reading.reason ?? .unsupported, detail: reading.detail))
      }
      let other = held.otherEdition(of: reading.facts, policy: policy)
      for score in reading.scores {
        guard var verdict = DocumentVerdict.of(score, facts: reading.facts, policy: policy) else { continue }
        if let other { verdict.apply(other, to: score.material, policy: policy) }
        if verdict.flags.contains(.plannedEdition), verdict.planned == nil { otherEditions[document.path] = other }
        // What was saved from a damaged file may look like the whole material, but nobody can open the file: it is for the unit to send again.
        if verdict.verdict == .present, reading.status == .partial, reading.reason == .corrupt { verdict.verdict = .unconfirmed }
        supports[score.material, default: []].append(
          PlanVerdict.Support(
            path: document.path, sha256: reading.sha256, verdict: verdict.verdict, confidence: score.confidence, flags: verdict.flags,
            evidence: score.evidence, against: score.against))
        if let evidence = verdict.planned { planned[document.path] = evidence }
      }
    }
    for material in supports.keys {
      supports[material]?.sort { left, right in
        if left.verdict.rank != right.verdict.rank { return left.verdict.rank < right.verdict.rank }
        if left.confidence != right.confidence { return left.confidence > right.confidence }
        return left.path.utf8.lexicographicallyPrecedes(right.path.utf8)
      }
    }
  }
}

extension BundleAssessment {
  /// Which of the policy's sentences tells of the edition that a document shows, and what fills it.
  func edition(_ path: String) -> (reason: String, values: [String: String]) {
    func quoted(_ evidence: Evidence) -> String { "“\(evidence.quote)”（\(evidence.where)）" }
    if let other = otherEditions[path] {
      let years = other.years.map(String.init).joined(separator: "、")
      return (other.reason, ["quote": quoted(other.evidence), "years": years, "held_year": String(other.heldYear)])
    }
    return ("planned_edition", ["quote": planned[path].map(quoted) ?? "文中没有往年举办的迹象"])
  }
}

extension MaterialVerdict {
  /// What a requirement says when several documents say different things: one that counts outweighs all, one that may count outweighs one that
  /// cannot.
  var rank: Int {
    switch self {
    case .present: 0
    case .unconfirmed: 1
    case .deficient: 2
    case .missing: 3
    }
  }
}
