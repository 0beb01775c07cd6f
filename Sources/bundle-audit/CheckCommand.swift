import ArgumentParser
import AuditPipeline
import Findings
import Judging
import Reports

struct CheckCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "check", abstract: "Checks one bundle without a register: the same check that a night makes.",
    discussion: "Ends with 0 where the bundle is complete, 1 where it is not, 2 where it could not be audited.")

  @OptionGroup var input: PathOptions
  @Option(name: .long, help: ArgumentHelp("What the plan applies for.", valueName: "boutique|hrss"))
  var application: String
  @Flag(name: .long, help: "Asks for the two materials of the simplified path instead of six.")
  var simplified = false
  @Option(name: .long, help: ArgumentHelp("How the result is written.", valueName: "text|json"))
  var format = TextOrJSON.text
  @OptionGroup var reading: ReadingOptions

  func run() throws {
    let check = BundleCheck(batch: reading.batch(Log()), application: application, isSimplified: simplified)
    let paths = try input.all()
    let verdict = try wait { try await check.run(paths) }
    switch format {
    case .json: try Console.give(AuditLinesWriter.line(verdict) + "\n")
    case .text: try Console.give(try VerdictText.text(verdict, policy: reading.policy))
    }
    switch verdict.verdict {
    case .complete, .notRequired: return
    case .failed: throw ExitCode(RunError.Code.someBundleFailed.rawValue)
    case .incomplete, .review: throw ExitCode(RunError.Code.foundDeficiencies.rawValue)
    }
  }
}
