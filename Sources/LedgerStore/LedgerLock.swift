internal import Findings
internal import Glibc

/// The one run that may write: an exclusive `flock` on `LEDGER.lock`.
///
/// The kernel drops it with the process, however that dies, so a `kill -9` leaves nothing to clean up. Linux passes `flock` on NFS to the
/// server as a lock of the whole file (flock(2), since 2.6.12), so two hosts exclude each other too. The file is never removed: between
/// another run's `open` and its `flock` a removal would let both hold "the" lock. It is opened close-on-exec, or a worker that outlives its
/// parent for a moment would keep the lock.
///
/// While held, the file names its holder; it is emptied on a clean end. So words in a file that nobody holds mean that the last run was
/// killed, and the ledger is then checked before use.
final class LedgerLock: Sendable {
  private let descriptor: CInt
  /// Whether the run before ended without closing its ledger.
  let previousDied: Bool

  /// Throws `RunError` `.ledgerBusy` where another process holds it, `.cannotWrite` where the file cannot be made or locked.
  init(ledger path: String) throws {
    let lockPath = path + ".lock"
    let descriptor = open(lockPath, O_RDWR | O_CREAT | O_CLOEXEC, 0o644)
    guard descriptor >= 0 else {
      throw RunError(
        .cannotWrite, subject: lockPath, message: "the lock file beside the ledger cannot be opened; is its folder there and writable?",
        cause: String(cString: strerror(errno)))
    }
    guard flock(descriptor, LOCK_EX | LOCK_NB) == 0 else {
      let code = errno
      let holder = Self.contents(of: descriptor)
      close(descriptor)
      guard code == EWOULDBLOCK else {
        throw RunError(
          .cannotWrite, subject: lockPath,
          message: "this file system cannot lock files, so two runs could write at once; keep the ledger (--ledger) on another one",
          cause: String(cString: strerror(code)))
      }
      throw RunError(
        .ledgerBusy, subject: path,
        message: "another run holds this ledger" + (holder.isEmpty ? "" : " (\(holder))")
          + "; wait for it to end, or choose another --ledger")
    }
    previousDied = !Self.contents(of: descriptor).isEmpty
    self.descriptor = descriptor
    let holder = "process \(getpid()) on \(Self.hostName())\n"
    // Words for people only: the lock holds without them, so a full disk is no reason to fail here.
    _ = ftruncate(descriptor, 0)
    _ = holder.withCString { pwrite(descriptor, $0, strlen($0), 0) }
  }

  /// Says that the run ended in order, and lets go.
  func releaseCleanly() {
    _ = ftruncate(descriptor, 0)
    _ = flock(descriptor, LOCK_UN)
  }

  deinit { close(descriptor) }

  private static func contents(of descriptor: CInt) -> String {
    var bytes = [UInt8](repeating: 0, count: 200)
    let count = pread(descriptor, &bytes, bytes.count, 0)
    guard count > 0 else { return "" }
    return String(decoding: bytes[..<count].prefix { $0 != UInt8(ascii: "\n") }, as: UTF8.self)
  }

  private static func hostName() -> String {
    var bytes = [CChar](repeating: 0, count: 256)
    guard gethostname(&bytes, bytes.count - 1) == 0 else { return "an unnamed host" }
    return String(decoding: bytes.prefix { $0 != 0 }.map { UInt8(bitPattern: $0) }, as: UTF8.self)
  }
}
