import CLibarchive
import Findings
import Glibc

/// An archive opened by libarchive: RAR, 7z, tar, and single files compressed by gzip or bzip2. Members come in the order in which they
/// lie.
///
/// Source: archive_read(3), archive_read_open(3), archive_entry(3). Freed in `deinit`. XZ is left out: its dictionary may be of a GiB, and
/// libarchive offers no bound.
final class LibarchiveHandle {
  /// One member's header.
  struct Member {
    /// As libarchive gives it: UTF-8 where the archive says what its names are in, else its own bytes.
    var rawName: [UInt8]
    var isDirectory: Bool
    var isSymbolicLink: Bool
    var isEncrypted: Bool
    /// A hint; 0 where unknown.
    var declaredSize: Int
  }

  /// What a decoder may allocate: 7z's "ultra" asks for 64 MiB, RAR 5 for 32 MiB by default, and libarchive itself refuses more than 64 MiB of RAR 5.
  private static let mostMemory = 80 << 20
  /// Large allocations of the process before this archive was opened.
  private let memoryBefore: Int

  private let archive: OpaquePointer
  private let reader: LibarchiveSource
  /// A method that libarchive cannot decode spoils the rest of a solid archive, which it then calls an internal error.
  private var unsupported: String?

  /// What to read an archive as.
  enum Format {
    /// RAR or 7z by their signatures.
    case archive
    /// tar, compressed or not. Zero bytes are an empty tar, so this is asked for only where a tar was seen.
    case tar
    /// One file, compressed.
    case compressedFile
  }

  /// Throws `corrupt`, `encrypted` or `unsupported` with libarchive's own words.
  init(_ source: ByteSource, as format: Format) throws(ReadFault) {
    guard let archive = archive_read_new() else { throw ReadFault(.limit, "libarchive: no memory") }
    self.archive = archive
    memoryBefore = Int(audit_large_allocations())
    reader = LibarchiveSource(source)
    Self.inUTF8 {
      switch format {
      case .archive:
        archive_read_support_format_rar(archive)
        archive_read_support_format_rar5(archive)
        archive_read_support_format_7zip(archive)
        return
      case .tar: archive_read_support_format_tar(archive)
      case .compressedFile: archive_read_support_format_raw(archive)
      }
      archive_read_support_filter_gzip(archive)
      archive_read_support_filter_bzip2(archive)
    }
    archive_read_set_read_callback(archive, LibarchiveSource.read)
    archive_read_set_seek_callback(archive, LibarchiveSource.seek)
    archive_read_set_skip_callback(archive, LibarchiveSource.skip)
    archive_read_set_callback_data(archive, Unmanaged.passUnretained(reader).toOpaque())
    if Self.guarded({ archive_read_open1(archive) }) != ARCHIVE_OK { throw fault() }
  }

  deinit { archive_read_free(archive) }

  /// The next member's header, nil at the end. Throws where the archive cannot be read further.
  func next() throws(ReadFault) -> Member? {
    var entry: OpaquePointer?
    let result = Self.guarded { archive_read_next_header(archive, &entry) }
    if result == ARCHIVE_EOF { return nil }
    // ARCHIVE_WARN still gives the member: a name that could not be converted, an unknown attribute.
    guard result == ARCHIVE_OK || result == ARCHIVE_WARN, let entry else { throw fault() }
    let type = archive_entry_filetype(entry)
    return Member(
      rawName: Self.name(of: entry), isDirectory: type == 0o040000,
      isSymbolicLink: type == 0o120000 || archive_entry_hardlink(entry) != nil,
      isEncrypted: archive_entry_is_data_encrypted(entry) == 1,
      declaredSize: archive_entry_size_is_set(entry) != 0 ? Int(max(0, archive_entry_size(entry))) : 0)
  }

  /// The bytes of the member whose header came last, piece by piece, its holes filled with zero bytes. Throws after what could be read;
  /// also what `body` throws. Block by block, since archive_read_data(3) loses what it had when an error follows.
  func readData(_ body: (UnsafeRawBufferPointer) throws(ReadFault) -> Void) throws(ReadFault) {
    var produced = 0
    var warning: ReadFault?
    let zeros = UnsafeMutableRawBufferPointer.allocate(byteCount: 4096, alignment: 16)
    zeros.initializeMemory(as: UInt8.self, repeating: 0)
    defer { zeros.deallocate() }
    while true {
      var block: UnsafeRawPointer?
      var size = 0
      var offset: la_int64_t = 0
      let result = Self.guarded { archive_read_data_block(archive, &block, &size, &offset) }
      if result == ARCHIVE_EOF { break }
      guard result == ARCHIVE_OK || result == ARCHIVE_WARN else { throw fault() }
      try checkMemory()
      // A warning comes with data: a checksum of 7z that does not fit.
      if result == ARCHIVE_WARN { warning = fault() }
      while produced < Int(offset) {
        let hole = min(zeros.count, Int(offset) - produced)
        produced += hole
        try body(UnsafeRawBufferPointer(rebasing: zeros[..<hole]))
      }
      if let block, size > 0 {
        produced += size
        try body(UnsafeRawBufferPointer(start: block, count: size))
      }
    }
    if let warning { throw warning }
  }

