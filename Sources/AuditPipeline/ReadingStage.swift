import Bundles
import Findings
import Foundation
import Glibc
import LedgerStore
import Readings
import Workers

/// What is known of every uploaded file after the reading. The readings themselves are the ledger's: those of 20,000 plans do not fit into memory.
struct FileReadings: Sendable {
  struct File: Sendable {
    var contents: FileContents
    /// The readings, where the ledger does not keep them all: something of them is this night's only, or they were given.
    var held: [FoundDocument]?

    init(_ contents: FileContents) { self.contents = contents }

    init(held: [FoundDocument], ignored: [String: Int]) {
      var statuses: [String: Int] = [:]
      var seen: Set<String> = []
      for document in held where seen.insert(document.path).inserted { statuses[document.reading.status.rawValue, default: 0] += 1 }
      contents = FileContents(
        documents: held.map { DocumentEntry(path: $0.path, sha256: $0.reading.sha256) }, ignored: ignored, statuses: statuses)
      self.held = held
    }
  }

  /// By the file's path below the uploads folder.
  var files: [String: File] = [:]
  /// Documents that were read this night, not taken from the ledger.
  var documentsRead = 0
  var filesOpened = 0
  var statistics = WorkerPool.Statistics()

  /// Everything that one bundle holds, in the order of its files, without the readings.
  struct Bundle: Sendable {
    var documents: [DocumentEntry] = []
    var ignored: [String: Int] = [:]
    /// Whether the ledger keeps all of its readings.
    var isKept = true
    /// What could not be read on this night, for a reason that may pass.
    var passing: [String] = []
  }

  func contents(of bundle: PlanBundle) -> Bundle {
    var found = Bundle()
    for file in bundle.files.compactMap({ files[$0] }) {
      found.documents += file.contents.documents
      found.ignored.merge(file.contents.ignored, uniquingKeysWith: +)
      guard let held = file.held else { continue }
      found.isKept = false
      found.passing += held.compactMap { document in document.reading.reason.map { "\(document.path) \($0.rawValue)" } }
    }
    return found
  }

  /// Everything that was read in one bundle, in the order of its files. `ledger`: gives the readings of these contents.
  func reading(of bundle: PlanBundle, from ledger: (Set<String>) throws -> [String: DocumentReading]) throws -> BundleReading {
    var reading = BundleReading(id: bundle.plan, documents: [])
    let own = bundle.files.compactMap { files[$0] }
    let readings = try ledger(Set(own.lazy.filter { $0.held == nil }.flatMap { $0.contents.documents.map(\.sha256) }))
    for file in own {
      reading.ignored.merge(file.contents.ignored, uniquingKeysWith: +)
      if let held = file.held {
        reading.documents += held
        continue
      }
      for entry in file.contents.documents {
        guard let found = readings[entry.sha256] else {
          throw RunError(.internal, subject: entry.path, message: "the ledger has lost a reading that it kept")
        }
        reading.documents.append(FoundDocument(path: entry.path, reading: found))
      }
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

  private var key: ReadingKey { inputs.key }

  func run() async throws -> FileReadings {
    if let given { return sorted(given) }
    let files = claimedFiles()
    var result = FileReadings()
    var open: [(file: String, stamp: FileStamp)] = []
    let known = options.full ? [:] : try ledger.knownFiles()
    let now = Int64(Date().timeIntervalSince1970 * 1e9)
    let youngest = now - Int64(options.settle * 1e9)
    var unchanged: [(file: String, stamp: FileStamp)] = []
    for file in files {
      guard let stamp = FileStamp(path: absolute(file)) else {
        result.files[file] = Self.unsettled(file, "the file was there a moment ago and cannot be opened now")
        continue
      }
      // Times in the future (a clock that was set back, an archive of another zone) say nothing: such a file would never be old enough.
      if options.settle > 0, [stamp.modified, stamp.changed].contains(where: { $0 > youngest && $0 <= now }) {
        result.files[file] = Self.unsettled(file, "the file changed less than \(options.settle) s ago")
      } else if let earlier = known[file], earlier.stamp == stamp {
        unchanged.append((file, stamp))
      } else {
        open.append((file, stamp))
      }
    }
    let kept = try ledger.kept(of: unchanged.lazy.map(\.file), key: key)
    for (file, stamp) in unchanged {
      if let contents = kept[file] {
        result.files[file] = FileReadings.File(contents)
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
        result.files[file] = FileReadings.File(held: documents, ignored: file == bundle.files.first ? reading.ignored : [:])
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

  private func read(_ open: [(file: String, stamp: FileStamp)], into result: inout FileReadings) async throws {
    guard !open.isEmpty else { return }
    let (ledger, key) = (ledger, key)
    let collector = ReadingCollector(
      stamps: Dictionary(uniqueKeysWithValues: open.map { ($0.file, $0.stamp) }), folder: inputs.uploadsFolder, listener: listener,
      earlier: { try ledger.readings(of: $0, key: key) }, keep: { try ledger.keep($0, key: key) })
    let known = try KnownContentsFile(beside: ledger.path, try ledger.knownContents(key: key))
    defer { known.remove() }
    var arguments = ["worker", "--uploads", inputs.uploadsFolder, "--policy", options.policy, "--known", known.path]
    if options.ocr { arguments.append("--ocr") }
    if options.injectsFaults { arguments.append("--inject-faults") }
    let root = inputs.uploadsFolder
    let pool = WorkerPool(
      WorkerPool.Configuration(executable: options.executable, arguments: arguments, count: options.jobs, deadline: options.deadline),
      name: { path in path.hasPrefix(root + "/") ? String(path.dropFirst(root.count + 1)) : path }, warn: { listener(.warning($0)) })
    // One request a file: a plan's files are then known apart, and one that hangs keeps no other waiting.
    result.statistics = try await pool.run(open.map { WorkerRequest(id: $0.file, paths: [absolute($0.file)]) }) { try collector.take($0) }
    let collected = try collector.finish()
    result.files.merge(collected.files) { $1 }
    // As the ledger has them now, with the statuses of what was known before.
    for (file, contents) in try ledger.kept(of: collected.files.lazy.filter { $0.value.held == nil }.map(\.key), key: key) {
      result.files[file] = FileReadings.File(contents)
    }
    result.documentsRead = collected.documents
    result.filesOpened = open.count
  }

  static func unsettled(_ file: String, _ detail: String) -> FileReadings.File {
    FileReadings.File(held: [FoundDocument(path: file, reading: BundleReader.unread("", .unsettled, detail))], ignored: [:])
  }
}

/// The ledger's known contents as a file that workers map. Beside the ledger, whose lock keeps others away: what a killed run leaves, the next one
/// removes at its beginning.
struct KnownContentsFile {
  let path: String

  /// Throws `RunError` 73.
  init(beside ledger: String, _ digests: [Data]) throws(RunError) {
    path = Self.path(besideLedger: ledger)
    do {
      try KnownContents.bytes(of: digests).write(to: URL(fileURLWithPath: path))
    } catch {
      throw RunError(.cannotWrite, subject: path, message: "the file cannot be written", cause: error.localizedDescription)
    }
  }

  func remove() { unlink(path) }

  static func remove(besideLedger ledger: String) { unlink(path(besideLedger: ledger)) }

  private static func path(besideLedger ledger: String) -> String { ledger + ".known" }
}
