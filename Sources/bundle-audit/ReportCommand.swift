import ArgumentParser
import AuditPipeline
import Findings
import Foundation
import LedgerStore
import Reports

struct ReportCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "report", abstract: "Writes the last run's reports again, from the ledger alone.")

  @Option(name: .long, help: ArgumentHelp("The ledger of the runs.", valueName: "file"))
  var ledger: String
  @Option(name: .long, help: ArgumentHelp("A folder that does not exist yet.", valueName: "dir"))
  var output: String

  func run() throws {
    let report = try LedgerQuestions.report(of: try Ledger(at: ledger, for: .read))
    guard !FileManager.default.fileExists(atPath: output) else {
      throw RunError(
        .cannotWrite, subject: output, message: "is there already; name a folder that does not exist, so that nothing is written over")
    }
    try ReportWriter.write(report, to: output)
    try Console.give("\(output)/index.html\n")
  }
}
