import Policies
import Readings
import Registers

extension Judge {
  /// What the other plans and the night's numbers need of a plan.
  package func trace(_ one: PlanCase) -> PlanTrace {
    let unit = Names.unit(one.plan.unit, policy.unitPrefixes)
    var askedUnits: Set<String> = []
    var askedTrainings: [PlanTrace.AskedTraining] = []
    for rule in policy.rules where rule.appliesTo.isEmpty || rule.appliesTo.contains(one.application.id) {
      for predicate in (rule.when?.leaves ?? []) + rule.check.leaves {
        switch predicate {
        case .ownUnit(_, _, let prefixes):
          askedUnits.formUnion(OwnUnitQuestion.names(one.supporting, own: unit, prefixes: prefixes, policy: policy))
        case .ownTraining(let mentions, let alike, let generic):
          let question = OwnTrainingQuestion(title: one.plan.title, mentions: mentions, alike: alike, generic: generic)
          for asked in one.supporting.flatMap({ question.candidates($0) }).map(\.asked) where !askedTrainings.contains(asked) {
            askedTrainings.append(asked)
          }
        default: break
        }
      }
    }
    return PlanTrace(
      plan: one.plan.id, unit: one.plan.unit, title: one.plan.title, application: one.application.id, unitName: unit,
      trainingName: Names.training(one.plan.title),
      places: one.supporting.map {
        PlanTrace.Place(path: $0.path, sha256: $0.reading.sha256, sketch: Set($0.reading.facts.sketch).sorted())
      },
      askedUnits: askedUnits.sorted(), askedTrainings: askedTrainings, candidacies: selection.candidacies(one),
      isAnswered: isAnswered(one.plan, one.application))
  }
}
