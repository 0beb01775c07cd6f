package import Findings
import Foundation

/// Writes all that a night leaves behind below `runs/<id>` (contract, section 6), but for the ledger and the switch of `latest`.
package enum ReportWriter {
  /// In: the night, the text of `metrics.prom` (nil: none is written), and a folder that is made where it does not exist.
  /// Every path written lies inside the folder, whatever units and plans are called. Throws `RunError` `.cannotWrite` with the path.
  package static func write(_ report: NightReport, metrics: String? = nil, to folder: String) throws(RunError) {
    let summary = Summary(report)
    let parts = PageParts(report, summary)
    try makeFolder(folder)
    try write(SummaryWriter.text(report, summary), to: folder + "/summary.json")
    try write(AuditLinesWriter.text(report.plans), to: folder + "/audit.jsonl")
    try write(FindingsCSVWriter.text(report), to: folder + "/findings.csv")
    if let metrics { try write(metrics, to: folder + "/metrics.prom") }
    try write(OverviewPage.html(parts), to: folder + "/index.html")
    let history = UnitPage.history(report.changes)
    for (position, unit) in summary.units.enumerated() {
      let own = "\(folder)/units/\(unit.folder)"
      try makeFolder(own)
      try write(UnitPage(parts, unit, position: position, history: history).html(), to: own + "/index.html")
      if unit.needsNotice {
        try DeficienciesWriter.write(report, unit, names: parts.names, to: own + "/deficiencies.xlsx")
        try write(NoticeWriter.bytes(parts, unit), to: own + "/notice.docx")
      }
    }
  }

  private static func makeFolder(_ path: String) throws(RunError) {
    do {
      try FileManager.default.createDirectory(atPath: path, withIntermediateDirectories: true)
    } catch {
      throw RunError(.cannotWrite, subject: path, message: "the folder cannot be made", cause: "\(error)")
    }
  }

  private static func write(_ text: String, to path: String) throws(RunError) {
    try write(Array(text.utf8), to: path)
  }

  private static func write(_ bytes: [UInt8], to path: String) throws(RunError) {
    do {
      try Data(bytes).write(to: URL(fileURLWithPath: path))
    } catch {
      throw RunError(.cannotWrite, subject: path, message: "the file cannot be written", cause: "\(error)")
    }
  }
}