  /// Throws `limit` where the decoder has allocated more than it may. Looked at with each block: what was allocated is filled only as data comes out.
  private func checkMemory() throws(ReadFault) {
    if Int(audit_large_allocations()) - memoryBefore > Self.mostMemory {
      throw Self.tooMuchMemory
    }
  }

  /// Nothing of such an archive is read further: each member would ask for the same again.
  static let tooMuchMemory = ReadFault(.limit, "dictionary: the archive asks for more than \(mostMemory) bytes of memory to be unpacked")

  /// libarchive tells its reasons in words only; what they say decides the reason. Source: the messages of
  /// archive_read_support_format_{rar,rar5,7zip,tar}.c, 3.6.
  private func fault() -> ReadFault {
    let words = archive_error_string(archive).map { String(cString: $0) } ?? "unknown error"
    let text = words.lowercased()
    if text.contains("memory") { return Self.tooMuchMemory }
    if ["encrypt", "crypto", "passphrase", "password"].contains(where: text.contains) {
      return ReadFault(.encrypted, "libarchive: \(DisplayName.text(words))")
    }
    if ["support", "unavailable", "unknown codec", "unexpected codec"].contains(where: text.contains) {
      unsupported = words
    }
    if let unsupported, unsupported == words || text.contains("internal error") {
      return ReadFault(.unsupported, "libarchive: \(DisplayName.text(unsupported))")
    }
    return ReadFault(.corrupt, "libarchive: \(DisplayName.text(words))")
  }

  private static func name(of entry: OpaquePointer) -> [UInt8] {
    inUTF8 {
      // The name in its own bytes first: the UTF-8 one is nil where they are in an unsaid charset.
      guard let name = archive_entry_pathname(entry) ?? archive_entry_pathname_utf8(entry) else { return [] }
      return Array(UnsafeRawBufferPointer(start: name, count: strlen(name)))
    }
  }

  /// libarchive converts names to the thread's charset, and loses what does not fit into plain "C".
  /// Made once: a sandbox may keep later calls from the locale's files.
  private nonisolated(unsafe) static let utf8 = newlocale(LC_CTYPE_MASK, "C.UTF-8", nil)

  /// Opened once, for the same reason.
  private static let statm = audit_open_statm()

  static func prepare() {
    inUTF8 {}
    _ = statm
  }

  /// Lets libarchive work, with its locale and within its memory.
  private static func guarded<Result>(_ body: () -> Result) -> Result {
    var before = rlimit()
    let isCapped = audit_cap_memory(statm, mostMemory, &before) != 0
    defer { if isCapped { audit_uncap_memory(&before) } }
    return inUTF8(body)
  }

  private static func inUTF8<Result>(_ body: () -> Result) -> Result {
    guard let utf8 else { return body() }
    let before = uselocale(utf8)
    defer { uselocale(before) }
    return body()
  }
}

/// What libarchive calls to read.
private final class LibarchiveSource {
  private let source: ByteSource
  private var position = 0
  private let buffer = UnsafeMutableRawBufferPointer.allocate(byteCount: 1 << 16, alignment: 16)

  init(_ source: ByteSource) { self.source = source }

  deinit { buffer.deallocate() }

  /// archive_read_callback(3): 0 is the end.
  static let read: @convention(c) (OpaquePointer?, UnsafeMutableRawPointer?, UnsafeMutablePointer<UnsafeRawPointer?>?) -> la_ssize_t = {
    archive, context, place in
    guard let context, let place else { return -1 }
    let this = Unmanaged<LibarchiveSource>.fromOpaque(context).takeUnretainedValue()
    do throws(ReadFault) {
      let got = try this.source.read(at: this.position, into: this.buffer)
      this.position += got
      place.pointee = UnsafeRawPointer(this.buffer.baseAddress)
      return got
    } catch {
      return -1
    }
  }

  static let seek: @convention(c) (OpaquePointer?, UnsafeMutableRawPointer?, la_int64_t, CInt) -> la_int64_t = {
    _, context, offset, whence in
    guard let context else { return -1 }
    let this = Unmanaged<LibarchiveSource>.fromOpaque(context).takeUnretainedValue()
    let base = whence == SEEK_SET ? 0 : whence == SEEK_CUR ? this.position : this.source.count
    let (target, overflow) = base.addingReportingOverflow(Int(offset))
    if overflow || target < 0 { return la_int64_t(ARCHIVE_FATAL) }
    this.position = min(target, this.source.count)
    return la_int64_t(this.position)
  }

  static let skip: @convention(c) (OpaquePointer?, UnsafeMutableRawPointer?, la_int64_t) -> la_int64_t = { _, context, wanted in
    guard let context else { return 0 }
    let this = Unmanaged<LibarchiveSource>.fromOpaque(context).takeUnretainedValue()
    let step = max(0, min(Int(wanted), this.source.count - this.position))
    this.position += step
    return la_int64_t(step)
  }
}
