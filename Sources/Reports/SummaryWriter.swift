import Findings

/// `summary.json` (contract, section 6).
enum SummaryWriter {
  static func text(_ report: NightReport, _ summary: Summary) -> String {
    JSONText.object([
      "schema": .string("bundle-audit/summary/1"),
      "run": .string(report.run),
      "as_of": .string(report.asOf),
      "program": .string(report.programVersion),
      "policy": .object([
        "id": .string(report.policy.id), "title": .string(report.policy.title), "digest": .string(report.policy.digest),
      ]),
      "plans": .object([
        "total": .integer(summary.plans),
        "by_verdict": counts(summary.outcomes),
        "by_application": .object(summary.applications.map { .init(key: $0.id, value: .integer($0.total)) }),
        "by_application_and_verdict": .object(summary.applications.map { .init(key: $0.id, value: counts($0)) }),
      ]),
      "requirements": .object([
        "total": .integer(summary.requirements.total),
        "open": .integer(summary.open),
        "by_verdict": counts(summary.requirements),
        "by_material": .object(summary.materials.map { .init(key: $0.id, value: counts($0)) }),
      ]),
      "documents": .object([
        "total": .integer(summary.documents.total),
        "by_status": counts(summary.documents),
        "unread": .integer(summary.unreadReasons.total),
        "unread_by_reason": counts(summary.unreadReasons),
      ]),
      "findings": .object([
        "total": .integer(summary.severities.total),
        // Errors and warnings that no open material says already.
        "problems": .integer(summary.problems),
        "by_severity": counts(summary.severities),
        "by_rule": counts(summary.rules),
      ]),
      "changes": changes(report.changes),
      "units": .array(summary.units.map(unit)),
      // Columns that the register lacks; below, cells that it has and that cannot be read.
      "not_checked": .array(report.notChecked.map(notChecked)),
      "cells_not_checked": .array((report.unreadableCells ?? []).map(notChecked)),
      "unclaimed": .array(report.unclaimed.map { .string($0.path) }),
      "rows": .array(
        report.rowFindings.map { .object(["row": .integer($0.row), "plan": .optional($0.plan), "message": .string($0.finding.message)]) }),
      "decisions": .object([
        "applied": decisions(report.decisions.applied), "expired": decisions(report.decisions.expired),
        "voided": decisions(report.decisions.voided), "unused": decisions(report.decisions.unused),
        "superseded": decisions(report.decisions.superseded ?? []),
      ]),
      "selection": .array(
        report.selection.quotas.map {
          .object([
            "name": .string($0.name), "clause": .string($0.clause), "about": .integer($0.about), "applications": .integer($0.plans.count),
          ])
        }),
      "decisions_total": .integer(report.decisions.count),
      "directions": .integer(report.selection.directions.count),
      // Null for one that is installed but not run, too.
      "helpers": .object(report.helpers.map { .init(key: $0.name, value: .optional($0.note == nil ? $0.version : nil)) }),
      "seconds": .object(report.stages.map { .init(key: $0.name, value: .number($0.seconds)) }),
    ]).page
  }

  private static func notChecked(_ one: NotChecked) -> JSONText {
    .object(["rule": .string(one.rule), "column": .string(one.column), "plans": .integer(one.plans)])
  }

  private static func counts(_ group: Summary.Group) -> JSONText {
    .object(group.counts.map { .init(key: $0.id, value: .integer($0.count)) })
  }

  private static func changes(_ changes: Changes) -> JSONText {
    .object([
      "since_run": .optional(changes.previousRun), "since": .optional(changes.previousDate), "new": items(changes.new),
      "fixed": items(changes.fixed), "still_open": items(changes.stillOpen), "reopened": items(changes.reopened),
      "withdrawn": items(changes.withdrawn ?? []),
    ])
  }

  private static func items(_ items: [Changes.Item]) -> JSONText {
    .array(
      items.map {
        .object([
          "plan": .string($0.plan), "material": .string($0.material), "cause": .optional($0.cause?.rawValue), "since": .optional($0.since),
        ])
      })
  }

  private static func unit(_ unit: Summary.Unit) -> JSONText {
    .object([
      "unit": .string(unit.unit), "folder": .string("units/\(unit.folder)"), "plans": .integer(unit.plans.count),
      "by_verdict": counts(unit.outcomes), "open": .integer(unit.open), "requirements": counts(unit.materials),
      "findings": counts(unit.severities), "problems": .integer(unit.problems), "unread": .integer(unit.unread),
    ])
  }

  private static func decisions(_ items: [Decisions.Item]) -> JSONText {
    .array(
      items.map {
        .object([
          "plan": .string($0.plan), "material": .string($0.material), "ruling": .string($0.ruling.rawValue), "by": .string($0.by),
          "reason": .string($0.reason), "until": .optional($0.until), "file": .optional($0.file),
        ])
      })
  }
}
