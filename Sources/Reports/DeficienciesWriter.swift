import Findings
import Judging

/// `deficiencies.xlsx` of one unit: what is required and what became of it, the findings, and the files that could not be read.
enum DeficienciesWriter {
  static func write(_ report: NightReport, _ unit: Summary.Unit, names: Names, to path: String) throws(RunError) {
    let plans = unit.plans.map { report.plans[$0] }
    let book = try WorkbookWriter(
      path: path, title: Texts.shared.label(.listOf, ["unit": ShownText.line(unit.unit, atMost: 100)]), author: report.issuer,
      // Not the day of the run: a unit for which nothing changed gets the very same file.
      created: CalendarDate("\(report.policy.year)-01-01")?.secondsSince1970 ?? 0)
    materials(plans, names, book)
    findings(plans, names, book)
    unread(plans, names, book)
    try book.close()
  }

  /// `widths`: of the columns, in characters.
  private static func begin(_ name: Texts.SheetName, widths: [Double], _ book: WorkbookWriter, rows: Int) {
    let sheet = Texts.shared.sheet(name)
    book.beginSheet(sheet.name, columns: zip(sheet.columns, widths).map { (name: $0, width: $1) }, rows: rows)
  }

  private static func materials(_ plans: [PlanVerdict], _ names: Names, _ book: WorkbookWriter) {
    begin(.materials, widths: [12, 24, 14, 16, 10, 40, 40, 30, 7, 10], book, rows: plans.reduce(0) { $0 + $1.requirements.count })
    // What is gravest comes first; within one verdict the register's order stays.
    let all = plans.flatMap { plan in plan.requirements.map { (plan, $0) } }
    let rows = MaterialVerdict.gravestFirst.flatMap { verdict in all.filter { $0.1.verdict == verdict } }
    for (row, (plan, requirement)) in zip(1..., rows) {
      book.text(plan.plan, row: row, column: 0)
      book.text(plan.title, row: row, column: 1)
      book.text(names.application(plan.application), row: row, column: 2)
      book.text(names.material(requirement.material), row: row, column: 3)
      book.text(requirement.verdict.chinese, row: row, column: 4, style: .word(fill: tint(requirement.verdict)))
      book.text(requirement.reason ?? "", row: row, column: 5)
      book.text(requirement.fix ?? "", row: row, column: 6)
      book.text(shownPaths(in: requirement.documents.map(\.path).joined(separator: "；")), row: row, column: 7)
      if let best = requirement.documents.first { book.number(best.confidence, row: row, column: 8, style: .percent) }
      book.text(requirement.clause ?? "", row: row, column: 9)
    }
  }

  private static func findings(_ plans: [PlanVerdict], _ names: Names, _ book: WorkbookWriter) {
    begin(.findings, widths: [12, 26, 8, 48, 48, 12, 22], book, rows: plans.reduce(0) { $0 + $1.findings.count })
    let rows = plans.flatMap { plan in plan.findings.map { (plan, $0) } }.enumerated()
      .sorted { ($1.element.1.severity, $0.offset) < ($0.element.1.severity, $1.offset) }.map(\.element)
    for (row, (plan, finding)) in zip(1..., rows) {
      let cells = [
        plan.plan, plan.title, finding.severity.chinese, finding.message, finding.fix, finding.clause ?? "", names.rule(finding.rule),
      ]
      for (column, cell) in cells.enumerated() { book.text(cell, row: row, column: column) }
    }
  }

  private static func unread(_ plans: [PlanVerdict], _ names: Names, _ book: WorkbookWriter) {
    begin(.unread, widths: [12, 26, 52, 14, 52], book, rows: plans.reduce(0) { $0 + $1.unread.count })
    var row = 0
    for plan in plans {
      for file in plan.unread {
        row += 1
        let cells = [plan.plan, plan.title, shownPaths(in: file.path), file.reason.chinese, Texts.shared.resend(file.reason)]
        for (column, cell) in cells.enumerated() { book.text(cell, row: row, column: column) }
      }
    }
  }

  /// The pages' light tints, so that one colour means one thing everywhere.
  private static func tint(_ verdict: MaterialVerdict) -> UInt32 {
    switch verdict {
    case .present: 0xDCEFE6
    case .deficient: 0xFBE3D3
    case .unconfirmed: 0xFFF4C2
    case .missing: 0xF8DAD5
    }
  }
}
