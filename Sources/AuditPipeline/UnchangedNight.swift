import Findings
import Foundation
import LedgerStore
import Readings
import Reports

/// A night of the same fingerprint as the last finished one.
///
/// Its verdicts are the last night's, so nothing is parsed, unpacked or judged: the ledger copies the plans' rows, and the pages are the last night's with
/// what changes from night to night filled in anew. On 5,000 plans a night judged anew from known readings took a third of a first night's CPU, a night
/// taken over less than a fiftieth. Where something changed, the whole run goes through all plans and judges
/// those that it concerns (`JudgingStage`).
enum UnchangedNight {
  /// Nil, and nothing is left, where something changed or the last night's files are no longer there: then the whole run does it.
  /// Throws `RunError` as a whole run does where the output or the ledger cannot be written.
  static func run(
    _ options: AuditOptions, _ fingerprint: NightFingerprint?, clock: StageClock, listener: AuditListener
  ) throws -> AuditOutcome? {
    guard let fingerprint, let last = known(options.ledger, fingerprint, asOf: options.asOf) else { return nil }
    try NightInputs.checkPlaces(options)
    let header = last.basis.run.header
    let run = try clock.time("ledger") {
      try NightRun.begin(options, policy: header.policy, register: header.register, key: header.key)
    }
    guard let outcome = try takeOver(last, run: run, options: options, fingerprint: fingerprint, clock: clock) else {
      try run.ledger.abandon(run.number)
      try run.ledger.close()
      return nil
    }
    try run.removeOldNights(keeping: options.keep, listener: listener)
    try run.ledger.close()
    return outcome
  }

  private struct LastNight {
    var basis: NightBasis
    var record: NightRecord
    var written: WrittenNight
    var fingerprint: String
  }

  /// The last night, if it was made from the same. Looked at through a connection that cannot write, since nothing else is checked yet.
  private static func known(_ ledger: String, _ fingerprint: NightFingerprint, asOf: String) -> LastNight? {
    guard FileManager.default.fileExists(atPath: ledger) else { return nil }
    do {
      let store = try Ledger(at: ledger, for: .read)
      let text = fingerprint.text(try store.decisions(), asOf: asOf)
      guard let basis = try store.basis(), !basis.fingerprint.isEmpty, basis.fingerprint == text else { return nil }
      let written = try WrittenNight(pages: [UInt8](basis.pages))
      let record = try JSONDecoder().decode(NightRecord.self, from: basis.run.summary ?? Data())
      try store.close()
      return LastNight(basis: basis, record: record, written: written, fingerprint: text)
    } catch {
      // Whatever is wrong with the ledger, the whole run meets it too and says it.
      return nil
    }
  }

  private static func takeOver(
    _ last: LastNight, run: NightRun, options: AuditOptions, fingerprint: NightFingerprint, clock: StageClock
  ) throws -> AuditOutcome? {
    // Another run may have ended between the look and the lock.
    guard try run.ledger.takeOver(last.basis.run.number, in: run.number) else { return nil }
    var record = last.record
    let changes = try clock.time("changes") {
      NightChanges(changes: try run.ledger.changes(of: run.number), previous: last.basis.run)
    }
    record.report.run = run.id
    record.report.asOf = options.asOf
    record.report.changes = Reports.Changes(changes)
    record.report.stages = clock.stages
    let report = record.report
    let written = try clock.time("reports") { () -> WrittenNight? in
      let metrics = Metrics.text(last.written.summary, report, readings: FileReadings(), stages: clock.stages, started: run.started)
      let earlier = EarlierNight(written: last.written, folder: run.folder.folder(last.basis.run.header.id)) { try run.ledger.letter($0) }
      return try ReportWriter.renew(earlier, as: report, metrics: metrics, to: run.folder.workshop(run.id))
    }
    guard let written else { return nil }
    try run.folder.publish(run.id)
    try run.ledger.keepBasis(
      fingerprint: last.fingerprint, pages: Data(written.packedPages()), letters: Set(written.letters.values), of: run.number)
    try run.finish(record)
    return AuditOutcome(written.summary, report, folder: run.folder.folder(run.id), documentsRead: 0)
  }
}
