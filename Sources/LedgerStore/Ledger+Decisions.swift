internal import Findings
internal import GRDB
package import Judging

extension Ledger {
  /// Writes a decision down and gives it back with its number. Throws `RunError` `.usage` where it names no person or no reason, or an end that
  /// is no date or lies before `asOf`, the day of the night that it speaks of (not the day on the wall: a run may have a day of its own).
  package func add(_ decision: Decision, asOf: String) throws -> Decision {
    guard decision.reason.contains(where: { !$0.isWhitespace }) else {
      throw RunError(.usage, subject: "--reason", message: "a decision needs a reason: the next person has to understand it")
    }
    guard decision.by.contains(where: { !$0.isWhitespace }) else {
      throw RunError(.usage, subject: "--by", message: "a decision needs the name of the person who made it")
    }
    if let until = decision.until {
      guard isDay(until) else {
        throw RunError(.usage, subject: "--until", message: "'\(until)' is no date; write it as 2024-06-30")
      }
      guard until >= asOf else {
        throw RunError(
          .usage, subject: "--until", message: "\(until) was over before the last run (\(asOf)), so the decision would never hold")
      }
    }
    return try ledgerCall(path) {
      try queue.write { db in
        try db.execute(
          sql: """
            INSERT INTO decision (plan, material, accepted, by, reason, made, until, file, bound_to, bound_sha256)
            VALUES (?, ?, ?, ?, ?, ?, ?, ?, 'document', ?)
            """,
          arguments: [
            decision.plan, decision.material, decision.accept, decision.by, decision.reason, decision.made, decision.until, decision.file,
            decision.sha256,
          ])
        var kept = decision
        kept.id = db.lastInsertedRowID
        return kept
      }
    }
  }

  /// All decisions ever made, by plan, oldest first. `Judge.apply` says which hold.
  package func decisions() throws -> [String: [Decision]] {
    try ledgerCall(path) {
      try queue.read { db in
        var decisions: [String: [Decision]] = [:]
        for row in try Row.fetchAll(db, sql: "SELECT * FROM decision ORDER BY id") {
          let decision = Decision(
            id: row["id"], plan: row["plan"], material: row["material"], accept: row["accepted"], by: row["by"], reason: row["reason"],
            made: row["made"], sha256: row["bound_sha256"], file: row["file"], until: row["until"])
          decisions[decision.plan, default: []].append(decision)
        }
        return decisions
      }
    }
  }
}

/// Whether the text is a day of the calendar written as `YYYY-MM-DD`.
private func isDay(_ text: String) -> Bool {
  let letters = Array(text.utf8)
  guard letters.count == 10, letters[4] == UInt8(ascii: "-"), letters[7] == UInt8(ascii: "-") else { return false }
  let fields = text.split(separator: "-", omittingEmptySubsequences: false)
  guard fields.count == 3, fields.allSatisfy({ $0.utf8.allSatisfy { (UInt8(ascii: "0")...UInt8(ascii: "9")).contains($0) } }),
    let year = Int(fields[0]), let month = Int(fields[1]), let day = Int(fields[2]), (1...12).contains(month), day >= 1
  else { return false }
  let isLeap = year % 4 == 0 && (year % 100 != 0 || year % 400 == 0)
  let lengths = [31, isLeap ? 29 : 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31]
  return day <= lengths[month - 1]
}
