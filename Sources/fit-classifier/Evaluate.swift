import ArgumentParser
import Classification
import Documents
import Findings
import Foundation
import Judging
import Policies
import Readings

/// What the program says of labelled documents, as it says it: the shipped classifier, the policy's thresholds, the judge's verdicts.
struct Evaluate: ParsableCommand {
  static let configuration = CommandConfiguration(
    abstract: "Judges labelled documents by the policy's own weights and thresholds, and prints the rates.",
    discussion: """
      On documents that the weights were fitted on the rates flatter: `fit-classifier validate` judges every document by weights that never saw \
      its hand.
      """)
  @Argument(help: "A folder of text sources (fixtures/README.md) or of JSON as shared/corpus/README.md describes.")
  var documents = "fixtures/classification"
  @Option(help: "The policy.")
  var policy = "cas-2023"
  @Option(help: "How many confusions to list.")
  var confusions = 40

  func run() throws {
    let policy = try Policy.load(policy)
    let classifier = try Classifier(policy: policy)
    let labelled = try LabelledDocument.load(documents)
    let readable = labelled.filter { $0.document.status != .unreadable }
    let answers = parallelMap(readable) { Self.answer($0, by: classifier, policy: policy) }
    let rates = Rates(answers: answers, materials: policy.materials.map(\.id))
    print(
      "set \(documents), policy \(policy.id), thresholds \(policy.thresholds.general.present) / \(policy.thresholds.general.unconfirmed)")
    let left = labelled.count - readable.count
    if left > 0 { print("left out, since they hold no text that can be read: \(left)") }
    print(rates.report())
    print(rates.flagReport())
    print("confusions, worst first")
    print(rates.confusions(limit: confusions))
  }

  static func answer(_ labelled: LabelledDocument, by classifier: Classifier, policy: Policy) -> Answer {
    let reading = classifier.read(labelled.document, sha256: "")
    // A flag shows where a score carries it: a form that is like no material has none, and needs none.
    func carries(_ flag: Readings.Flag) -> Bool { reading.scores.contains { $0.flags.contains(flag) } }
    var answer = Answer(
      id: labelled.id, materials: labelled.materials, arguable: labelled.arguable.subtracting(labelled.materials),
      isBlank: labelled.flags.contains("blank_template"), isPPTOnly: labelled.flags.contains("ppt_only"), formOf: labelled.formOf,
      probabilities: [:],
      blank: carries(.blankTemplate) ? 1 : 0, pptOnly: carries(.pptOnly) ? 1 : 0)
    for score in reading.scores {
      answer.probabilities[score.material] = score.confidence
      if let verdict = DocumentVerdict.of(score, facts: reading.facts, policy: policy) {
        answer.said[score.material] = verdict.verdict
        if verdict.verdict == .unconfirmed, score.confidence >= policy.thresholds.of(score.material).present,
          verdict.flags.contains(.plannedEdition)
        {
          answer.planned.insert(score.material)
        }
      }
      answer.evidence[score.material] = Self.lines("for", score.evidence) + "\n" + Self.lines("against", score.against)
    }
    return answer
  }

  private static func lines(_ side: String, _ evidence: [Evidence]) -> String {
    evidence.map { "    \(side): \($0.where) “\($0.quote)” (\($0.because))" }.joined(separator: "\n")
  }
}
