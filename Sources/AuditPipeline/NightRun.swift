import Bundles
import Findings
import Foundation
import Glibc
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
    try checkMemory(inputs.options, listener: listener)
    if inputs.options.rebuildsLedger, FileManager.default.fileExists(atPath: path) {
      let name = try Ledger.setAsideIfDamaged(at: path, timestamp: setAsideTime())
      listener(
        .warning(
          name.map { "the ledger was damaged: it is now \($0), and a new one is built; decisions that were in it have to be made again" }
            ?? "the ledger is sound and was kept: --rebuild-ledger is for a damaged one"))
    }
    return try begin(inputs.options, policy: inputs.policy.digest, register: digest(of: inputs.registerBytes), key: inputs.key)
  }

  /// A ledger that is not there, or empty, beside an output with nights was lost: without it all is read anew, and decisions are forgotten. Throws
  /// `RunError` 65 for an empty one, which `--rebuild-ledger` takes out of the way.
  private static func checkMemory(_ options: AuditOptions, listener: AuditListener) throws {
    var status = stat()
    guard lstat(options.output + "/latest", &status) == 0 else { return }
    guard stat(options.ledger, &status) == 0 else {
      listener(
        .warning(
          "\(options.output) holds nights, but there is no ledger \(options.ledger): a new one is begun, every file is read anew, nothing is compared with earlier nights, and earlier decisions are lost; if the ledger lies elsewhere, name it with --ledger"
        ))
      return
    }
    guard status.st_size == 0 else { return }
    guard options.rebuildsLedger else {
      throw RunError(
        .badData, subject: options.ledger,
        message:
          "the ledger is empty, though \(options.output) holds nights; put a copy of it back, or use --rebuild-ledger to begin a new one")
    }
    let name = try Ledger.setAside(at: options.ledger, timestamp: setAsideTime())
    listener(.warning("the ledger was empty: it is now \(name), and a new one is built; decisions that were in it have to be made again"))
  }

  private static func setAsideTime() -> String { timestamp(Date()).filter { $0 != "-" && $0 != ":" } }

  /// Uploads as they were found; where a folder that was full of plans' files is empty, each bundle as one that could not be looked at. Such a folder is
  /// a share that is not mounted far more often than a hundred withdrawals: nothing in it may be called missing, no letter goes out, and what was open
  /// stays open. One file of any name in it, and it counts as it is.
  func checked(_ uploads: Uploads, listener: AuditListener) throws -> Uploads {
    guard uploads.isEmpty else { return uploads }
    let known = try ledger.knownFiles()
    guard !known.isEmpty else { return uploads }
    listener(
      .warning(
        "the uploads folder is EMPTY, though earlier nights found \(known.count) files in it: is it mounted? To audit it as empty, put a file of any name into it"
      ))
    guard known.count >= Self.fullNight else { return uploads }
    var checked = uploads
    for index in checked.bundles.indices {
      checked.bundles[index].failure =
        "上传文件夹是空的，而上次审核时有\(known.count)个文件，可能没有挂载或被移走；请先恢复文件夹再审核，若确已清空，请在其中放一个任意文件"
    }
    return checked
  }

  /// So many files and more do not go all at once.
  private static let fullNight = 10

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

  /// Writes the reports and turns `latest` to them. The metrics hold the stages up to here. `report` has the plans' outlines.
  /// `anew`: takes over nothing of the last night.
  func publish(_ report: NightReport, readings: FileReadings, stages: [Stage], anew: Bool) throws -> WrittenNight {
    let metrics = Metrics.text(Summary(report), report, readings: readings, stages: stages, started: started)
    let (ledger, number) = (ledger, number)
    let whole = WholePlans(digests: try ledger.verdictDigests(of: number)) { try ledger.verdicts(of: number, at: $0) }
    let written = try ReportWriter.write(
      report, metrics: metrics, to: folder.workshop(id), whole: whole, earlier: anew ? nil : earlierNight(),
      keep: { try ledger.keep(letters: $0) })
    try folder.publish(id)
    return written
  }

  /// The last night's files; nil where there are none that this program knows to read.
  private func earlierNight() throws -> EarlierNight? {
    guard let basis = try ledger.basis(), let written = try? WrittenNight(pages: [UInt8](basis.pages)) else { return nil }
    return EarlierNight(written: written, folder: folder.folder(basis.run.header.id)) { [ledger] in try ledger.letter($0) }
  }

  /// Ends the night in the ledger, last of all: a run killed before this is no night, and the next one takes up what it read.
  func finish(_ report: NightReport, inputs: NightInputs, uploads: Uploads) throws {
    try ledger.keep(findings: report.rowFindings.map(\.finding) + report.unclaimed.map(\.finding), in: number)
    try finish(NightRecord(report, inputs: inputs, uploads: uploads))
  }

  func finish(_ record: NightRecord) throws {
    try ledger.finish(number, at: Self.timestamp(Date()), summary: try record.encoded())
  }

  /// Keeps what the next night may take over: the pages, and the fingerprint if this night would come out the same again: every claimed file is known to
  /// the ledger by the stamp that the fingerprint was taken from, and nothing failed that may go well tomorrow.
  func keepBasis(
    _ fingerprint: NightFingerprint?, _ written: WrittenNight, _ report: NightReport, decisions: [String: [Decision]], inputs: NightInputs,
    uploads: Uploads
  ) throws {
    let isSettled = try isSettled(fingerprint, report, inputs, uploads)
    let text = isSettled ? fingerprint?.text(decisions, asOf: inputs.options.asOf) : nil
    try ledger.keepBasis(
      fingerprint: text, pages: Data(written.packedPages()), letters: Set(written.letters.values), of: number)
  }

  private func isSettled(
    _ fingerprint: NightFingerprint?, _ report: NightReport, _ inputs: NightInputs, _ uploads: Uploads
  ) throws -> Bool {
    guard let fingerprint else { return false }
    let mayPass = report.plans.contains { plan in
      plan.verdict == .failed || plan.unread.contains(where: \.reason.isPassing)
    }
    guard !mayPass else { return false }
    let known = try ledger.knownFiles()
    return uploads.bundles.lazy.flatMap(\.files).allSatisfy { file in
      known[file].map { $0.reader == inputs.key.reader && $0.stamp == fingerprint.stamps[file] } ?? false
    }
  }

  func removeOldNights(keeping nights: Int?, files: Uploads, listener: AuditListener) throws {
    // A folder that may only not be mounted takes nothing from what is known of it.
    let isGone = files.unclaimed.isEmpty && files.bundles.allSatisfy(\.files.isEmpty)
    if !isGone { try ledger.forgetFiles(except: Set(files.bundles.flatMap(\.files))) }
    try ledger.forgetJudgements(except: number)
    try removeOldNights(keeping: nights, listener: listener)
  }

  func removeOldNights(keeping nights: Int?, listener: AuditListener) throws {
    guard let nights else { return }
    folder.remove(try ledger.prune(keeping: nights).filter { $0 != id }, warn: { listener(.warning($0)) })
  }

  private static func timestamp(_ date: Date) -> String { ISO8601DateFormatter().string(from: date) }
}

extension Uploads {
  /// Whether there is nothing at all below the folder.
  var isEmpty: Bool {
    unclaimed.isEmpty && findings.isEmpty && bundles.allSatisfy { $0.files.isEmpty && $0.failure == nil && $0.unreadable.isEmpty }
  }
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
