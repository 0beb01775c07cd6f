import ArgumentParser
import Findings
import Policies

struct PolicyCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "policy", abstract: "Shows a policy, or says what is wrong with one.", subcommands: [Show.self, Lint.self])

  struct Show: ParsableCommand {
    static let configuration = CommandConfiguration(abstract: "Prints a policy.")

    enum Format: String, ExpressibleByArgument, CaseIterable {
      case yaml
      case rules
    }

    @Argument(help: ArgumentHelp("The name of a built-in policy, or a YAML file.", valueName: "name|file"))
    var policy = "cas-2023"
    @Option(name: .long, help: ArgumentHelp("The YAML itself, or the rule book that follows from it.", valueName: "yaml|rules"))
    var format = Format.yaml

    func run() throws {
      let policy = try Policy.load(policy)
      try Console.give(format == .yaml ? policy.yaml : policy.ruleBook())
    }
  }

  struct Lint: ParsableCommand {
    static let configuration = CommandConfiguration(
      abstract: "Says everything that is wrong with a policy, by line and key path.", discussion: "Ends with 65 where anything is.")

    @Argument(help: ArgumentHelp("The name of a built-in policy, or a YAML file.", valueName: "name|file"))
    var policy = "cas-2023"

    func run() throws {
      let problems = try Policy.lint(policy)
      for problem in problems { try Console.give("\(policy): \(problem)\n") }
      guard problems.isEmpty else { throw ExitCode(RunError.Code.badData.rawValue) }
      try Console.give("\(policy): no problems\n")
    }
  }
}
