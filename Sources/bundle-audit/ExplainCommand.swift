import ArgumentParser
import AuditPipeline
import LedgerStore
import Reports

struct ExplainCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "explain", abstract: "Says why a plan got each of its verdicts in the last run.")

  @Argument(help: ArgumentHelp("The plan's id in the register.", valueName: "plan"))
  var plan: String
  @Option(name: .long, help: ArgumentHelp("The ledger of the runs.", valueName: "file"))
  var ledger: String
  @Option(name: .long, help: ArgumentHelp("How the answer is written.", valueName: "text|json"))
  var format = TextOrJSON.text
  @Option(name: .long, help: ArgumentHelp("The policy whose names are shown.", valueName: "name|file"))
  var policy = "cas-2023"

  func run() throws {
    let (verdict, run) = try LedgerQuestions.verdict(of: plan, in: try Ledger(at: ledger, for: .read))
    switch format {
    case .json: try Console.give(AuditLinesWriter.line(verdict) + "\n")
    case .text: try Console.give("\(run.header.id) 的审计结果\n\n" + (try VerdictText.text(verdict, policy: policy, isThorough: true)))
    }
  }
}
