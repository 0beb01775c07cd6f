import ArgumentParser
import AuditPipeline
import LedgerStore
import Reports

struct RejudgeCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "rejudge", abstract: "Judges the last night's readings under another policy: which verdicts would flip. Opens no upload.")

  @Option(name: .long, help: ArgumentHelp("The other policy.", valueName: "name|file"))
  var policy: String
  @Option(name: .long, help: ArgumentHelp("The ledger of the runs.", valueName: "file"))
  var ledger: String
  @Option(name: .long, help: ArgumentHelp("How the answer is written.", valueName: "text|json"))
  var format = TextOrJSON.text

  func run() throws {
    let rejudging = try Rejudging(policy: policy, ledger: try Ledger(at: ledger, for: .read))
    if rejudging.hasOtherCues {
      Log().warn("this policy's cues differ from last night's: what its own reading of the documents would change is not shown")
    }
    switch format {
    case .json:
      let flips = rejudging.flips.map { flip in
        JSONText.object([
          "plan": .string(flip.plan), "material": .optional(flip.material), "from": .optional(flip.from), "to": .optional(flip.to),
        ])
      }
      try Console.give(JSONText.object(["plans": .integer(rejudging.plans), "flips": .array(flips)]).line + "\n")
    case .text:
      for flip in rejudging.flips {
        try Console.give("\(flip.plan)\t\(flip.material ?? "计划")\t\(flip.from ?? "—") → \(flip.to ?? "—")\n")
      }
      let plans = Set(rejudging.flips.map(\.plan)).count
      try Console.give("\(plans) of \(rejudging.plans) plans would change\n")
    }
  }
}
