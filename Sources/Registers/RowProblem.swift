import Findings
import Policies

/// What may be wrong with one row, and how the unit is told. The sentences stand here and not in the policy: they speak of the export, not of
/// the guide.
enum RowProblem {
  case noID(row: Int)
  case noPlan(row: Int, text: String, table: String = "登记表")
  case duplicate(row: Int, plan: String, first: Int)
  case required(row: Int, plan: String, column: String)
  case word(row: Int, plan: String, column: Policy.Column, text: String, table: String = "登记表")

  var finding: Finding {
    Finding(rule: "register.row", severity: severity, message: message, fix: fix, clause: nil)
  }

  private var severity: Finding.Severity {
    switch self {
    // A line below the table is more often a signature than a plan.
    case .noPlan: .warning
    default: .error
    }
  }

  private var message: String {
    switch self {
    case .noID(let row): "登记表第\(row)行没有计划编号，这一行没有审计。"
    case .noPlan(let row, let text, let table): "\(table)第\(row)行（“\(text)”）没有单位和名称，当作表外文字，没有审计。"
    case .duplicate(let row, let plan, let first): "登记表第\(row)行的计划编号“\(plan)”与第\(first)行重复，只审计了第\(first)行。"
    case .required(let row, let plan, let column): "登记表第\(row)行（\(plan)）没有填写“\(column)”。"
    case .word(let row, let plan, let column, let text, let table):
      switch column.kind {
      case .yesNo: "\(table)第\(row)行（\(plan)）“\(column.name)”一栏填的是“\(text)”，既不是“是”也不是“否”，不能据以核对。"
      case .number, .count: "\(table)第\(row)行（\(plan)）“\(column.name)”一栏填的是“\(text)”，认不出是多少，不能据以核对。"
      default: "\(table)第\(row)行（\(plan)）“\(column.name)”一栏填的是“\(text)”，不是可选的内容，不能据以核对。"
      }
    }
  }

  private var fix: String {
    switch self {
    case .noID: "请补填计划编号。"
    case .noPlan: "如这一行是培训计划，请补填单位和名称；否则可不处理。"
    case .duplicate: "请给每个计划一个不同的编号，或删去重复的一行。"
    case .required(_, _, let column): "请补填“\(column)”。"
    case .word(_, _, let column, _, _):
      switch column.kind {
      case .yesNo: "请改填“是”或“否”。"
      case .number, .count: "请改填一个数字。"
      default: "请改填：\(column.values.compactMap(\.words.first).joined(separator: "、"))。"
      }
    }
  }
}
