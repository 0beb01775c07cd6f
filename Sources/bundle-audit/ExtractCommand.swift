import ArgumentParser
import AuditPipeline
import Documents
import Findings
import Reports
import Workers

struct ExtractCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "extract", abstract: "Prints the text that the program reads in one document.",
    discussion: """
      A member of a container is named CONTAINER!/MEMBER. Where not all of the document could be read, standard error says which limit or fault; where \
      nothing of it could be, the exit code is 2.
      """)

  @Argument(help: ArgumentHelp("A document.", valueName: "path"))
  var path: String
  @Flag(name: .long, help: "Read print in pictures and scans by OCR.")
  var ocr = false
  @Option(name: .long, help: ArgumentHelp("How the text is written.", valueName: "text|json"))
  var format = TextOrJSON.text

  func run() throws {
    let programs = HelperPrograms.find(ocr: ocr)
    if let warning = programs.recognitionWarning { Console.say("bundle-audit: \(warning)") }
    // What is opened here is as hostile as what a worker opens, and the programs that help are the same.
    let sandbox = WorkerSandbox(readable: [Extraction.file(of: path)], helpers: programs.paths.values.sorted())
    for warning in sandbox.enter() { Console.say("bundle-audit: warning: \(warning)") }
    let extraction = try Extraction.of(path, helpers: ReadingHelpers(programs))
    let document = extraction.document
    if document.status != .read {
      Console.say(
        "bundle-audit: \(extraction.path): \(document.status.rawValue), \(document.reason?.rawValue ?? ""): \(document.detail ?? "")")
    }
    switch format {
    case .text: try Console.give(Self.text(document))
    case .json: try Self.giveJSON(extraction)
    }
    // The contract's code for what could not be audited; the sentence is said already.
    if document.status == .unreadable { throw ExitCode(RunError.Code.someBundleFailed.rawValue) }
  }

  /// Headings behind `#`, a table's row on a line between bars, what stands outside the page's flow behind its place.
  private static func text(_ document: Document) -> String {
    var text = ""
    var row: (table: Int32, row: Int32)?
    var column: Int32 = 0
    var pictures = document.pictureTexts[...]
    func showPictures(before index: Int) {
      while let picture = pictures.first, picture.blocksBefore <= index {
        text += "[picture] \(picture.text)\n"
        pictures.removeFirst()
      }
    }
    for (index, block) in document.blocks.enumerated() {
      // Not into the middle of a table, whose rows are lines.
      if block.cell == nil {
        if row != nil { text += " |\n" }
        row = nil
        showPictures(before: index)
      } else if row == nil {
        showPictures(before: index)
      }
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
      if block.region != .body { text += "[\(block.region)] " }
      switch block.kind {
      case .heading: text += String(repeating: "#", count: max(1, Int(block.level))) + " "
      case .listItem: text += "- "
      default: break
      }
      text += words + "\n"
    }
    if row != nil { text += " |\n" }
    showPictures(before: .max)
    return text
  }

  /// Written in pieces: as one value, the blocks of a large document would take more memory than reading it did.
  private static func giveJSON(_ extraction: Extraction) throws {
    let document = extraction.document
    let head = JSONText.object([
      "path": .string(extraction.path), "sha256": .string(extraction.sha256), "format": .string(document.format.rawValue),
      "status": .string(document.status.rawValue), "reason": .optional(document.reason?.rawValue), "detail": .optional(document.detail),
      "pictures": .integer(document.pictures), "embedded": .array(document.embedded.map { .string($0.name) }),
    ]).line
    var piece = head.dropLast() + ",\"blocks\":["
    var isFirst = true
    func add(_ block: JSONText) throws {
      if !isFirst { piece += "," }
      isFirst = false
      piece += block.line
      if piece.utf8.count > 1 << 16 {
        try Console.give(String(piece))
        piece = ""
      }
    }
    var pictures = document.pictureTexts[...]
    func addPictures(before index: Int) throws {
      while let picture = pictures.first, picture.blocksBefore <= index {
        try add(
          .object([
            "kind": .string("picture"), "region": .string("body"), "level": .integer(0), "cell": .null, "text": .string(picture.text),
          ]))
        pictures.removeFirst()
      }
    }
    for (index, block) in document.blocks.enumerated() {
      try addPictures(before: index)
      try add(json(block, document))
    }
    try addPictures(before: .max)
    try Console.give(String(piece) + "]}\n")
  }

  private static func json(_ block: Block, _ document: Document) -> JSONText {
    let cell = block.cell.map { cell in
      JSONText.object(["table": .integer(Int(cell.table)), "row": .integer(Int(cell.row)), "column": .integer(Int(cell.column))])
    }
    return .object([
      "kind": .string("\(block.kind)"), "region": .string("\(block.region)"), "level": .integer(Int(block.level)), "cell": cell ?? .null,
      "text": .string(document.string(block)),
    ])
  }
}
