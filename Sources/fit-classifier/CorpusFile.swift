import Findings
import FixtureSupport
import Foundation

/// A labelled document as the corpus for developing keeps it (shared/corpus/README.md): JSON with `truth`, `arguable`, `traits` and `blocks`.
struct CorpusFile: Decodable {
  struct Block: Decodable {
    var h: Int?
    var t: String?
    var p: String?
    var table: [[Cell]]?
    var list: [String]?
    var textbox: String?
    var header: String?
    var footer: String?
    var image: String?
    var ins: String?
    var del: String?
  }

  /// A cell is a string; numbers occur too.
  struct Cell: Decodable {
    var text: String

    init(from decoder: any Decoder) throws {
      let value = try decoder.singleValueContainer()
      if let string = try? value.decode(String.self) {
        text = string
      } else if let number = try? value.decode(Int.self) {
        text = String(number)
      } else {
        text = String(try value.decode(Double.self))
      }
    }
  }

  var id: String
  var truth: [String]
  var arguable: [String]?
  var traits: [String]?
  var blocks: [Block]

  /// The file as a text source. Throws `RunError` 65 where it is not what the README describes.
  static func source(_ data: Data, path: String) throws -> TextSource {
    let file: CorpusFile
    do {
      file = try JSONDecoder().decode(CorpusFile.self, from: data)
    } catch {
      throw RunError(.badData, subject: path, message: "is no labelled document of the corpus", cause: "\(error)")
    }
    var source = try TextSource("id: \(file.id)\n---\n", name: file.id)
    source.materials = file.truth
    source.arguable = file.arguable ?? []
    source.traits = file.traits ?? []
    // The corpus writes what fixtures call flags as traits.
    source.flags = source.traits.filter { ["blank_template", "ppt_only", "planned_edition", "other_unit"].contains($0) }
    source.blocks = try file.blocks.enumerated().map { index, block in
      guard let content = block.content else {
        throw RunError(.badData, subject: path, message: "block \(index + 1) is of no known kind")
      }
      return TextSource.Block(content: content, segment: nil, line: index + 1)
    }
    return source
  }
}

extension CorpusFile.Block {
  fileprivate var content: TextSource.Content? {
    if let h { return .heading(t ?? "", level: min(max(h, 1), 6)) }
    if let p { return .paragraph(p) }
    if let table { return .table(table.map { $0.map(\.text) }) }
    if let list { return .list(list) }
    if let textbox { return .textBox(textbox) }
    if let header { return .header(header) }
    if let footer { return .footer(footer) }
    if let image { return .picture(image) }
    if let ins { return .inserted(ins) }
    return del.map { .deleted($0) }
  }
}
