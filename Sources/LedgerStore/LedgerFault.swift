internal import Findings
internal import GRDB

/// A ledger that cannot be trusted, with the way out.
func damaged(_ path: String, cause: String) -> RunError {
  RunError(.badData, subject: path, message: damageMessage, cause: cause)
}

/// Also tells damage from a ledger that is sound and not ours: no other error of this module says this.
let damageMessage =
  "the ledger is damaged and was left as it is; set it aside (--rebuild-ledger) and it is built anew from the uploads, "
  + "or bring back a copy; decisions are in the ledger alone"

/// Runs what speaks to SQLite and says its errors as ours. Result codes: sqlite.org/rescode.html.
func ledgerCall<Value>(_ path: String, _ body: () throws -> Value) throws -> Value {
  do {
    return try body()
  } catch let error as DatabaseError {
    let cause = error.message ?? "SQLite error \(error.resultCode.rawValue)"
    switch error.resultCode {
    case .SQLITE_CORRUPT, .SQLITE_NOTADB:
      throw damaged(path, cause: cause)
    case .SQLITE_BUSY, .SQLITE_LOCKED:
      throw RunError(.ledgerBusy, subject: path, message: "another program keeps the ledger locked; wait for it to end", cause: cause)
    case .SQLITE_FULL:
      throw RunError(
        .cannotWrite, subject: path, message: "the disk of the ledger is full; make room and run again: nothing is lost", cause: cause)
    case .SQLITE_READONLY, .SQLITE_CANTOPEN, .SQLITE_PERM, .SQLITE_IOERR, .SQLITE_AUTH:
      throw RunError(
        .cannotWrite, subject: path, message: "the ledger cannot be read or written; check the disk, its owner and rights", cause: cause)
    default:
      throw RunError(.internal, subject: path, message: "the ledger refused a statement", cause: plainWords(error))
    }
  }
}
