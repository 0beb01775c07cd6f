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
    /// What was read tonight in files that the ledger does not keep, by content: another file may hold the same.
    var unkept: [String: DocumentReading] = [:]
    var pending: [ReadFile] = []
    var isWriting = false
    var failure: (any Error)?
    var documents = 0
    var done = 0

    mutating func note(_ documents: [FoundDocument]) {
      for document in documents where !document.reading.isKnown { unkept[document.reading.sha256] = document.reading }
    }
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
    let file = ReadFile(path: reading.id, stamp: stamp, documents: reading.documents, ignored: reading.ignored)
    let (event, startsWriter) = try state.withLock { state -> (AuditEvent?, Bool) in
      if let failure = state.failure { throw failure }
      state.documents += reading.documents.count { !$0.reading.isKnown }
      guard now == stamp else {
        state.note(reading.documents)
        state.files[reading.id] = ReadingStage.unsettled(reading.id, "the file changed while it was read")
        state.done += 1
        return (.reading(done: state.done, of: stamps.count, documents: state.documents), false)
      }
      // What a worker knows from a file that was not kept stands in no ledger, so this one is not kept either.
      let isKept = file.isWhole && !reading.documents.contains { $0.reading.isKnown && state.unkept[$0.reading.sha256] != nil }
      if isKept {
        state.files[reading.id] = FileReadings.File(FileContents(documents: file.entries, ignored: file.ignored, statuses: [:]))
      } else {
        state.note(reading.documents.filter { !$0.reading.isKeepable })
        state.files[reading.id] = FileReadings.File(held: reading.documents, ignored: reading.ignored)
        guard !file.isWhole else {
          state.done += 1
          return (.reading(done: state.done, of: stamps.count, documents: state.documents), false)
        }
      }
      // Also of a file that will be opened again the ledger keeps what follows from the bytes.
      state.pending.append(file)
      defer { state.isWriting = true }
      return (nil, !state.isWriting)
    }
    if let event { listener(event) }
    if startsWriter { writer.async { self.write() } }
  }

  /// What all files hold, once the last is on the disk.
  func finish() throws -> (files: [String: FileReadings.File], documents: Int) {
    writer.sync {}
    var (files, unkept, documents) = try state.withLock { state in
      if let failure = state.failure { throw failure }
      return (state.files, state.unkept, state.documents)
    }
    // Of files that are held here and not by the ledger, the readings of known contents are put in their places.
    for (name, file) in files {
      guard var held = file.held, held.contains(where: \.reading.isKnown) else { continue }
      let known = Set(held.filter(\.reading.isKnown).map(\.reading.sha256))
      let all = try earlier(known.subtracting(unkept.keys)).merging(unkept) { $1 }
      for index in held.indices where held[index].reading.isKnown {
        guard let found = all[held[index].reading.sha256] else {
          throw RunError(.internal, subject: held[index].path, message: "a worker called contents known that nobody knows")
        }
        held[index].reading = found
      }
      files[name] = FileReadings.File(held: held, ignored: file.contents.ignored)
    }
    return (files, documents)
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
