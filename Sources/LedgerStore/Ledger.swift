internal import Findings
internal import Foundation
internal import GRDB

/// The program's memory of earlier nights: one SQLite file in WAL mode, and `LEDGER.lock` beside it.
///
/// Every method does its work in one transaction and has it on the disk when it returns (`synchronous = FULL`), so a run killed at any
/// instant loses only what it had not handed over yet. Every method throws `RunError`: `.badData` for a damaged ledger (never written to),
/// `.cannotWrite` for a full or read-only disk, `.ledgerBusy` where another process keeps it locked.
package final class Ledger: Sendable {
  /// What it is opened for.
  package enum Purpose: Sendable {
    /// A run: made where it is not there, and held against other runs until `close` or the end of the process.
    case audit
    /// Writing down a decision: must exist; a run in progress is waited for, not shut out.
    case decide
    /// Reading only: must exist.
    case read
  }

  package let path: String
  let queue: DatabaseQueue
  private let lock: LedgerLock?

  /// Opens, and brings older tables up to date (not for `.read`).
  ///
  /// Throws `RunError`: `.ledgerBusy`, `.noInput` (not there), `.badData` (damaged, from a newer program, or no ledger at all),
  /// `.cannotWrite`.
  package init(at path: String, for purpose: Purpose) throws {
    self.path = path
    let exists = FileManager.default.fileExists(atPath: path)
    if purpose != .audit, !exists {
      throw RunError(.noInput, subject: path, message: "there is no ledger here; run `audit` first, or name it with --ledger")
    }
    let lock = purpose == .audit ? try LedgerLock(ledger: path) : nil
    self.lock = lock
    if exists {
      try Self.checkHeader(of: path)
      // Looked at through a connection that cannot write: opening it for writing touches the file, and a ledger that is not ours stays as it is.
      var configuration = Configuration()
      configuration.label = "ledger check"
      configuration.readonly = true
      configuration.busyMode = .timeout(10)
      try ledgerCall(path) {
        let queue = try DatabaseQueue(path: path, configuration: configuration)
        try Self.check(queue, path, for: purpose, wasKilled: lock?.previousDied == true)
        try queue.close()
      }
    }

    var configuration = Configuration()
    configuration.label = "ledger"
    configuration.readonly = purpose == .read
    configuration.foreignKeysEnabled = true
    // A decision waits for a run's batch, which takes milliseconds; ten seconds is far beyond any.
    configuration.busyMode = .timeout(10)
    if purpose != .read {
      configuration.journalMode = .wal
      let shared = !LedgerFileSystem.isNetwork(path)
      configuration.prepareDatabase { db in
        // WAL's index is shared memory, which no two hosts share: on a network file system the one run keeps it in its own memory
        // (sqlite.org/wal.html, "Use of WAL Without Shared-Memory").
        if !shared { try db.execute(sql: "PRAGMA locking_mode = EXCLUSIVE") }
        try db.execute(sql: "PRAGMA synchronous = FULL")
      }
    }
    queue = try ledgerCall(path) { try DatabaseQueue(path: path, configuration: configuration) }
    if purpose != .read { try ledgerCall(path) { try Schema.migrator.migrate(queue) } }
  }

  /// Ends in order. Nothing is lost without it, but the next run then checks the whole file first.
  package func close() throws {
    try ledgerCall(path) { try queue.close() }
    lock?.releaseCleanly()
  }

  /// Looks through all of a ledger and, if it is damaged, takes it out of the way as `setAside` does; gives its new name, or nil where it is sound.
  /// Throws what `setAside` throws, and what opening throws for a ledger that is no damaged one of ours (a newer program's, another database).
  package static func setAsideIfDamaged(at path: String, timestamp: String) throws -> String? {
    do {
      let ledger = try Ledger(at: path, for: .read)
      defer { try? ledger.close() }
      try ledgerCall(path) {
        try ledger.queue.read { db in
          if let fault = try String.fetchOne(db, sql: "PRAGMA integrity_check(1)"), fault != "ok" { throw damaged(path, cause: fault) }
        }
      }
      return nil
    } catch let error as RunError where error.code == .badData && error.message == damageMessage {
      return try setAside(at: path, timestamp: timestamp)
    }
  }

  /// Takes a damaged ledger out of the way, as `LEDGER.damaged-<timestamp>` with its `-wal` beside it, so that the next `audit` builds a new one
  /// from the uploads. Gives its new name. Throws `RunError` `.ledgerBusy` where a run holds it, `.noInput`, `.cannotWrite`.
  ///
  /// `timestamp`: letters, digits and `-` only, for instance `20261124T013000`.
  package static func setAside(at path: String, timestamp: String) throws -> String {
    guard FileManager.default.fileExists(atPath: path) else {
      throw RunError(.noInput, subject: path, message: "there is no ledger here to set aside")
    }
    let lock = try LedgerLock(ledger: path)
    var target = "\(path).damaged-\(timestamp)"
    var count = 1
    while FileManager.default.fileExists(atPath: target) {
      count += 1
      target = "\(path).damaged-\(timestamp)-\(count)"
    }
    do {
      // The log first: a crash in between leaves a database without its log, never a new database beside an old log.
      if FileManager.default.fileExists(atPath: path + "-wal") {
        try FileManager.default.moveItem(atPath: path + "-wal", toPath: target + "-wal")
      }
      if FileManager.default.fileExists(atPath: path + "-shm") { try FileManager.default.removeItem(atPath: path + "-shm") }
      try FileManager.default.moveItem(atPath: path, toPath: target)
    } catch {
      throw RunError(.cannotWrite, subject: path, message: "the ledger could not be set aside as \(target)", cause: plainWords(error))
    }
    lock.releaseCleanly()
    return target
  }

  /// For tests of a full disk: the database may not grow from here.
  func limitPages() throws {
    try queue.writeWithoutTransaction { db in
      let pages = try Int.fetchOne(db, sql: "PRAGMA page_count") ?? 1
      try db.execute(sql: "PRAGMA max_page_count = \(pages)")
    }
  }

  private static func check(_ queue: DatabaseQueue, _ path: String, for purpose: Purpose, wasKilled: Bool) throws {
    let migrator = Schema.migrator
    try queue.read { db in
      let tables = try Int.fetchOne(db, sql: "SELECT count(*) FROM sqlite_master") ?? 0
      let id = try Int64.fetchOne(db, sql: "PRAGMA application_id")
      guard tables == 0 || id == Schema.applicationID else {
        throw RunError(.badData, subject: path, message: "this is an SQLite database but no ledger of bundle-audit; it was left as it is")
      }
      if try migrator.hasBeenSuperseded(db) {
        throw RunError(
          .badData, subject: path,
          message: "this ledger was written by a newer bundle-audit; use that version, or choose another --ledger. It was left as it is")
      }
      // After a kill only: reading the whole file on every night would cost more than an unchanged night does.
      if wasKilled, let fault = try String.fetchOne(db, sql: "PRAGMA quick_check(1)"), fault != "ok" {
        throw damaged(path, cause: fault)
      }
      if purpose == .read, try !migrator.hasCompletedMigrations(db) {
        throw RunError(
          .badData, subject: path, message: "this ledger was written by an older bundle-audit; the next `audit` brings it up to date")
      }
    }
  }

  private static func checkHeader(of path: String) throws {
    let magic = Array("SQLite format 3\0".utf8)
    guard let file = FileHandle(forReadingAtPath: path) else {
      throw RunError(.cannotWrite, subject: path, message: "the ledger cannot be opened; check its owner and rights")
    }
    defer { try? file.close() }
    let head: Data
    do {
      head = try file.read(upToCount: magic.count) ?? Data()
    } catch {
      throw RunError(.badData, subject: path, message: "the ledger cannot be read", cause: plainWords(error))
    }
    // An empty file is what SQLite itself makes of a database that nothing was written to yet.
    guard head.isEmpty || Array(head) == magic else { throw damaged(path, cause: "the file does not begin as an SQLite database does") }
  }
}
