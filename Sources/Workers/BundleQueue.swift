internal import Findings
internal import Readings

/// Why a worker ended before it had answered.
enum WorkerDeath: Sendable, Hashable {
  case deadline(seconds: Double)
  case outOfMemory
  /// Signal 9, and not this program's: the system's, for want of memory, or somebody's.
  case killed
  /// A signal, an exit code, a line that was no answer.
  case crash(String)

  var reason: UnreadReason {
    switch self {
    case .deadline: .timeout
    case .outOfMemory: .limit
    case .killed: .interrupted
    case .crash: .crash
    }
  }

  var detail: String {
    switch self {
    case .deadline(let seconds): "reading it took longer than \(seconds) s"
    case .outOfMemory: "reading it took more memory than a worker may use"
    case .killed: "the system killed the worker that read it"
    case .crash(let how): "reading it ended the worker: \(how)"
    }
  }
}

/// Which bundles are still to be read, what each death of a worker means for them, and what has come of it. No processes, no clock: pure.
///
/// A document that kills its worker is skipped when its bundle is sent again, so its neighbours are read; then it is read once more, alone, in a
/// worker of its own. If that fails too it stays unreadable. A bundle is finished when its documents are read and such second tries are over.
///
/// The document that a worker named last may be innocent: what another broke may show later. It is then read on its second try, and the next death
/// points elsewhere, for what is skipped is no longer named.
///
/// It ends: each death either marks a document (a document is marked three times at most: skipped, skipped without hashing, given up) or, where nothing
/// is known, the bundle (three times at most).
struct BundleQueue {
  /// Something for a worker to do.
  struct Job: Sendable {
    var bundle: Int
    var request: WorkerRequest
    /// Deaths that no document could be blamed for.
    var unexplained = 0

    /// To be a worker's only job at a time: a second try, or a bundle in which nobody could be blamed while more was sent.
    var isAlone: Bool { request.only != nil || unexplained > 0 }
  }

  private struct Bundle {
    var reading: BundleReading?
    var openJobs = 1
    /// Documents that have had their second try.
    var retried: Set<String> = []
  }

  /// Deaths without a known document that a bundle may cost before it is given up.
  private static let unexplainedDeaths = 3

  private var bundles: [Bundle]
  /// Next last.
  private var pending: [Job]
  private var second: [Job] = []
  private(set) var unfinished: Int
  /// How an answer names an uploaded path as a whole.
  private let name: @Sendable (String) -> String

  init(_ requests: [WorkerRequest], name: @escaping @Sendable (String) -> String) {
    bundles = requests.map { _ in Bundle() }
    pending = requests.enumerated().reversed().map { Job(bundle: $0.offset, request: $0.element) }
    unfinished = requests.count
    self.name = name
  }

  mutating func takeJob() -> Job? { pending.popLast() }

  /// A job for a worker that has nothing else. These come when all else is sent, so that a machine that was too busy for a deadline is less so.
  mutating func takeSecondTry() -> Job? { second.isEmpty ? nil : second.removeFirst() }

  /// Jobs that a dead worker had not begun.
  mutating func giveBack(_ jobs: [Job]) {
    for job in jobs.reversed() {
      if job.isAlone { second.insert(job, at: 0) } else { pending.append(job) }
    }
  }

  /// An answer came. Gives the bundle if that finishes it.
  mutating func answered(_ job: Job, _ reading: BundleReading) -> BundleReading? {
    if let only = job.request.only {
      let found = reading.documents.filter { Self.lies($0.path, in: only) }
      if let place = bundles[job.bundle].reading?.documents.firstIndex(where: { $0.path == only }), !found.isEmpty {
        bundles[job.bundle].reading?.documents.replaceSubrange(place...place, with: found)
      }
    } else {
      bundles[job.bundle].reading = reading
    }
    for skipped in job.request.skip {
      standIn(for: skipped, in: job.bundle)
      guard bundles[job.bundle].retried.insert(skipped.path).inserted else { continue }
      bundles[job.bundle].openJobs += 1
      second.append(Job(bundle: job.bundle, request: WorkerRequest(id: job.request.id, paths: job.request.paths, only: skipped.path)))
    }
    return closeJob(of: job.bundle)
  }

  /// The worker died at this job. `document`: what it was reading, as a page names it; nil where that is not known. Gives the bundle if that ends it.
  mutating func died(_ job: Job, at document: String?, of death: WorkerDeath) -> BundleReading? {
    var job = job
    guard let document else {
      job.unexplained += 1
      if job.unexplained >= Self.unexplainedDeaths { return giveUp(job, death) }
      giveBack([job])
      return nil
    }
    if job.request.only.map({ ProgressPage.cut($0) }) == document { return giveUp(job, death) }
    if let index = job.request.skip.firstIndex(where: { ProgressPage.cut($0.path) == document }) {
      if job.request.skip[index].isUntouchable { return giveUp(job, death) }
      job.request.skip[index].isUntouchable = true
    } else {
      job.request.skip.append(.init(path: document, reason: death.reason, detail: death.detail, isUntouchable: false))
    }
    giveBack([job])
    return nil
  }

  /// Everything that this job was to read is unreadable.
  private mutating func giveUp(_ job: Job, _ death: WorkerDeath) -> BundleReading? {
    if let only = job.request.only {
      if let place = bundles[job.bundle].reading?.documents.firstIndex(where: { $0.path == only }) {
        bundles[job.bundle].reading?.documents[place].reading.reason = death.reason
        bundles[job.bundle].reading?.documents[place].reading.detail = death.detail + "; read alone, once more"
      }
    } else {
      let lost = job.request.paths.map { path in
        FoundDocument(path: name(path), reading: Self.unreadable(death.reason, death.detail))
      }
      bundles[job.bundle].reading = BundleReading(id: job.request.id, documents: lost)
    }
    return closeJob(of: job.bundle)
  }

  /// A worker answers for what it skips; where it could not (it died before it named anything), this does.
  private mutating func standIn(for skipped: WorkerRequest.Skipped, in bundle: Int) {
    guard bundles[bundle].reading?.documents.contains(where: { Self.lies($0.path, in: skipped.path) }) == false else { return }
    bundles[bundle].reading?.documents.append(FoundDocument(path: skipped.path, reading: Self.unreadable(skipped.reason, skipped.detail)))
  }

  private mutating func closeJob(of bundle: Int) -> BundleReading? {
    bundles[bundle].openJobs -= 1
    guard bundles[bundle].openJobs == 0 else { return nil }
    unfinished -= 1
    defer { bundles[bundle].reading = nil }
    return bundles[bundle].reading
  }

  private static func lies(_ path: String, in container: String) -> Bool {
    path == container || path.hasPrefix(container + "!/")
  }

  private static func unreadable(_ reason: UnreadReason, _ detail: String) -> DocumentReading {
    DocumentReading(sha256: "", format: "unknown", status: .unreadable, reason: reason, detail: detail)
  }
}
