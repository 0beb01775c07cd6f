import Findings
package import Policies
package import Readings
package import Registers

/// Register rows and readings → verdicts and findings. Fast and pure: no file is opened, and the same inputs give the same bytes.
package struct Judge: Sendable {
  let policy: Policy
  let funded: FundedIndex?
  let selection: SelectionQuestions

  /// `funded`: the list of projects funded the year before; nil where none was given.
  package init(policy: Policy, funded: FundedList? = nil) {
    self.policy = policy
    selection = SelectionQuestions(policy)
    self.funded = funded.map { FundedIndex($0, unitPrefixes: policy.unitPrefixes) }
  }

  /// Judges one night that fits into memory. Throws as `overview` does.
  package func judge(_ inputs: [PlanInput]) throws -> NightVerdict {
    let cases = inputs.map(open)
    let traces = cases.map(trace)
    let night = NightIndex(traces, policy: policy)
    let closed = zip(cases, traces).enumerated().map { position, plan in close(plan.0, night.answers(to: plan.1, at: position)) }
    return NightVerdict(plans: closed.map(\.verdict), overall: try overview(traces, closed.map(\.tally)))
  }

  /// What is said of a night as a whole; both lists in register order. Throws `RunError` 65 where there are plans and the policy has no answer for any of
  /// them: a policy that fits nothing must not look like a night in which all is well. That a plan applies for nothing is an answer, as long as the
  /// register has a column that could say more.
  package func overview(_ traces: [PlanTrace], _ tallies: [PlanTally]) throws -> NightOverview {
    guard tallies.isEmpty || tallies.contains(where: \.isApplied) else {
      throw RunError(
        .badData, subject: policy.id,
        message:
          "none of the \(tallies.count) plans matches an application of this policy by a column of the register; is it the policy for this register?"
      )
    }
    var lacking = ColumnTally()
    var unreadable = ColumnTally()
    for one in tallies.lazy.flatMap(\.unchecked) {
      if let column = one.unreadable { unreadable.add(one.rule, [column]) }
      lacking.add(one.rule, one.lacking)
    }
    let used = Set(tallies.lazy.flatMap(\.switches))
    return NightOverview(
      selection: SelectionOverview(traces, policy: policy), notChecked: lacking.list(policy.rules),
      unreadableCells: unreadable.list(policy.rules), switches: policy.switches.map(\.id).filter(used.contains))
  }

  /// Whether the policy has an answer for any of the rows, as if nothing had been sent. Throws `RunError` 65 where it has not.
  package func check(fits plans: [Plan]) throws {
    if plans.contains(where: { isAnswered($0, application(of: $0)) }) { return }
    _ = try judge(plans.map { PlanInput(plan: $0, files: 0, reading: nil) })
  }

  /// Judges one bundle without a register row: the materials of one path, and the rules that look at documents alone (the others read
  /// “not checked”). Throws `RunError` 64 where the policy has no such application, or the application does not take such a path.
  package func check(application id: String, path pathID: String?, title: String, files: Int, reading: BundleReading?) throws -> PlanVerdict
  {
    guard let application = policy.application(id) else {
      throw RunError(
        .usage, subject: "--application \(id)", message: "the policy \(policy.id) has no such application; it is one of: \(checkable)")
    }
    let open = application.paths.filter { $0.isOpen(in: policy) }.compactMap { policy.path($0.path) }
    guard !open.isEmpty else {
      throw RunError(
        .usage, subject: "--application \(id)",
        message: "a plan of this kind needs no materials, so there is nothing to check; it is one of: \(checkable)")
    }
    guard let path = pathID == nil ? open.first : open.first(where: { $0.id == pathID }) else {
      throw RunError(
        .usage, subject: pathID ?? id, message: "the application \(id) has no such path; it has: \(open.map(\.id).joined(separator: ", "))")
    }
    let input = PlanInput(plan: Plan(id: title, unit: "", title: title), files: files, reading: reading)
    let documents = BundleAssessment(reading, policy: policy)
    let requirements = RequirementJudging(policy: policy, input: input, documents: documents).requirements(of: path)
    let one = PlanCase(
      input: input, application: application, documents: documents, choice: PathChoice(path, requirements), requirements: requirements)
    let trace = trace(one)
    return close(one, NightIndex([trace], policy: policy).answers(to: trace, at: 0)).verdict
  }

  /// The application that a row is of: the first of the policy that matches. Lint lets no policy through whose last one does not match always.
  package func application(of plan: Plan) -> Policy.Application {
    let row = RowEvaluation(plan: plan, policy: policy)
    return policy.applications.first { row.matches($0.match) } ?? policy.applications[policy.applications.endIndex - 1]
  }

  /// The applications that `check` takes: those that require materials.
  private var checkable: String {
    policy.applications.filter { $0.paths.contains { $0.isOpen(in: policy) } }.map(\.id).sorted().joined(separator: ", ")
  }

  /// Whether the plan's application follows from its row: it matches, and the register has a column that one of the applications is told by.
  func isAnswered(_ plan: Plan, _ application: Policy.Application) -> Bool {
    guard RowEvaluation(plan: plan, policy: policy).matches(application.match) else { return false }
    let deciding = policy.applications.flatMap(\.match.rowFacts)
    return deciding.isEmpty || deciding.contains { plan.fact($0).value != .columnMissing }
  }

  /// Whether a cell that could have told another application cannot be read: then “no materials are required” is not known.
  private func isUndecided(_ plan: Plan, _ application: Policy.Application) -> Bool {
    let tried = policy.applications.prefix { $0.id != application.id }.flatMap(\.match.rowFacts) + application.match.rowFacts
    return tried.contains { plan.fact($0).value == .unreadable }
  }

  /// The first half of judging a plan: what follows from its row and its documents.
  package func open(_ input: PlanInput) -> PlanCase {
    let application = application(of: input.plan)
    let documents = BundleAssessment(
      input.reading, unreadable: input.unreadable, policy: policy, held: HeldYears(input.plan, policy: policy, funded: funded))
    let choice = PathChoice(application, judging: RequirementJudging(policy: policy, input: input, documents: documents), funded: funded)
    return PlanCase(input: input, application: application, documents: documents, choice: choice, requirements: choice.requirements)
  }

  /// The second half: the verdict, given what the other plans contribute.
  package func close(_ one: PlanCase, _ night: NightAnswers) -> ClosedPlan {
    let ruling = Ruling(Evaluation(one, policy: policy, night: night))
    var requirements = one.requirements
    for (path, flag) in ruling.flags {
      for index in requirements.indices {
        for place in requirements[index].documents.indices where requirements[index].documents[place].path == path {
          if !requirements[index].documents[place].flags.contains(flag) { requirements[index].documents[place].flags.append(flag) }
        }
      }
    }
    let used = Set(requirements.flatMap(\.documents).map(\.path))
    let others = one.documents.documents.filter { !used.contains($0.path) && $0.reading.status != .unreadable }.map { document in
      PlanVerdict.OtherDocument(
        path: document.path,
        materials: policy.materials.map(\.id).filter { id in one.documents.supports[id]?.contains { $0.path == document.path } == true })
    }
    let switches = Set(one.choice.switches + ruling.switches + plannedEditionSwitch(one))
    let verdict = PlanVerdict(
      plan: one.plan.id, unit: one.plan.unit, title: one.plan.title, application: one.application.id, path: one.choice.path?.id,
      verdict: requirements.isEmpty && isUndecided(one.plan, one.application)
        ? .review : RequirementJudging.outcome(requirements, failed: one.input.failure != nil),
      requirements: requirements,
      findings: one.plan.findings + one.input.findings + ruling.findings + plannedEditionWarnings(one), unread: one.documents.unread,
      notChecked: ruling.notChecked, unreadableCells: unreadableCells(ruling.notChecked, one.plan),
      switches: policy.switches.map(\.id).filter(switches.contains), otherDocuments: others)
    // In the policy's order: a dictionary has none.
    let unchecked = policy.rules.compactMap { rule -> PlanTally.Unchecked? in
      guard let column = verdict.notChecked[rule.id] else { return nil }
      return PlanTally.Unchecked(
        rule: rule.id, unreadable: verdict.unreadableCells?.contains(column) == true ? column : nil,
        lacking: missingColumns(rule.id, one))
    }
    let isApplied = !requirements.isEmpty || ruling.applied || isAnswered(one.plan, one.application)
    return ClosedPlan(verdict: verdict, tally: PlanTally(isApplied: isApplied, unchecked: unchecked, switches: verdict.switches))
  }

  /// All columns that a rule asks for and the plan's register lacks.
  private func missingColumns(_ id: String, _ one: PlanCase) -> [String] {
    guard let rule = policy.rule(id) else { return [] }
    var facts = (rule.when?.facts ?? []) + rule.check.facts
    if rule.check == .pathConfirmed { facts += one.application.paths.compactMap { policy.path($0.path)?.claim }.flatMap(\.facts) }
    let row = RowEvaluation(plan: one.plan, policy: policy)
    return Set(facts.filter { one.plan.fact($0).value == .columnMissing }.map(row.column)).sorted()
  }

  private func unreadableCells(_ notChecked: [String: String], _ plan: Plan) -> [String]? {
    let columns = policy.register.filter { plan.fact($0.fact).value == .unreadable }.map(\.name)
    let asked = columns.filter(notChecked.values.contains)
    return asked.isEmpty ? nil : asked
  }

  private func plannedEditionSwitch(_ one: PlanCase) -> [String] {
    one.requirements.flatMap(\.documents).contains { $0.flags.contains(.plannedEdition) } ? ["planned_edition"] : []
  }

  /// Where the policy makes the planned edition a warning, the requirement stays present and this says so.
  private func plannedEditionWarnings(_ one: PlanCase) -> [Finding] {
    guard policy.switch("planned_edition")?.value == .word("warning") else { return [] }
    return one.requirements.filter { $0.verdict == .present && $0.documents.allSatisfy { $0.flags.contains(.plannedEdition) } }.compactMap {
      requirement in
      guard let document = requirement.documents.first else { return nil }
      let (reason, shown) = one.documents.edition(document.path)
      guard let sentence = policy.sentence(reason, material: requirement.material) else { return nil }
      let values = ["file": document.path, "material": policy.material(requirement.material)?.name ?? requirement.material].merging(shown) {
        own, _ in own
      }
      return Finding(
        rule: "material.planned-edition", severity: .warning, message: shownPaths(in: fill(sentence.message, values)),
        fix: fill(sentence.fix, values),
        clause: requirement.clause)
    }
  }
}
