import Findings
import Judging
import Readings

/// `units/<unit>/index.html`: what one institute's training officer has to do, and why.
struct UnitPage {
  private let parts: PageParts
  private let unit: Summary.Unit
  private let position: Int

  /// One material of one plan.
  struct MaterialKey: Hashable {
    var plan: String
    var material: String
  }

  /// - Parameter position: the unit's place in `summary.json`.
  init(_ parts: PageParts, _ unit: Summary.Unit, position: Int) {
    self.parts = parts
    self.unit = unit
    self.position = position
  }

  /// What the overview of changes says of each open material, in a few words.
  static func history(_ changes: Changes) -> [MaterialKey: String] {
    // On the first night everything is new, and nobody needs to be told of each.
    guard changes.previousRun != nil else { return [:] }
    var history: [MaterialKey: String] = [:]
    let because = { (item: Changes.Item) in item.cause.map { Texts.shared.label(.because, ["cause": Texts.shared.cause($0)]) } ?? "" }
    for item in changes.new {
      history[MaterialKey(plan: item.plan, material: item.material)] = Texts.shared.change(.new).word + because(item)
    }
    for item in changes.reopened {
      history[MaterialKey(plan: item.plan, material: item.material)] = Texts.shared.change(.reopened).word + because(item)
    }
    for item in changes.fixed {
      history[MaterialKey(plan: item.plan, material: item.material)] = Texts.shared.change(.fixed).word + because(item)
    }
    for item in changes.stillOpen {
      history[MaterialKey(plan: item.plan, material: item.material)] =
        item.since.map { Texts.shared.label(.since, ["date": CalendarDate.shown($0)]) } ?? Texts.shared.label(.sinceBefore)
    }
    return history
  }

  /// What stands in the page for an entry of `history`.
  static func shown(_ history: String?) -> String {
    history.map { "<span class=\"history\">\(View.escaped(ShownText.line($0)))</span>" } ?? ""
  }

  /// With places to fill.
  func html() throws(RunError) -> String {
    let plans = unit.plans.map { parts.report.plans[$0] }
    // What is missing first, then what is to be confirmed, then what only the register says; plans of one kind in the register's order.
    let ranked = OverviewPage.outcomeOrder.flatMap { outcome in plans.filter { $0.verdict == outcome } }
    let todos = ranked.compactMap(todo)
    let materials = unit.materials
    let view = parts.frame(title: .text("\(ShownText.line(unit.unit, atMost: 60)) · \(Texts.shared.label(.audit))")).adding([
      "unit": .text(unit.unit), "plans": .number(plans.count), "key": .text("units.\(position)"), "openAny": .flag(unit.open > 0),
      "open": .number(unit.open), "missing": .number(materials[MaterialVerdict.missing.rawValue]),
      "deficient": .number(materials[MaterialVerdict.deficient.rawValue]),
      "unconfirmed": .number(materials[MaterialVerdict.unconfirmed.rawValue]),
      "problemsAny": .flag(unit.problems > 0), "problems": .number(unit.problems), "requiredAny": .flag(materials.total > 0),
      "failedAny": .flag(unit.outcomes[PlanOutcome.failed.rawValue] > 0), "failed": .number(unit.outcomes[PlanOutcome.failed.rawValue]),
      "deadline": .text(parts.report.openDeadline.map(CalendarDate.shown)), "needsNotice": .flag(unit.needsNotice),
      "todoAny": .flag(!todos.isEmpty), "todos": .list(todos),
      "examplePlan": .text(plans.first(where: \.concernsUnit)?.plan), "planArticles": .list(plans.map(article)),
    ])
    return try Templates.shared.page("unit", view, scripted: false)
  }

  /// What is to be done about one plan; nil where nothing is.
  private func todo(_ plan: PlanVerdict) -> View? {
    guard plan.concernsUnit else { return nil }
    let materials =
      if let nothing = plan.nothingSent {
        [
          PageParts.badge(.missing).adding([
            "name": .text(parts.materials(plan.requirements)), "target": .text(parts.anchor(plan.plan)), "why": .text(nothing.message),
            "fix": .text(nothing.fix),
          ])
        ]
      } else {
        // What is gravest first, as in the list for Excel.
        MaterialVerdict.gravestFirst.dropLast().flatMap { verdict in plan.requirements.filter { $0.verdict == verdict } }.map {
          requirement in
          PageParts.badge(requirement.verdict).adding([
            "name": .text(parts.names.material(requirement.material)), "target": .text(target(plan, requirement)),
            // Of what is missing the badge says all.
            "why": .text(requirement.verdict == .missing ? nil : requirement.reason), "fix": .text(requirement.fix),
          ])
        }
      }
    let findings = plan.problemPositions.map { position in
      let finding = plan.findings[position]
      return PageParts.badge(finding.severity).adding([
        "name": .text(finding.message), "target": .text(target(plan, finding: position)), "why": .none, "fix": .text(finding.fix),
      ])
    }
    return [
      "plan": .text(plan.plan), "title": .text(plan.title), "anchor": .text(parts.anchor(plan.plan)), "items": .list(materials + findings),
    ]
  }

  // No safe name holds a dot, so no plan can be called what another plan's part is called.

