internal import Findings
internal import GRDB

extension Ledger {
  /// Writes a decision down and gives it back with its number. Throws `RunError` `.usage` where it names no person or no reason, or an end that
  /// is no date or lies before it is made.
  package func add(_ decision: Decision) throws -> Decision {
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
      guard until >= decision.made else {
        throw RunError(.usage, subject: "--until", message: "\(until) is over already; a decision can only end in the future")
      }
    }
    let (kind, sha256) =
      switch decision.bound {
      case .document(let sha256): ("document", sha256)
      case .bundle(let digest): ("bundle", digest)
      }
    return try ledgerCall(path) {
      try queue.write { db in
        try db.execute(
          sql: """
            INSERT INTO decision (plan, material, accepted, by, reason, made, until, file, bound_to, bound_sha256)
            VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
            """,
          arguments: [
            decision.plan, decision.material, decision.isAccepted, decision.by, decision.reason, decision.made, decision.until,
            decision.file, kind,
            sha256,
          ])
        var kept = decision
        kept.id = db.lastInsertedRowID
        return kept
      }
    }
  }

  /// All decisions ever made, by plan, oldest first. `Decision.standings` says which hold.
  package func decisions() throws -> [String: [Decision]] {
    try ledgerCall(path) {
      try queue.read { db in
        var decisions: [String: [Decision]] = [:]
        for row in try Row.fetchAll(db, sql: "SELECT * FROM decision ORDER BY id") {
          let sha256: String = row["bound_sha256"]
          let isDocument = row["bound_to"] as String == "document"
          let decision = Decision(
            id: row["id"], plan: row["plan"], material: row["material"], isAccepted: row["accepted"], by: row["by"], reason: row["reason"],
            made: row["made"], until: row["until"], file: row["file"],
            bound: isDocument ? .document(sha256: sha256) : .bundle(digest: sha256))
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
