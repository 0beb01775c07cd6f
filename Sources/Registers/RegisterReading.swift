import Findings
import Foundation
package import Policies

extension Register {
  /// Reads a register export.
  ///
  /// In: the file's bytes, its name for messages, the policy whose columns and words it is read by, and the reader of XLSX sheets.
  /// Throws `RunError` 65 where it cannot be read, has no id column or no rows. A bad row is a finding. Source: contract, section 2.
  package static func read(_ bytes: [UInt8], subject: String, policy: Policy, sheet: SheetReading) throws -> Register {
    let table = try TableReading.table(bytes, subject: subject, columns: policy.register, key: "plan", sheet: sheet)
    guard !table.rows.isEmpty else { throw RunError(.badData, subject: subject, message: "the register holds no rows below its header") }
    for needed in ["unit", "title"] where table.columns[needed] == nil {
      let name = policy.column(needed)?.name ?? needed
      throw RunError(.badData, subject: subject, message: "the register has no column \(name)")
    }
    let values = CellValues(policy.words, columns: policy.register)
    var register = Register(plans: [], rowFindings: [], missingColumns: [])
    var seen: [String: Int] = [:]
    // A unit written in two ways (a line break, full-width brackets) is one unit, called as the first of its rows calls it.
    var units: [String: String] = [:]
    for row in table.rows {
      let id = CellValues.identifier(table.cell("plan", row.cells) ?? "")
      if let first = seen[id.folded], !id.isEmpty {
        let finding = RowProblem.duplicate(row: row.number, plan: id, first: register.plans[first].row).finding
        register.plans[first].findings.append(finding)
        register.rowFindings.append(RowFinding(row: row.number, plan: register.plans[first].id, finding: finding))
        continue
      }
      let (plan, problems) = plan(id, row, table, policy, values)
      let findings = problems.map(\.finding)
      register.rowFindings += findings.map { RowFinding(row: row.number, plan: plan?.id, finding: $0) }
      if var plan {
        plan.findings = findings
        plan.unit = units[plan.unit.folded] ?? plan.unit
        units[plan.unit.folded] = plan.unit
        seen[plan.id.folded] = register.plans.count
        register.plans.append(plan)
      }
    }
    register.missingColumns = policy.register.filter { table.columns[$0.fact] == nil && $0.kind != .paths }
      .map { MissingColumn(fact: $0.fact, name: $0.name) }
    return register
  }

  /// Reads the export and its file. Throws `RunError` 66 where the file does not exist.
  package static func read(path: String, policy: Policy, sheet: SheetReading) throws -> Register {
    try read(try contents(path), subject: path, policy: policy, sheet: sheet)
  }

  private static func plan(
    _ id: String, _ row: (number: Int, cells: [String]), _ table: NamedTable, _ policy: Policy, _ values: CellValues
  ) -> (Plan?, [RowProblem]) {
    guard !id.isEmpty else { return (nil, [.noID(row: row.number)]) }
    let unit = CellValues.line(table.cell("unit", row.cells) ?? "")
    let title = CellValues.line(table.cell("title", row.cells) ?? "")
    // 填表人：…, 合计 and other lines below a table hold a word in the first column and no plan.
    if unit.isEmpty, title.isEmpty { return (nil, [.noPlan(row: row.number, text: id)]) }
    var problems: [RowProblem] = []
    if unit.isEmpty { problems.append(.required(row: row.number, plan: id, column: policy.column("unit")?.name ?? "unit")) }
    if title.isEmpty { problems.append(.required(row: row.number, plan: id, column: policy.column("title")?.name ?? "title")) }
    var facts: [String: Fact] = [:]
    for column in policy.register {
      guard let cell = table.cell(column.fact, row.cells) else { continue }
      let fact = values.value(cell, of: column)
      facts[column.fact] = fact
      if fact.value == .unreadable { problems.append(.word(row: row.number, plan: id, column: column, text: fact.raw)) }
    }
    let attachments = policy.register.first { $0.kind == .paths }.flatMap { table.cell($0.fact, row.cells) } ?? ""
    let plan = Plan(
      id: id, unit: unit.isEmpty ? Plan.noUnit : unit, title: title, row: row.number, facts: facts, attachments: paths(attachments))
    return (plan, problems)
  }

  /// Paths are separated by `;`, `；` or a line break; commas and spaces may stand in names.
  private static func paths(_ cell: String) -> [String] {
    cell.split { ";；\r\n".contains($0) || $0.isNewline }.map { $0.trimmingCharacters(in: .whitespaces) }.filter { !$0.isEmpty }
  }
}

extension FundedList {
  /// Reads the list of funded projects. Throws `RunError` 65 where it cannot be read or lacks a column, 66 where it does not exist.
  package static func read(path: String, policy: Policy, sheet: SheetReading) throws -> FundedList {
    try read(try contents(path), subject: path, policy: policy, sheet: sheet)
  }

  package static func read(_ bytes: [UInt8], subject: String, policy: Policy, sheet: SheetReading) throws -> FundedList {
    guard !policy.funded.isEmpty else {
      throw RunError(.badData, subject: subject, message: "the policy \(policy.id) reads no list of funded projects")
    }
    let table = try TableReading.table(bytes, subject: subject, columns: policy.funded, key: "title", sheet: sheet)
    for column in policy.funded where table.columns[column.fact] == nil {
      throw RunError(.badData, subject: subject, message: "the list of funded projects has no column \(column.name)")
    }
    let values = CellValues(policy.words, columns: policy.funded)
    var list = FundedList(projects: [])
    for row in table.rows {
      let unit = CellValues.line(table.cell("unit", row.cells) ?? "")
      let title = CellValues.line(table.cell("title", row.cells) ?? "")
      guard !unit.isEmpty, !title.isEmpty else {
        let text = unit.isEmpty ? title : unit
        list.rowFindings.append(
          Register.RowFinding(row: row.number, plan: nil, finding: RowProblem.noPlan(row: row.number, text: text, table: "资助名单").finding))
        continue
      }
      let completed = table.cell("completed", row.cells) ?? ""
      let value = values.yesNo(completed.folded)
      if value == nil, !completed.folded.isEmpty, let column = policy.funded.first(where: { $0.fact == "completed" }) {
        let problem = RowProblem.word(row: row.number, plan: title, column: column, text: CellValues.line(completed), table: "资助名单")
        list.rowFindings.append(Register.RowFinding(row: row.number, plan: nil, finding: problem.finding))
      }
      list.projects.append(
        Project(
          unit: unit, title: title, type: CellValues.line(table.cell("type", row.cells) ?? ""), completed: value, row: row.number))
    }
    guard !list.projects.isEmpty else { throw RunError(.badData, subject: subject, message: "the list of funded projects holds no rows") }
    return list
  }
}

/// The bytes of an input. Throws `RunError` 66 where it does not exist or cannot be opened.
private func contents(_ path: String) throws -> [UInt8] {
  guard FileManager.default.fileExists(atPath: path) else { throw RunError(.noInput, subject: path, message: "there is no such file") }
  do {
    return [UInt8](try Data(contentsOf: URL(fileURLWithPath: path)))
  } catch {
    throw RunError(.noInput, subject: path, message: "the file cannot be read", cause: error.localizedDescription)
  }
}