  private func target(_ plan: PlanVerdict, _ requirement: PlanVerdict.Requirement) -> String {
    "\(parts.anchor(plan.plan)).\(requirement.material)"
  }

  private func target(_ plan: PlanVerdict, finding position: Int) -> String { "\(parts.anchor(plan.plan)).finding-\(position + 1)" }

  private func article(_ plan: PlanVerdict) -> View {
    let switches = plan.switches.compactMap { parts.names.policySwitch($0) }
    // A dictionary has no order of its own.
    let notChecked = plan.notChecked.sorted { $0.key.utf8.lexicographicallyPrecedes($1.key.utf8) }
    return PageParts.badge(plan.verdict).adding([
      "plan": .text(plan.plan), "title": .text(plan.title), "anchor": .text(parts.anchor(plan.plan)),
      "applicationName": .text(parts.names.application(plan.application)), "pathName": .text(plan.path.map { parts.names.path($0) }),
      "outcomeNote": .text(plan.verdict == .failed || plan.verdict == .notRequired ? Texts.shared.outcome(plan.verdict) : nil),
      "requirements": .list(plan.requirements.map { requirement(plan, $0) }),
      "findingsAny": .flag(!plan.findings.isEmpty),
      "findings": .list(
        plan.findings.enumerated().map { position, finding in
          PageParts.badge(finding.severity).adding(parts.clause(finding.clause)).adding([
            "message": .text(finding.message), "fix": .text(finding.fix), "target": .text(target(plan, finding: position)),
          ])
        }),
      "unreadAny": .flag(!plan.unread.isEmpty),
      "unread": .list(
        plan.unread.map {
          ["path": .path($0.path), "reason": .text($0.reason.chinese), "resend": .text(Texts.shared.resend($0.reason))]
        }),
      "notCheckedAny": .flag(!notChecked.isEmpty),
      "notChecked": .list(
        notChecked.map { rule, column in
          let cell = plan.unreadableCells?.contains(column) == true
          return [
            "rule": .text(parts.names.rule(rule)),
            "because": .text(Texts.shared.label(cell ? .cellUnreadable : .columnMissing, ["column": column])),
          ]
        }),
      "switchesAny": .flag(!switches.isEmpty),
      "switches": .list(
        switches.map {
          [
            "question": .text($0.question), "chosen": .text($0.chosen), "alternative": .text($0.alternative), "clause": .text($0.clause),
          ]
        }),
      "othersAny": .flag(!plan.otherDocuments.isEmpty), "otherCount": .number(plan.otherDocuments.count),
      "others": .list(
        plan.otherDocuments.map { other in
          let materials = other.materials.map { parts.names.material($0) }.joined(separator: "、")
          return [
            "path": .path(other.path), "as": .text(materials.isEmpty ? nil : Texts.shared.label(.resembles, ["materials": materials])),
          ]
        }),
    ])
  }

  private func requirement(_ plan: PlanVerdict, _ requirement: PlanVerdict.Requirement) -> View {
    PageParts.badge(requirement.verdict).adding(parts.clause(requirement.clause)).adding([
      "target": .text(target(plan, requirement)), "name": .text(parts.names.material(requirement.material)),
      "what": .text(requirement.verdict == .present ? nil : parts.names.what(requirement.material)),
      "history": .slot(.history(plan: plan.plan, material: requirement.material)),
      // A present material needs no sentence: its file and the reasons follow.
      "reason": .text(requirement.reason ?? (requirement.verdict == .present ? nil : Texts.shared.verdict(requirement.verdict))),
      "fix": .text(requirement.fix),
      "decided": .view(
        requirement.decided.map {
          ["by": .text($0.by), "reason": .text($0.reason), "until": .text($0.until.map(CalendarDate.shown))]
        }),
      "documents": .list(requirement.documents.map(document)),
    ])
  }

  private func document(_ document: PlanVerdict.Support) -> View {
    // Of what counts, one reason is enough at first sight; what does not count is told whole.
    let shown = document.evidence.prefix(document.verdict == .present ? 1 : document.evidence.count)
    let more = document.evidence.dropFirst(shown.count)
    return [
      "path": .path(document.path),
      "confidence": .text(Texts.shared.label(.confidence, ["percent": String(Int((document.confidence * 100).rounded()))])),
      "flags": .texts(document.flags.map(\.chinese)),
      "evidenceAny": .flag(!shown.isEmpty), "evidence": .list(shown.map(Self.supporting)), "moreAny": .flag(!more.isEmpty),
      "moreCount": .number(more.count), "more": .list(more.map(Self.supporting)),
      "againstAny": .flag(!document.against.isEmpty), "against": .list(document.against.map(Self.evidence)),
    ]
  }

  private static func evidence(_ evidence: Evidence) -> View {
    ["quote": .text(evidence.quote), "place": .text(evidence.where), "because": .text(evidence.because)]
  }

  /// A heading that speaks for a material does so by its name, whichever of the classifier's groups a word of it belongs to: a reason such as
  /// “it lists courses” would not fit the quote, and the place says that it is a heading.
  private static func supporting(_ evidence: Evidence) -> View {
    guard evidence.where.hasPrefix("标题「") else { return Self.evidence(evidence) }
    return ["quote": .text(evidence.quote), "place": .text(evidence.where), "because": .none]
  }
}
