import Findings
import Judging

/// `index.html`: the night at a glance, for the bureau's officer.
enum OverviewPage {
  /// With places to fill.
  static func html(_ parts: PageParts) throws(RunError) -> String {
    let summary = parts.summary
    let view = parts.frame(title: .text("\(Texts.shared.label(.overview)) · ", .chineseDay))
      .adding(counts(summary))
      .adding(units(parts))
      .adding(plans(parts))
      .adding(["changesPart": .slot(.changes)])
      .adding(materials(parts))
      .adding(applications(parts))
      .adding(OverviewNotes.view(parts))
    return try Templates.shared.page("index", view, scripted: true)
  }

  private static func counts(_ summary: Summary) -> View {
    [
      "plans": .number(summary.plans), "unitCount": .number(summary.units.count), "openAny": .flag(summary.open > 0),
      "open": .number(summary.open), "problemsAny": .flag(summary.problems > 0), "problems": .number(summary.problems),
      "missing": .number(summary.requirements[MaterialVerdict.missing.rawValue]),
      "deficient": .number(summary.requirements[MaterialVerdict.deficient.rawValue]),
      "unconfirmed": .number(summary.requirements[MaterialVerdict.unconfirmed.rawValue]),
      "outcomes": .list(
        outcomeOrder.map { outcome in
          PageParts.badge(outcome).adding([
            "id": .text(outcome.rawValue), "count": .number(summary.outcomes[outcome.rawValue]),
            "hint": .text(Texts.shared.outcome(outcome)),
            "swatch": .text(PageParts.kind(outcome)),
          ])
        }),
    ]
  }

  /// What needs an officer's eye first.
  static let outcomeOrder: [PlanOutcome] = [.incomplete, .review, .failed, .complete, .notRequired]

  private static func openParts(_ group: Summary.Group) -> [(kind: String, count: Int)] {
    [MaterialVerdict.missing, .deficient, .unconfirmed].map { ($0.rawValue, group[$0.rawValue]) }
  }

  private static func openCounts(_ group: Summary.Group, scale: Int) -> View {
    [
      "open": .number(openParts(group).reduce(0) { $0 + $1.count }), "missing": .number(group[MaterialVerdict.missing.rawValue]),
      "deficient": .number(group[MaterialVerdict.deficient.rawValue]), "unconfirmed": .number(group[MaterialVerdict.unconfirmed.rawValue]),
      "segments": PageParts.segments(openParts(group), scale: scale),
    ]
  }

  /// A unit's name short enough for a table; its page has all of it.
  private static func shown(_ unit: String) -> String { ShownText.line(unit, atMost: 40) }

  private static func units(_ parts: PageParts) -> View {
    // The sort is stable: units of equal numbers stay in register order.
    let ranked = parts.summary.units.enumerated().sorted {
      ($1.element.open, $1.element.problems, $0.offset) < ($0.element.open, $0.element.problems, $1.offset)
    }
    let scale = ranked.first?.element.open ?? 0
    let open = ranked.filter { !$0.element.isQuiet }.map { position, unit in
      openCounts(unit.materials, scale: scale).adding([
        "unit": .text(shown(unit.unit)), "href": .text(parts.href(unit: unit)), "key": .text("units.\(position)"),
        "problems": .number(unit.problems),
      ])
    }
    let quiet = ranked.filter(\.element.isQuiet)
    // More bars than fill a screen are no longer seen at a glance.
    let (charted, more) = (open.prefix(20), open.dropFirst(20))
    return [
      "rankedUnits": .list(Array(charted)), "moreUnitsAny": .flag(!more.isEmpty), "moreUnitCount": .number(more.count),
      "moreUnits": .list(Array(more)),
      "quietUnitsAny": .flag(!quiet.isEmpty), "quietUnitCount": .number(quiet.count),
      "quietUnits": .list(quiet.map { ["unit": .text(shown($0.element.unit)), "href": .text(parts.href(unit: $0.element))] }),
      "unitOptions": .list(parts.summary.units.map { ["id": .text($0.folder), "unit": .text(shown($0.unit))] }),
    ]
  }

  private static func plans(_ parts: PageParts) -> View {
    let used = Set(parts.report.plans.map(\.application))
    return [
      "planRows": .list(parts.report.plans.map { planRow($0, parts) }),
      "applicationOptions": .list(
        parts.summary.applications.filter { used.contains($0.id) }.map {
          ["id": .text($0.id), "name": .text(parts.names.application($0.id))]
        }),
    ]
  }

  private static func planRow(_ plan: PlanVerdict, _ parts: PageParts) -> View {
    let unit = parts.unit(ofPlan: plan.plan)
    let open = plan.requirements.count { $0.verdict != .present }
    let problems = plan.problems.count
    // Sorted from the greatest down, the gravest verdict comes first.
    let rank = outcomeOrder.count - (outcomeOrder.firstIndex(of: plan.verdict) ?? outcomeOrder.count)
    return PageParts.badge(plan.verdict).adding([
      "plan": .text(plan.plan), "title": .text(plan.title), "unit": .text(shown(plan.unit)), "unitId": .text(unit?.folder),
      "href": .text(parts.href(plan: plan.plan)), "unitHref": .text(unit.map { parts.href(unit: $0) }),
      "application": .text(plan.application), "applicationName": .text(parts.names.application(plan.application)),
      "outcome": .text(plan.verdict.rawValue), "rank": .number(rank), "open": .number(open), "errors": .number(problems),
      "openShown": .text(open == 0 ? "–" : String(open)), "errorsShown": .text(problems == 0 ? "–" : String(problems)),
    ])
  }

  private static func materials(_ parts: PageParts) -> View {
    let groups = parts.summary.materials.filter { $0.total > 0 }
    let open = { (group: Summary.Group) in group.total - group[MaterialVerdict.present.rawValue] }
    let ranked = groups.enumerated().sorted { (open($1.element), $0.offset) < (open($0.element), $1.offset) }.map(\.element)
    let scale = ranked.first.map(open) ?? 0
    return [
      "rankedMaterials": .list(
        ranked.map { group in
          openCounts(group, scale: scale).adding([
            "name": .text(parts.names.material(group.id)), "key": .text("requirements.by_material.\(group.id)"),
            "total": .number(group.total),
          ])
        })
    ]
  }

  private static func applications(_ parts: PageParts) -> View {
    let groups = parts.summary.applications.filter { $0.total > 0 }
    let scale = groups.map(\.total).max() ?? 0
    return [
      "applicationRows": .list(
        groups.map { group in
          [
            "id": .text(group.id), "application": .text(group.id), "name": .text(parts.names.application(group.id)),
            "total": .number(group.total),
            "segments": PageParts.segments(outcomeOrder.map { (PageParts.kind($0), group[$0.rawValue]) }, scale: scale),
            "cells": .list(
              outcomeOrder.map { ["id": .text($0.rawValue), "word": .text($0.chinese), "count": .number(group[$0.rawValue])] }),
          ]
        })
    ]
  }
}
