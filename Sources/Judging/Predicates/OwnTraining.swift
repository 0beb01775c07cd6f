import Readings
import Registers

extension Evaluation {
  /// `own_training`: no supporting document names another plan's training `mentions` times or more (names at least `alike` to that plan's, in
  /// Dice's coefficient) without naming one that is at all like this plan's own. Its own is looked for without the words that every training's
  /// name holds: 技术研修班 alone makes half of most names alike.
  func ownTraining(mentions: Int, alike: Double, generic: [String]) -> Outcome {
    let own = Names.training(one.plan.title)
    let core = Names.without(generic, own)
    let corePairs = CharacterPairs(core)
    var violations: [Violation] = []
    for document in one.supporting {
      let named = document.reading.facts.trainings.map { (name: $0.name, key: Names.training($0.name), count: $0.count) }
      // Half alike is enough for its own: editions are renamed, and a wrong warning costs more than a missed one.
      let ownNamed = named.contains { mention in
        let other = Names.without(generic, mention.key)
        return CharacterPairs(other).alike(corePairs) >= 0.5 || core.contains(other) || other.contains(core)
      }
      if ownNamed { continue }
      let other = named.first { $0.count >= mentions && night.trainings.contains($0.key, otherThan: own, least: alike) }
      guard let other else { continue }
      violations.append(Violation(values: ["file": document.path, "other": other.name, "count": String(other.count)], path: document.path))
    }
    return violations.isEmpty ? .holds : .broken(violations)
  }
}
