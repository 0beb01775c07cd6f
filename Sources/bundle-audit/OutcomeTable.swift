import AuditPipeline
import Findings
import Reports

/// The short table that a run ends with: units and their plans by verdict.
enum OutcomeTable {
  static func text(_ outcome: AuditOutcome) -> String {
    let columns = PlanOutcome.allCases
    var rows = [["单位"] + columns.map(\.chinese)]
    rows += outcome.units.map { unit in [ShownText.line(unit.unit, atMost: 40)] + columns.map { number(unit.plans[$0]) } }
    rows.append(["合计"] + columns.map { number(outcome.plans[$0]) })
    var text = table(rows)
    let materials = MaterialVerdict.allCases.map { "\($0.chinese) \(outcome.requirements[$0, default: 0])" }.joined(separator: " · ")
    text += "\n材料：\(materials)\n"
    text += "文件：\(outcome.documents)（本次读取 \(outcome.documentsRead)）· 无主文件 \(outcome.unclaimed) · 登记表问题 \(outcome.rowFindings)\n"
    text += "报告：\(outcome.folder)/index.html\n"
    return text
  }

  private static func number(_ count: Int?) -> String { count.map(String.init) ?? "·" }

  /// The first column to the left, the others to the right.
  static func table(_ rows: [[String]]) -> String {
    let widths = (rows.first ?? []).indices.map { column in rows.map { width($0[column]) }.max() ?? 0 }
    return rows.map { row in
      row.enumerated().map { column, cell in
        let space = String(repeating: " ", count: widths[column] - width(cell))
        return column == 0 ? cell + space : space + cell
      }.joined(separator: "  ")
    }.joined(separator: "\n") + "\n"
  }

  /// Columns of a terminal: ideographs and full-width forms take two (Unicode TR 11, roughly).
  private static func width(_ text: String) -> Int {
    text.unicodeScalars.reduce(0) { $0 + ($1.value >= 0x1100 && $1.value != 0xB7 ? 2 : 1) }
  }
}
