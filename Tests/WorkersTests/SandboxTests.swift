import Foundation
import Readings
import Synchronization
import Testing
import Workers

/// A worker that is told to try what it must not be able to do.
@Suite(.serialized) struct SandboxTests {
  private static let denied = "Permission denied"
  private static let refused = "Operation not permitted"

  /// What Landlock refuses says EACCES, what seccomp refuses says EPERM.
  @Test(
    .enabled(if: FileManager.default.fileExists(atPath: "/proc/self/ns/user")),
    arguments: [
      ("read-upload", "done"), ("read-outside", denied), ("list-outside", denied), ("write-upload", denied), ("overwrite-upload", denied),
      ("remove-upload", denied), ("chmod-upload", refused), ("write-temporary", denied), ("socket", refused), ("socket-unix", refused),
      ("signal-parent", refused), ("run-helper", "done"), ("run-other", denied), ("run-upload", denied),
    ])
  func aWorkerCannot(_ attempt: String, outcome: String) async throws {
    let uploads = FileManager.default.temporaryDirectory.appendingPathComponent("sandbox-\(UUID().uuidString)")
    try FileManager.default.createDirectory(at: uploads, withIntermediateDirectories: true)
    defer { try? FileManager.default.removeItem(at: uploads) }
    try Data("bytes".utf8).write(to: uploads.appendingPathComponent("seen"))
    try FileManager.default.copyItem(atPath: "/usr/bin/true", toPath: uploads.appendingPathComponent("program").path)

    let opening = Mutex("")
    let warnings = Mutex<[String]>([])
    let pool = WorkerPool(
      .init(executable: try faultyWorker().path, arguments: ["--uploads", uploads.path], count: 1), name: { $0 },
      warn: { words in warnings.withLock { $0.append(words) } })
    _ = try await pool.run([WorkerRequest(id: "P1", paths: [attempt])]) { bundle in
      opening.withLock { $0 = bundle.documents.first?.reading.facts.opening ?? "" }
    }
    // A kernel without Landlock says so, and then this cannot be asked of it.
    if warnings.withLock({ $0 }).contains(where: { $0.contains("no Landlock") }) { return }
    #expect(warnings.withLock { $0 } == [])
    #expect(opening.withLock { $0 } == outcome)
  }
}
