import Bundles
import Findings
import Foundation
import Judging
import LedgerStore
import Readings
import Registers
import Reports
import Workers

/// The whole night.
package enum Audit {
  /// From a register and a folder of uploads to a folder of reports, in stages that take values and give values.
  ///
  /// Throws `RunError` and then has left nothing that a reader of the output sees: inputs are checked before anything is written, and the night
  /// appears whole at the end. What is wrong with submissions is in the reports and the outcome.
  package static func run(_ options: AuditOptions, listener: @escaping AuditListener) async throws -> AuditOutcome {
    let clock = StageClock(listener)
    let policy = try LoadedPolicy(options.policy, ocr: options.ocr)
    listener(.note("helpers: \(policy.programs.sentence(policy.helpers))"))
    if let warning = policy.programs.recognitionWarning { listener(.warning(warning)) }
    let fingerprint = clock.time("fingerprint") { NightFingerprint(options, policy: policy) }
    if let outcome = try UnchangedNight.run(options, fingerprint, clock: clock, listener: listener) { return outcome }
    let inputs = try clock.time("register") { try NightInputs(options, policy) }
    let found = try clock.time("uploads") { try inputs.discover() }
    let given = try clock.time("given readings") { try inputs.givenReadings(found) }
    let run = try clock.time("ledger") { try NightRun.begin(inputs, listener: listener) }
    let uploads = try run.checked(found, listener: listener)
    let readings = try await clock.time("reading") {
      try await ReadingStage(options: options, inputs: inputs, uploads: uploads, given: given, ledger: run.ledger, listener: listener).run()
    }
    // Read once: a decision made while the night runs is the next night's, and must not pass as applied by this one.
    let decisions = try run.ledger.decisions()
    let judged = try clock.time("judging") {
      try JudgingStage(inputs: inputs, uploads: uploads, readings: readings, run: run, decisions: decisions).judge()
    }
    listener(.note("judged anew: \(judged.judged) of \(inputs.register.plans.count) plans"))
    let changes = try clock.time("changes") {
      NightChanges(changes: try run.ledger.changes(of: run.number), previous: try run.ledger.lastFinishedRun())
    }
    let report = try ReportAssembly(
      inputs: inputs, uploads: uploads, readings: readings, judged: judged, changes: changes, run: run, stages: clock.stages
    ).report()
    let written = try clock.time("reports") { try run.publish(report, readings: readings, stages: clock.stages, anew: options.full) }
    try run.keepBasis(fingerprint, written, report, decisions: decisions, inputs: inputs, uploads: uploads)
    try run.finish(report, inputs: inputs, uploads: uploads)
    try run.removeOldNights(keeping: options.keep, files: uploads, listener: listener)
    try run.ledger.close()
    return AuditOutcome(written.summary, report, folder: run.folder.folder(run.id), documentsRead: readings.documentsRead)
  }

  /// The first half of a night whose reading is done elsewhere: writes a worker's request a line for each bundle, to be taken back with `--readings`.
  /// Gives how many. Throws `RunError` as `run` does for bad inputs, 73 where the file cannot be written.
  package static func writeRequests(_ options: AuditOptions, to path: String) throws -> Int {
    let inputs = try NightInputs(options, LoadedPolicy(options.policy, ocr: options.ocr))
    let requests = try inputs.discover().bundles.filter { !$0.files.isEmpty }.map { bundle in
      WorkerRequest(id: bundle.plan, paths: bundle.files.map { "\(inputs.uploadsFolder)/\($0)" })
    }
    let encoder = JSONEncoder()
    encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
    let lines = try requests.map { try encoder.encode($0) + [UInt8(ascii: "\n")] }
    do {
      try Data(lines.joined()).write(to: URL(fileURLWithPath: path), options: .atomic)
    } catch {
      throw RunError(.cannotWrite, subject: path, message: "the requests cannot be written", cause: error.localizedDescription)
    }
    return requests.count
  }
}
