internal import Findings
internal import Foundation
internal import Glibc
package import Readings

/// Reads bundles in worker processes that may die.
///
/// A crash, a hang or a lack of memory costs one document: its worker is replaced, its neighbours are read, it is read once more alone, and is then
/// unreadable with `crash`, `timeout` or `limit`. The run ends at the latest after documents × 2 × deadline ÷ workers.
package struct WorkerPool: Sendable {
  package struct Configuration: Sendable {
    /// This program.
    package var executable: String
    /// What makes it a worker, for instance `["worker"]`; `--supervised FILE` and `--memory-cap BYTES` are added.
    package var arguments: [String]
    /// How many at a time.
    package var count: Int
    /// For one document, in seconds; a worker has as long to start.
    package var deadline: Double
    /// Address space of one worker, in bytes.
    package var memoryCap: Int
    /// Documents after which a worker is replaced, so that what a C library leaks or fragments does not add up over a night.
    package var recycleAfter: Int
    /// Bundles that a worker is sent ahead: a request waited for was measured at 62–81 µs, one of sixteen sent ahead at 24–41 µs, and four are enough
    /// to keep a worker from waiting.
    package var sentAhead: Int
    /// Where a worker's page lies for the moment until it has started.
    package var temporaryFolder: String

    package init(
      executable: String, arguments: [String] = ["worker"], count: Int, deadline: Double = 60, memoryCap: Int = 1 << 30,
      recycleAfter: Int = 5_000, sentAhead: Int = 4, temporaryFolder: String = FileManager.default.temporaryDirectory.path
    ) {
      self.executable = executable
      self.arguments = arguments
      self.count = max(1, count)
      self.deadline = deadline
      self.memoryCap = memoryCap
      self.recycleAfter = max(1, recycleAfter)
      self.sentAhead = max(1, sentAhead)
      self.temporaryFolder = temporaryFolder
    }
  }

  /// What it took.
  package struct Statistics: Sendable, Hashable {
    package var workersStarted = 0
    package var crashes = 0
    package var timeouts = 0
    package var outOfMemory = 0
    /// Workers replaced after `recycleAfter` documents.
    package var recycled = 0

    package init() {}
  }

  package var configuration: Configuration
  /// How an answer names an uploaded path as a whole: needed for a bundle that is lost altogether.
  package var name: @Sendable (_ path: String) -> String
  /// One English sentence for the log; each once.
  package var warn: @Sendable (String) -> Void

  package init(
    _ configuration: Configuration, name: @escaping @Sendable (_ path: String) -> String, warn: @escaping @Sendable (String) -> Void
  ) {
    self.configuration = configuration
    self.name = name
    self.warn = warn
  }

  /// Reads all bundles; `deliver` gets each exactly once, in any order, never two at a time. While it works no worker is sent more, so it may do
  /// slow things. An error that it throws ends the run, as does cancelling the task: the workers are killed.
  ///
  /// Ignores SIGPIPE for the whole process: a worker's death must come as an error of the write.
  ///
  /// Throws `RunError` `.internal` where workers cannot be started at all.
  package func run(_ requests: [WorkerRequest], deliver: @escaping @Sendable (BundleReading) throws -> Void) async throws -> Statistics {
    guard !requests.isEmpty else { return Statistics() }
    signal(SIGPIPE, SIG_IGN)
    let foreman = Foreman(BundleQueue(requests, name: name), deliver: deliver, warn: warn)
    try await withTaskCancellationHandler {
      try await withThrowingTaskGroup(of: Void.self) { group in
        for _ in 0..<min(configuration.count, requests.count) {
          group.addTask { try await WorkerSlot(configuration: configuration, foreman: foreman).run() }
        }
        try await group.waitForAll()
      }
    } onCancel: {
      Task { await foreman.stop() }
    }
    try Task.checkCancellation()
    return await foreman.statistics
  }
}

/// Hands the queue's jobs to the slots.
actor Foreman {
  enum Next {
    case job(BundleQueue.Job)
    /// To be given to a worker that has nothing else.
    case secondTry(BundleQueue.Job)
    /// Nothing to do until another slot's worker answers or dies: `change(since:)` with this number waits for that.
    case wait(Int)
    case done
  }

  private(set) var statistics = WorkerPool.Statistics()
  private var queue: BundleQueue
  private let deliver: @Sendable (BundleReading) throws -> Void
  private let warn: @Sendable (String) -> Void
  private var warned: Set<String> = []
  private var waiters: [CheckedContinuation<Void, Never>] = []
  /// Counts what may have made work for a waiting slot, so that nothing is missed between asking and waiting.
  private var changes = 0
  private var isStopped = false
  private var failedStarts = 0

  /// Starts in a row, over all slots, that fail before the pool gives up: one may be an accident of a machine short of memory for a moment.
  private static let startsToTry = 5

  init(_ queue: BundleQueue, deliver: @escaping @Sendable (BundleReading) throws -> Void, warn: @escaping @Sendable (String) -> Void) {
    self.queue = queue
    self.deliver = deliver
    self.warn = warn
  }

  /// `isIdle`: the asking worker has nothing sent.
  func next(isIdle: Bool) -> Next {
    if isStopped { return .done }
    if let job = queue.takeJob() { return .job(job) }
    if isIdle, let job = queue.takeSecondTry() { return .secondTry(job) }
    return queue.unfinished == 0 ? .done : .wait(changes)
  }

  /// Returns when something may have changed; the caller asks again.
  func change(since number: Int) async {
    guard number == changes else { return }
    await withCheckedContinuation { waiters.append($0) }
  }

  func answered(_ job: BundleQueue.Job, _ reading: BundleReading) throws {
    defer { wakeAll() }
    if let finished = queue.answered(job, reading) { try deliver(finished) }
  }

  func died(_ job: BundleQueue.Job, at document: String?, of death: WorkerDeath) throws {
    defer { wakeAll() }
    if let finished = queue.died(job, at: document, of: death) { try deliver(finished) }
  }

  func giveBack(_ jobs: [BundleQueue.Job]) {
    queue.giveBack(jobs)
    wakeAll()
  }

  func workerStarted() {
    statistics.workersStarted += 1
  }

  func workerIsReady() { failedStarts = 0 }

  func workerDied(_ death: WorkerDeath) {
    switch death {
    case .deadline: statistics.timeouts += 1
    case .outOfMemory: statistics.outOfMemory += 1
    case .crash, .killed: statistics.crashes += 1
    }
  }

  func workerRecycled() { statistics.recycled += 1 }

  /// A worker died before it was ready. Throws when that is how it always is.
  func startFailed(_ words: String) throws {
    failedStarts += 1
    guard failedStarts < Self.startsToTry else {
      throw RunError(.internal, subject: "worker", message: "the processes that read documents do not start", cause: words)
    }
  }

  func say(_ sentence: String) {
    if warned.insert(sentence).inserted { warn(sentence) }
  }

  /// No more work for anybody: a slot failed, or the run was cancelled. Nobody then waits for ever for what the others were sent.
  func stop() {
    isStopped = true
    wakeAll()
  }

  private func wakeAll() {
    changes += 1
    let woken = waiters
    waiters = []
    for waiter in woken { waiter.resume() }
  }
}
