internal import Findings
internal import Foundation
internal import GRDB
internal import Judging

extension Ledger {
  /// What earlier nights judged from this base, by plan.
  package func judgements(base: String) throws -> [String: KeptJudgement] {
    try ledgerCall(path) {
      try queue.read { db in
        var kept: [String: KeptJudgement] = [:]
        let rows = try Row.fetchCursor(
          db, sql: "SELECT plan, own, others, trace, tally, verdict, composition FROM judgement WHERE base = ?",
          arguments: [Digest.bytes(hexadecimal: base)])
        while let row = try rows.next() {
          // One of another layout is made anew, as one that is not there.
          guard let trace = try? PlanTrace(packed: row[3] as Data), let tally = try? PlanTally(packed: row[4] as Data) else { continue }
          let judgement = Judgement(
            base: base, own: (row[1] as Data).hexadecimal, others: (row[2] as Data).hexadecimal, trace: trace, tally: tally)
          kept[row[0]] = KeptJudgement(judgement: judgement, verdict: row[5], composition: row[6])
        }
        return kept
      }
    }
  }

  /// Keeps plans whose earlier verdicts stand, all or none.
  package func keepAgain(_ plans: [(position: Int, inputs: PlanInputs, kept: KeptJudgement)], in run: Int64) throws {
    try ledgerCall(path) {
      try queue.write { db in
        for (position, inputs, kept) in plans {
          try Self.insertPlan(
            kept.judgement.trace.plan, position, run: run, verdict: kept.verdict, composition: kept.composition,
            inputs: InputDigests(inputs), db)
        }
      }
    }
  }

  /// Removes judgements of plans that a night no longer has.
  package func forgetJudgements(except run: Int64) throws {
    try ledgerCall(path) {
      try queue.write { db in
        try db.execute(sql: "DELETE FROM judgement WHERE plan NOT IN (SELECT plan FROM run_plan WHERE run = ?)", arguments: [run])
      }
    }
  }

  static func keep(_ judgement: Judgement?, of plan: String, verdict: Int64, composition: Int64, _ db: Database) throws {
    guard let judgement else {
      try db.cachedStatement(sql: "DELETE FROM judgement WHERE plan = ?").execute(arguments: [plan])
      return
    }
    try db.cachedStatement(
      sql: """
        INSERT OR REPLACE INTO judgement (plan, base, own, others, trace, tally, verdict, composition) VALUES (?, ?, ?, ?, ?, ?, ?, ?)
        """
    ).execute(arguments: [
      plan, Digest.bytes(hexadecimal: judgement.base), Digest.bytes(hexadecimal: judgement.own),
      Digest.bytes(hexadecimal: judgement.others),
      Data(judgement.trace.packed), Data(judgement.tally.packed), verdict, composition,
    ])
  }
}
