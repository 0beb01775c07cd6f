package import Findings
package import Judging

/// A whole night as the reports show it: the only input of this module, kept in the ledger so that reports can be made again.
///
/// It holds words (names, sentences, quotes) already resolved by the policy, so a report never needs the policy's file.
/// Source: contract, section 6; issue 6.
package struct NightReport: Codable, Sendable, Hashable {
  /// The run's id: the name of its folder below `OUTPUT/runs`.
  package var run: String
  /// `YYYY-MM-DD`, the clock of the run: the date on every page and letter, and the time stamp of every file made.
  package var asOf: String
  package var programVersion: String
  package var policy: PolicyFacts
  /// Who signs the notice (落款).
  package var issuer: String
  /// `YYYY-MM-DD`: until when the units shall answer; nil: the notice leaves a blank to fill in.
  package var deadline: String?
  /// In register order.
  package var plans: [PlanVerdict]
  package var rowFindings: [RowFinding]
  /// Rules that could not be checked because the register lacks their column.
  package var notChecked: [NotChecked]
  /// Rules that could not be checked because a cell holds what its column does not allow; nil in ledgers of older programs.
  package var unreadableCells: [NotChecked]?
  package var unclaimed: [UnclaimedFile]
  package var changes: Changes
  package var decisions: Decisions
  package var selection: Selection
  package var documents: DocumentCounts
  /// Wall seconds, in the order in which the stages ran. Kept out of the pages, which are the same for the same inputs.
  package var stages: [Stage]
  /// Helper programs that were looked for (`pdftotext`, `tesseract`).
  package var helpers: [Helper]

  package init(
    run: String, asOf: String, programVersion: String, policy: PolicyFacts, issuer: String? = nil, deadline: String? = nil,
    plans: [PlanVerdict], rowFindings: [RowFinding] = [], notChecked: [NotChecked] = [], unreadableCells: [NotChecked]? = nil,
    unclaimed: [UnclaimedFile] = [], changes: Changes = Changes(), decisions: Decisions = Decisions(), selection: Selection = Selection(),
    documents: DocumentCounts = DocumentCounts(), stages: [Stage] = [], helpers: [Helper] = []
  ) {
    self.run = run
    self.asOf = asOf
    self.programVersion = programVersion
    self.policy = policy
    self.issuer = issuer ?? policy.issuer ?? ""
    self.deadline = deadline
    self.plans = plans
    self.rowFindings = rowFindings
    self.notChecked = notChecked
    self.unreadableCells = unreadableCells
    self.unclaimed = unclaimed
    self.changes = changes
    self.decisions = decisions
    self.selection = selection
    self.documents = documents
    self.stages = stages
    self.helpers = helpers
  }
}

/// What the reports say of the policy: names, clauses and switches, in the policy's order.
package struct PolicyFacts: Codable, Sendable, Hashable {
  /// An id and the words shown for it.
  package struct Named: Codable, Sendable, Hashable {
    package var id: String
    package var name: String
    /// One sentence: what counts as it; empty where the policy says nothing.
    package var what: String

    package init(id: String, name: String, what: String = "") {
      self.id = id
      self.name = name
      self.what = what
    }
  }

  /// A place in the guide with the guide's own words.
  package struct Clause: Codable, Sendable, Hashable {
    package var id: String
    package var quotes: [String]

    package init(id: String, quotes: [String]) {
      self.id = id
      self.quotes = quotes
    }
  }

  /// A point that the guide leaves open, with the reading chosen.
  package struct Switch: Codable, Sendable, Hashable {
    package var id: String
    package var clause: String
    package var question: String
    package var chosen: String
    package var alternative: String

    package init(id: String, clause: String, question: String, chosen: String, alternative: String) {
      self.id = id
      self.clause = clause
      self.question = question
      self.chosen = chosen
      self.alternative = alternative
    }
  }

  package var id: String
  package var title: String
  package var year: Int
  /// SHA-256 of the policy, lower-case hexadecimal.
  package var digest: String
  package var clauses: [Clause]
  package var switches: [Switch]
  package var materials: [Named]
  package var applications: [Named]
  package var paths: [Named]
  /// Rules by what they ask; nil, like the words below, in ledgers of older programs.
  package var rules: [Named]?
  /// What the audit is of, in a few words.
  package var service: String?
  /// Who signs letters, and in short who is asked in doubt.
  package var issuer: String?
  package var office: String?

  package init(
    id: String, title: String, year: Int, digest: String, clauses: [Clause], switches: [Switch], materials: [Named], applications: [Named],
    paths: [Named], rules: [Named]? = nil, service: String? = nil, issuer: String? = nil, office: String? = nil
  ) {
    self.rules = rules
    self.service = service
    self.issuer = issuer
    self.office = office
    self.id = id
    self.title = title
    self.year = year
    self.digest = digest
    self.clauses = clauses
    self.switches = switches
    self.materials = materials
    self.applications = applications
    self.paths = paths
  }
}

