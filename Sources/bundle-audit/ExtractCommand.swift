import ArgumentParser
import AuditPipeline
import Documents
import Findings
import Reports
import Workers

struct ExtractCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "extract", abstract: "Prints the text that the program reads in one document.",
    discussion: "A member of a container is named CONTAINER!/MEMBER.")

  @Argument(help: ArgumentHelp("A document.", valueName: "path"))
  var path: String
  @Option(name: .long, help: ArgumentHelp("How the text is written.", valueName: "text|json"))
  var format = TextOrJSON.text

  func run() throws {
    let extraction = try Extraction.of(path, helpers: ReadingHelpers(HelperPrograms.find()))
    let document = extraction.document
    if document.status != .read {
      Console.say(
        "bundle-audit: \(extraction.path): \(document.status.rawValue), \(document.reason?.rawValue ?? ""): \(document.detail ?? "")")
    }
    switch format {
    case .text: try Console.give(Self.text(document))
    case .json: try Console.give(Self.json(extraction))
    }
  }

  /// Headings behind `#`, a table's row on a line between bars, what stands outside the page's flow behind its place.
  private static func text(_ document: Document) -> String {
    var text = ""
    var row: (table: Int32, row: Int32)?
    var column: Int32 = 0
    for block in document.blocks {
      let words = document.string(block)
      if let cell = block.cell {
        if row.map({ $0 == (cell.table, cell.row) }) != true {
          if row != nil { text += " |\n" }
          text += "| "
        } else {
          text += cell.column == column ? " " : " | "
        }
        text += words.replacing("\n", with: " ")
        row = (cell.table, cell.row)
        column = cell.column
        continue
      }
      if row != nil { text += " |\n" }
      row = nil
      if block.region != .body { text += "[\(block.region)] " }
      switch block.kind {
      case .heading: text += String(repeating: "#", count: max(1, Int(block.level))) + " "
      case .listItem: text += "- "
      default: break
      }
      text += words + "\n"
    }
    if row != nil { text += " |\n" }
    return text
  }

  private static func json(_ extraction: Extraction) -> String {
    let document = extraction.document
    let blocks = document.blocks.indices.map { index -> JSONText in
      let block = document.blocks[index]
      let cell = block.cell.map { cell in
        JSONText.object(["table": .integer(Int(cell.table)), "row": .integer(Int(cell.row)), "column": .integer(Int(cell.column))])
      }
      return .object([
        "kind": .string("\(block.kind)"), "region": .string("\(block.region)"), "level": .integer(Int(block.level)), "cell": cell ?? .null,
        "text": .string(document.string(block)),
      ])
    }
    return JSONText.object([
      "path": .string(extraction.path), "sha256": .string(extraction.sha256), "format": .string(document.format.rawValue),
      "status": .string(document.status.rawValue), "reason": .optional(document.reason?.rawValue), "detail": .optional(document.detail),
      "pictures": .integer(document.pictures), "embedded": .array(document.embedded.map { .string($0.name) }), "blocks": .array(blocks),
    ]).line + "\n"
  }
}
