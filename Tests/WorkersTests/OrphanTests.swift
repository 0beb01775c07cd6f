import Foundation
import Testing

/// Workers of a supervisor that is killed: also one that is in the middle of a document, and never comes back from it.
@Suite struct OrphanTests {
  @Test func workersEndWithTheirSupervisor() async throws {
    let supervisor = Process()
    supervisor.executableURL = try faultyWorker()
    supervisor.arguments = ["--supervise"]
    try supervisor.run()
    defer { supervisor.terminate() }

    let workers = try await eventually { () -> [Int32]? in
      let found = Self.children(of: supervisor.processIdentifier)
      return found.count == 2 && found.allSatisfy(Self.hasStarted) ? found : nil
    }
    kill(supervisor.processIdentifier, SIGKILL)
    try await eventually { workers.contains(where: Self.isAlive) ? nil : true }
  }

  /// Asks again until there is an answer; a run of the tests that never gets one is ended by the test's own limit, and this names the line.
  @discardableResult
  private func eventually<Value>(_ question: () -> Value?) async throws -> Value {
    for _ in 0..<1_000 {
      if let value = question() { return value }
      try await Task.sleep(for: .milliseconds(20))
    }
    return try #require(question(), "it did not come to pass")
  }

  private static func children(of process: Int32) -> [Int32] {
    let threads = (try? FileManager.default.contentsOfDirectory(atPath: "/proc/\(process)/task")) ?? []
    return threads.flatMap { thread in
      ((try? String(contentsOfFile: "/proc/\(process)/task/\(thread)/children", encoding: .utf8)) ?? "").split(separator: " ").compactMap {
        Int32($0)
      }
    }
  }

  /// The worker sleeps in its document: its reader of requests is there as a second thread.
  private static func hasStarted(_ process: Int32) -> Bool {
    ((try? FileManager.default.contentsOfDirectory(atPath: "/proc/\(process)/task")) ?? []).count > 1
  }

  private static func isAlive(_ process: Int32) -> Bool {
    guard let status = try? String(contentsOfFile: "/proc/\(process)/stat", encoding: .utf8) else { return false }
    // The state stands behind the name in brackets; Z: dead, and nobody has asked how.
    return !status[(status.lastIndex(of: ")") ?? status.startIndex)...].hasPrefix(") Z")
  }
}
