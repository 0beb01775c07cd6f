internal import Findings
internal import Foundation
internal import Readings
internal import Subprocess
internal import Synchronization
internal import SystemPackage

/// One place in the pool: one worker process after another.
struct WorkerSlot: Sendable {
  let configuration: WorkerPool.Configuration
  let foreman: Foreman

  /// Runs until nothing is left to do.
  func run() async throws {
    var first: BundleQueue.Job?
    while true {
      if first == nil {
        switch await foreman.next(isIdle: true) {
        case .job(let job), .secondTry(let job): first = job
        case .wait(let number):
          await foreman.change(since: number)
          continue
        case .done: return
        }
      }
      guard let job = first else { continue }
      do {
        first = try await runWorker(with: job)
      } catch {
        await foreman.stop()
        throw error
      }
    }
  }

  /// Starts a worker, keeps it busy beginning with `job`, and sees it end. Gives a second try that is to be the next worker's first job.
  private func runWorker(with job: BundleQueue.Job) async throws -> BundleQueue.Job? {
    let page = try ProgressPage(in: configuration.temporaryFolder)
    let watch = WorkerWatch(deadline: configuration.deadline, first: job)
    var options = PlatformOptions()
    // A group of its own, so that a helper program that hangs dies with the worker that waits for it.
    options.processGroupID = 0
    await foreman.workerStarted()

    let result: ExecutionResult<WorkerTalk.End, SequenceOutput, SequenceOutput>
    do {
      result = try await Subprocess.run(
        .path(FilePath(configuration.executable)),
        arguments: Arguments(
          configuration.arguments + ["--supervised", page.path, "--memory-cap", String(configuration.memoryCap)]),
        // A worker's crash is expected and explained by its supervisor; a trace of its stack would take seconds to make.
        environment: .inherit.updating(["SWIFT_BACKTRACE": "enable=no"]),
        platformOptions: options, input: .inputWriter, output: .sequence, error: .sequence
      ) { execution in
        try await WorkerTalk(configuration: configuration, foreman: foreman, page: page, watch: watch).run(execution)
      }
    } catch let error as SubprocessError {
      await foreman.giveBack(watch.sent.map(\.job))
      try await foreman.startFailed("\(error)")
      return nil
    }
    page.unlinkFile()
    return try await judge(result.closureResult, status: result.terminationStatus, page: page, watch: watch)
  }

  /// What the end of a worker means for what it had been sent.
  private func judge(_ end: WorkerTalk.End, status: TerminationStatus, page: ProgressPage, watch: WorkerWatch) async throws -> BundleQueue
    .Job?
  {
    let sent = watch.sent
    guard page.isReady else {
      await foreman.giveBack(sent.map(\.job))
      try await foreman.startFailed(end.lastWords.isEmpty ? "\(status)" : end.lastWords)
      return nil
    }
    await foreman.workerIsReady()
    guard let culprit = sent.first else {
      if end.isRecycled { await foreman.workerRecycled() }
      return end.next
    }
    let death = watch.death ?? Self.death(status, page: page, lastWords: end.lastWords)
    await foreman.workerDied(death)
    // It works through its requests in order: whatever comes after the first unanswered one has not been begun.
    if culprit.number > 1, page.request < culprit.number {
      // It died between two requests, having answered at least one: the next is not to blame.
      await foreman.giveBack(sent.map(\.job))
      return end.next
    }
    await foreman.giveBack(sent.dropFirst().map(\.job))
    // It may have been past the named document, or past the whole request where it was sent more: then nobody is known.
    try await foreman.died(culprit.job, at: page.request == culprit.number ? page.name : nil, of: death)
    return end.next
  }

  private static func death(_ status: TerminationStatus, page: ProgressPage, lastWords: String) -> WorkerDeath {
    // One demand that is greater than the cap leaves room for the probe in the handler, but Swift's and C++'s runtimes say it in words.
    if page.ranOutOfMemory || ["Could not allocate memory", "std::bad_alloc"].contains(where: lastWords.contains) { return .outOfMemory }
    switch status {
    case .exited(let code): return .crash("it exited with \(code)")
    case .signaled(SIGKILL): return .killed
    case .signaled(let signal): return .crash("signal \(signal)")
    }
  }
}

/// What one worker has in hand: shared by its conversation, its watchdog and its slot.
final class WorkerWatch: Sendable {
  /// A request, with its place in the order sent (from 1).
  struct Sent: Sendable {
    var job: BundleQueue.Job
    var number: UInt64
  }

  private struct State {
    var sent: [Sent]
    var count: UInt64 = 1
    /// When something was last sent to it or came from it, on the monotonic clock in nanoseconds.
    var lastWord = monotonicNow()
    var death: WorkerDeath?
  }

  private let state: Mutex<State>
  private let deadline: Double

  init(deadline: Double, first job: BundleQueue.Job) {
    self.deadline = deadline
    state = Mutex(State(sent: [Sent(job: job, number: 1)]))
  }

  /// What is not answered yet, in the order sent.
  var sent: [Sent] { state.withLock { $0.sent } }
  /// Why it was killed; nil where it was not.
  var death: WorkerDeath? { state.withLock { $0.death } }

  func noteSent(_ job: BundleQueue.Job) {
    state.withLock {
      $0.count += 1
      $0.sent.append(Sent(job: job, number: $0.count))
      $0.lastWord = monotonicNow()
    }
  }

  /// The first of those sent is answered.
  func noteAnswer() -> BundleQueue.Job {
    state.withLock {
      $0.lastWord = monotonicNow()
      return $0.sent.removeFirst().job
    }
  }

  func condemn(_ death: WorkerDeath) {
    state.withLock { if $0.death == nil { $0.death = death } }
  }

  /// Whether the worker has to be killed: its document, or its silence with work in hand, or its start takes too long.
  func isOverdue(_ page: ProgressPage) -> Bool {
    state.withLock { state in
      guard state.death == nil, !state.sent.isEmpty else { return false }
      let now = monotonicNow()
      let since = page.began ?? state.lastWord
      guard now > since, Double(now - since) / 1e9 > deadline else { return false }
      state.death = .deadline(seconds: deadline)
      return true
    }
  }
}
