import Findings
import Foundation
import Judging
import Reports
import Workers

/// `metrics.prom` for the node exporter's textfile collector. Source: prometheus.io/docs/instrumenting/exposition_formats.
enum Metrics {
  /// `report` needs no plans.
  static func text(_ summary: Summary, _ report: NightReport, readings: FileReadings, stages: [Stage], started: Date) -> String {
    var text = ""
    func add(_ name: String, _ help: String, _ values: [(labels: String, value: String)]) {
      text += "# HELP bundle_audit_\(name) \(help)\n# TYPE bundle_audit_\(name) gauge\n"
      for value in values { text += "bundle_audit_\(name)\(value.labels) \(value.value)\n" }
    }
    let now = Date()
    add("last_success_timestamp_seconds", "When the last run ended in order.", [("", String(Int(now.timeIntervalSince1970)))])
    add("duration_seconds", "Wall time of the last run.", [("", seconds(now.timeIntervalSince(started)))])
    add("stage_seconds", "Wall time of each stage.", stages.map { ("{stage=\"\($0.name)\"}", seconds($0.seconds)) })
    add(
      "plans", "Plans by verdict.",
      PlanOutcome.allCases.map { outcome in ("{verdict=\"\(outcome.rawValue)\"}", String(summary.outcomes[outcome.rawValue])) })
    add(
      "requirements", "Required materials by verdict.",
      MaterialVerdict.allCases.map { verdict in ("{verdict=\"\(verdict.rawValue)\"}", String(summary.requirements[verdict.rawValue]))
      })
    let documents = report.documents
    add(
      "documents", "Documents by status.",
      [
        ("{status=\"read\"}", String(documents.read)), ("{status=\"partial\"}", String(documents.partial)),
        ("{status=\"unreadable\"}", String(documents.unreadable)),
      ])
    add("documents_opened", "Documents read in this run, not known from an earlier one.", [("", String(readings.documentsRead))])
    let failures = readings.statistics
    add(
      "worker_failures", "Workers that had to be replaced, by cause.",
      [
        ("{cause=\"crash\"}", String(failures.crashes)), ("{cause=\"timeout\"}", String(failures.timeouts)),
        ("{cause=\"memory\"}", String(failures.outOfMemory)),
      ])
    add("unclaimed_files", "Files that no plan claims.", [("", String(report.unclaimed.count))])
    add("register_findings", "Findings on rows of the register.", [("", String(report.rowFindings.count))])
    return text
  }

  private static func seconds(_ value: Double) -> String { String(format: "%.3f", value) }
}
