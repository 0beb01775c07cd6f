import Readings
import Registers

extension Evaluation {
  /// `own_training`: no supporting document names another plan's training `mentions` times or more (names at least `alike` to that plan's, in
  /// Dice's coefficient) without naming one that is at all like this plan's own. Its own is looked for without the words that every training's
  /// name holds: 技术研修班 alone makes half of most names alike.
  func ownTraining(mentions: Int, alike: Double, generic: [String]) -> Outcome {
    let question = OwnTrainingQuestion(title: one.plan.title, mentions: mentions, alike: alike, generic: generic)
    var violations: [Violation] = []
    for document in one.supporting {
      let other = question.candidates(document).first { night.trainings.contains($0.asked) }
      guard let other else { continue }
      violations.append(Violation(values: ["file": document.path, "other": other.name, "count": String(other.count)], path: document.path))
    }
    return violations.isEmpty ? .holds : .broken(violations)
  }
}

/// What `own_training` asks of the night.
struct OwnTrainingQuestion {
  private let core: String
  private let corePairs: CharacterPairs
  private let mentions: Int
  private let alike: Double
  private let generic: [String]

  init(title: String, mentions: Int, alike: Double, generic: [String]) {
    core = Names.without(generic, Names.training(title))
    corePairs = CharacterPairs(core)
    self.mentions = mentions
    self.alike = alike
    self.generic = generic
  }

  /// Trainings that the document names often, in its order; none where it names one that may be the plan's own.
  func candidates(_ document: FoundDocument) -> [(name: String, count: Int, asked: PlanTrace.AskedTraining)] {
    let named = document.reading.facts.trainings.map { (name: $0.name, key: Names.training($0.name), count: $0.count) }
    // Half alike is enough for its own: editions are renamed, and a wrong warning costs more than a missed one.
    let ownNamed = named.contains { mention in
      let other = Names.without(generic, mention.key)
      return CharacterPairs(other).alike(corePairs) >= 0.5 || core.contains(other) || other.contains(core)
    }
    if ownNamed { return [] }
    return named.filter { $0.count >= mentions }
      .map { ($0.name, $0.count, PlanTrace.AskedTraining(name: $0.key, least: alike)) }
  }
}
