import Bundles
import Findings
import Judging
import LedgerStore
import Policies
import Readings
import Registers
import Reports

/// Everything that was found out in a night → the one value that reports are made from.
struct ReportAssembly {
  let inputs: NightInputs
  let uploads: Uploads
  let readings: FileReadings
  let judged: JudgedNight
  let changes: NightChanges
  let run: NightRun
  let stages: [Stage]

  func report() throws -> NightReport {
    var report = NightReport(
      run: run.id, asOf: inputs.options.asOf, programVersion: inputs.options.programVersion, policy: PolicyFacts(inputs.policy),
      plans: try outlines(),
      rowFindings: (inputs.register.rowFindings + (inputs.funded?.rowFindings ?? [])).map {
        RowFinding(row: $0.row, plan: $0.plan, finding: $0.finding)
      },
      notChecked: judged.overview.notChecked.map(NotChecked.init),
      unreadableCells: judged.overview.unreadableCells.map(NotChecked.init),
      unclaimed: unclaimed(),
      changes: Reports.Changes(changes), decisions: judged.decisions,
      selection: Selection(judged.overview.selection, policy: inputs.policy),
      documents: DocumentCounts(readings, uploads), stages: stages,
      helpers: inputs.helpers.map { Helper(name: $0.name, version: $0.version, note: inputs.programs.note($0.name)) })
    if let issuer = inputs.options.issuer { report.issuer = issuer }
    report.deadline = inputs.options.replyBy
    return report
  }

  /// What the counts and the overview show of every plan.
  private func outlines() throws -> [PlanVerdict] {
    let rows = Set((inputs.register.rowFindings + (inputs.funded?.rowFindings ?? [])).compactMap(\.plan))
    var pool = TextPool()
    var outlines: [PlanVerdict] = []
    outlines.reserveCapacity(inputs.register.plans.count)
    for start in stride(from: 0, to: inputs.register.plans.count, by: 100) {
      for plan in try run.ledger.verdicts(of: run.number, at: start..<min(start + 100, inputs.register.plans.count)) {
        outlines.append(plan.outline(keepsFindings: rows.contains(plan.plan), &pool))
      }
    }
    return outlines
  }

  private func unclaimed() -> [UnclaimedFile] {
    uploads.unclaimed.map { UnclaimedFile(path: $0, finding: .unclaimed($0)) }
      + uploads.findings.map { UnclaimedFile(path: "", finding: $0) }
  }
}

extension NotChecked {
  init(_ one: NightOverview.NotChecked) { self.init(rule: one.rule, column: one.column, plans: one.plans) }
}

extension PolicyFacts {
  init(_ policy: Policy) {
    let words = policy.reportWords
    self.init(
      id: policy.id, title: policy.title, year: policy.year, digest: policy.digest,
      clauses: policy.clauses.map { Clause(id: $0.id, quotes: $0.quotes) },
      switches: policy.switches.map {
        Switch(id: $0.id, clause: $0.clause, question: $0.question, chosen: $0.chosen, alternative: $0.alternative)
      },
      materials: policy.materials.map { Named(id: $0.id, name: $0.name, what: $0.what) },
      applications: policy.applications.map { Named(id: $0.id, name: $0.name) },
      paths: policy.paths.map { Named(id: $0.id, name: $0.name) },
      rules: policy.rules.map { Named(id: $0.id, name: $0.title) }, service: words.service.nonEmpty, issuer: words.issuer.nonEmpty,
      office: words.office.nonEmpty)
  }
}

extension Reports.Changes {
  init(_ night: NightChanges) {
    self.init(
      previousRun: night.previous?.header.id, previousDate: night.previous?.header.asOf, new: night.changes.new.map(Item.init),
      fixed: night.changes.fixed.map(Item.init), stillOpen: night.changes.stillOpen.map(Item.init),
      reopened: night.changes.reopened.map(Item.init), withdrawn: night.changes.withdrawn.map(Item.init))
  }
}

extension Reports.Changes.Item {
  init(_ item: LedgerStore.Changes.Item) {
    // The most telling cause; those that the reports have no word for are left out.
    self.init(
      plan: item.plan, material: item.material, cause: item.causes.lazy.compactMap { Reports.Changes.Cause(rawValue: $0.rawValue) }.first,
      since: item.since)
  }
}

extension Selection {
  init(_ overview: SelectionOverview, policy: Policy) {
    self.init(
      quotas: overview.kinds.map { Quota(name: $0.name, clause: $0.clause, about: $0.about, plans: $0.plans.map(\.plan)) },
      directions: overview.kinds.flatMap { kind in
        kind.plans.flatMap { applicant in
          applicant.directions.map { hit in
            Direction(
              plan: applicant.plan, direction: hit.direction,
              clause: policy.selection.directions.first { $0.name == hit.direction }?.clause ?? kind.clause, quote: hit.quote,
              place: hit.where)
          }
        }
      })
  }
}

extension DocumentCounts {
  init(_ readings: FileReadings, _ uploads: Uploads) {
    self.init()
    // A file that two plans claim was read once and counts once.
    for file in Set(uploads.bundles.lazy.filter { $0.failure == nil }.flatMap(\.files)) {
      let statuses = readings.files[file]?.contents.statuses ?? [:]
      read += statuses[ReadStatus.read.rawValue] ?? 0
      partial += statuses[ReadStatus.partial.rawValue] ?? 0
      unreadable += statuses[ReadStatus.unreadable.rawValue] ?? 0
    }
  }
}

extension AuditOutcome {
  /// `report` needs no plans.
  init(_ summary: Summary, _ report: NightReport, folder: String, documentsRead: Int) {
    func outcomes(_ group: Summary.Group) -> [PlanOutcome: Int] {
      Dictionary(uniqueKeysWithValues: PlanOutcome.allCases.map { ($0, group[$0.rawValue]) }.filter { $0.1 > 0 })
    }
    self.init(
      run: report.run, folder: folder, plans: outcomes(summary.outcomes),
      requirements: Dictionary(uniqueKeysWithValues: MaterialVerdict.allCases.map { ($0, summary.requirements[$0.rawValue]) }),
      units: summary.units.map { ($0.unit, outcomes($0.outcomes)) },
      documents: report.documents.read + report.documents.partial + report.documents.unreadable, documentsRead: documentsRead,
      unclaimed: report.unclaimed.count, rowFindings: report.rowFindings.count)
  }
}

extension String {
  fileprivate var nonEmpty: String? { isEmpty ? nil : self }
}
