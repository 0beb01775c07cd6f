internal import CSandbox
internal import Findings
internal import Foundation
internal import Glibc

/// What a worker is doing, in a page of memory that its supervisor looks at: which document, and since when.
///
/// A line on a pipe for every document would wake the supervisor as often as documents are read; a page costs the worker one copy of a name and
/// the supervisor nothing until a worker dies or its deadline is due. A worker that scribbles over its page harms only itself.
final class ProgressPage: @unchecked Sendable {
  // Unchecked: every field is read and written atomically by CSandbox, the name only once the worker is dead.
  private let page: OpaquePointer
  /// The file that the worker maps; empty on the worker's side.
  let path: String

  /// Supervisor's side: makes the file. Throws `RunError` `.cannotWrite`.
  init(in folder: String) throws {
    path = "\(folder)/bundle-audit-worker-\(UUID().uuidString)"
    let descriptor = open(path, O_RDWR | O_CREAT | O_EXCL | O_CLOEXEC | O_NOFOLLOW, 0o600)
    guard descriptor >= 0 else {
      throw RunError(
        .cannotWrite, subject: folder, message: "no temporary file can be made here for a worker; set TMPDIR to a folder with room",
        cause: String(cString: strerror(errno)))
    }
    defer { close(descriptor) }
    // Allocated now: on a full disk a mapping without blocks would end in SIGBUS later.
    let code = posix_fallocate(descriptor, 0, off_t(csandbox_page_size))
    guard code == 0, let page = csandbox_page_map(descriptor) else {
      let cause = String(cString: strerror(code == 0 ? errno : code))
      unlink(path)
      throw RunError(
        .cannotWrite, subject: folder, message: "no temporary file can be made here for a worker; is the disk full?", cause: cause)
    }
    self.page = page
  }

  /// Worker's side: maps the file that the supervisor made. Throws `RunError` `.usage`: only a supervisor can give the right file.
  init(mapping path: String) throws {
    self.path = ""
    let descriptor = open(path, O_RDWR | O_CLOEXEC | O_NOFOLLOW)
    defer { if descriptor >= 0 { close(descriptor) } }
    var status = stat()
    guard descriptor >= 0, fstat(descriptor, &status) == 0, status.st_size >= off_t(csandbox_page_size),
      let page = csandbox_page_map(descriptor)
    else {
      throw RunError(.usage, subject: path, message: "this is no page of a supervisor; --supervised is for `audit` alone")
    }
    self.page = page
  }

  /// Both sides hold a mapping; the name is needed only until the worker has opened it.
  func unlinkFile() {
    if !path.isEmpty { unlink(path) }
  }

  deinit {
    unlinkFile()
    csandbox_page_unmap(page)
  }

  // MARK: Worker's side

  func setReady() { csandbox_page_set_ready(page) }

  func begin(_ document: String, request: UInt64) {
    var document = document
    document.withUTF8 { bytes in
      bytes.withMemoryRebound(to: CChar.self) { csandbox_page_begin(page, request, $0.baseAddress, $0.count) }
    }
  }

  func end() { csandbox_page_end(page) }

  func noteMemoryOnCrash() -> Bool { csandbox_note_memory_on_crash(page) == 0 }

  // MARK: Supervisor's side

  var isReady: Bool { csandbox_page_is_ready(page) != 0 }
  /// When the current document began, on the monotonic clock in nanoseconds; nil between documents.
  var began: UInt64? {
    let began = csandbox_page_began(page)
    return began == 0 ? nil : began
  }
  /// The place, in the order sent, of the request under work.
  var request: UInt64 { csandbox_page_request(page) }
  var documents: UInt64 { csandbox_page_documents(page) }
  var ranOutOfMemory: Bool { csandbox_page_ran_out_of_memory(page) != 0 }
  /// The document under work, or the last one, as `cut` leaves it. Only sure once the worker is dead.
  var name: String {
    let bytes = [UInt8](unsafeUninitializedCapacity: csandbox_page_name_limit) { buffer, count in
      count = buffer.withMemoryRebound(to: CChar.self) { csandbox_page_name(page, $0.baseAddress!, $0.count) }
    }
    return String(decoding: bytes, as: UTF8.self)
  }

  /// A document's name as far as a page holds it.
  static func cut(_ name: String) -> String {
    name.utf8.count <= csandbox_page_name_limit ? name : String(decoding: name.utf8.prefix(csandbox_page_name_limit), as: UTF8.self)
  }
}

/// The monotonic clock, in nanoseconds: setting the date moves no deadline.
func monotonicNow() -> UInt64 { csandbox_now() }
