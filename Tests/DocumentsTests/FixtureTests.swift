import Containers
import Documents
import Findings
import Foundation
import Testing

/// The expanded DOCX folders of `fixtures/documents`: each is zipped, told by its content, read, and compared with its `expected.txt`.
///
/// `expected.txt`: a line `status: STATUS [REASON]`, then a line `PLACE<tab>TEXT` for each block that is not empty.
@Suite struct FixtureTests {
  static let root = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent()
  static let folder = root.appending(path: "fixtures/documents")

  static let cases: [String] =
    (try? FileManager.default.contentsOfDirectory(atPath: folder.path))?
    .filter { FileManager.default.fileExists(atPath: folder.appending(path: "\($0)/expected.txt").path) }.sorted() ?? []

  @Test func theFixturesAreThere() {
    #expect(Self.cases.count >= 5)
  }

  @Test(arguments: cases)
  func theFixtureReadsAsExpected(_ name: String) throws {
    let bytes = try Self.zipped(name)
    let type = ContentType.sniff(bytes)
    #expect(type == .docx)
    let document = DocumentReader.read(bytes, type: type, limits: Limits())
    var lines = ["status: \(document.status.rawValue)" + (document.reason.map { " \($0.rawValue)" } ?? "")]
    for (index, block) in document.blocks.enumerated() where !block.range.isEmpty {
      lines.append("\(document.place(of: index))\t\(document.string(block))")
    }
    let expected = try String(contentsOf: Self.folder.appending(path: "\(name)/expected.txt"), encoding: .utf8)
    #expect(lines == expected.split(separator: "\n").map(String.init))
  }

  /// The folder `docx` of a case as a ZIP, its parts in the order of their names.
  static func zipped(_ name: String) throws -> [UInt8] {
    let base = folder.appending(path: "\(name)/docx")
    let paths = try FileManager.default.subpathsOfDirectory(atPath: base.path).sorted()
    return ZipWriter.zip(
      try paths.compactMap { path in
        let url = base.appending(path: path)
        guard !url.hasDirectoryPath, (try url.resourceValues(forKeys: [.isDirectoryKey])).isDirectory != true else { return nil }
        return (path, Array(try Data(contentsOf: url)))
      })
  }
}
