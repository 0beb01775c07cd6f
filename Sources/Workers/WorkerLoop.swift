internal import CSandbox
internal import Findings
internal import Foundation
internal import Glibc
package import Readings

/// The worker's side: requests in, answers out, one at a time.
package struct WorkerLoop: Sendable {
  /// Version of the reading half of the program.
  package var reader: String
  /// Digest of the policy's cues.
  package var cues: String
  /// The page of the supervisor (`--supervised FILE`); nil for a plain `worker`.
  package var supervisorPage: String?
  /// Address space in bytes (`--memory-cap`); nil: as the system allows.
  package var memoryCap: Int?
  /// Nil: none.
  package var sandbox: WorkerSandbox?
  /// Lets documents fail by their names (hidden `--inject-faults`).
  package var injectsFaults: Bool

  package init(
    reader: String, cues: String, supervisorPage: String? = nil, memoryCap: Int? = nil, sandbox: WorkerSandbox? = nil,
    injectsFaults: Bool = false
  ) {
    self.reader = reader
    self.cues = cues
    self.supervisorPage = supervisorPage
    self.memoryCap = memoryCap
    self.sandbox = sandbox
    self.injectsFaults = injectsFaults
  }

  /// Says which document is under work. Call it before each document and each container that is opened, with the path that the answer names it by.
  package typealias Begin = (_ document: String) -> Void

  /// Serves until the end of the input, then returns.
  ///
  /// - `warn`: one English sentence for standard error.
  /// - `materials`: what a document is, for the contract's section 5; not called under supervision.
  /// - `read`: reads one bundle. It answers for each document that `request.skipped` names without parsing it, and leaves out what
  ///   `request.isWanted` does not want.
  ///
  /// Call it on the main thread before anything starts another one. Throws `RunError`: an output that is closed (`.cannotWrite`), and lines that
  /// are no requests (`.badData`). Those are told to `warn` and passed over, and the error comes at the end of the input: one bad line of a cluster's
  /// partition must not cost the answers to all lines behind it. A supervisor's bad line is a fault of this program and ends it at once.
  package func serve(
    warn: (String) -> Void, materials: (FoundDocument) -> [WorkerAnswer.Material], read: (WorkerRequest, Begin) throws -> BundleReading
  ) throws {
    let page = try supervisorPage.map { try ProgressPage(mapping: $0) }
    let output = try AnswerWriter()
    try prepareProcess(page, warn: warn)
    let input = RequestReader(endsProcessAtEnd: page != nil)
    page?.setReady()

    let encoder = JSONEncoder()
    encoder.outputFormatting = [.withoutEscapingSlashes, .sortedKeys]
    let decoder = JSONDecoder()
    var number: UInt64 = 0
    var lineNumber = 0
    var refused: [Int] = []
    while let line = input.next() {
      lineNumber += 1
      guard line.contains(where: { $0 != UInt8(ascii: " ") && $0 != UInt8(ascii: "\r") }) else { continue }
      number += 1
      let request: WorkerRequest
      do {
        request = try decoder.decode(WorkerRequest.self, from: line)
      } catch {
        let fault = RunError(
          .badData, subject: "standard input, line \(lineNumber)",
          message: "this is no request of the form {\"id\":\"…\",\"paths\":[\"…\"]}",
          cause: plainWords(error))
        guard page == nil else { throw fault }
        warn(fault.description)
        refused.append(lineNumber)
        continue
      }
      let start = monotonicNow()
      let files = page == nil ? SeenFiles.under(request.paths) : nil
      var fault: InjectedFault?
      // Whatever happens before the first document is named is the first path's.
      page?.begin(request.paths.first ?? "", request: number)
      let reading = try read(request) { document in
        page?.begin(document, request: number)
        if injectsFaults, request.skipped(document) == nil, let found = InjectedFault.named(in: document) {
          fault = found
          found.strike(isAlone: request.only != nil)
        }
      }
      let bytes: [UInt8]
      if page != nil {
        bytes = AnswerFrame.bytes(of: reading)
      } else {
        let documents = reading.documents.map { WorkerAnswer.Document(path: $0.path, reading: $0.reading, materials: materials($0)) }
        let answer = WorkerAnswer(
          id: request.id, documents: documents, ignored: reading.ignored, reader: reader, cues: cues, files: files,
          seconds: Double(monotonicNow() - start) / 1e9)
        bytes = try Array(encoder.encode(answer)) + [UInt8(ascii: "\n")]
      }
      try output.write(bytes, fault: fault)
      page?.end()
      if fault == .dieBetween { _exit(3) }
    }
    if let first = refused.first {
      throw RunError(
        .badData, subject: "standard input", message: "\(refused.count) of \(lineNumber) lines are no requests, the first is line \(first)")
    }
  }

  private func prepareProcess(_ page: ProgressPage?, warn: (String) -> Void) throws {
    if let page {
      // The pipe's end says the same, but not to a worker that is stuck. Spawning is done by one thread of Subprocess's that lives as long as
      // the program (its `Thread.swift`): "parent" here is that thread.
      _ = csandbox_die_with_parent()
      if !page.noteMemoryOnCrash() { warn("crashes of this worker cannot be told from a lack of memory") }
    }
    for warning in sandbox?.enter() ?? [] { warn(warning) }
    if let memoryCap {
      let code = csandbox_limit_memory(UInt64(memoryCap))
      if code != 0 { warn("the memory of this worker cannot be capped (\(String(cString: strerror(code))))") }
    }
  }
}

/// Standard output, kept for answers: whatever a library prints goes to standard error instead.
private struct AnswerWriter: ~Copyable {
  private let descriptor: CInt

  init() throws {
    descriptor = fcntl(STDOUT_FILENO, F_DUPFD_CLOEXEC, 3)
    guard descriptor >= 0, dup2(STDERR_FILENO, STDOUT_FILENO) >= 0 else {
      throw RunError(.cannotWrite, subject: "standard output", message: "it is closed", cause: String(cString: strerror(errno)))
    }
  }

  borrowing func write(_ answer: [UInt8], fault: InjectedFault?) throws {
    if fault == .garbage { try writeAll(Array("\u{1}garbage{\n".utf8)) }
    if fault == .half {
      try writeAll(Array(answer.prefix(answer.count / 2)))
      _exit(3)
    }
    try writeAll(answer)
  }

  private borrowing func writeAll(_ bytes: [UInt8]) throws {
    try bytes.withUnsafeBytes { (buffer: UnsafeRawBufferPointer) in
      var rest = buffer[...]
      while !rest.isEmpty {
        let count = Glibc.write(descriptor, UnsafeRawBufferPointer(rebasing: rest).baseAddress, rest.count)
        if count < 0 {
          if errno == EINTR { continue }
          throw RunError(
            .cannotWrite, subject: "standard output", message: "an answer could not be written", cause: String(cString: strerror(errno)))
        }
        rest = rest.dropFirst(count)
      }
    }
  }
}

/// Files under the requests' paths as they are now.
private enum SeenFiles {
  static func under(_ paths: [String]) -> [WorkerAnswer.SeenFile] {
    var files: [WorkerAnswer.SeenFile] = []
    for path in paths {
      if let stamp = FileStamp(path: path) {
        files.append(.init(path: path, stamp: stamp))
        continue
      }
      // A folder that cannot be listed has no files here; reading it says why.
      let below = FileManager.default.enumerator(atPath: path)?.compactMap { $0 as? String }.sorted() ?? []
      files += below.compactMap { name in
        let file = path + "/" + name
        return FileStamp(path: file).map { .init(path: file, stamp: $0) }
      }
    }
    return files
  }
}
