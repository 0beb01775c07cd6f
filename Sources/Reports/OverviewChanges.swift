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
        group(.new, changes.new, parts), group(.reopened, changes.reopened, parts), group(.stillOpen, changes.stillOpen, parts),
        group(.fixed, changes.fixed, parts), group(.withdrawn, changes.withdrawn ?? [], parts),
      ]),
    ]
  }

  private static func group(_ id: Texts.ChangeGroup, _ items: [Changes.Item], _ parts: PageParts) -> View {
    let texts = Texts.shared.change(id)
    let since = id == .stillOpen
    return [
      "id": .text(id.rawValue), "word": .text(texts.word), "hint": .text(texts.hint), "count": .number(items.count),
      "any": .flag(!items.isEmpty),
      // The longest list is the one that nobody has to act on anew.
      "open": .flag(!since && items.count <= 12), "lastColumn": .text(Texts.shared.label(since ? .sinceWhen : .cause)),
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
