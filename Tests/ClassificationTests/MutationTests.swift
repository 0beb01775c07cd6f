import Findings
import FixtureSupport
import Judging
import Policies
import Readings
import Testing

@testable import Classification

/// What people and programs do to a document must not change what it is, and what is left of it when its words are gone must not count
/// (issue 9). Typical documents of one material each, eight a material, by fifteen hands; each is counted where it is present unmutated.
@Suite("Mutations") struct MutationTests {
  /// Drawn once among the clearly labelled documents of one material of 350 to 3000 characters.
  static let ids = """
    u-001 s-021 p-006 x-090 d001 w-068 e021 f073
    r-069 f006 q-005 t-046 s-005 w-041 e043 x-047
    d010 x-077 w-010 r-008 b010 s-012 u-116 t-050
    v-002 p-043 f018 t-053 d080 s-097 e023 q-033
    e015 b009 w-091 q-041 a068 r-010 p-020 x-037
    r-002 e025 w-005 a074 p-044 x-084 u-024 f033
    q-060 d051 s-011 p-052 t-064 e010 r-070 a053
    q-009 b037 e029 w-009 a043 r-011 v-066 u-016
    """.split(whereSeparator: \.isWhitespace).map(String.init)
  /// Documents that are no material and name none: an invoice, a contract, a paper, a budget, a test, a record, an inventory, a manual.
  static let ordinary = ["f019", "f008", "d028", "d036", "d082", "d044", "d056", "d068"]

  private static func source(_ id: String) throws -> TextSource {
    // `u-001` is of the hand u, `d001` of the hand dev-d.
    try Fixtures.source(id.contains("-") ? String(id.prefix(1)) : "dev-" + id.prefix(1), id)
  }

  private static let materials = Result {
    Mutation.Materials(
      ordinary: try ordinary.map(source),
      traditional: Dictionary(SimplifiedCharacters.pairs.map { ($1, $0) }, uniquingKeysWith: { first, _ in first }))
  }

  private static func present(_ source: TextSource, runLength: Int? = nil) throws -> Set<String> {
    let policy = try Fixtures.policy.get()
    let reading = try Fixtures.classifier.get().read(Fixtures.document(source, runLength: runLength), sha256: "")
    return Set(reading.scores.filter { DocumentVerdict.of($0, facts: reading.facts, policy: policy)?.verdict == .present }.map(\.material))
  }

  private static let known = Result {
    try ids.map(source).filter { source in
      let said = try present(source)
      return said.isSuperset(of: source.materials) && said.subtracting(source.materials + source.arguable).isEmpty
    }
  }

  /// Of the documents that were present, those that a mutation applies to, with what each is called afterwards.
  private func outcomes(_ mutation: Mutation) throws -> [(source: TextSource, said: Set<String>)] {
    try Self.known.get().compactMap { source in
      guard let mutated = mutation.applied(to: source, try Self.materials.get()) else { return nil }
      return (source, try Self.present(mutated, runLength: mutation.runLength))
    }
  }

  @Test func mostOfTheDocumentsArePresentUnmutated() throws {
    // The others say nothing of mutations: were they many, the bounds below would be bounds on a handful.
    #expect(try Self.known.get().count >= 58)
  }

  @Test(arguments: Mutation.harmless) func theAnswerStays(mutation: Mutation) throws {
    let outcomes = try outcomes(mutation)
    let lost = outcomes.filter { !$0.said.isSuperset(of: $0.source.materials) }
    let others = outcomes.filter { !$0.said.subtracting($0.source.materials + $0.source.arguable).isEmpty }
    #expect(outcomes.count >= 30)
    #expect(lost.count * 20 <= outcomes.count, "\(lost.count) of \(outcomes.count): \(lost.map(\.source.id))")
    #expect(others.isEmpty, "\(others.map { "\($0.source.id) \($0.said.sorted())" })")
  }

  @Test(arguments: Mutation.harmful) func whatIsLeftDoesNotCount(mutation: Mutation) throws {
    let outcomes = try outcomes(mutation)
    let counted = outcomes.filter { !$0.said.isDisjoint(with: $0.source.materials + $0.source.arguable) }
    // Tables make up most of the text in fourteen of them.
    #expect(outcomes.count >= 10)
    #expect(counted.count * 20 <= outcomes.count, "\(counted.count) of \(outcomes.count): \(counted.map(\.source.id))")
  }
}
