package import Findings
package import Foundation
internal import GRDB
package import Judging

extension Ledger {
  /// Begins a night and gives its number. A night that was killed before goes: what it read is found by content, so this one takes up where it
  /// stopped, and may bear its name.
  package func begin(_ header: RunHeader) throws -> Int64 {
    try ledgerCall(path) {
      try queue.write { db in
        // The lock lets no other run be under way.
        try db.execute(sql: "DELETE FROM run WHERE finished IS NULL")
        try db.execute(
          sql: "INSERT INTO run (id, as_of, started, program, policy, register, reader, cues) VALUES (?, ?, ?, ?, ?, ?, ?, ?)",
          arguments: [
            header.id, header.asOf, header.started, header.program, header.policy, header.register, header.key.reader, header.key.cues,
          ])
        return db.lastInsertedRowID
      }
    }
  }

  /// Keeps plans that were judged, all or none. `position` is the plan's place in the register.
  package func keep(_ plans: [(position: Int, record: PlanRecord)], in run: Int64) throws {
    try ledgerCall(path) {
      try queue.write { db in
        for (position, record) in plans {
          let verdict = try Self.verdictID(record.verdict, packed: Data(record.verdict.packed), db)
          let composition = try Self.compositionID(record.documents, ignored: record.ignored, db)
          try Self.insertPlan(
            record.verdict.plan, position, run: run, verdict: verdict, composition: composition, inputs: InputDigests(record.inputs), db)
          try Self.keep(record.judgement, of: record.verdict.plan, verdict: verdict, composition: composition, db)
        }
      }
    }
  }

  /// Keeps the findings that belong to no plan: bad rows, unclaimed files.
  package func keep(findings: [Finding], in run: Int64) throws {
    let encoder = JSONEncoder()
    encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
    try ledgerCall(path) {
      try queue.write { db in
        for (position, finding) in findings.enumerated() {
          try db.execute(
            sql: "INSERT OR REPLACE INTO run_finding (run, position, json) VALUES (?, ?, ?)",
            arguments: [run, position, try encoder.encode(finding)])
        }
      }
    }
  }

  /// Ends a night: from now on it is the one that `explain` and the next night's changes speak of. Call it once, when its reports are written.
  package func finish(_ run: Int64, at time: String, summary: Data) throws {
    try ledgerCall(path) {
      try queue.write { db in
        guard let this = try Self.run(run, db), this.finished == nil else {
          throw RunError(.internal, subject: path, message: "night \(run) is not under way, so it cannot be ended")
        }
        try Self.applyItems(Self.computeChanges(of: this, db), of: this, db)
        try db.execute(sql: "UPDATE run SET finished = ?, summary = ? WHERE number = ?", arguments: [time, summary, run])
      }
    }
  }

  // MARK: Looking back

  /// The last night that was finished, or nil.
  package func lastFinishedRun() throws -> Run? {
    try ledgerCall(path) { try queue.read { try Self.lastFinished(before: nil, $0) } }
  }

  /// All nights, latest first.
  package func runs() throws -> [Run] {
    try ledgerCall(path) {
      try queue.read { db in try Row.fetchAll(db, sql: "SELECT * FROM run ORDER BY number DESC").map(Self.run(from:)) }
    }
  }

  /// The ids of all finished nights.
  package func runIDs() throws -> Set<String> {
    try ledgerCall(path) { try queue.read { Set(try String.fetchAll($0, sql: "SELECT id FROM run WHERE finished IS NOT NULL")) } }
  }

  /// What a night said of one plan; nil where the plan was not in it.
  package func verdict(of plan: String, in run: Int64) throws -> PlanVerdict? {
    try ledgerCall(path) {
      try queue.read { db in
        let sql = "SELECT v.json FROM run_plan p JOIN verdict v ON v.id = p.verdict WHERE p.run = ? AND p.plan = ?"
        return try Data.fetchOne(db, sql: sql, arguments: [run, plan]).map { try Self.verdict($0, path) }
      }
    }
  }

  /// What a night said of all its plans, in register order.
  package func verdicts(of run: Int64) throws -> [PlanVerdict] {
    try ledgerCall(path) {
      try queue.read { db in
        let sql = "SELECT v.json FROM run_plan p JOIN verdict v ON v.id = p.verdict WHERE p.run = ? ORDER BY p.position"
        return try Data.fetchAll(db, sql: sql, arguments: [run]).map { try Self.verdict($0, path) }
      }
    }
  }

  /// What a night said of the plans at these places of the register, in the order asked for; a few at a time, so that never all are in memory.
  package func verdicts(of run: Int64, at positions: some Sequence<Int>) throws -> [PlanVerdict] {
    try ledgerCall(path) {
      try queue.read { db in
        let sql = "SELECT v.json FROM run_plan p JOIN verdict v ON v.id = p.verdict WHERE p.run = ? AND p.position = ?"
        let statement = try db.cachedStatement(sql: sql)
        return try positions.compactMap { try Data.fetchOne(statement, arguments: [run, $0]).map { try Self.verdict($0, path) } }
      }
    }
  }

  /// Digests of what a night said of its plans, in register order: equal ones are of equal verdicts.
  package func verdictDigests(of run: Int64) throws -> [Data] {
    try ledgerCall(path) {
      try queue.read { db in
        let sql = "SELECT v.digest FROM run_plan p JOIN verdict v ON v.id = p.verdict WHERE p.run = ? ORDER BY p.position"
        return try Data.fetchAll(db, sql: sql, arguments: [run])
      }
    }
  }

