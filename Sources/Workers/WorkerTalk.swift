internal import Findings
internal import Foundation
internal import Readings
internal import Subprocess

/// The conversation with one worker, from its start to its end.
struct WorkerTalk: Sendable {
  typealias Worker = Execution<CustomWriteInput, SequenceOutput, SequenceOutput>

  /// How it ended.
  struct End: Sendable {
    /// Let go after `recycleAfter` documents.
    var isRecycled = false
    /// A second try for a worker of its own.
    var next: BundleQueue.Job?
    /// The end of what it wrote to standard error.
    var lastWords = ""
  }

  let configuration: WorkerPool.Configuration
  let foreman: Foreman
  let page: ProgressPage
  let watch: WorkerWatch

  /// How often a worker's page is looked at. A deadline is as much longer at most.
  private static let glance = Duration.milliseconds(50)

  func run(_ worker: Worker) async throws -> End {
    try await withThrowingTaskGroup(of: String?.self) { group in
      group.addTask { await lastWords(of: worker) }
      group.addTask {
        try await watchOver(worker)
        return nil
      }
      var end: End
      do {
        end = try await converse(worker)
      } catch {
        kill(worker)
        throw error
      }
      // It has nothing left to say or to lose; a worker that hangs on its way out would be waited for otherwise.
      kill(worker)
      group.cancelAll()
      while let words = try await group.next() { end.lastWords += words ?? "" }
      return end
    }
  }

  private func converse(_ worker: Worker) async throws -> End {
    var documents = 0
    var answers = Answers(worker.standardOutput.makeAsyncIterator())
    // The slot has put the first request in the worker's hand.
    var isAlive = await write(watch.sent[0].job.request, to: worker)
    while isAlive {
      let inHand = watch.sent
      let isSpent = documents >= configuration.recycleAfter
      if inHand.isEmpty {
        if isSpent { return End(isRecycled: true) }
        switch await foreman.next(isIdle: true) {
        case .job(let job): isAlive = await send(job, to: worker)
        case .secondTry(let job): return End(next: job)
        case .done: return End()
        case .wait(let number): await foreman.change(since: number)
        }
        continue
      }
      if !isSpent, !inHand[0].job.isAlone, inHand.count < configuration.sentAhead, case .job(let job) = await foreman.next(isIdle: false) {
        isAlive = await send(job, to: worker)
        continue
      }
      do {
        guard let reading = try await answers.next() else { break }
        guard reading.id == inHand[0].job.request.id else { throw UnpackingFault(offset: 0, expected: "an answer to its request") }
        documents += reading.documents.count
        try await foreman.answered(watch.noteAnswer(), reading)
      } catch let fault as UnpackingFault {
        watch.condemn(.crash("what it wrote is no answer (\(fault))"))
        break
      }
    }
    return End()
  }

  private func send(_ job: BundleQueue.Job, to worker: Worker) async -> Bool {
    watch.noteSent(job)
    return await write(job.request, to: worker)
  }

  /// False where the worker is dead or about to be: its exit status says why.
  private func write(_ request: WorkerRequest, to worker: Worker) async -> Bool {
    let encoder = JSONEncoder()
    encoder.outputFormatting = .withoutEscapingSlashes
    do {
      let line = try Array(encoder.encode(request)) + [UInt8(ascii: "\n")]
      return try await worker.standardInputWriter.write(line) == line.count
    } catch {
      return false
    }
  }

  private func watchOver(_ worker: Worker) async throws {
    while !Task.isCancelled {
      do {
        try await Task.sleep(for: Self.glance)
      } catch {
        return
      }
      if page.isReady { page.unlinkFile() }
      if watch.isOverdue(page) {
        kill(worker)
        return
      }
    }
  }

  /// The worker and the helpers it started. It may be dead already, which is as good.
  private func kill(_ worker: Worker) {
    try? worker.send(signal: .kill, toProcessGroup: true)
  }

  /// Passes on what it writes to standard error, line by line, and keeps the end of it.
  private func lastWords(of worker: Worker) async -> String {
    var words: [UInt8] = []
    var line: [UInt8] = []
    do {
      for try await chunk in worker.standardError {
        let bytes = chunk.withUnsafeBytes { Array($0) }
        words = Array((words + bytes).suffix(2000))
        for byte in bytes {
          if byte != UInt8(ascii: "\n") {
            // A library that complains at length about every element is cut short.
            if line.count < 1000 { line.append(byte) }
            continue
          }
          if !line.isEmpty { await foreman.say(String(decoding: line, as: UTF8.self)) }
          line = []
        }
      }
    } catch {
      words += Array("(its standard error could not be read: \(error))".utf8)
    }
    return String(decoding: words, as: UTF8.self)
  }
}

/// Cuts what a worker writes into answers.
private struct Answers {
  private var chunks: SubprocessOutputSequence.Iterator
  private var rest: [UInt8] = []
  /// Where in `rest` the next frame begins.
  private var start = 0

  init(_ chunks: SubprocessOutputSequence.Iterator) {
    self.chunks = chunks
  }

  /// Nil at the end; half a frame before it is no answer: the worker died over it. Throws `UnpackingFault` for what is no frame.
  mutating func next() async throws -> BundleReading? {
    guard try await fill(AnswerFrame.headLength) else { return nil }
    let length = try AnswerFrame.bodyLength(head: rest[start..<start + AnswerFrame.headLength])
    guard try await fill(AnswerFrame.headLength + length) else { return nil }
    let body = start + AnswerFrame.headLength
    defer { start = body + length }
    return try AnswerFrame.reading(body: rest[body..<body + length])
  }

  /// Sees to it that so many bytes are there; false where the end comes first.
  private mutating func fill(_ count: Int) async throws -> Bool {
    while rest.count - start < count {
      rest.removeFirst(start)
      start = 0
      do {
        guard let chunk = try await chunks.next(isolation: nil) else { return false }
        chunk.withUnsafeBytes { rest.append(contentsOf: $0) }
      } catch is SubprocessError {
        // The pipe broke with the worker.
        return false
      }
      // Garbage shorter than a head would be waited on for more.
      if rest.count - start >= 4 { try AnswerFrame.checkMark(rest[start...]) }
    }
    return true
  }
}
