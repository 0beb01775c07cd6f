import ArgumentParser
import AuditPipeline
import Findings
import Foundation

struct AuditCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "audit", abstract: "Audits a night: a register and a folder of uploads become a folder of reports.",
    discussion: """
      Exit codes: 0 done (deficiencies are a result), 1 done and --fail-on asked for it, 2 done but some bundle could not be audited, 64 usage, \
      65 the register, list or policy is bad, 66 an input does not exist, 70 internal error, 73 the output cannot be written, 75 another run \
      holds the ledger.
      """)

  @Option(name: .long, help: ArgumentHelp("The register, XLSX or CSV.", valueName: "file"))
  var register: String
  @Option(name: .long, help: ArgumentHelp("The folder of uploads.", valueName: "dir"))
  var uploads: String
  @Option(name: .long, help: ArgumentHelp("The folder that reports go to.", valueName: "dir"))
  var output: String
  @Option(name: .long, help: ArgumentHelp("The list of projects funded the year before, XLSX or CSV.", valueName: "file"))
  var funded: String?
  @OptionGroup var reading: ReadingOptions
  @Option(name: .long, help: ArgumentHelp("The ledger; OUTPUT/ledger.sqlite if not given.", valueName: "file"))
  var ledger: String?
  @Flag(
    name: .long,
    help: "Open and hash every file, also those that have not changed since an earlier night; known contents are not read again.")
  var full = false
  @Flag(name: .long, help: "Set a damaged ledger aside under another name and build a new one from the uploads; a sound one is kept.")
  var rebuildLedger = false
  @Option(name: .long, help: ArgumentHelp("The day of the run, as 2023-03-01; today if not given.", valueName: "date"))
  var asOf: Day?
  @Option(name: .long, help: ArgumentHelp("Judge from worker output made elsewhere, instead of starting workers.", valueName: "file"))
  var readings: String?
  @Option(name: .long, help: ArgumentHelp("Only write the workers' requests to a file, to be read elsewhere, and end.", valueName: "file"))
  var requestsOnly: String?
  @Option(name: .long, help: ArgumentHelp("Keep so many nights and remove older ones; all if not given.", valueName: "n"))
  var keep: Int?
  @Option(name: .long, help: ArgumentHelp("Take files younger than so many seconds for still being uploaded.", valueName: "seconds"))
  var settle = 0.0
  @Option(
    name: .long,
    help: ArgumentHelp(
      "Until when the units shall answer, as 2023-03-15; the letters leave a blank if not given, or once it is over.", valueName: "date"))
  var replyBy: Day?
  @Option(name: .long, help: ArgumentHelp("Who signs the letters.", valueName: "name"))
  var issuer: String?
  @Option(
    name: .long,
    help: ArgumentHelp(
      "End with 1 where a plan is incomplete, or where one is incomplete or to be reviewed.", valueName: "incomplete|review"))
  var failOn: FailOn?
  @Option(name: .long, help: ArgumentHelp("How standard error is written.", valueName: "text|json"))
  var logFormat = LogFormat.text
  @Flag(name: .long, help: .hidden)
  var injectFaults = false

  enum FailOn: String, ExpressibleByArgument, CaseIterable {
    case incomplete
    case review
  }

  func validate() throws {
    if let keep, keep < 1 { throw ValidationError("--keep is a number from 1, not \(keep): the night just finished is always kept.") }
    guard settle >= 0, settle.isFinite else { throw ValidationError("--settle is a number of seconds from 0, not \(settle).") }
  }

  func run() throws {
    let log = Log(logFormat)
    let progress = Progress(log, isWatched: Console.isWatched && logFormat == .text)
    let options = self.options
    if let requestsOnly {
      try Console.give("\(try Audit.writeRequests(options, to: requestsOnly)) requests: \(requestsOnly)\n")
      return
    }
    // Not refused: a timer runs the same line every night, and on the morning after the last day the officer still wants a report.
    if let replyBy, options.isReplyByOver {
      log.warn("--reply-by \(replyBy.text) is before the day of the run, \(options.asOf): the letters leave the day blank")
    }
    let outcome = try wait { try await Audit.run(options) { progress.take($0) } }
    progress.endBar()
    try Console.give(OutcomeTable.text(outcome))
    if outcome.plans[.failed, default: 0] > 0 { throw ExitCode(RunError.Code.someBundleFailed.rawValue) }
    let incomplete = outcome.plans[.incomplete, default: 0]
    let review = outcome.plans[.review, default: 0]
    if failOn != nil && incomplete > 0 || failOn == .review && review > 0 { throw ExitCode(RunError.Code.foundDeficiencies.rawValue) }
  }

  private var options: AuditOptions {
    var options = AuditOptions(
      register: register, uploads: uploads, output: output, policy: reading.policy, ledger: ledger ?? "\(output)/ledger.sqlite",
      jobs: reading.workers, asOf: asOf?.text ?? Program.today, executable: Program.executable, programVersion: Program.version)
    options.funded = funded
    options.full = full
    options.rebuildsLedger = rebuildLedger
    options.readings = readings
    options.keep = keep
    options.settle = settle
    options.deadline = reading.deadline
    options.ocr = reading.ocr
    options.replyBy = replyBy?.text
    options.issuer = issuer
    options.injectsFaults = injectFaults
    return options
  }
}

extension LogFormat: ExpressibleByArgument {}
