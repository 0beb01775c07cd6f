internal import Foundation
internal import GRDB

extension Ledger {
  /// Leaves the latest `nights` finished nights and removes older ones, with what only they speak of; gives the ids of those removed, whose
  /// folders may now go too. Call it when the new night is in place. Decisions, and when each item was first open, stay for ever.
  ///
  /// Nights that were killed go once a later one is finished.
  package func prune(keeping nights: Int) throws -> [String] {
    precondition(nights >= 1, "the night that has just been finished is always kept")
    return try ledgerCall(path) {
      try queue.write { db in
        let finished = try Int64.fetchAll(db, sql: "SELECT number FROM run WHERE finished IS NOT NULL ORDER BY number DESC")
        guard let latest = finished.first else { return [] }
        let oldestKept = finished.prefix(nights).last ?? latest
        let condition = "(number < \(oldestKept) AND finished IS NOT NULL) OR (number < \(latest) AND finished IS NULL)"
        let ids = try String.fetchAll(db, sql: "SELECT id FROM run WHERE \(condition) ORDER BY number")
        guard !ids.isEmpty else { return [] }
        try db.execute(sql: "DELETE FROM run WHERE \(condition)")
        try db.execute(sql: "DELETE FROM verdict WHERE id NOT IN (SELECT verdict FROM run_plan)")
        try db.execute(sql: "DELETE FROM composition WHERE id NOT IN (SELECT composition FROM run_plan)")
        // Bundles that changed leave compositions behind, and only then can a reading have lost its last bundle.
        if db.changesCount > 0 { try Self.removeLostReadings(db) }
        return ids
      }
    }
  }

  /// Readings of contents that no kept night and no known file speaks of. Those of another reader or other cues go as well: the nights that are
  /// kept can be judged again from their own key's readings.
  private static func removeLostReadings(_ db: Database) throws {
    try db.execute(sql: "CREATE TEMP TABLE wanted (sha256 BLOB PRIMARY KEY) WITHOUT ROWID")
    let insert = try db.makeStatement(sql: "INSERT OR IGNORE INTO wanted VALUES (?)")
    for sql in ["SELECT documents FROM composition", "SELECT documents FROM file"] {
      let rows = try Data.fetchCursor(db, sql: sql)
      while let packed = try rows.next() {
        for entry in [DocumentEntry](packed: packed) {
          if let bytes = Digest.bytes(hexadecimal: entry.sha256) { try insert.execute(arguments: [bytes]) }
        }
      }
    }
    try db.execute(sql: "DELETE FROM reading WHERE sha256 NOT IN (SELECT sha256 FROM wanted)")
    try db.execute(
      sql: """
        DELETE FROM reading WHERE key IN (SELECT id FROM reading_key k
          WHERE NOT EXISTS (SELECT 1 FROM run r WHERE r.reader = k.reader AND r.cues = k.cues))
        """)
    try db.execute(sql: "DELETE FROM reading_key WHERE id NOT IN (SELECT key FROM reading)")
    try db.execute(sql: "DROP TABLE wanted")
  }

  /// Forgets files that are no longer uploaded. `present`: every file that this night saw, by its path below the uploads folder.
  package func forgetFiles(except present: Set<String>) throws {
    try ledgerCall(path) {
      try queue.write { db in
        let gone = try String.fetchAll(db, sql: "SELECT path FROM file").filter { !present.contains($0) }
        let delete = try db.cachedStatement(sql: "DELETE FROM file WHERE path = ?")
        for file in gone { try delete.execute(arguments: [file]) }
      }
    }
  }
}
