import ArgumentParser
import Classification
import Containers
import Documents
import Findings
import FixtureSupport
import Foundation
import Judging
import Policies
import Readings

/// How steady the answers are (issue 9): labelled documents, each mutated in the ways of `Mutation`, judged by the shipped weights.
struct MutationRates: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "mutations",
    abstract: "Mutates labelled documents of one material and prints how often the answer stays or goes, as it should.")
  @Argument(help: "The folder of labelled text sources.")
  var documents = "fixtures/classification"
  @Option(help: "The policy.")
  var policy = "cas-2023"
  @Option(help: "How many changed answers to list for each mutation.")
  var changes = 10

  func run() throws {
    let policy = try Policy.load(policy)
    let classifier = try Classifier(policy: policy)
    let sources = try LabelledDocument.sources(documents)
    let materials = Mutation.Materials(
      ordinary: sources.filter { $0.materials.isEmpty && $0.arguable.isEmpty && $0.flags.isEmpty && $0.traits.isEmpty },
      traditional: Dictionary(SimplifiedCharacters.pairs.map { ($1, $0) }, uniquingKeysWith: { first, _ in first }))
    @Sendable func present(_ source: TextSource, runLength: Int? = nil) -> Set<String> {
      // A source that cannot be built would be a fault of the fixtures, which `evaluate` reports.
      guard let bytes = try? DocxBuilder.bytes(source, runLength: runLength) else { return [] }
      let reading = classifier.read(DocumentReader.read(bytes, type: .docx, limits: Limits()), sha256: "")
      return Set(
        reading.scores.filter { DocumentVerdict.of($0, facts: reading.facts, policy: policy)?.verdict == .present }.map(\.material))
    }
    let chosen = sources.filter { $0.materials.count == 1 && $0.flags.isEmpty }
    let before = parallelMap(chosen) { present($0) }
    let known = zip(chosen, before).filter { $1 == Set($0.materials) }.map(\.0)
    print("documents of one material \(chosen.count), called present and nothing else \(known.count)")
    for mutation in Mutation.allCases {
      let results = parallelMap(known) { source -> (id: String, said: Set<String>, isStill: Bool, isOther: Bool)? in
        guard let mutated = mutation.applied(to: source, materials) else { return nil }
        let said = present(mutated, runLength: mutation.runLength)
        let truth = Set(source.materials)
        return (source.id, said, said.isSuperset(of: truth), !said.subtracting(truth).subtracting(source.arguable).isEmpty)
      }.compactMap { $0 }
      let still = results.count(where: \.isStill)
      let other = results.count(where: \.isOther)
      let share = String(format: "%.1f %%", 100 * Double(still) / Double(max(1, results.count)))
      print("\(mutation.rawValue): still present \(still) of \(results.count) (\(share)), another material present \(other)")
      let isHarmless = Mutation.harmless.contains(mutation)
      for result in results.filter({ $0.isStill != isHarmless || $0.isOther }).prefix(changes) {
        print("  \(result.id): \(result.said.sorted().joined(separator: ", "))")
      }
    }
  }
}
