import Findings
import Judging

/// The overview's parts below the tables: selection, what needs attention, and the basis of the audit.
enum OverviewNotes {
  static func view(_ parts: PageParts) -> View {
    selection(parts).adding(attention(parts)).adding(decisions(parts)).adding(basis(parts))
  }

  private static func selection(_ parts: PageParts) -> View {
    let selection = parts.report.selection
    return [
      "quotasAny": .flag(!selection.quotas.isEmpty),
      "quotas": .list(
        selection.quotas.enumerated().map { position, quota in
          parts.clause(quota.clause).adding([
            "name": .text(quota.name), "count": .number(quota.plans.count), "about": .number(quota.about),
            "key": .text("selection.\(position)"),
          ])
        }),
      "directionsAny": .flag(!selection.directions.isEmpty), "directionCount": .number(selection.directions.count),
      "directions": .list(
        selection.directions.map {
          [
            "plan": .text($0.plan), "href": .text(parts.href(plan: $0.plan)), "direction": .text($0.direction), "quote": .text($0.quote),
            "place": .path($0.place),
          ]
        }),
    ]
  }

  private static func attention(_ parts: PageParts) -> View {
    let report = parts.report
    let unread = report.plans.flatMap { plan in plan.unread.map { (plan.plan, $0) } }
    let decisionCount = report.decisions.count
    let cells = report.unreadableCells ?? []
    return [
      "documents": .number(parts.summary.documents.total), "documentsRead": .number(report.documents.read),
      "documentsPartial": .number(report.documents.partial), "documentsUnreadable": .number(report.documents.unreadable),
      "notCheckedAny": .flag(!report.notChecked.isEmpty), "notCheckedCount": .number(report.notChecked.count),
      "notChecked": .list(report.notChecked.map { notChecked($0, parts) }),
      "cellsAny": .flag(!cells.isEmpty), "cellsCount": .number(cells.count), "cells": .list(cells.map { notChecked($0, parts) }),
      "rowsAny": .flag(!report.rowFindings.isEmpty), "rowCount": .number(report.rowFindings.count),
      "rows": .list(
        report.rowFindings.map {
          [
            "row": .number($0.row), "plan": .text($0.plan ?? Texts.shared.label(.noID)), "message": .text($0.finding.message),
            "fix": .text($0.finding.fix),
          ]
        }),
      "unreadAny": .flag(!unread.isEmpty), "unreadCount": .number(parts.summary.unreadReasons.total),
      "unread": .list(
        unread.map {
          ["plan": .text($0.0), "href": .text(parts.href(plan: $0.0)), "path": .path($0.1.path), "reason": .text($0.1.reason.chinese)]
        }),
      "unclaimedAny": .flag(!report.unclaimed.isEmpty), "unclaimedCount": .number(report.unclaimed.count),
      "unclaimed": .list(report.unclaimed.map { ["path": .path($0.path)] }),
      "nothingToNote": .flag(
        report.notChecked.isEmpty && cells.isEmpty && report.rowFindings.isEmpty && unread.isEmpty && report.unclaimed.isEmpty
          && decisionCount == 0 && !report.isDeadlineOver),
      "deadlineOver": .text(report.isDeadlineOver ? report.deadline.map(CalendarDate.shown) : nil),
      "decisionsAny": .flag(decisionCount > 0), "decisionCount": .number(decisionCount),
    ]
  }

  private static func notChecked(_ one: NotChecked, _ parts: PageParts) -> View {
    [
      "title": .text(parts.names.rule(one.rule)), "column": .text(one.column), "plans": .number(one.plans),
    ]
  }

  private static func decisions(_ parts: PageParts) -> View {
    let decisions = parts.report.decisions
    let states: [(Texts.Fate, [Decisions.Item])] = [
      (.applied, decisions.applied), (.expired, decisions.expired), (.voided, decisions.voided), (.unused, decisions.unused),
      (.superseded, decisions.superseded ?? []),
    ]
    return [
      "decisions": .list(
        states.flatMap { state, items in
          items.map { item in
            [
              "plan": .text(item.plan), "href": .text(parts.href(plan: item.plan)), "material": .text(parts.names.material(item.material)),
              "ruling": .text(Texts.shared.ruling(item.ruling)), "by": .text(item.by), "state": .text(Texts.shared.fate(state)),
              "reason": .text(item.reason),
              "until": .text(item.until.map(CalendarDate.shown)),
            ]
          }
        })
    ]
  }

  private static func basis(_ parts: PageParts) -> View {
    let policy = parts.report.policy
    return [
      "policyId": .text(policy.id), "policyDigest": .text(policy.digest),
      "helpers": .list(parts.report.helpers.map { ["name": .text($0.name), "version": .text($0.version), "note": .text($0.note)] }),
      "switchesAny": .flag(!policy.switches.isEmpty),
      "switches": .list(
        policy.switches.map {
          parts.clause($0.clause).adding([
            "question": .text($0.question), "chosen": .text($0.chosen), "alternative": .text($0.alternative),
          ])
        }),
    ]
  }
}
