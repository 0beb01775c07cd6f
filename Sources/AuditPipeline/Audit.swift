import Findings
import Judging
import LedgerStore
import Readings

/// The whole night.
package enum Audit {
  /// From a register and a folder of uploads to a folder of reports, in stages that take values and give values.
  ///
  /// Throws `RunError` and then has left nothing that a reader of the output sees: inputs are checked before anything is written, and the night
  /// appears whole at the end. What is wrong with submissions is in the reports and the outcome.
  package static func run(_ options: AuditOptions, listener: @escaping AuditListener) async throws -> AuditOutcome {
    let clock = StageClock(listener)
    let inputs = try clock.time("register") { try NightInputs(options) }
    let uploads = try clock.time("uploads") { try inputs.discover() }
    let given = try clock.time("given readings") { try inputs.givenReadings(uploads) }
    let run = try clock.time("ledger") { try NightRun.begin(inputs) }
    let readings = try await clock.time("reading") {
      try await ReadingStage(options: options, inputs: inputs, uploads: uploads, given: given, ledger: run.ledger, listener: listener).run()
    }
    let judged = try clock.time("judging") { try JudgingStage(inputs: inputs, uploads: uploads, readings: readings).run() }
    let decided = try clock.time("decisions") { try DecisionStage(inputs: inputs, judged: judged, decisions: run.ledger.decisions()).run() }
    let changes = try clock.time("changes") { try ChangeStage(inputs: inputs, decided: decided, run: run).record() }
    let report = ReportAssembly(inputs: inputs, uploads: uploads, decided: decided, changes: changes, run: run, stages: clock.stages).report()
    try clock.time("reports") { try run.publish(report, readings: readings, stages: clock.stages) }
    try run.finish(report, inputs: inputs, uploads: uploads, stages: clock.stages)
    try run.removeOldNights(keeping: options.keep, files: uploads, listener: listener)
    try run.ledger.close()
    return AuditOutcome(report, folder: run.folder.folder(run.id), readings: readings)
  }
}