  /// What the bundles of a night were made of, by plan.
  package func compositions(of run: Int64) throws -> [String: (documents: [DocumentEntry], ignored: [String: Int])] {
    try ledgerCall(path) {
      try queue.read { db in
        let sql = "SELECT p.plan, c.documents, c.ignored FROM run_plan p JOIN composition c ON c.id = p.composition WHERE p.run = ?"
        var compositions: [String: (documents: [DocumentEntry], ignored: [String: Int])] = [:]
        for row in try Row.fetchAll(db, sql: sql, arguments: [run]) {
          compositions[row[0]] = ([DocumentEntry](packed: row[1]), try Self.decoded(row[2]))
        }
        return compositions
      }
    }
  }

  /// The findings of a night that belong to no plan.
  package func findings(of run: Int64) throws -> [Finding] {
    try ledgerCall(path) {
      try queue.read { db in
        try Data.fetchAll(db, sql: "SELECT json FROM run_finding WHERE run = ? ORDER BY position", arguments: [run])
          .map { try Self.decode(Finding.self, $0, path) }
      }
    }
  }

  /// Older programs kept verdicts as JSON, which begins with a brace.
  static func verdict(_ bytes: Data, _ path: String) throws -> PlanVerdict {
    if bytes.first == UInt8(ascii: "{") { return try decode(PlanVerdict.self, bytes, path) }
    do {
      return try PlanVerdict(packed: bytes)
    } catch {
      throw damaged(path, cause: "a verdict is not in the form of its version: \(error)")
    }
  }

  static func decode<Value: Decodable>(_ type: Value.Type, _ json: Data, _ path: String) throws -> Value {
    do {
      return try JSONDecoder().decode(type, from: json)
    } catch {
      throw damaged(path, cause: "a \(type) is not in the form of its version: \(plainWords(error))")
    }
  }
}

extension Ledger {
  static func run(_ number: Int64, _ db: Database) throws -> Run? {
    try Row.fetchOne(db, sql: "SELECT * FROM run WHERE number = ?", arguments: [number]).map(run(from:))
  }

  static func lastFinished(before number: Int64?, _ db: Database) throws -> Run? {
    try Row.fetchOne(
      db, sql: "SELECT * FROM run WHERE finished IS NOT NULL AND number < ? ORDER BY number DESC LIMIT 1", arguments: [number ?? Int64.max]
    ).map(run(from:))
  }

  static func run(from row: Row) -> Run {
    Run(
      number: row["number"],
      header: RunHeader(
        id: row["id"], asOf: row["as_of"], started: row["started"], program: row["program"], policy: row["policy"],
        register: row["register"],
        key: ReadingKey(reader: row["reader"], cues: row["cues"])),
      finished: row["finished"], summary: row["summary"])
  }

  static func kept(of run: Int64, _ db: Database) throws -> [String: KeptVerdict] {
    var kept: [String: KeptVerdict] = [:]
    let sql = "SELECT plan, position, verdict, register, uploads, decisions, others FROM run_plan WHERE run = ?"
    let rows = try Row.fetchCursor(db, sql: sql, arguments: [run])
    while let row = try rows.next() {
      let inputs = InputDigests(register: row[3], uploads: row[4], decisions: row[5], others: row[6])
      kept[row[0]] = KeptVerdict(verdict: row[2], inputs: inputs, position: row[1])
    }
    return kept
  }

  private static func verdictID(_ verdict: PlanVerdict, packed: Data, _ db: Database) throws -> Int64 {
    let digest = Digest.bytes(of: packed)
    let find = try db.cachedStatement(sql: "SELECT id FROM verdict WHERE digest = ?")
    if let id = try Int64.fetchOne(find, arguments: [digest]) { return id }
    try db.cachedStatement(sql: "INSERT INTO verdict (digest, outcome, json) VALUES (?, ?, ?)")
      .execute(arguments: [digest, verdict.verdict.rawValue, packed])
    let id = db.lastInsertedRowID
    let insert = try db.cachedStatement(sql: "INSERT OR REPLACE INTO requirement (verdict, material, state) VALUES (?, ?, ?)")
    for requirement in verdict.requirements {
      try insert.execute(arguments: [id, requirement.material, requirement.verdict.rawValue])
    }
    return id
  }

  private static func compositionID(_ documents: [DocumentEntry], ignored: [String: Int], _ db: Database) throws -> Int64 {
    let ignored = try encoded(ignored)
    // A member's name with a NUL in it cannot be packed; it is kept with the NUL shown, for `explain` and `rejudge` go by content.
    let packed =
      documents.packed ?? documents.map { DocumentEntry(path: $0.path.replacingOccurrences(of: "\0", with: "\u{2400}"), sha256: $0.sha256) }
      .packed
      ?? Data()
    let digest = Digest.bytes(of: packed + Data(ignored.utf8))
    let find = try db.cachedStatement(sql: "SELECT id FROM composition WHERE digest = ?")
    if let id = try Int64.fetchOne(find, arguments: [digest]) { return id }
    try db.cachedStatement(sql: "INSERT INTO composition (digest, documents, ignored) VALUES (?, ?, ?)")
      .execute(arguments: [digest, packed, ignored])
    return db.lastInsertedRowID
  }

  static func insertPlan(
    _ plan: String, _ position: Int, run: Int64, verdict: Int64, composition: Int64, inputs: InputDigests, _ db: Database
  ) throws {
    try db.cachedStatement(
      sql: """
        INSERT OR REPLACE INTO run_plan (run, plan, position, verdict, composition, register, uploads, decisions, others)
        VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)
        """
    ).execute(arguments: [run, plan, position, verdict, composition, inputs.register, inputs.uploads, inputs.decisions, inputs.others])
  }
}
