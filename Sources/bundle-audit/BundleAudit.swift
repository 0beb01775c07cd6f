import ArgumentParser
import Findings
import Foundation

/// The command line. Each subcommand is a file; each ends in one of the contract's exit codes.
@main
struct BundleAudit: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "bundle-audit",
    abstract: "Audits uploaded bundles of training-course material against a register and a policy, and writes every unit its report.",
    version: Program.version,
    subcommands: [
      AuditCommand.self, CheckCommand.self, ClassifyCommand.self, ExtractCommand.self, ExplainCommand.self, DecideCommand.self,
      RejudgeCommand.self,
      ReportCommand.self, PolicyCommand.self, WorkerCommand.self,
    ])

  /// Not `async`: a worker shuts itself into its sandbox before any other thread may be started.
  static func main() {
    do {
      var command = try parseAsRoot()
      try command.run()
    } catch let error as RunError {
      fatal("\(error)", code: error.code.rawValue)
      Foundation.exit(error.code.rawValue)
    } catch let code as ExitCode {
      Foundation.exit(code.rawValue)
    } catch  where isOurFault(error) {
      fatal("internal error: \(plainWords(error))", code: RunError.Code.internal.rawValue)
      Foundation.exit(RunError.Code.internal.rawValue)
    } catch  where logsJSON && exitCode(for: error) != .success {
      fatal(message(for: error), code: exitCode(for: error).rawValue)
      Foundation.exit(exitCode(for: error).rawValue)
    } catch {
      // Help and version go to standard output with 0, a wrong command line to standard error with 64.
      exit(withError: error)
    }
  }

  /// Whether the log is JSON. It is looked for in the words themselves: where they could not be parsed, there is no option to ask.
  private static var logsJSON: Bool {
    let words = CommandLine.arguments
    return words.contains("--log-format=json") || zip(words, words.dropFirst()).contains { $0 == ("--log-format", "json") }
  }

  /// The last line of standard error, in the form that the others have.
  private static func fatal(_ sentence: String, code: Int32) {
    if logsJSON {
      Log(.json).fail(sentence, ["exit": String(code)])
    } else {
      Console.say("bundle-audit: \(sentence)")
    }
  }

  /// ArgumentParser's own errors (help, version, a wrong command line) have an exit code other than plain failure.
  private static func isOurFault(_ error: any Error) -> Bool {
    exitCode(for: error) == .failure
  }
}

enum Program {
  /// Part of what a night's verdicts depend on; goes up with every release, as CHANGELOG.md says.
  static let version = "0.1.0"

  /// This program's own file, to be started as a worker: argv[0] may be relative, or a name in PATH.
  static var executable: String {
    (try? FileManager.default.destinationOfSymbolicLink(atPath: "/proc/self/exe")) ?? CommandLine.arguments[0]
  }

  static var cores: Int { ProcessInfo.processInfo.activeProcessorCount }

  /// Today where this machine is, `YYYY-MM-DD`.
  static var today: String {
    let formatter = DateFormatter()
    formatter.locale = Locale(identifier: "en_US_POSIX")
    formatter.dateFormat = "yyyy-MM-dd"
    return formatter.string(from: Date())
  }
}
