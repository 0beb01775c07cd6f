package import Findings
import Policies
package import Readings
package import Registers

/// One plan and everything that was found out about its bundle: what a judge is given.
package struct PlanInput: Sendable, Hashable {
  package var plan: Plan
  /// How many files were found for it; 0: nothing was sent.
  package var files: Int
  /// What was read in them; nil where nothing was sent or the bundle failed.
  package var reading: BundleReading?
  /// Findings of the discovery (`bundle.outside`, …).
  package var findings: [Finding]
  /// Why the bundle could not be audited at all: reading it broke (an I/O error, a permission, a worker that died again and again). A bundle of
  /// damaged or encrypted files is no failure: those are documents that could not be read.
  package var failure: String?
  /// Paths that were sent and could not even be opened; they keep anything from being called missing, as unread documents do.
  package var unreadable: [String]

  package init(
    plan: Plan, files: Int, reading: BundleReading?, findings: [Finding] = [], failure: String? = nil, unreadable: [String] = []
  ) {
    self.unreadable = unreadable
    self.plan = plan
    self.files = files
    self.reading = reading
    self.findings = findings
    self.failure = failure
  }
}

/// A judged night with all its verdicts.
package struct NightVerdict: Sendable, Hashable {
  /// In the order of the inputs.
  package var plans: [PlanVerdict]
  package var overall: NightOverview

  package var selection: SelectionOverview { overall.selection }
  package var notChecked: [NightOverview.NotChecked] { overall.notChecked }
  package var unreadableCells: [NightOverview.NotChecked] { overall.unreadableCells }
  package var switches: [String] { overall.switches }
}

/// What is said of the whole night.
package struct NightOverview: Sendable, Hashable {
  package var selection: SelectionOverview
  /// Rules that could not be checked for want of a column, in the policy's order.
  package var notChecked: [NotChecked]
  /// Rules that could not be checked because the cell could not be read, in the policy's order; each such cell has a `register.row` finding.
  package var unreadableCells: [NotChecked]
  /// Ids of the switches that at least one verdict depends on, in the policy's order.
  package var switches: [String]

  package struct NotChecked: Sendable, Hashable, Codable {
    package var rule: String
    package var column: String
    /// How many plans it would have been asked of.
    package var plans: Int
  }
}

/// A plan on its way through the judge: all that follows from its row and its documents alone.
package struct PlanCase: Sendable {
  package let input: PlanInput
  let application: Policy.Application
  let documents: BundleAssessment
  let choice: PathChoice
  let requirements: [PlanVerdict.Requirement]
  /// Documents that the requirements rest on, each once, in path order.
  let supporting: [FoundDocument]

  var plan: Plan { input.plan }

  init(
    input: PlanInput, application: Policy.Application, documents: BundleAssessment, choice: PathChoice,
    requirements: [PlanVerdict.Requirement]
  ) {
    self.input = input
    self.application = application
    self.documents = documents
    self.choice = choice
    self.requirements = requirements
    let paths = Set(requirements.flatMap(\.documents).map(\.path))
    supporting = (input.reading?.documents ?? []).filter { paths.contains($0.path) }.sorted {
      $0.path.utf8.lexicographicallyPrecedes($1.path.utf8)
    }
  }
}
