internal import Foundation
internal import GRDB

/// The ledger's tables, as named steps: a step that has shipped is never edited, a change is a new one.
enum Schema {
  /// `buna`, in SQLite's header, so that another program's database is not taken for a ledger (sqlite.org/pragma.html#pragma_application_id).
  static let applicationID: Int64 = 0x6275_6e61

  static var migrator: DatabaseMigrator {
    var migrator = DatabaseMigrator()
    migrator.registerMigration("1 readings, files, runs, decisions") { db in
      try db.execute(sql: "PRAGMA application_id = \(applicationID)")
      try db.execute(sql: firstTables)
    }
    migrator.registerMigration("2 basis of an unchanged night") { db in try db.execute(sql: basisTables) }
    migrator.registerMigration("3 plans judged, letters by content") { db in
      try db.execute(sql: judgementTables)
      // A holder may be in no upload of the last night and come back: what earlier nights kept counts too.
      for packed in try Data.fetchAll(db, sql: "SELECT documents FROM file UNION ALL SELECT documents FROM composition") {
        for digest in Ledger.holders([DocumentEntry](packed: packed)) {
          try db.execute(sql: "INSERT OR IGNORE INTO holder (sha256) VALUES (?)", arguments: [digest])
        }
      }
    }
    return migrator
  }

  /// Digests are kept as 32 bytes and not as 64 letters, and what many rows share (a key, a verdict, a list of files) stands once:
  /// a night in which nothing changed adds some sixty bytes a plan.
  private static let firstTables = """
    -- Program and cues that a reading was made with.
    CREATE TABLE reading_key (id INTEGER PRIMARY KEY, reader TEXT NOT NULL, cues TEXT NOT NULL, UNIQUE (reader, cues));
    CREATE TABLE reading (
      id INTEGER PRIMARY KEY, key INTEGER NOT NULL REFERENCES reading_key ON DELETE CASCADE,
      sha256 BLOB NOT NULL, packed BLOB NOT NULL, UNIQUE (sha256, key));

    -- Uploaded files as they were when read, with the documents inside: path NUL sha256 NUL, repeated.
    CREATE TABLE file (
      path TEXT PRIMARY KEY, size INTEGER NOT NULL, modified INTEGER NOT NULL, changed INTEGER NOT NULL, inode INTEGER NOT NULL,
      reader TEXT NOT NULL, contents BLOB NOT NULL, documents BLOB NOT NULL, ignored TEXT NOT NULL, seen INTEGER NOT NULL) WITHOUT ROWID;

    CREATE TABLE run (
      number INTEGER PRIMARY KEY AUTOINCREMENT, id TEXT NOT NULL UNIQUE, as_of TEXT NOT NULL, started TEXT NOT NULL, finished TEXT,
      program TEXT NOT NULL, policy TEXT NOT NULL, register TEXT NOT NULL, reader TEXT NOT NULL, cues TEXT NOT NULL, summary BLOB);

    CREATE TABLE verdict (id INTEGER PRIMARY KEY, digest BLOB NOT NULL UNIQUE, outcome TEXT NOT NULL, json BLOB NOT NULL);
    CREATE TABLE requirement (
      verdict INTEGER NOT NULL REFERENCES verdict ON DELETE CASCADE, material TEXT NOT NULL, state TEXT NOT NULL,
      PRIMARY KEY (verdict, material)) WITHOUT ROWID;
    CREATE TABLE composition (id INTEGER PRIMARY KEY, digest BLOB NOT NULL UNIQUE, documents BLOB NOT NULL, ignored TEXT NOT NULL);
    CREATE TABLE run_plan (
      run INTEGER NOT NULL REFERENCES run ON DELETE CASCADE, plan TEXT NOT NULL, position INTEGER NOT NULL,
      verdict INTEGER NOT NULL REFERENCES verdict, composition INTEGER NOT NULL REFERENCES composition,
      register BLOB NOT NULL, uploads BLOB NOT NULL, decisions BLOB NOT NULL, others BLOB NOT NULL,
      PRIMARY KEY (run, plan)) WITHOUT ROWID;
    CREATE INDEX run_plan_verdict ON run_plan (verdict);
    CREATE INDEX run_plan_composition ON run_plan (composition);
    -- Findings that belong to no plan (bad rows, unclaimed files).
    CREATE TABLE run_finding (
      run INTEGER NOT NULL REFERENCES run ON DELETE CASCADE, position INTEGER NOT NULL, json BLOB NOT NULL,
      PRIMARY KEY (run, position)) WITHOUT ROWID;

    -- Every plan + material that was ever not in order, as the last finished run left it.
    CREATE TABLE item (
      plan TEXT NOT NULL, material TEXT NOT NULL, open INTEGER NOT NULL, state TEXT NOT NULL, since TEXT NOT NULL, first TEXT NOT NULL,
      PRIMARY KEY (plan, material)) WITHOUT ROWID;

    CREATE TABLE decision (
      id INTEGER PRIMARY KEY AUTOINCREMENT, plan TEXT NOT NULL, material TEXT NOT NULL, accepted INTEGER NOT NULL, by TEXT NOT NULL,
      reason TEXT NOT NULL, made TEXT NOT NULL, until TEXT, file TEXT, bound_to TEXT NOT NULL, bound_sha256 TEXT NOT NULL);
    CREATE INDEX decision_plan ON decision (plan, material);
    """

  /// One row each: only the last finished night can be taken over.
  private static let basisTables = """
    CREATE TABLE basis (run INTEGER PRIMARY KEY REFERENCES run ON DELETE CASCADE, fingerprint TEXT NOT NULL, pages BLOB NOT NULL);
    CREATE TABLE basis_letters (packed BLOB NOT NULL);
    """

  /// A plan's verdict before decisions, and what it was made from: whatever night it was made in, it holds while they are the same.
  private static let judgementTables = """
    CREATE TABLE judgement (
      plan TEXT PRIMARY KEY, base BLOB NOT NULL, own BLOB NOT NULL, others BLOB NOT NULL, trace BLOB NOT NULL, tally BLOB NOT NULL,
      verdict INTEGER NOT NULL REFERENCES verdict ON DELETE CASCADE,
      composition INTEGER NOT NULL REFERENCES composition ON DELETE CASCADE) WITHOUT ROWID;
    CREATE INDEX judgement_verdict ON judgement (verdict);
    CREATE INDEX judgement_composition ON judgement (composition);
    -- Documents of a file by status, each path once; NULL in files kept by older programs.
    ALTER TABLE file ADD COLUMN statuses TEXT;
    -- Documents that hold others, which only opening them finds.
    CREATE TABLE holder (sha256 BLOB PRIMARY KEY) WITHOUT ROWID;
    -- Kept before the night's basis speaks of them, so that they need not be held in memory.
    CREATE TABLE letter (digest BLOB PRIMARY KEY, packed BLOB NOT NULL) WITHOUT ROWID;
    CREATE INDEX run_plan_position ON run_plan (run, position);
    DROP TABLE basis_letters;
    DELETE FROM basis;
    """
}
