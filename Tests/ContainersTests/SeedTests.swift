import Containers
import Findings
import Foundation
import Testing

/// The archives that the fuzz target begins from, one of each kind: what each holds is known, so they also stand for the kinds in this test.
struct SeedTests {
  private static let folder = URL(filePath: #filePath).deletingLastPathComponent()
    .appending(path: "../../fixtures/documents/zip").standardizedFileURL

  private static let text =
    "one one one one one one one one one one one one one one one one one one one one one one one one one one one one one one "

  @Test(arguments: [
    ("archive.rar", ["archive.rar!/1.txt  one"]),
    ("archive5.rar", ["archive5.rar!/1.txt  one"]),
    ("archive.tar", ["archive.tar!/1.txt  one"]),
    ("archive.tgz", ["archive.tgz!/1.txt  one"]),
    ("archive.tar.bz2", ["archive.tar.bz2!/1.txt  one"]),
    ("bzip2.zip", ["bzip2.zip!/a.txt  \(String(repeating: "one ", count: 40))"]),
    ("cut.zip", ["cut.zip!/a.txt  \(text)", "cut.zip!/b.txt  two", "! cut.zip corrupt"]),
    ("deflated.zip", ["deflated.zip!/材料/1.txt  \(String(repeating: "一、师资名单\n", count: 20))", "deflated.zip!/材料/2.txt  二"]),
    ("descriptor.zip", ["descriptor.zip!/a.txt  \(text)", "descriptor.zip!/b.txt  two"]),
    ("encrypted.zip", ["encrypted.zip!/a.txt (encrypted) ", "encrypted.zip!/b.txt  plain"]),
    ("nested.zip", ["nested.zip!/in.zip!/deeper.zip!/x.txt  deep"]),
    ("prefix.zip", ["prefix.zip!/a.txt  one"]),
    ("stored.zip", ["stored.zip!/a.txt  one", "stored.zip!/b.txt  two"]),
    ("zip64.zip", ["zip64.zip!/big.txt  zip64"]),
  ])
  func `each seed holds what was put into it`(name: String, expected: [String]) throws {
    let bytes = Array(try Data(contentsOf: Self.folder.appending(path: name)))
    let (seen, summary) = try ContainerReaderTests.walk(bytes, as: name)
    #expect(seen.map(\.description) + summary.faults.map { "! \($0.path) \($0.fault.reason.rawValue)" } == expected)
  }

  @Test func `the seed that is a document is one`() throws {
    #expect(ContentType.sniff(Array(try Data(contentsOf: Self.folder.appending(path: "document.docx")))) == .docx)
  }
}
