import Findings
import Judging

/// `findings.csv`: every finding of the night, for a spreadsheet. UTF-8 with BOM (Excel takes it for GBK without one), RFC 4180 quoting.
enum FindingsCSVWriter {
  static func head() -> String {
    var text = "\u{FEFF}"
    append(Texts.shared.sheet(.csv).columns, to: &text)
    return text
  }

  /// Lines of some of the night's plans.
  static func lines(_ plans: [PlanVerdict], _ report: NightReport) -> String {
    var text = ""
    let names = Names(report.policy)
    let rows = Dictionary(report.rowFindings.map { ($0.finding, place($0)) }) { first, _ in first }
    for plan in plans {
      for finding in plan.findings { append([plan.plan, plan.unit, plan.title, rows[finding] ?? ""] + cells(finding, names), to: &text) }
    }
    return text
  }

  /// Lines of what belongs to no plan.
  static func tail(_ report: NightReport) -> String {
    var text = ""
    let names = Names(report.policy)
    for row in report.looseRowFindings { append([row.plan ?? "", "", "", place(row)] + cells(row.finding, names), to: &text) }
    for file in report.unclaimed { append(["", "", "", file.path] + cells(file.finding, names), to: &text) }
    return text
  }

  private static func place(_ row: RowFinding) -> String { Texts.shared.label(.row, ["row": String(row.row)]) }

  private static func cells(_ finding: Finding, _ names: Names) -> [String] {
    [finding.rule, names.rule(finding.rule), finding.severity.chinese, finding.message, finding.fix, finding.clause ?? ""]
  }

  private static func append(_ cells: [String], to text: inout String) {
    text += cells.map(cell).joined(separator: ",") + "\r\n"
  }

  /// A cell that a spreadsheet would take for a formula begins with an apostrophe. Source: OWASP, "CSV Injection"; full-width forms count,
  /// since Excel folds them in some East Asian locales.
  static func cell(_ value: String) -> String {
    var shown = ShownText.line(value)
    let starters: Set<Character> = ["=", "+", "-", "@", "＝", "＋", "－", "＠"]
    // A tab or carriage return in front of `=` is a formula too: ShownText makes it a space, so look behind spaces.
    if let first = shown.first(where: { $0 != " " }), starters.contains(first) { shown = "'" + shown }
    let needsQuotes = shown.contains { $0 == "," || $0 == "\"" || $0 == "'" || $0.isNewline }
    return needsQuotes ? "\"" + shown.replacing("\"", with: "\"\"") + "\"" : shown
  }
}
