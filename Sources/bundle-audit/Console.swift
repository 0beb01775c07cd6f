import Findings
import Foundation
import Glibc
import Synchronization

/// Standard output for results, standard error for everything else.
enum Console {
  /// One line on standard error.
  static func say(_ line: String) {
    FileHandle.standardError.write(Data((line + "\n").utf8))
  }

  /// Text on standard output. Throws `RunError` 73 where it is closed or full: a result that nobody got must not look like one.
  static func give(_ text: String) throws(RunError) {
    var text = text
    let result = text.withUTF8 { buffer -> Bool in
      var rest = UnsafeRawBufferPointer(buffer)
      while !rest.isEmpty {
        let count = write(STDOUT_FILENO, rest.baseAddress, rest.count)
        if count < 0 {
          if errno == EINTR { continue }
          return false
        }
        rest = UnsafeRawBufferPointer(rebasing: rest[count...])
      }
      return true
    }
    guard result else {
      throw RunError(
        .cannotWrite, subject: "standard output", message: "the result could not be written", cause: String(cString: strerror(errno)))
    }
  }

  /// Whether somebody watches standard error.
  static var isWatched: Bool { isatty(STDERR_FILENO) == 1 }
}

/// Runs asynchronous work from a command that is not: see `BundleAudit.main`.
func wait<Value: Sendable>(for work: @escaping @Sendable () async throws -> Value) throws -> Value {
  let box = ResultBox<Value>()
  let finished = DispatchSemaphore(value: 0)
  Task {
    do {
      box.set(.success(try await work()))
    } catch {
      box.set(.failure(error))
    }
    finished.signal()
  }
  finished.wait()
  return try box.get()
}

private final class ResultBox<Value: Sendable>: Sendable {
  private let result = Mutex<Result<Value, any Error>?>(nil)

  func set(_ value: Result<Value, any Error>) { result.withLock { $0 = value } }

  func get() throws -> Value {
    guard let result = result.withLock({ $0 }) else {
      throw RunError(.internal, subject: "task", message: "asynchronous work ended without a result")
    }
    return try result.get()
  }
}
