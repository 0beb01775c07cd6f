import ArgumentParser
import AuditPipeline
import Findings
import Policies
import Readings
import Workers

struct ClassifyCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "classify", abstract: "Says what each document is, one line a document; containers are opened.",
    discussion: "Lines come in the order of the paths. A file that cannot be read is a line that says so.")

  enum Format: String, ExpressibleByArgument, CaseIterable {
    case text
    case jsonl
  }

  @OptionGroup var input: PathOptions
  @Option(name: .long, help: ArgumentHelp("How the lines are written.", valueName: "text|jsonl"))
  var format = Format.text
  @OptionGroup var reading: ReadingOptions

  func run() throws {
    let policy = try Policy.load(reading.policy)
    let files = try DocumentBatch.files(of: try input.all())
    let batch = reading.batch(Log())
    let format = format
    try wait {
      try await batch.read(files) { reading in
        for document in reading.documents {
          try Console.give(
            (format == .jsonl ? DocumentMaterials.line(document, policy: policy) : ClassifyText.line(document, policy)) + "\n")
        }
      }
    }
  }
}
