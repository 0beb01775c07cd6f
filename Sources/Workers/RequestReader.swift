internal import Foundation
internal import Glibc
internal import Synchronization

/// Standard input, read by a thread of its own: the supervisor never waits for a busy worker to take its next request, and a supervised worker
/// ends the moment its supervisor does, in the middle of a document if need be.
final class RequestReader: Sendable {
  private struct State {
    var lines: [Data] = []
    var isAtEnd = false
  }

  private let state = Mutex(State())
  /// Counts lines (and the end) that wait.
  private let waiting = DispatchSemaphore(value: 0)

  init(endsProcessAtEnd: Bool) {
    let thread = Thread { [self] in
      readAll()
      // Under supervision the pipe stays open until every answer is in: its end means that nobody wants another.
      if endsProcessAtEnd { _exit(0) }
    }
    thread.name = "requests"
    thread.start()
  }

  /// The next line without its end, or nil at the end of the input.
  func next() -> Data? {
    waiting.wait()
    return state.withLock { state in
      if state.lines.isEmpty { return nil }
      return state.lines.removeFirst()
    }
  }

  private func readAll() {
    var rest = Data()
    var buffer = [UInt8](repeating: 0, count: 64 << 10)
    while true {
      let count = Glibc.read(STDIN_FILENO, &buffer, buffer.count)
      if count < 0, errno == EINTR { continue }
      if count <= 0 { break }
      var start = 0
      for end in buffer[..<count].indices where buffer[end] == UInt8(ascii: "\n") {
        rest.append(contentsOf: buffer[start..<end])
        append(rest)
        rest = Data()
        start = end + 1
      }
      rest.append(contentsOf: buffer[start..<count])
    }
    if !rest.isEmpty { append(rest) }
    state.withLock { $0.isAtEnd = true }
    waiting.signal()
  }

  private func append(_ line: Data) {
    state.withLock { $0.lines.append(line) }
    waiting.signal()
  }
}