extension NightReport {
  /// The day that the letters name, unless it is over: a letter must not ask for an answer by a day that has passed.
  var openDeadline: String? { isDeadlineOver ? nil : deadline }

  /// ISO dates compare as text.
  var isDeadlineOver: Bool { deadline.map { $0 < asOf } ?? false }

  /// Row findings that stand with no plan. The others are among the findings of their plan already, and are counted and listed there.
  var looseRowFindings: [RowFinding] {
    let own = Dictionary(plans.map { ($0.plan, Set($0.findings)) }) { first, _ in first }
    return rowFindings.filter { row in row.plan.flatMap { own[$0] }?.contains(row.finding) != true }
  }
}

/// A finding on a row of the register.
package struct RowFinding: Codable, Sendable, Hashable {
  /// Counted as a spreadsheet program counts it, from 1.
  package var row: Int
  /// The plan's id, where the row has one.
  package var plan: String?
  package var finding: Finding

  package init(row: Int, plan: String?, finding: Finding) {
    self.row = row
    self.plan = plan
    self.finding = finding
  }
}

/// A rule that could not be checked, and for how many plans.
package struct NotChecked: Codable, Sendable, Hashable {
  package var rule: String
  package var column: String
  package var plans: Int

  package init(rule: String, column: String, plans: Int) {
    self.rule = rule
    self.column = column
    self.plans = plans
  }
}

/// A file below the uploads folder that no plan claims (无主文件).
package struct UnclaimedFile: Codable, Sendable, Hashable {
  /// Relative to the uploads folder.
  package var path: String
  package var finding: Finding

  package init(path: String, finding: Finding) {
    self.path = path
    self.finding = finding
  }
}

/// What changed since the last finished run (contract, section 6).
package struct Changes: Codable, Sendable, Hashable {
  /// What made a verdict change.
  package enum Cause: String, Codable, Sendable, CaseIterable {
    case upload
    case register
    case policy
    case program
    case decision
    /// A decision expired or was voided.
    case decisionEnded = "decision-ended"
  }

  /// One material of one plan.
  package struct Item: Codable, Sendable, Hashable {
    package var plan: String
    package var material: String
    package var cause: Cause?
    /// `YYYY-MM-DD`: the night on which it was first seen open; nil where that is this night.
    package var since: String?

    package init(plan: String, material: String, cause: Cause? = nil, since: String? = nil) {
      self.plan = plan
      self.material = material
      self.cause = cause
      self.since = since
    }
  }

  /// The run that is compared with; nil: this is the first.
  package var previousRun: String?
  /// `YYYY-MM-DD` of that run.
  package var previousDate: String?
  package var new: [Item]
  package var fixed: [Item]
  package var stillOpen: [Item]
  package var reopened: [Item]
  /// Open before, and the plan is no longer in the register; nil in ledgers of older programs.
  package var withdrawn: [Item]?

  package init(
    previousRun: String? = nil, previousDate: String? = nil, new: [Item] = [], fixed: [Item] = [], stillOpen: [Item] = [],
    reopened: [Item] = [], withdrawn: [Item]? = nil
  ) {
    self.withdrawn = withdrawn
    self.previousRun = previousRun
    self.previousDate = previousDate
    self.new = new
    self.fixed = fixed
    self.stillOpen = stillOpen
    self.reopened = reopened
  }
}

