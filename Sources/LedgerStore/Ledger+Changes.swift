internal import Findings
internal import GRDB

extension Ledger {
  /// What a night that is under way, with all its plans kept, changes against the last finished one. Each list is in register order (what is gone
  /// from the register last), then by material. The same call gives the same answer until `finish`.
  package func changes(of run: Int64) throws -> Changes {
    try ledgerCall(path) {
      try queue.read { db in
        guard let this = try Self.run(run, db), this.finished == nil else {
          throw RunError(.internal, subject: path, message: "night \(run) is not under way, so its changes are already part of the ledger")
        }
        return try Self.computeChanges(of: this, db)
      }
    }
  }

  /// A plan + material of the ledger's memory.
  private struct KnownItem {
    var isOpen: Bool
    var state: String
    var since: String
  }

  private struct ItemKey: Hashable {
    var plan: String
    var material: String
  }

  static func computeChanges(of run: Run, _ db: Database) throws -> Changes {
    let before = try lastFinished(before: run.number, db)
    let now = try kept(of: run.number, db)
    let then = try before.map { try kept(of: $0.number, db) } ?? [:]
    let failed = Set(
      try String.fetchAll(
        db, sql: "SELECT p.plan FROM run_plan p JOIN verdict v ON v.id = p.verdict WHERE p.run = ? AND v.outcome = ?",
        arguments: [run.number, PlanOutcome.failed.rawValue]))

    var known: [ItemKey: KnownItem] = [:]
    let itemRows = try Row.fetchCursor(db, sql: "SELECT plan, material, open, state, since FROM item")
    while let row = try itemRows.next() {
      known[ItemKey(plan: row[0], material: row[1])] = KnownItem(isOpen: row[2], state: row[3], since: row[4])
    }

    var changes = Changes()
    var open: Set<ItemKey> = []
    let problems = try Row.fetchCursor(
      db,
      sql: """
        SELECT p.plan, q.material, q.state FROM run_plan p JOIN requirement q ON q.verdict = p.verdict
        WHERE p.run = ? AND q.state <> ? ORDER BY p.position, q.material
        """, arguments: [run.number, MaterialVerdict.present.rawValue])
    while let row = try problems.next() {
      let key = ItemKey(plan: row[0], material: row[1])
      open.insert(key)
      let item = known[key]
      let isStill = item?.isOpen == true
      let isSame = isStill && item?.state == row[2]
      let entry = Changes.Item(
        plan: key.plan, material: key.material, verdict: MaterialVerdict(rawValue: row[2]),
        since: isStill ? item?.since ?? run.header.asOf : run.header.asOf,
        causes: isSame ? [] : causes(of: key.plan, run, before, now: now, then: then))
      if isStill {
        changes.stillOpen.append(entry)
      } else if item != nil {
        changes.reopened.append(entry)
      } else {
        changes.new.append(entry)
      }
    }

    for (key, item) in known where item.isOpen && !open.contains(key) {
      // A bundle that could not be audited tonight says nothing about its materials: they stay what they were.
      if failed.contains(key.plan) {
        changes.stillOpen.append(
          Changes.Item(
            plan: key.plan, material: key.material, verdict: MaterialVerdict(rawValue: item.state), since: item.since, causes: []))
        continue
      }
      guard now[key.plan] != nil else {
        changes.withdrawn.append(
          Changes.Item(plan: key.plan, material: key.material, verdict: nil, since: item.since, causes: [.register]))
        continue
      }
      let isAsked = try isRequired(key.material, verdict: now[key.plan]?.verdict, db)
      changes.fixed.append(
        Changes.Item(
          plan: key.plan, material: key.material, verdict: isAsked ? .present : nil, since: item.since,
          causes: causes(of: key.plan, run, before, now: now, then: then)))
    }
    let positions = now.mapValues(\.position)
    changes.fixed.sort(by: inRegisterOrder(positions))
    changes.withdrawn.sort(by: inRegisterOrder(positions))
    changes.stillOpen.sort(by: inRegisterOrder(positions))
    return changes
  }

  /// Makes the items those of a night that ends.
  static func applyItems(_ changes: Changes, of run: Run, _ db: Database) throws {
    let upsert = try db.cachedStatement(
      sql: """
        INSERT INTO item (plan, material, open, state, since, first) VALUES (?, ?, 1, ?, ?, ?)
        ON CONFLICT (plan, material) DO UPDATE SET open = 1, state = excluded.state, since = excluded.since
        """)
    // Those still open for the same reason stand as they are; on most nights that is nearly all of them.
    for item in changes.new + changes.reopened + changes.stillOpen.filter({ !$0.causes.isEmpty }) {
      try upsert.execute(arguments: [item.plan, item.material, (item.verdict ?? .missing).rawValue, item.since, run.header.asOf])
    }
    let close = try db.cachedStatement(sql: "UPDATE item SET open = 0, state = ? WHERE plan = ? AND material = ?")
    for item in changes.fixed + changes.withdrawn {
      try close.execute(arguments: [MaterialVerdict.present.rawValue, item.plan, item.material])
    }
  }

  private static func isRequired(_ material: String, verdict: Int64?, _ db: Database) throws -> Bool {
    guard let verdict else { return false }
    return try Bool.fetchOne(
      db, sql: "SELECT EXISTS (SELECT 1 FROM requirement WHERE verdict = ? AND material = ?)", arguments: [verdict, material]) ?? false
  }

  private static func causes(
    of plan: String, _ run: Run, _ before: Run?, now: [String: KeptVerdict], then: [String: KeptVerdict]
  ) -> [Changes.Cause] {
    guard let before else { return [] }
    guard let new = now[plan]?.inputs, let old = then[plan]?.inputs else { return [.register] }
    var causes: [Changes.Cause] = []
    if new.uploads != old.uploads { causes.append(.upload) }
    if new.register != old.register { causes.append(.register) }
    if new.decisions != old.decisions { causes.append(new.decisions.isEmpty ? .decisionEnded : .decision) }
    if new.others != old.others { causes.append(.otherPlans) }
    if run.header.policy != before.header.policy { causes.append(.policy) }
    if run.header.program != before.header.program { causes.append(.program) }
    // A verdict is a function of the above and the day, so the day is what is left.
    return causes.isEmpty ? [.date] : causes
  }

  private static func inRegisterOrder(_ positions: [String: Int]) -> (Changes.Item, Changes.Item) -> Bool {
    { left, right in
      (positions[left.plan] ?? .max, left.plan, left.material) < (positions[right.plan] ?? .max, right.plan, right.material)
    }
  }
}
