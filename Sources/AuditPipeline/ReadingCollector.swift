import Dispatch
import Findings
import LedgerStore
import Readings
import Synchronization
import Workers

/// Takes what workers answer and sees to it that the ledger keeps it at once.
///
/// One writer hands over whatever has come in while its last transaction was on its way to the disk: a slow disk makes transactions larger, never the wait
/// for one longer. A file counts as done, and is said to be, when it is on the disk: a run that is killed has lost nothing that it called done.
final class ReadingCollector: Sendable {
  private struct State {
    var files: [String: FileReadings.File] = [:]
    /// What was read tonight, by content.
    var readings: [String: DocumentReading] = [:]
    var pending: [ReadFile] = []
    var isWriting = false
    var failure: (any Error)?
    var documents = 0
    var done = 0
  }

  private let state = Mutex(State())
  private let writer = DispatchQueue(label: "ledger readings")
  private let stamps: [String: FileStamp]
  private let folder: String
  private let keep: @Sendable ([ReadFile]) throws -> Void
  private let earlier: @Sendable (Set<String>) throws -> [String: DocumentReading]
  private let listener: AuditListener

  /// `stamps`: the files that are asked for, as they were before. `keep`: has them on the disk when it returns.
  /// `earlier`: the ledger's readings of these contents.
  init(
    stamps: [String: FileStamp], folder: String, listener: @escaping AuditListener,
    earlier: @escaping @Sendable (Set<String>) throws -> [String: DocumentReading], keep: @escaping @Sendable ([ReadFile]) throws -> Void
  ) {
    self.earlier = earlier
    self.stamps = stamps
    self.folder = folder
    self.listener = listener
    self.keep = keep
  }

  /// Throws what an earlier file's keeping threw: the run then ends.
  func take(_ reading: BundleReading) throws {
    guard let stamp = stamps[reading.id] else {
      throw RunError(.internal, subject: reading.id, message: "a worker answered for a file that nobody asked for")
    }
    let now = FileStamp(path: "\(folder)/\(reading.id)")
    let (reading, fresh) = try resolved(reading)
    let (event, startsWriter) = try state.withLock { state -> (AuditEvent?, Bool) in
      if let failure = state.failure { throw failure }
      state.documents += fresh
      guard now == stamp else {
        state.files[reading.id] = ReadingStage.unsettled(reading.id, "the file changed while it was read")
        state.done += 1
        return (.reading(done: state.done, of: stamps.count, documents: state.documents), false)
      }
      state.files[reading.id] = FileReadings.File(documents: reading.documents, ignored: reading.ignored)
      state.pending.append(ReadFile(path: reading.id, stamp: stamp, documents: reading.documents, ignored: reading.ignored))
      defer { state.isWriting = true }
      return (nil, !state.isWriting)
    }
    if let event { listener(event) }
    if startsWriter { writer.async { self.write() } }
  }

  /// With the readings of known contents in their places, and how many documents were read.
  private func resolved(_ answer: BundleReading) throws -> (BundleReading, fresh: Int) {
    var reading = answer
    let known = Set(answer.documents.filter(\.reading.isKnown).map(\.reading.sha256))
    let tonight = state.withLock { state in
      for document in answer.documents where !document.reading.isKnown { state.readings[document.reading.sha256] = document.reading }
      return Dictionary(uniqueKeysWithValues: known.compactMap { hash in state.readings[hash].map { (hash, $0) } })
    }
    guard !known.isEmpty else { return (reading, answer.documents.count) }
    let all = try earlier(known.subtracting(tonight.keys)).merging(tonight) { $1 }
    for index in reading.documents.indices where reading.documents[index].reading.isKnown {
      let hash = reading.documents[index].reading.sha256
      guard let found = all[hash] else {
        throw RunError(.internal, subject: reading.documents[index].path, message: "a worker called contents known that nobody knows")
      }
      reading.documents[index].reading = found
    }
    return (reading, answer.documents.count { !$0.reading.isKnown })
  }

  /// What all files hold, once the last is on the disk.
  func finish() throws -> (files: [String: FileReadings.File], documents: Int) {
    writer.sync {}
    return try state.withLock { state in
      if let failure = state.failure { throw failure }
      return (state.files, state.documents)
    }
  }

  private func write() {
    while true {
      let files = state.withLock { state -> [ReadFile] in
        let files = state.pending
        state.pending = []
        if files.isEmpty { state.isWriting = false }
        return files
      }
      guard !files.isEmpty else { return }
      do {
        try keep(files)
      } catch {
        // No more is written: `isWriting` stays set.
        state.withLock { $0.failure = error }
        return
      }
      let event = state.withLock { state -> AuditEvent in
        state.done += files.count
        return .reading(done: state.done, of: stamps.count, documents: state.documents)
      }
      listener(event)
    }
  }
}
