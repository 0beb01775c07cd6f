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

  /// Rows whose text is not, or not so, on the page: file, the beginning of the row's note (empty: of every row), and why.
  private static let exceptions: [(file: String, note: String, why: String)] = [
    ("track_changes_deletion.docx", "opts:def{readerTrackChanges=RejectChanges}", "asks for deleted text, which the issue keeps out"),
    ("track_changes_deletion.docx", "opts:def{readerTrackChanges=AllChanges}", "asks for deleted text, which the issue keeps out"),
    ("render-test/revision/document.docx", "", "the web page shows deleted text struck through"),
    ("track_changes_scrubbed_metadata.docx", "", "glues a deleted word to the next one"),
    ("zotero_citations.docx", "opts:def{readerExtensions", "asks for the citations' data in the fields' instructions, which nobody sees"),
    ("mendeley_citations.docx", "opts:def{readerExtensions", "asks for the citations' data in the fields' instructions, which nobody sees"),
    ("render-test/footnote/document.docx", "", "two of its four words are glued to the number of a note"),
  ]

  private static func exception(_ row: SharedCorpus.Row) -> String? {
    exceptions.first { row.file.hasSuffix($0.file) && row.note.hasPrefix($0.note) }?.why
  }

  /// The share of a row's words, as runs of letters and digits, that stand in what `extract` gives: the blocks, and the pictures' descriptions.
  private static func recall(_ row: SharedCorpus.Row) throws -> Double? {
    let document = try SharedCorpus.read(row.file)
    let words = try String(contentsOf: SharedCorpus.real.appending(path: row.expected), encoding: .utf8).split {
      !$0.isLetter && !$0.isNumber
    }
    guard !words.isEmpty else { return nil }
    // Words, not white space: the expected texts glue cells, list items and authors together here and there.
    let text = (document.lines + document.pictureTexts.map(\.text)).joined(separator: " ").filter { $0.isLetter || $0.isNumber }
    return Double(words.count { text.contains($0) }) / Double(words.count)
  }

  @Test func fullTextsAreRecalled() throws {
    let rows = SharedCorpus.rows.filter { $0.kind == "full-text" }
    let recalls = try rows.filter { Self.exception($0) == nil }.compactMap(Self.recall).sorted()
    // Eight rows are named by the exceptions; none is without a word.
    #expect(recalls.count == rows.count - 8)
    #expect(recalls[recalls.count / 2] == 1)
    #expect(recalls.reduce(0, +) / Double(recalls.count) >= 0.99)
    #expect(recalls[0] >= 0.9)
  }

  /// An exception that is none any more must go.
  @Test(arguments: SharedCorpus.rows.filter { $0.kind == "full-text" && exception($0) != nil })
  func anExceptionIsOne(_ row: SharedCorpus.Row) throws {
    #expect(try #require(try Self.recall(row)) < 0.99, "\(row.file): \(Self.exception(row) ?? "")")
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
