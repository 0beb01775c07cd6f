import CLibzip
import Findings
import Glibc

/// An open libzip archive over a `ByteSource` followed by the directory that `ZipDirectory` writes.
///
/// libzip looks for end records in the last 64 KiB and takes the one that it finds most consistent, so the archive's own, and those of
/// archives stored in it, are kept out of its sight by a gap of zero bytes. Source: libzip(3), zip_source_function(3), zip_fopen_index(3).
/// The handle and its source are freed in `deinit`.
final class LibzipHandle {
  private let archive: OpaquePointer

  /// Throws `corrupt` with libzip's own words.
  init(_ source: ByteSource, _ directory: ZipDirectory) throws(ReadFault) {
    var error = zip_error_t()
    zip_error_init(&error)
    defer { zip_error_fini(&error) }
    let callback = LibzipSource(source, directory: directory.canonicalDirectory(at: source.count + LibzipSource.gap))
    let context = Unmanaged.passRetained(callback).toOpaque()
    guard let zipSource = zip_source_function_create(LibzipSource.command, context, &error) else {
      Unmanaged<LibzipSource>.fromOpaque(context).release()
      throw ReadFault(.corrupt, "libzip: \(String(cString: zip_error_strerror(&error)))")
    }
    guard let archive = zip_open_from_source(zipSource, ZIP_RDONLY, &error) else {
      // On failure the source stays ours; freeing it releases the callback (ZIP_SOURCE_FREE).
      zip_source_free(zipSource)
      throw ReadFault(.corrupt, "libzip: \(String(cString: zip_error_strerror(&error)))")
    }
    self.archive = archive
    // A checksum that reads as an end record could still mislead it: then the numbers of members mean nothing.
    let count = zip_get_num_entries(archive, 0)
    if count != directory.records.count {
      zip_discard(archive)
      throw ReadFault(.corrupt, "libzip sees \(count) members where there are \(directory.records.count)")
    }
  }

  deinit { zip_discard(archive) }

  /// How a member's data ended.
  enum Ending {
    /// All of it came, and size and CRC are as declared.
    case whole
    /// All of it came, but not of the declared size: only its CRC, which libzip did not come to, can tell.
    case wrongSize
    case damaged(String)
  }

  /// Decompresses member `index`, handing over each piece, of at most `chunk` bytes. What `sink` throws ends the reading.
  func inflate(_ index: Int, chunk: Int, sink: (UnsafeRawBufferPointer) throws(ReadFault) -> Void) throws(ReadFault) -> Ending {
    guard let file = zip_fopen_index(archive, zip_uint64_t(index), 0) else {
      let error = zip_get_error(archive)
      let words = String(cString: zip_error_strerror(error))
      switch zip_error_code_zip(error) {
      case ZIP_ER_COMPNOTSUPP, ZIP_ER_ENCRNOTSUPP: throw ReadFault(.unsupported, "libzip: \(words)")
      case ZIP_ER_NOPASSWD, ZIP_ER_WRONGPASSWD: throw ReadFault(.encrypted, "libzip: \(words)")
      default: return .damaged(words)
      }
    }
    defer { zip_fclose(file) }
    let buffer = UnsafeMutableRawBufferPointer.allocate(byteCount: chunk, alignment: 16)
    defer { buffer.deallocate() }
    while true {
      let got = zip_fread(file, buffer.baseAddress, zip_uint64_t(chunk))
      if got < 0 {
        let error = zip_file_get_error(file)
        if zip_error_code_zip(error) == ZIP_ER_INCONS { return .wrongSize }
        return .damaged(String(cString: zip_error_strerror(error)))
      }
      if got == 0 { return .whole }
      try sink(UnsafeRawBufferPointer(rebasing: buffer[..<Int(got)]))
    }
  }
}

/// What libzip calls to read: the archive's bytes, then the directory, as one file.
private final class LibzipSource {
  private let source: ByteSource
  private let directory: [UInt8]
  private var position = 0
  private var error = zip_error_t()

  private var count: Int { source.count + Self.gap + directory.count }

  /// libzip 1.7 looks at the last 65535 + 22 + 20 bytes, the longest comment with the end record and the zip64 locator.
  static let gap = 65_577

  init(_ source: ByteSource, directory: [UInt8]) {
    self.source = source
    self.directory = directory
    zip_error_init(&error)
  }

  deinit { zip_error_fini(&error) }

  /// zip_source_function(3).
  static let command: zip_source_callback = { context, data, length, command in
    guard let context else { return -1 }
    let this = Unmanaged<LibzipSource>.fromOpaque(context)
    if command == ZIP_SOURCE_FREE {
      this.release()
      return 0
    }
    return this.takeUnretainedValue().run(command, data, length)
  }

  private func run(_ command: zip_source_cmd_t, _ data: UnsafeMutableRawPointer?, _ length: zip_uint64_t) -> zip_int64_t {
    switch command {
    case ZIP_SOURCE_OPEN:
      position = 0
      return 0
    case ZIP_SOURCE_CLOSE:
      return 0
    case ZIP_SOURCE_READ:
      return read(into: UnsafeMutableRawBufferPointer(start: data, count: Int(clamping: length)))
    case ZIP_SOURCE_SEEK:
      let target = zip_source_seek_compute_offset(zip_uint64_t(position), zip_uint64_t(count), data, length, &error)
      if target < 0 { return -1 }
      position = Int(target)
      return 0
    case ZIP_SOURCE_TELL:
      return zip_int64_t(position)
    case ZIP_SOURCE_STAT:
      guard let data, length >= zip_uint64_t(MemoryLayout<zip_stat_t>.size) else { return -1 }
      let stat = data.assumingMemoryBound(to: zip_stat_t.self)
      zip_stat_init(stat)
      stat.pointee.size = zip_uint64_t(count)
      stat.pointee.valid = zip_uint64_t(ZIP_STAT_SIZE)
      return zip_int64_t(MemoryLayout<zip_stat_t>.size)
    case ZIP_SOURCE_ERROR:
      return zip_error_to_data(&error, data, length)
    case ZIP_SOURCE_SUPPORTS:
      return audit_zip_seekable_commands()
    default:
      zip_error_set(&error, ZIP_ER_OPNOTSUPP, 0)
      return -1
    }
  }

  private func read(into buffer: UnsafeMutableRawBufferPointer) -> zip_int64_t {
    do throws(ReadFault) {
      // A file that became shorter is read as if zero bytes followed: the directory stays where it was said to be.
      buffer.initializeMemory(as: UInt8.self, repeating: 0)
      let done = min(buffer.count, count - position)
      if position < source.count {
        let wanted = min(done, source.count - position)
        _ = try source.read(at: position, into: UnsafeMutableRawBufferPointer(rebasing: buffer[..<wanted]))
      }
      let directoryStart = source.count + Self.gap
      if position + done > directoryStart {
        let from = max(0, position - directoryStart)
        let to = directoryStart + from - position
        directory.withUnsafeBytes { bytes in
          UnsafeMutableRawBufferPointer(rebasing: buffer[to..<done]).copyMemory(
            from: UnsafeRawBufferPointer(rebasing: bytes[from..<(from + done - to)]))
        }
      }
      position += done
      return zip_int64_t(done)
    } catch {
      zip_error_set(&self.error, ZIP_ER_READ, EIO)
      return -1
    }
  }
}
