import ArgumentParser
import AuditPipeline
import Findings
import Judging
import LedgerStore

struct DecideCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "decide", abstract: "Writes down that a person accepts or rejects a document as a material.",
    discussion: "The decision is bound to the document's content: a new upload voids it. The next run applies it.")

  enum Ruling: String, ExpressibleByArgument, CaseIterable {
    case accept
    case reject
  }

  @Argument(help: ArgumentHelp("The plan's id in the register.", valueName: "plan"))
  var plan: String
  @Argument(help: ArgumentHelp("The material, for instance faculty_list.", valueName: "material"))
  var material: String
  @Argument(help: ArgumentHelp("accept or reject.", valueName: "accept|reject"))
  var ruling: Ruling
  @Option(name: .long, help: ArgumentHelp("Who decides.", valueName: "name"))
  var by: String
  @Option(name: .long, help: ArgumentHelp("Why.", valueName: "text"))
  var reason: String
  @Option(name: .long, help: ArgumentHelp("The document that is meant, as reports name it.", valueName: "member"))
  var file: String?
  @Option(name: .long, help: ArgumentHelp("The last day on which it holds; without end if not given.", valueName: "date"))
  var until: Day?
  @Option(name: .long, help: ArgumentHelp("The ledger of the runs.", valueName: "file"))
  var ledger: String

  func run() throws {
    let store = try Ledger(at: ledger, for: .decide)
    let decision = try LedgerQuestions.decide(
      plan: plan, material: material, accept: ruling == .accept, by: by, reason: reason, file: file, until: until?.text,
      made: Program.today, in: store)
    try store.close()
    let until = decision.until.map { ", until \($0)" } ?? ""
    try Console.give(
      "decision \(decision.id): \(plan) \(material) \(ruling.rawValue), \(decision.file ?? "")\(until); the next run applies it\n")
  }
}
