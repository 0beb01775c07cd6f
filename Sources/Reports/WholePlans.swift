import Findings
package import Foundation
package import Judging

/// Where the reports take a night's whole verdicts from, a few at a time: those of 20,000 plans with all their evidence do not fit beside what is made from
/// them. `NightReport.plans` then holds their outlines.
package struct WholePlans: Sendable {
  /// Verdicts by their places in the register, in the order asked for.
  package var at: @Sendable ([Int]) throws -> [PlanVerdict]
  /// In register order: equal digests are of equal verdicts. Empty: nothing is taken over from an earlier night.
  package var digests: [Data]

  package init(digests: [Data] = [], at: @escaping @Sendable ([Int]) throws -> [PlanVerdict]) {
    self.at = at
    self.digests = digests
  }

  init(_ plans: [PlanVerdict]) {
    self.init { positions in positions.map { plans[$0] } }
  }
}

/// The last night's files, to be taken over where a unit's plans are what they were.
package struct EarlierNight: Sendable {
  package var written: WrittenNight
  /// The night's folder.
  package var folder: String
  /// A letter by the digest that it was kept under; nil where it is lost.
  package var letter: @Sendable (Data) throws -> Data?

  package init(written: WrittenNight, folder: String, letter: @escaping @Sendable (Data) throws -> Data?) {
    self.written = written
    self.folder = folder
    self.letter = letter
  }
}

/// Shares the storage of equal texts: twenty thousand plans have a few dozen rules and materials between them.
package struct TextPool {
  private var texts: Set<String> = []

  package init() {}

  mutating func callAsFunction(_ text: String) -> String { texts.insert(text).memberAfterInsert }
}

extension PlanVerdict {
  /// What the overview and the counts show of a plan, without its evidence and sentences. `keepsFindings`: with the words of its findings, by which a
  /// row's finding is known again.
  package func outline(keepsFindings: Bool, _ pool: inout TextPool) -> PlanVerdict {
    var outline = self
    outline.unit = pool(unit)
    outline.application = pool(application)
    outline.path = path.map { pool($0) }
    outline.requirements = requirements.map { requirement in
      // Whether there are documents matters, not which.
      let documents =
        requirement.documents.isEmpty
        ? [] : [Support(path: "", sha256: "", verdict: requirement.verdict, confidence: 0, flags: [], evidence: [], against: [])]
      return Requirement(material: pool(requirement.material), verdict: requirement.verdict, documents: documents)
    }
    if !keepsFindings {
      outline.findings = findings.map { Finding(rule: pool($0.rule), severity: $0.severity, message: "", fix: "", clause: nil) }
    }
    outline.unread = unread.map { Unread(path: $0.path, reason: $0.reason, detail: nil) }
    outline.notChecked = [:]
    outline.unreadableCells = nil
    outline.switches = []
    outline.otherDocuments = []
    return outline
  }
}
