import Containers
package import Findings
import Foundation
import Policies
package import Readings
import Synchronization
import Workers

/// Reads documents that no plan claims, for `classify` and `check`: by the same supervised workers as a night, so that a hostile file costs one line.
package struct DocumentBatch: Sendable {
  package var policy: String
  package var executable: String
  package var jobs: Int
  /// Seconds that one document may take.
  package var deadline: Double
  /// Reads print in pictures and scans.
  package var ocr: Bool
  package var warn: @Sendable (String) -> Void

  package init(policy: String, executable: String, jobs: Int, deadline: Double, ocr: Bool, warn: @escaping @Sendable (String) -> Void) {
    self.policy = policy
    self.executable = executable
    self.jobs = jobs
    self.deadline = deadline
    self.ocr = ocr
    self.warn = warn
  }

  /// Files of the paths in their order; a folder is all files below it, in the order of their names' bytes. Throws `RunError` 66 where a path does
  /// not exist, before anything is read.
  package static func files(of paths: [String]) throws(RunError) -> [String] {
    var files: [String] = []
    for path in paths {
      var isFolder: ObjCBool = false
      guard FileManager.default.fileExists(atPath: path, isDirectory: &isFolder) else {
        throw RunError(.noInput, subject: path, message: "there is no such file or folder")
      }
      guard isFolder.boolValue else {
        files.append(path)
        continue
      }
      let prefix = path.hasSuffix("/") ? path : path + "/"
      let below = FileManager.default.enumerator(atPath: path)?.compactMap { $0 as? String } ?? []
      for name in below.sorted(by: { $0.utf8.lexicographicallyPrecedes($1.utf8) }) where IgnoredFile.kind(of: name) == nil {
        // A link is not followed: what it points to has its own name, or is none of this folder's.
        let type = try? FileManager.default.attributesOfItem(atPath: prefix + name)[.type] as? FileAttributeType
        if type == .typeRegular { files.append(prefix + name) }
      }
    }
    return files
  }

  /// Reads the files and hands over each one's documents in the order of the files, as soon as all before it are handed over.
  package func read(_ files: [String], deliver: @escaping @Sendable (BundleReading) throws -> Void) async throws {
    let pool = WorkerPool(
      WorkerPool.Configuration(
        executable: executable, arguments: ["worker", "--policy", policy] + (ocr ? ["--ocr"] : []) + readable(files), count: jobs,
        deadline: deadline), name: { $0 },
      warn: warn)
    let order = InputOrder(deliver)
    _ = try await pool.run(files.enumerated().map { WorkerRequest(id: String($0.offset), paths: [$0.element]) }) { try order.take($0) }
  }

  /// Folders that workers may read. Many different ones would make the command line too long; then workers may read all that this account can.
  private func readable(_ files: [String]) -> [String] {
    let here = FileManager.default.currentDirectoryPath
    // Thousands of files lie in a few folders, and a URL takes longer than a string. `x` stands for any of a folder's files.
    let given = Set(files.map { file in file.utf8.lastIndex(of: UInt8(ascii: "/")).map { String(file[...$0]) } ?? "" })
    let folders = Set(
      given.map { folder in
        URL(fileURLWithPath: folder + "x", relativeTo: URL(fileURLWithPath: here)).deletingLastPathComponent().standardizedFileURL.path
      })
    return folders.count > 64 ? [] : folders.sorted().flatMap { ["--readable", $0] }
  }
}

/// Answers in any order → deliveries in the order of the requests, whose ids count from 0.
private final class InputOrder: Sendable {
  private struct State {
    var next = 0
    var waiting: [Int: BundleReading] = [:]
  }

  private let state = Mutex(State())
  private let deliver: @Sendable (BundleReading) throws -> Void

  init(_ deliver: @escaping @Sendable (BundleReading) throws -> Void) { self.deliver = deliver }

  func take(_ reading: BundleReading) throws {
    guard let number = Int(reading.id) else {
      throw RunError(.internal, subject: reading.id, message: "a worker answered for a file that nobody asked for")
    }
    let ready = state.withLock { state -> [BundleReading] in
      state.waiting[number] = reading
      var ready: [BundleReading] = []
      while let one = state.waiting.removeValue(forKey: state.next) {
        ready.append(one)
        state.next += 1
      }
      return ready
    }
    for one in ready { try deliver(one) }
  }
}
