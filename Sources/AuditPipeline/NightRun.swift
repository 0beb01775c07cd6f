import Bundles
import Findings
import Foundation
import Judging
import LedgerStore
import Policies
import Readings
import Registers
import Reports

/// One night in the ledger and its folder.
struct NightRun: Sendable {
  let ledger: Ledger
  let folder: RunFolder
  /// Its name below `OUTPUT/runs`.
  let id: String
  let number: Int64
  let started: Date

  /// The first that writes anything. A ledger that is there is opened before the output's folders are made: where it is damaged, newer than this
  /// program or held by another run, nothing has been written.
  static func begin(_ inputs: NightInputs, listener: AuditListener) throws -> NightRun {
    let path = inputs.options.ledger
    if inputs.options.rebuildsLedger, FileManager.default.fileExists(atPath: path) {
      let time = timestamp(Date()).filter { $0 != "-" && $0 != ":" }
      let name = try Ledger.setAsideIfDamaged(at: path, timestamp: time)
      listener(
        .warning(
          name.map { "the ledger was damaged: it is now \($0), and a new one is built; decisions that were in it have to be made again" }
            ?? "the ledger is sound and was kept: --rebuild-ledger is for a damaged one"))
    }
    return try begin(inputs.options, policy: inputs.policy.digest, register: digest(of: inputs.registerBytes), key: inputs.key)
  }

  /// `policy`, `register`: their digests.
  static func begin(_ options: AuditOptions, policy: String, register: String, key: ReadingKey) throws -> NightRun {
    let started = Date()
    let path = options.ledger
    let known = FileManager.default.fileExists(atPath: path) ? try Ledger(at: path, for: .audit) : nil
    let existed = RunFolder.exists(options.output)
    let folder = try RunFolder(options.output)
    let ledger: Ledger
    do {
      ledger = try known ?? Ledger(at: path, for: .audit)
    } catch {
      RunFolder.takeBack(options.output, existed: existed)
      throw error
    }
    // The lock is ours, so nobody reads what a killed run left; a night that opens no upload would leave it lying.
    KnownContentsFile.remove(besideLedger: path)
    let id = folder.freeID(for: options.asOf, taken: try ledger.runIDs())
    let header = RunHeader(
      id: id, asOf: options.asOf, started: timestamp(started), program: options.programVersion, policy: policy, register: register, key: key
    )
    return NightRun(ledger: ledger, folder: folder, id: id, number: try ledger.begin(header), started: started)
  }

  /// Writes the reports and turns `latest` to them. The metrics hold the stages up to here.
  func publish(_ report: NightReport, readings: FileReadings, stages: [Stage]) throws -> WrittenNight {
    let metrics = Metrics.text(Summary(report), report, readings: readings, stages: stages, started: started)
    let written = try ReportWriter.write(report, metrics: metrics, to: folder.workshop(id))
    try folder.publish(id)
    return written
  }

  /// Ends the night in the ledger, last of all: a run killed before this is no night, and the next one takes up what it read.
  func finish(_ report: NightReport, inputs: NightInputs, uploads: Uploads) throws {
    try ledger.keep(findings: report.rowFindings.map(\.finding) + report.unclaimed.map(\.finding), in: number)
    try finish(try NightRecord(report, inputs: inputs, uploads: uploads))
  }

  func finish(_ record: NightRecord) throws {
    try ledger.finish(number, at: Self.timestamp(Date()), summary: try record.encoded())
  }

  /// Keeps what a night in which nothing changed needs, if this night would come out the same again: every claimed file is known to the ledger by
  /// the stamp that the fingerprint was taken from, and nothing failed that may go well tomorrow.
  func keepBasis(
    _ fingerprint: NightFingerprint?, _ written: WrittenNight, _ report: NightReport, decisions: [String: [Decision]], inputs: NightInputs,
    uploads: Uploads
  ) throws {
    guard let fingerprint else { return }
    let mayPass = report.plans.contains { plan in
      plan.verdict == .failed || plan.unread.contains(where: \.reason.isPassing)
    }
    guard !mayPass else { return }
    let known = try ledger.knownFiles()
    for file in uploads.bundles.lazy.flatMap(\.files) {
      guard let earlier = known[file], earlier.reader == inputs.key.reader, earlier.stamp == fingerprint.stamps[file] else { return }
    }
    try ledger.keepBasis(
      fingerprint: fingerprint.text(decisions, asOf: inputs.options.asOf), pages: Data(written.packedPages()),
      letters: Data(written.packedLetters()), of: number)
  }

  func removeOldNights(keeping nights: Int?, files: Uploads, listener: AuditListener) throws {
    try ledger.forgetFiles(except: Set(files.bundles.flatMap(\.files)))
    try removeOldNights(keeping: nights, listener: listener)
  }

  func removeOldNights(keeping nights: Int?, listener: AuditListener) throws {
    guard let nights else { return }
    folder.remove(try ledger.prune(keeping: nights).filter { $0 != id }, warn: { listener(.warning($0)) })
  }

  private static func timestamp(_ date: Date) -> String { ISO8601DateFormatter().string(from: date) }
}

/// What the ledger keeps of a night besides its verdicts and readings: enough to make its reports again (`report`) and to judge it under another
/// policy (`rejudge`) without the register's file or the uploads.
struct NightRecord: Codable, Sendable {
  /// Of one plan's bundle, what is not in the ledger's tables.
  struct Bundle: Codable, Sendable {
    var files: Int
    var findings: [Finding]
    var failure: String?
  }

  /// Without its plans: those are the ledger's verdicts.
  var report: NightReport
  var register: Data
  var funded: Data?
  var bundles: [String: Bundle]

  init(_ report: NightReport, inputs: NightInputs, uploads: Uploads) {
    var report = report
    report.plans = []
    self.report = report
    register = Data(inputs.registerBytes)
    funded = inputs.fundedBytes.map { Data($0) }
    bundles = Dictionary(
      uniqueKeysWithValues: uploads.bundles.map { ($0.plan, Bundle(files: $0.files.count, findings: $0.findings, failure: $0.failure)) })
  }

  func encoded() throws -> Data {
    let encoder = JSONEncoder()
    encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
    return try encoder.encode(self)
  }

  /// The last finished night of a ledger. Throws `RunError` 66 where there is none, 65 where it was written by another version of the program.
  static func last(of ledger: Ledger) throws -> (run: Run, record: NightRecord) {
    guard let run = try ledger.lastFinishedRun() else {
      throw RunError(.noInput, subject: ledger.path, message: "the ledger holds no finished run; run `audit` first")
    }
    do {
      return (run, try JSONDecoder().decode(NightRecord.self, from: run.summary ?? Data()))
    } catch {
      throw RunError(
        .badData, subject: ledger.path, message: "the last run was kept by another version of the program; run `audit` first",
        cause: plainWords(error))
    }
  }
}
