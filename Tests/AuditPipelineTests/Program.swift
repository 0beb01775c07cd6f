import FixtureSupport
import Foundation
import Glibc
import Testing

/// The built program, run as its users run it.
enum Program {
  struct Result {
    var code: Int32
    var output: String
    var errors: String
    var lines: [Substring] { output.split(separator: "\n") }
  }

  /// Beside the test runner's own file.
  static let folder = URL(
    fileURLWithPath: (try? FileManager.default.destinationOfSymbolicLink(atPath: "/proc/self/exe")) ?? CommandLine.arguments[0]
  )
  .deletingLastPathComponent().path

  /// Starts it and leaves it to itself, for tests that do something meanwhile; what it says goes nowhere.
  static func start(_ arguments: [String]) throws -> Process {
    let process = Process()
    process.executableURL = URL(fileURLWithPath: "\(folder)/bundle-audit")
    process.arguments = arguments
    process.standardOutput = FileHandle.nullDevice
    process.standardError = FileHandle.nullDevice
    try process.run()
    return process
  }

  @discardableResult
  static func run(_ arguments: [String], input: String = "", in folder: String? = nil, path: String? = nil) throws -> Result {
    let scratch = try Scratch()
    let process = Process()
    process.executableURL = URL(fileURLWithPath: "\(Self.folder)/bundle-audit")
    process.arguments = arguments
    // Where helper programs are looked for.
    if let path { process.environment = ProcessInfo.processInfo.environment.merging(["PATH": path]) { $1 } }
    if let folder { process.currentDirectoryURL = URL(fileURLWithPath: folder) }
    try Data(input.utf8).write(to: URL(fileURLWithPath: scratch.path("in")))
    // Files, not pipes: a pipe that nobody empties stops the program.
    for name in ["out", "err"] { try Data().write(to: URL(fileURLWithPath: scratch.path(name))) }
    process.standardInput = try FileHandle(forReadingFrom: URL(fileURLWithPath: scratch.path("in")))
    process.standardOutput = try FileHandle(forWritingTo: URL(fileURLWithPath: scratch.path("out")))
    process.standardError = try FileHandle(forWritingTo: URL(fileURLWithPath: scratch.path("err")))
    try process.run()
    process.waitUntilExit()
    return Result(code: process.terminationStatus, output: try scratch.text("out"), errors: try scratch.text("err"))
  }
}

/// A folder that goes with the test.
final class Scratch: Sendable {
  let root: String

  init() throws {
    root = FileManager.default.temporaryDirectory.appendingPathComponent("bundle-audit-test-\(UUID().uuidString)").path
    try FileManager.default.createDirectory(atPath: root, withIntermediateDirectories: true)
  }

  deinit { try? FileManager.default.removeItem(atPath: root) }

  func path(_ name: String) -> String { "\(root)/\(name)" }

  func text(_ name: String) throws -> String { String(decoding: try Data(contentsOf: URL(fileURLWithPath: path(name))), as: UTF8.self) }

  func bytes(_ name: String) throws -> Data { try Data(contentsOf: URL(fileURLWithPath: path(name))) }

  func write(_ bytes: [UInt8], to name: String) throws {
    let file = URL(fileURLWithPath: path(name))
    try FileManager.default.createDirectory(at: file.deletingLastPathComponent(), withIntermediateDirectories: true)
    try Data(bytes).write(to: file)
  }

  func exists(_ name: String) -> Bool { FileManager.default.fileExists(atPath: path(name)) }

  /// Everything below, sorted.
  func names() -> [String] { (FileManager.default.enumerator(atPath: root)?.compactMap { $0 as? String } ?? []).sorted() }
}

/// `fixtures/night` as real files, built once and only read: each test has its own output.
enum Night {
  static let fixtures = URL(fileURLWithPath: #filePath).deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent()
    .appendingPathComponent("fixtures").path

  static let scratch: Swift.Result<Scratch, any Error> = Swift.Result {
    let scratch = try Scratch()
    try NightBuilder.build(from: "\(fixtures)/night", to: scratch.path("night"))
    // Static storage is never freed, so the folder goes when the process ends.
    atexit { if let scratch = try? Night.scratch.get() { try? FileManager.default.removeItem(atPath: scratch.root) } }
    return scratch
  }

  static func path(_ name: String) throws -> String { try scratch.get().path("night/\(name)") }

  /// The arguments of an audit of this night.
  static func audit(to output: String, _ more: [String] = []) throws -> [String] {
    [
      "audit", "--register", try path("register.xlsx"), "--funded", try path("funded.xlsx"), "--uploads", try path("uploads"), "--output",
      output,
      "--as-of", "2023-03-01",
    ] + more
  }
}

/// A line of JSON by its keys.
func object(_ line: some StringProtocol) throws -> [String: Any] {
  try #require(try JSONSerialization.jsonObject(with: Data(line.utf8)) as? [String: Any])
}
