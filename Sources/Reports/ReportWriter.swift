import Dispatch
package import Findings
import Foundation
import Synchronization

/// Writes all that a night leaves behind below `runs/<id>` (contract, section 6), but for the ledger and the switch of `latest`.
package enum ReportWriter {
  /// In: the night, the text of `metrics.prom` (nil: none is written), and a folder that is made where it does not exist.
  /// Every path written lies inside the folder, whatever units and plans are called. Throws `RunError` `.cannotWrite` with the path.
  package static func write(_ report: NightReport, metrics: String? = nil, to folder: String) throws(RunError) {
    let summary = Summary(report)
    let parts = PageParts(report, summary)
    try makeFolder(folder)
    let history = UnitPage.history(report.changes)
    var jobs: [@Sendable () throws -> Void] = [
      { try write(SummaryWriter.text(report, summary), to: folder + "/summary.json") },
      { try write(AuditLinesWriter.text(report.plans), to: folder + "/audit.jsonl") },
      { try write(FindingsCSVWriter.text(report), to: folder + "/findings.csv") },
      { try write(OverviewPage.html(parts), to: folder + "/index.html") },
    ]
    if let metrics { jobs.append { try write(metrics, to: folder + "/metrics.prom") } }
    for (position, unit) in summary.units.enumerated() {
      let own = "\(folder)/units/\(unit.folder)"
      jobs.append {
        try makeFolder(own)
        try write(UnitPage(parts, unit, position: position, history: history).html(), to: own + "/index.html")
        if unit.needsNotice { try write(NoticeWriter.bytes(parts, unit), to: own + "/notice.docx") }
      }
    }
    try runAll(jobs)
    // Not at the same time: libxlsxwriter 1.1 writes dates by way of gmtime(3), which shares one result between threads.
    for unit in summary.units where unit.needsNotice {
      try DeficienciesWriter.write(report, unit, names: parts.names, to: "\(folder)/units/\(unit.folder)/deficiencies.xlsx")
    }
  }

  /// Runs all jobs on all cores and throws what the first of them, in their order, threw.
  private static func runAll(_ jobs: [@Sendable () throws -> Void]) throws(RunError) {
    let failures = Mutex<[Int: RunError]>([:])
    DispatchQueue.concurrentPerform(iterations: jobs.count) { position in
      do {
        try jobs[position]()
      } catch {
        // Closures of typed throws in an array crash the compiler (Swift 6.3.1), so the type is found again here; no job throws another.
        let failure = error as? RunError ?? RunError(.internal, subject: "report", message: "an unexpected error", cause: plainWords(error))
        failures.withLock { $0[position] = failure }
      }
    }
    if let first = failures.withLock({ $0.min { $0.key < $1.key } }) { throw first.value }
  }

  private static func makeFolder(_ path: String) throws(RunError) {
    do {
      try FileManager.default.createDirectory(atPath: path, withIntermediateDirectories: true)
    } catch {
      throw RunError(.cannotWrite, subject: path, message: "the folder cannot be made", cause: plainWords(error))
    }
  }

  private static func write(_ text: String, to path: String) throws(RunError) {
    try write(Array(text.utf8), to: path)
  }

  private static func write(_ bytes: [UInt8], to path: String) throws(RunError) {
    do {
      try Data(bytes).write(to: URL(fileURLWithPath: path))
    } catch {
      throw RunError(.cannotWrite, subject: path, message: "the file cannot be written", cause: plainWords(error))
    }
  }
}