/// The bureau's decisions and what became of them (contract, section 8).
package struct Decisions: Codable, Sendable, Hashable {
  package struct Item: Codable, Sendable, Hashable {
    package var plan: String
    package var material: String
    /// `accept` or `reject`.
    package var ruling: Ruling
    package var by: String
    package var reason: String
    /// `YYYY-MM-DD`; nil: without end.
    package var until: String?
    /// The member that it speaks of, where one was named.
    package var file: String?

    package init(plan: String, material: String, ruling: Ruling, by: String, reason: String, until: String? = nil, file: String? = nil) {
      self.plan = plan
      self.material = material
      self.ruling = ruling
      self.by = by
      self.reason = reason
      self.until = until
      self.file = file
    }
  }

  package enum Ruling: String, Codable, Sendable {
    case accept
    case reject
  }

  package var applied: [Item]
  package var expired: [Item]
  /// The document changed: a decision is bound to a content hash.
  package var voided: [Item]
  /// No such plan or material this night.
  package var unused: [Item]
  /// A later decision on the same document took its place; nil in ledgers of older programs, and where there is none.
  package var superseded: [Item]?

  package var count: Int { applied.count + expired.count + voided.count + unused.count + (superseded?.count ?? 0) }

  package init(applied: [Item] = [], expired: [Item] = [], voided: [Item] = [], unused: [Item] = []) {
    self.applied = applied
    self.expired = expired
    self.voided = voided
    self.unused = unused
  }
}

/// How many apply against how many will be chosen, and which supported directions they speak of.
package struct Selection: Codable, Sendable, Hashable {
  package struct Quota: Codable, Sendable, Hashable {
    package var name: String
    package var clause: String
    /// 左右: about this many will be chosen.
    package var about: Int
    /// Ids of the plans that apply.
    package var plans: [String]

    package init(name: String, clause: String, about: Int, plans: [String]) {
      self.name = name
      self.clause = clause
      self.about = about
      self.plans = plans
    }
  }

  /// A supported direction that a plan speaks of, in the plan's own words.
  package struct Direction: Codable, Sendable, Hashable {
    package var plan: String
    package var direction: String
    package var clause: String
    package var quote: String
    /// Where the words stand: 计划名称, or a file and a place in it.
    package var place: String

    package init(plan: String, direction: String, clause: String, quote: String, place: String) {
      self.plan = plan
      self.direction = direction
      self.clause = clause
      self.quote = quote
      self.place = place
    }
  }

  package var quotas: [Quota]
  package var directions: [Direction]

  package init(quotas: [Quota] = [], directions: [Direction] = []) {
    self.quotas = quotas
    self.directions = directions
  }
}

/// Documents by status (contract, section 5).
package struct DocumentCounts: Codable, Sendable, Hashable {
  package var read: Int
  package var partial: Int
  package var unreadable: Int

  package init(read: Int = 0, partial: Int = 0, unreadable: Int = 0) {
    self.read = read
    self.partial = partial
    self.unreadable = unreadable
  }
}

package struct Stage: Codable, Sendable, Hashable {
  package var name: String
  package var seconds: Double

  package init(name: String, seconds: Double) {
    self.name = name
    self.seconds = seconds
  }
}

package struct Helper: Codable, Sendable, Hashable {
  package var name: String
  /// Nil: not installed.
  package var version: String?
  /// Why it is not run though it is installed, one Chinese phrase; nil where it is.
  package var note: String?

  package init(name: String, version: String?, note: String? = nil) {
    self.name = name
    self.version = version
    self.note = note
  }
}
