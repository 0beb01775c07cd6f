package import Foundation
internal import GRDB

/// What the last finished night was made from and what it wrote, for a night in which nothing changed.
package struct NightBasis: Sendable, Hashable {
  /// The night.
  package var run: Run
  /// Digest of everything that its verdicts depend on: equal fingerprints under one program mean equal verdicts. Empty where its like may come out
  /// otherwise (a document that timed out, a file that was still being uploaded).
  package var fingerprint: String
  /// The layout of its pages; the pipeline's to read.
  package var pages: Data
}

extension Ledger {
  /// The last finished night's basis; nil where there is no night.
  package func basis() throws -> NightBasis? {
    try ledgerCall(path) {
      try queue.read { db in
        guard let run = try Self.lastFinished(before: nil, db),
          let row = try Row.fetchOne(db, sql: "SELECT fingerprint, pages FROM basis WHERE run = ?", arguments: [run.number])
        else { return nil }
        return NightBasis(run: run, fingerprint: row[0], pages: row[1])
      }
    }
  }

  /// A letter by the digest that `keep(letter:)` gave it; nil where it is not there.
  package func letter(_ digest: Data) throws -> Data? {
    try ledgerCall(path) {
      try queue.read { try Data.fetchOne($0, sql: "SELECT packed FROM letter WHERE digest = ?", arguments: [digest]) }
    }
  }

  /// Keeps letters for the basis of a night that is under way, and gives their digests.
  package func keep(letters: [Data]) throws -> [Data] {
    try ledgerCall(path) {
      try queue.write { db in
        let insert = try db.cachedStatement(sql: "INSERT OR IGNORE INTO letter (digest, packed) VALUES (?, ?)")
        return try letters.map { letter in
          let digest = Digest.bytes(of: letter)
          try insert.execute(arguments: [digest, letter])
          return digest
        }
      }
    }
  }

  /// Keeps a night's basis in place of an earlier one's, and no letters but those of these digests. `fingerprint`: nil where its like may come out
  /// otherwise; then the basis only lends its pages.
  package func keepBasis(fingerprint: String?, pages: Data, letters: Set<Data>, of run: Int64) throws {
    try ledgerCall(path) {
      try queue.write { db in
        try db.execute(sql: "DELETE FROM basis")
        try db.execute(
          sql: "INSERT INTO basis (run, fingerprint, pages) VALUES (?, ?, ?)", arguments: [run, fingerprint ?? "", pages])
        let gone = try Data.fetchAll(db, sql: "SELECT digest FROM letter").filter { !letters.contains($0) }
        let delete = try db.cachedStatement(sql: "DELETE FROM letter WHERE digest = ?")
        for digest in gone { try delete.execute(arguments: [digest]) }
      }
    }
  }

  /// Makes the plans and findings of the last finished night those of a night that has just begun, without reading one of them.
  /// False, and nothing is done, where `earlier` is no longer the last finished night.
  package func takeOver(_ earlier: Int64, in run: Int64) throws -> Bool {
    try ledgerCall(path) {
      try queue.write { db in
        guard try Self.lastFinished(before: nil, db)?.number == earlier else { return false }
        try db.execute(
          sql: """
            INSERT INTO run_plan (run, plan, position, verdict, composition, register, uploads, decisions, others)
            SELECT ?, plan, position, verdict, composition, register, uploads, decisions, others FROM run_plan WHERE run = ?
            """, arguments: [run, earlier])
        try db.execute(
          sql: "INSERT INTO run_finding (run, position, json) SELECT ?, position, json FROM run_finding WHERE run = ?",
          arguments: [run, earlier])
        return true
      }
    }
  }

  /// Takes back a night that was begun and will not be finished.
  package func abandon(_ run: Int64) throws {
    try ledgerCall(path) {
      try queue.write { db in try db.execute(sql: "DELETE FROM run WHERE number = ? AND finished IS NULL", arguments: [run]) }
    }
  }
}
