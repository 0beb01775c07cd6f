import Findings

/// The overview's part on what changed since the last run.
enum OverviewChanges {
  static func html(_ parts: PageParts) throws(RunError) -> String { try Templates.shared.render("changes", view(parts)) }

  private static func view(_ parts: PageParts) -> View {
    let changes = parts.report.changes
    return [
      "hasPrevious": .flag(changes.previousRun != nil),
      "previousShown": .text(changes.previousDate.map(CalendarDate.shown) ?? changes.previousRun),
      "changeGroups": .list([
        group("new", "新出现", "上次没有、这次出现的待办", changes.new, parts),
        group("reopened", "再次出现", "曾经解决、这次又出现的待办", changes.reopened, parts),
        group("still_open", "仍未解决", "上次就有、现在还在", changes.stillOpen, parts, since: true),
        group("fixed", "已解决", "上次有、这次没有了", changes.fixed, parts),
      ]),
    ]
  }

  private static func group(
    _ id: String, _ word: String, _ hint: String, _ items: [Changes.Item], _ parts: PageParts, since: Bool = false
  ) -> View {
    [
      "id": .text(id), "word": .text(word), "hint": .text(hint), "count": .number(items.count), "any": .flag(!items.isEmpty),
      // The longest list is the one that nobody has to act on anew.
      "open": .flag(!since && items.count <= 12), "lastColumn": .text(since ? "从何时起" : "原因"),
      "items": .list(
        items.map { item in
          [
            "plan": .text(item.plan), "href": .text(parts.href(plan: item.plan)), "material": .text(parts.names.material(item.material)),
            "unit": .text(parts.unit(ofPlan: item.plan)?.unit),
            "last": .text(since ? item.since.map(CalendarDate.shown) : item.cause.map { Texts.shared.cause($0) }),
          ]
        }),
    ]
  }
}
