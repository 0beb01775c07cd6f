/// A named person's word on one material of one plan (contract, section 8).
package struct Decision: Sendable, Hashable, Codable {
  /// What it speaks of; other content voids it.
  package enum Bound: Sendable, Hashable, Codable {
    /// One document, by the SHA-256 of its bytes.
    case document(sha256: String)
    /// The bundle as a whole (nothing in it is that material, or no single document is meant), by `[DocumentEntry].digest`.
    case bundle(digest: String)
  }

  /// Counts up in the ledger; 0 before it is kept.
  package var id: Int64
  package var plan: String
  package var material: String
  /// True: the material counts. False: it does not.
  package var isAccepted: Bool
  package var by: String
  package var reason: String
  /// `YYYY-MM-DD`.
  package var made: String
  /// The last day on which it holds, `YYYY-MM-DD`; nil: without end.
  package var until: String?
  /// The document's path when it was made, for people to read.
  package var file: String?
  package var bound: Bound

  package init(
    id: Int64 = 0, plan: String, material: String, isAccepted: Bool, by: String, reason: String, made: String, until: String? = nil,
    file: String? = nil, bound: Bound
  ) {
    self.id = id
    self.plan = plan
    self.material = material
    self.isAccepted = isAccepted
    self.by = by
    self.reason = reason
    self.made = made
    self.until = until
    self.file = file
    self.bound = bound
  }
}

/// How a decision stands on one night.
package enum DecisionStanding: String, Sendable, Codable, CaseIterable {
  /// To be applied.
  case holds
  /// Its last day is over.
  case expired
  /// What it speaks of is no longer what is uploaded.
  case voided
  /// A later decision on the same plan and material took its place.
  case superseded
  /// It holds, but the plan is not in the register or does not have to bring that material.
  case unused
}

extension Decision {
  /// Sorts the decisions of *one* plan: which hold on this day, and why the others do not. Pure.
  ///
  /// - `documents`: what the bundle is made of tonight; nil where the plan is not in the register.
  /// - `required`: the materials that the plan has to bring.
  /// - `asOf`: `YYYY-MM-DD`.
  ///
  /// Of several on one material the latest that is neither expired nor voided holds: a person who corrects a colleague's word with one that is
  /// voided by a new upload has not brought the colleague's back, which speaks of the old upload too (or of a document that is still there, and then
  /// it is still that person's word about it).
  package static func standings(
    of decisions: [Decision], documents: [DocumentEntry]?, required: Set<String>, asOf: String
  ) -> [(decision: Decision, standing: DecisionStanding)] {
    let hashes = Set(documents?.map(\.sha256) ?? [])
    let digest = documents?.digest
    var taken: Set<String> = []
    let judged = decisions.sorted { $0.id > $1.id }.map { decision -> (decision: Decision, standing: DecisionStanding) in
      guard documents != nil, required.contains(decision.material) else { return (decision, .unused) }
      // ISO dates compare as text.
      if let until = decision.until, until < asOf { return (decision, .expired) }
      let isBound =
        switch decision.bound {
        case .document(let sha256): hashes.contains(sha256)
        case .bundle(let bound): bound == digest
        }
      guard isBound else { return (decision, .voided) }
      return (decision, taken.insert(decision.material).inserted ? .holds : .superseded)
    }
    return judged.reversed()
  }
}
