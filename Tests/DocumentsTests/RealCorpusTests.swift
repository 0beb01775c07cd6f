import Containers
import Documents
import Findings
import Foundation
import Testing

/// Other projects' test files, where this machine has them. Nothing of them is in this repository.
enum SharedCorpus {
  static let real: URL = {
    let shared =
      ProcessInfo.processInfo.environment["BUNDLE_AUDIT_SHARED"].map { URL(filePath: $0) } ?? FixtureTests.root.appending(path: "../shared")
    return shared.appending(path: "corpus/real").standardizedFileURL
  }()
  static let isHere = FileManager.default.fileExists(atPath: real.appending(path: "expected.tsv").path)

  struct Row: CustomTestStringConvertible, Sendable {
    var file: String
    var kind: String
    var expected: String
    var note: String

    var testDescription: String { file }
  }

  static let rows: [Row] = {
    guard isHere, let table = try? String(contentsOf: real.appending(path: "expected.tsv"), encoding: .utf8) else { return [] }
    return table.split(separator: "\n").dropFirst().map { line in
      let fields = line.split(separator: "\t", omittingEmptySubsequences: false).map(String.init)
      return Row(file: fields[0], kind: fields[1], expected: fields[2], note: fields[3])
    }
  }()

  static func read(_ file: String) throws -> Document {
    let bytes = Array(try Data(contentsOf: real.appending(path: file)))
    return DocumentReader.read(bytes, type: ContentType.sniff(bytes), limits: Limits())
  }
}

@Suite(.enabled(if: SharedCorpus.isHere)) struct RealCorpusTests {
  @Test(arguments: SharedCorpus.rows.filter { $0.kind == "substring" })
  func theSubstringIsFound(_ row: SharedCorpus.Row) throws {
    #expect(String(decoding: try SharedCorpus.read(row.file).text, as: UTF8.self).contains(row.expected))
  }

  /// Rows that ask for what this reader leaves out on purpose: deleted text (other options of pandoc's track changes), alternative text of pictures,
  /// and pages whose HTML shows deletions and formulas in another notation.
  private static let otherReadings = ["RejectChanges", "AllChanges", "image-alt-in-text", "from rendered html"]

  @Test func fullTextsAreRecalled() throws {
    var recalls: [Double] = []
    for row in SharedCorpus.rows where row.kind == "full-text" && !Self.otherReadings.contains(where: row.note.contains) {
      // Words, not white space: the expected texts glue cells and list items together here and there.
      let text = String(decoding: try SharedCorpus.read(row.file).text, as: UTF8.self).filter { !$0.isWhitespace }
      let words = try String(contentsOf: SharedCorpus.real.appending(path: row.expected), encoding: .utf8).split {
        !$0.isLetter && !$0.isNumber
      }
      guard !words.isEmpty else { continue }
      recalls.append(Double(words.count { text.contains($0) }) / Double(words.count))
    }
    recalls.sort()
    #expect(recalls.count > 60)
    #expect(recalls[recalls.count / 2] == 1)
    #expect(recalls.reduce(0, +) / Double(recalls.count) >= 0.99)
  }

  @Test func everyDocumentHasAStatusAndAReason() throws {
    let files = FileManager.default.enumerator(at: SharedCorpus.real, includingPropertiesForKeys: nil)?.compactMap { $0 as? URL } ?? []
    let documents = files.filter { ["docx", "zip", "min", "xlsx"].contains($0.pathExtension) }
    #expect(documents.count > 300)
    for file in documents {
      let bytes = Array(try Data(contentsOf: file))
      let document = DocumentReader.read(bytes, type: .docx, limits: Limits())
      #expect((document.status == .read) == (document.reason == nil), "\(file.path)")
      #expect(document.status == .read || document.detail != nil, "\(file.path)")
      // Every block stands within the text, in order.
      var end = 0
      for block in document.blocks {
        #expect(block.range.lowerBound >= end && block.range.upperBound < document.text.count, "\(file.path)")
        end = block.range.upperBound
      }
    }
  }
}
