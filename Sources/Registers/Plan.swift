package import Findings

/// One row of the register: what a unit plans and applies for.
package struct Plan: Sendable, Hashable {
  package var id: String
  package var unit: String
  package var title: String
  /// Row in the sheet or record in the CSV, from 1.
  package var row: Int
  /// What each column of the policy says, by fact id.
  package var facts: [String: Fact]
  /// Paths of the attachment column as written, below the uploads folder.
  package var attachments: [String]
  /// What is wrong with this row (`register.row`).
  package var findings: [Finding]

  package init(
    id: String, unit: String, title: String, row: Int = 0, facts: [String: Fact] = [:], attachments: [String] = [], findings: [Finding] = []
  ) {
    self.id = id
    self.unit = unit
    self.title = title
    self.row = row
    self.facts = facts
    self.attachments = attachments
    self.findings = findings
  }

  /// What stands for a unit that the row does not name: no unit, so such rows are not of one unit.
  package static let noUnit = "未填写单位"

  /// The fact, or that its column is missing.
  package func fact(_ id: String) -> Fact { facts[id] ?? Fact(raw: "", value: .columnMissing) }
}

/// What a cell says, together with its own words.
package struct Fact: Sendable, Hashable {
  /// The cell as written, trimmed, on one line.
  package var raw: String
  package var value: Value

  package enum Value: Sendable, Hashable {
    /// The register has no such column: a rule on it is not checked.
    case columnMissing
    /// The column is there, the cell is empty.
    case blank
    /// The cell holds something else than its column allows; a `register.row` finding says so, and a rule on it is not checked.
    case unreadable
    case yesNo(Bool)
    case number(Double)
    case text(String)
    /// Value ids of a choice, in the order of the policy.
    case choice([String])
  }

  package init(raw: String, value: Value) {
    self.raw = raw
    self.value = value
  }
}

/// The register as the rest of the night sees it.
package struct Register: Sendable, Hashable {
  /// Plans that can be audited, in register order.
  package var plans: [Plan]
  /// Everything wrong with rows, in row order, rows of `plans` included.
  package var rowFindings: [RowFinding]
  /// Columns of the policy that the register lacks, in the policy's order: said once in the run's summary.
  package var missingColumns: [MissingColumn]

  package init(plans: [Plan], rowFindings: [RowFinding], missingColumns: [MissingColumn]) {
    self.plans = plans
    self.rowFindings = rowFindings
    self.missingColumns = missingColumns
  }

  package struct RowFinding: Sendable, Hashable {
    /// Row in the sheet, from 1.
    package var row: Int
    /// The plan that the row belongs to, where it names one.
    package var plan: String?
    package var finding: Finding
  }

  package struct MissingColumn: Sendable, Hashable {
    package var fact: String
    package var name: String
  }
}

/// The list of projects that the academy funded the year before (`--funded`).
package struct FundedList: Sendable, Hashable {
  package var projects: [Project]
  package var rowFindings: [Register.RowFinding]

  package init(projects: [Project], rowFindings: [Register.RowFinding] = []) {
    self.projects = projects
    self.rowFindings = rowFindings
  }

  package struct Project: Sendable, Hashable {
    package var unit: String
    package var title: String
    package var type: String
    /// nil: the cell is blank or says neither yes nor no.
    package var completed: Bool?
    package var row: Int

    package init(unit: String, title: String, type: String, completed: Bool?, row: Int = 0) {
      self.unit = unit
      self.title = title
      self.type = type
      self.completed = completed
      self.row = row
    }
  }
}
