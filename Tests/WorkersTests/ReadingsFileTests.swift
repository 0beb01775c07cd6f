import Findings
import Foundation
import Readings
import Testing
import Workers

@Suite struct ReadingsFileTests {
  private let sha256 = String(repeating: "a", count: 64)
  private let stamp = FileStamp(size: 10, modified: 20, changed: 30, inode: 40)

  private var expectation: ReadingsFile.Expectation {
    ReadingsFile.Expectation(reader: "1", cues: "c", bundles: ["P1": ["所/P1.zip": stamp], "P2": ["P2.docx": stamp]])
  }

  private func answer(_ id: String = "P1", path: String = "所/P1.zip!/1.docx", file: String = "/mnt/share/所/P1.zip") -> WorkerAnswer {
    let reading = DocumentReading(sha256: sha256, format: "docx", status: .read)
    // On the other machine only size and mtime are the same.
    let there = FileStamp(size: 10, modified: 20, changed: 99, inode: 99)
    return WorkerAnswer(
      id: id, documents: [.init(path: path, reading: reading, materials: [])], ignored: [:], reader: "1", cues: "c",
      files: [.init(path: file, stamp: there)], seconds: 0.1)
  }

  private func read(_ lines: [Data]) throws -> [String: BundleReading] {
    let file = FileManager.default.temporaryDirectory.appendingPathComponent("readings-\(UUID().uuidString).jsonl")
    defer { try? FileManager.default.removeItem(at: file) }
    try Data(lines.joined(separator: Data("\n".utf8))).write(to: file)
    return try ReadingsFile.read(file.path, expecting: expectation)
  }

  private func line(_ answer: WorkerAnswer) throws -> Data { try JSONEncoder().encode(answer) }

  @Test func linesOfTonightAreTaken() throws {
    let two = answer("P2", path: "P2.docx", file: "/mnt/share/P2.docx")
    let bundles = try read([try line(answer()), Data(), try line(two), Data()])
    #expect(Set(bundles.keys) == ["P1", "P2"])
    #expect(bundles["P1"]?.documents.map(\.path) == ["所/P1.zip!/1.docx"])
  }

  @Test func documentsAreNamedAsTheyAreHere() throws {
    let bundles = try read([try line(answer(path: "/mnt/share/所/P1.zip!/内/1.docx"))])
    #expect(bundles["P1"]?.documents.map(\.path) == ["所/P1.zip!/内/1.docx"])
  }

  /// Each: what is wrong with the second line, and a word of why it is refused.
  static let refusals: [(String, @Sendable (inout WorkerAnswer) -> Void)] = [
    ("another register", { $0.id = "P7" }),
    ("reader 2", { $0.reader = "2" }),
    ("cues x", { $0.cues = "x" }),
    ("lies in no file", { $0.documents[0].path = "P9.zip!/1.docx" }),
    ("lies in no file", { $0.documents[0].path = "/etc/passwd" }),
    (
      "has no SHA-256",
      {
        $0.documents[0].sha256 = "AB"
        $0.documents[0].reading.sha256 = "AB"
      }
    ),
    (
      "has no SHA-256",
      {
        $0.documents[0].sha256 = ""
        $0.documents[0].reading.sha256 = ""
      }
    ),
    ("contradicts", { $0.documents[0].sha256 = String(repeating: "b", count: 64) }),
    ("contradicts", { $0.documents[0].reason = .crash }),
    (
      "without a reason",
      {
        $0.documents[0].status = .unreadable
        $0.documents[0].reading.status = .unreadable
      }
    ),
    ("no probability", { $0.documents[0].reading.scores = [MaterialScore(material: "m", confidence: 1.5)] }),
    ("which files were read", { $0.files = nil }),
    ("has changed since", { $0.files?[0].stamp.size = 11 }),
    ("has changed since", { $0.files?[0].stamp.modified = 21 }),
    ("has been uploaded since", { $0.files = [] }),
    (
      "not uploaded here",
      { $0.files?.append(.init(path: "/mnt/share/P3.zip", stamp: FileStamp(size: 1, modified: 1, changed: 1, inode: 1))) }
    ),
  ]

  @Test(arguments: refusals.indices) func aForeignOrStaleLineIsRefusedWithItsNumber(_ index: Int) throws {
    let (why, change) = Self.refusals[index]
    var bad = answer("P2", path: "P2.docx", file: "/mnt/share/P2.docx")
    change(&bad)
    let error = #expect(throws: RunError.self) { try read([try line(answer()), try line(bad)]) }
    #expect(error?.code == .badData)
    #expect(error?.subject.hasSuffix(", line 2") == true)
    #expect(error?.message.contains(why) == true, "\(error?.message ?? "")")
  }

  @Test func aLineCutOffIsRefused() throws {
    let whole = try line(answer())
    let error = #expect(throws: RunError.self) { try read([whole.prefix(whole.count - 5)]) }
    #expect(error?.subject.hasSuffix(", line 1") == true)
    #expect(error?.message.contains("cut off") == true)
  }

  @Test func aPlanWithTwoLinesIsRefused() throws {
    let error = #expect(throws: RunError.self) { try read([try line(answer()), try line(answer())]) }
    #expect(error?.subject.hasSuffix(", line 2") == true)
    #expect(error?.message.contains("has a line already") == true)
  }

  @Test func aFileThatIsNotThereIsNoInput() {
    let error = #expect(throws: RunError.self) { try ReadingsFile.read("/nonexistent/file", expecting: expectation) }
    #expect(error?.code == .noInput)
  }
}
