import Foundation
import Testing

@testable import Reports

/// A report in a folder that is removed when the value dies.
final class WrittenReport {
  let folder: String
  let report: NightReport

  init(_ report: NightReport = FakeNight.report(), in name: String = UUID().uuidString) throws {
    folder = ProcessInfo.processInfo.environment["KEEP_REPORT"].map { $0 + "/" + name } ?? NSTemporaryDirectory() + "reports-tests/" + name
    self.report = report
    try ReportWriter.write(report, metrics: "bundle_audit_up 1\n", to: folder)
  }

  deinit {
    if ProcessInfo.processInfo.environment["KEEP_REPORT"] == nil { try? FileManager.default.removeItem(atPath: folder) }
  }

  func text(_ path: String) throws -> String { String(decoding: try data(path), as: UTF8.self) }
  func data(_ path: String) throws -> Data { try Data(contentsOf: URL(fileURLWithPath: folder + "/" + path)) }

  /// Every file, relative to the folder, in byte order.
  var files: [String] {
    let all = FileManager.default.enumerator(atPath: folder)?.compactMap { $0 as? String } ?? []
    return all.filter { path in
      var isFolder: ObjCBool = false
      return FileManager.default.fileExists(atPath: folder + "/" + path, isDirectory: &isFolder) && !isFolder.boolValue
    }.sorted()
  }
}

@Suite struct ReportWriterTests {
  @Test func `the same night gives the same bytes`() throws {
    let first = try WrittenReport()
    let second = try WrittenReport()
    #expect(first.files == second.files)
    #expect(first.files.count > 20)
    for file in first.files { #expect(try first.data(file) == second.data(file), "\(file)") }
  }
}
