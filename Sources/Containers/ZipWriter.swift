import CLibzip
package import Findings

/// Packs members that this program made into a ZIP archive: the container of an OOXML document.
///
/// In: names and bytes, in the order in which they are written. Out: the archive's bytes, the same for the same members on any day and in any
/// time zone: every member carries the DOS epoch, 1980-01-01 00:00, and a fixed level of deflate.
/// Throws `RunError` `.internal` with libzip's words: nothing here comes from an upload.
/// Source: zip_source_buffer_create(3), zip_file_set_dostime(3), ECMA-376 part 2.
package enum ZipWriter {
  package struct Member: Sendable, Hashable {
    package var name: String
    package var bytes: [UInt8]

    package init(name: String, bytes: [UInt8]) {
      self.name = name
      self.bytes = bytes
    }
  }

  package static func archive(_ members: [Member]) throws(RunError) -> [UInt8] {
    var error = zip_error_t()
    zip_error_init(&error)
    defer { zip_error_fini(&error) }
    guard let target = zip_source_buffer_create(nil, 0, 0, &error) else { throw fault(&error, "zip_source_buffer_create") }
    // zip_close frees the archive's own reference to the source; ours is for reading the result.
    zip_source_keep(target)
    defer { zip_source_free(target) }
    guard let archive = zip_open_from_source(target, ZIP_TRUNCATE, &error) else {
      zip_source_free(target)
      throw fault(&error, "zip_open_from_source")
    }
    // libzip reads the members' bytes only in zip_close, so their storage must last until then.
    let storage = members.map { member in
      let copy = UnsafeMutableBufferPointer<UInt8>.allocate(capacity: max(member.bytes.count, 1))
      _ = copy.initialize(from: member.bytes)
      return copy
    }
    defer { for copy in storage { copy.deallocate() } }
    do throws(RunError) {
      for (member, bytes) in zip(members, storage) { try add(member, bytes, to: archive) }
    } catch {
      zip_discard(archive)
      throw error
    }
    guard zip_close(archive) == 0 else {
      let fault = fault(zip_get_error(archive), "zip_close")
      zip_discard(archive)
      throw fault
    }
    return try contents(of: target)
  }

  private static func add(_ member: Member, _ bytes: UnsafeMutableBufferPointer<UInt8>, to archive: OpaquePointer) throws(RunError) {
    guard let source = zip_source_buffer(archive, bytes.baseAddress, zip_uint64_t(member.bytes.count), 0) else {
      throw fault(zip_get_error(archive), "zip_source_buffer")
    }
    let index = zip_file_add(archive, member.name, source, zip_flags_t(ZIP_FL_ENC_UTF_8))
    guard index >= 0 else {
      zip_source_free(source)
      throw fault(zip_get_error(archive), "zip_file_add \(member.name)")
    }
    let dosEpoch: zip_uint16_t = 1 << 5 | 1
    guard zip_set_file_compression(archive, zip_uint64_t(index), ZIP_CM_DEFLATE, 6) == 0,
      zip_file_set_dostime(archive, zip_uint64_t(index), 0, dosEpoch, 0) == 0
    else { throw fault(zip_get_error(archive), "zip_file_set_dostime \(member.name)") }
  }

  private static func contents(of source: OpaquePointer) throws(RunError) -> [UInt8] {
    var stat = zip_stat_t()
    zip_stat_init(&stat)
    guard zip_source_stat(source, &stat) == 0, zip_source_open(source) == 0 else {
      throw fault(zip_source_error(source), "zip_source_open")
    }
    defer { zip_source_close(source) }
    let count = Int(stat.size)
    var taken = 0
    let bytes = [UInt8](unsafeUninitializedCapacity: count) { buffer, filled in
      while taken < count {
        let read = zip_source_read(source, buffer.baseAddress! + taken, zip_uint64_t(count - taken))
        if read <= 0 { break }
        taken += Int(read)
      }
      filled = taken
    }
    guard taken == count else { throw fault(zip_source_error(source), "zip_source_read") }
    return bytes
  }

  private static func fault(_ error: UnsafeMutablePointer<zip_error_t>?, _ call: String) -> RunError {
    RunError(
      .internal, subject: call, message: "a ZIP archive could not be packed in memory",
      cause: error.map { String(cString: zip_error_strerror($0)) })
  }
}
