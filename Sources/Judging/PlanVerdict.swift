package import Findings
package import Readings

/// Everything that is said of one plan: the line of `audit.jsonl` (contract, section 6) and what the reports show of it.
package struct PlanVerdict: Codable, Sendable, Hashable {
  /// One required material.
  package struct Requirement: Codable, Sendable, Hashable {
    package var material: String
    package var verdict: MaterialVerdict
    /// One Chinese sentence: why it is not simply present; nil where it is.
    package var reason: String?
    /// One Chinese sentence: what the unit should do; nil where nothing is to be done.
    package var fix: String?
    /// Where the guide asks for it, for instance `二（三）`.
    package var clause: String?
    /// The documents that it rests on, best first.
    package var documents: [Support]
    /// A decision of the bureau that was applied.
    package var decided: Decided?

    package init(
      material: String, verdict: MaterialVerdict, reason: String? = nil, fix: String? = nil, clause: String? = nil,
      documents: [Support] = [], decided: Decided? = nil
    ) {
      self.material = material
      self.verdict = verdict
      self.reason = reason
      self.fix = fix
      self.clause = clause
      self.documents = documents
      self.decided = decided
    }
  }

  /// A document that a requirement rests on.
  package struct Support: Codable, Sendable, Hashable {
    package var path: String
    package var sha256: String
    /// What this document is, as this material.
    package var verdict: MaterialVerdict
    package var confidence: Double
    package var flags: [Flag]
    package var evidence: [Evidence]
    package var against: [Evidence]

    package init(
      path: String, sha256: String, verdict: MaterialVerdict, confidence: Double, flags: [Flag], evidence: [Evidence], against: [Evidence]
    ) {
      self.path = path
      self.sha256 = sha256
      self.verdict = verdict
      self.confidence = confidence
      self.flags = flags
      self.evidence = evidence
      self.against = against
    }
  }

  /// Who decided, and until when it holds (contract, section 8).
  package struct Decided: Codable, Sendable, Hashable {
    package var by: String
    package var reason: String
    /// `YYYY-MM-DD`; nil: without end.
    package var until: String?

    package init(by: String, reason: String, until: String?) {
      self.by = by
      self.reason = reason
      self.until = until
    }
  }

  /// Something in the bundle that could not be read.
  package struct Unread: Codable, Sendable, Hashable {
    package var path: String
    package var reason: UnreadReason
    /// One English sentence for the log.
    package var detail: String?

    package init(path: String, reason: UnreadReason, detail: String?) {
      self.path = path
      self.reason = reason
      self.detail = detail
    }
  }

  /// A document of the bundle that no requirement rests on.
  package struct OtherDocument: Codable, Sendable, Hashable {
    package var path: String
    /// The materials it was taken for, if any (asked for or not).
    package var materials: [String]

    package init(path: String, materials: [String]) {
      self.path = path
      self.materials = materials
    }
  }

  package var plan: String
  package var unit: String
  package var title: String
  /// `none`, `incubation`, `boutique`, `hrss`: ids of the policy's applications.
  package var application: String
  /// `full`, `simplified`: id of the policy's path; nil where the application requires no materials.
  package var path: String?
  package var verdict: PlanOutcome
  package var requirements: [Requirement]
  package var findings: [Finding]
  package var unread: [Unread]
  /// Rules that could not be checked because the register lacks their column, or the cell cannot be read: rule id → column.
  package var notChecked: [String: String]
  /// Those of the columns of `notChecked` that the register has, with a cell that cannot be read; nil: none (and in ledgers of older programs).
  package var unreadableCells: [String]?
  /// Ids of the policy's switches that this verdict depends on.
  package var switches: [String]
  /// What was read in the bundle and supports no requirement (for the report's list of files).
  package var otherDocuments: [OtherDocument]

  package init(
    plan: String, unit: String, title: String, application: String, path: String?, verdict: PlanOutcome, requirements: [Requirement],
    findings: [Finding], unread: [Unread], notChecked: [String: String] = [:], unreadableCells: [String]? = nil, switches: [String] = [],
    otherDocuments: [OtherDocument] = []
  ) {
    self.plan = plan
    self.unit = unit
    self.title = title
    self.application = application
    self.path = path
    self.verdict = verdict
    self.requirements = requirements
    self.findings = findings
    self.unread = unread
    self.notChecked = notChecked
    self.unreadableCells = unreadableCells
    self.switches = switches
    self.otherDocuments = otherDocuments
  }
}
