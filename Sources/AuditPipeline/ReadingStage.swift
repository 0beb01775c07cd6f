import Bundles
import Findings
import Foundation
import LedgerStore
import Readings
import Synchronization
import Workers

/// What is known of every uploaded file after the reading.
struct FileReadings: Sendable {
  struct File: Sendable {
    var documents: [FoundDocument]
    var ignored: [String: Int]
  }

  /// By the file's path below the uploads folder.
  var files: [String: File] = [:]
  /// Documents that were read this night, not taken from the ledger.
  var documentsRead = 0
  var filesOpened = 0
  var statistics = WorkerPool.Statistics()

  /// Everything that one bundle holds, in the order of its files.
  func reading(of bundle: PlanBundle) -> BundleReading {
    var reading = BundleReading(id: bundle.plan, documents: [])
    for file in bundle.files {
      guard let known = files[file] else { continue }
      reading.documents += known.documents
      reading.ignored.merge(known.ignored, uniquingKeysWith: +)
    }
    return reading
  }
}

/// Uploads → readings: out of the ledger where a file is the one of an earlier night, else by workers; or all from lines made elsewhere.
struct ReadingStage {
  let options: AuditOptions
  let inputs: NightInputs
  let uploads: Uploads
  /// What `--readings` gave, by plan; nil: workers read.
  let given: [String: BundleReading]?
  let ledger: Ledger
  let listener: AuditListener

  private var key: ReadingKey { ReadingKey(reader: inputs.classifier.reader, cues: inputs.classifier.cues) }

  func run() async throws -> FileReadings {
    if let given { return sorted(given) }
    let files = claimedFiles()
    var result = FileReadings()
    var open: [(file: String, stamp: FileStamp)] = []
    let known = options.full ? [:] : try ledger.knownFiles()
    let youngest = Int64(Date().timeIntervalSince1970 * 1e9) - Int64(options.settle * 1e9)
    for file in files {
      guard let stamp = FileStamp(path: absolute(file)) else {
        result.files[file] = Self.unsettled(file, "the file was there a moment ago and cannot be opened now")
        continue
      }
      if options.settle > 0, stamp.modified > youngest {
        result.files[file] = Self.unsettled(file, "the file changed less than \(options.settle) s ago")
      } else if let earlier = known[file], earlier.stamp == stamp, earlier.reader == key.reader, let kept = try kept(file) {
        result.files[file] = kept
      } else {
        open.append((file, stamp))
      }
    }
    try await read(open, into: &result)
    return result
  }

  /// Readings by plan → by file.
  private func sorted(_ given: [String: BundleReading]) -> FileReadings {
    var result = FileReadings()
    for bundle in uploads.bundles {
      guard let reading = given[bundle.plan] else { continue }
      for file in bundle.files where result.files[file] == nil {
        let documents = reading.documents.filter { $0.path == file || $0.path.hasPrefix(file + "!/") }
        result.files[file] = FileReadings.File(documents: documents, ignored: file == bundle.files.first ? reading.ignored : [:])
      }
    }
    return result
  }

  /// Each file once, in the order of bundles, however many plans claim it.
  private func claimedFiles() -> [String] {
    var seen: Set<String> = []
    return uploads.bundles.flatMap(\.files).filter { seen.insert($0).inserted }
  }

  private func absolute(_ file: String) -> String { "\(inputs.uploadsFolder)/\(file)" }

  /// Nil where one of its documents has no reading under today's cues.
  private func kept(_ file: String) throws -> FileReadings.File? {
    guard let (entries, ignored) = try ledger.documents(of: file) else { return nil }
    let readings = try ledger.readings(of: Set(entries.map(\.sha256)), key: key)
    var documents: [FoundDocument] = []
    for entry in entries {
      guard let reading = readings[entry.sha256] else { return nil }
      documents.append(FoundDocument(path: entry.path, reading: reading))
    }
    return FileReadings.File(documents: documents, ignored: ignored)
  }

  private func read(_ open: [(file: String, stamp: FileStamp)], into result: inout FileReadings) async throws {
    guard !open.isEmpty else { return }
    let collector = Collector(
      stamps: Dictionary(uniqueKeysWithValues: open.map { ($0.file, $0.stamp) }), folder: inputs.uploadsFolder, ledger: ledger, key: key,
      total: open.count, listener: listener)
    var arguments = ["worker", "--uploads", inputs.uploadsFolder, "--policy", options.policy]
    if options.injectsFaults { arguments.append("--inject-faults") }
    let root = inputs.uploadsFolder
    let pool = WorkerPool(
      WorkerPool.Configuration(executable: options.executable, arguments: arguments, count: options.jobs, deadline: options.deadline),
      name: { path in path.hasPrefix(root + "/") ? String(path.dropFirst(root.count + 1)) : path }, warn: { listener(.warning($0)) })
    // One request a file: a plan's files are then known apart, and one that hangs keeps no other waiting.
    result.statistics = try await pool.run(open.map { WorkerRequest(id: $0.file, paths: [absolute($0.file)]) }) { try collector.take($0) }
    let collected = try collector.finish()
    result.files.merge(collected.files) { $1 }
    result.documentsRead = collected.documents
    result.filesOpened = open.count
  }

  static func unsettled(_ file: String, _ detail: String) -> FileReadings.File {
    FileReadings.File(documents: [FoundDocument(path: file, reading: BundleReader.unread("", .unsettled, detail))], ignored: [:])
  }
}

/// Takes what workers answer, and hands it to the ledger a few dozen files at a time.
private final class Collector: Sendable {
  struct State {
    var files: [String: FileReadings.File] = [:]
    var pending: [ReadFile] = []
    var documents = 0
    var done = 0
  }

  private let state = Mutex(State())
  private let stamps: [String: FileStamp]
  private let folder: String
  private let ledger: Ledger
  private let key: ReadingKey
  private let total: Int
  private let listener: AuditListener

  /// One `fsync` each: far below what reading as many files takes, and little enough to lose.
  private static let batch = 48

  init(stamps: [String: FileStamp], folder: String, ledger: Ledger, key: ReadingKey, total: Int, listener: @escaping AuditListener) {
    self.stamps = stamps
    self.folder = folder
    self.ledger = ledger
    self.key = key
    self.total = total
    self.listener = listener
  }

  func take(_ reading: BundleReading) throws {
    guard let stamp = stamps[reading.id] else {
      throw RunError(.internal, subject: reading.id, message: "a worker answered for a file that nobody asked for")
    }
    let now = FileStamp(path: "\(folder)/\(reading.id)")
    let (ready, event) = state.withLock { state -> ([ReadFile], AuditEvent) in
      state.done += 1
      state.documents += reading.documents.count
      if now == stamp {
        state.files[reading.id] = FileReadings.File(documents: reading.documents, ignored: reading.ignored)
        state.pending.append(ReadFile(path: reading.id, stamp: stamp, documents: reading.documents, ignored: reading.ignored))
      } else {
        state.files[reading.id] = ReadingStage.unsettled(reading.id, "the file changed while it was read")
      }
      let ready = state.pending.count >= Self.batch ? state.pending : []
      if !ready.isEmpty { state.pending = [] }
      return (ready, .reading(done: state.done, of: total, documents: state.documents))
    }
    if !ready.isEmpty { try ledger.keep(ready, key: key) }
    listener(event)
  }

  func finish() throws -> (files: [String: FileReadings.File], documents: Int) {
    let rest = state.withLock { $0.pending }
    if !rest.isEmpty { try ledger.keep(rest, key: key) }
    return state.withLock { ($0.files, $0.documents) }
  }
}
