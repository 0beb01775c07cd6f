import Containers
import Documents
import FixtureSupport
import Foundation
import Policies

@testable import Classification

/// The shipped policy and its classifier, and labelled documents of `fixtures/classification`; made once, since neither changes.
enum Fixtures {
  static let folder = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent()
    .appending(path: "fixtures/classification").path
  static let policy = Result { try Policy.builtIn("cas-2023") }
  static let classifier = Result { try Classifier(policy: policy.get()) }
  static var cues: ClassifierPolicy {
    get throws {
      guard let cues = try policy.get().classifier else { throw CocoaError(.fileReadCorruptFile) }
      return cues
    }
  }

  /// The text source of one labelled document: the folder is the hand's.
  static func source(_ hand: String, _ id: String) throws -> TextSource {
    try TextSource(String(contentsOfFile: "\(folder)/\(hand)/\(id).txt", encoding: .utf8), name: id)
  }

  static func document(_ source: TextSource, runLength: Int? = nil) throws -> Document {
    DocumentReader.read(try DocxBuilder.bytes(source, runLength: runLength), type: .docx, limits: Limits())
  }

  /// A source of a body alone.
  static func source(body: String) throws -> TextSource {
    try TextSource("id: written-here\n---\n\(body)\n", name: "written-here")
  }
}

/// Builds a `Document` block by block, as a reader would have.
struct Page {
  private(set) var document = Document(format: .docx)

  mutating func add(_ text: String, _ kind: Block.Kind = .paragraph, region: Block.Region = .body, cell: Block.Cell? = nil) {
    let start = document.text.count
    document.text += Array(text.utf8)
    document.blocks.append(Block(kind: cell == nil ? kind : .tableCell, region: region, range: start..<document.text.count, cell: cell))
    document.text.append(10)
    if let cell { while document.tables.count <= Int(cell.table) { document.tables.append(Document.TableShape(rows: 1, columns: 1)) } }
  }

  mutating func cell(_ text: String, _ row: Int32, _ column: Int32, table: Int32 = 0, columns: Int16 = 1, rows: Int16 = 1) {
    add(text, cell: Block.Cell(table: table, row: row, column: column, columnSpan: columns, rowSpan: rows))
  }
}

extension [UInt32] {
  /// As a string, for expectations that can be read.
  var words: String { String(String.UnicodeScalarView(compactMap(Unicode.Scalar.init))) }
}

/// Chances that are the same on every machine. SplitMix64 (Steele, Lea, Flood 2014).
struct SeededGenerator: RandomNumberGenerator {
  var state: UInt64

  mutating func next() -> UInt64 {
    state &+= 0x9E37_79B9_7F4A_7C15
    var value = state
    value = (value ^ (value >> 30)) &* 0xBF58_476D_1CE4_E5B9
    value = (value ^ (value >> 27)) &* 0x94D0_49BB_1331_11EB
    return value ^ (value >> 31)
  }
}
