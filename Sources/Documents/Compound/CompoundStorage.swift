import CLibgsf
import Containers
import Findings

/// A storage of a compound file (MS-CFB), read by libgsf: streams by name, storages in it.
///
/// Valid only inside `withRoot`, since libgsf reads the bytes where they lie.
final class CompoundStorage {
  /// The names of its entries, in libgsf's order.
  let names: [String]

  private let handle: UnsafeMutableRawPointer
  private let budget: Budget
  private let most: Int

  /// Entries of one storage that are looked at; an ObjectPool has one an object.
  private static let mostEntries = 4096

  private init(_ handle: UnsafeMutableRawPointer, budget: Budget, most: Int) {
    self.handle = handle
    self.budget = budget
    self.most = most
    let count = min(Int(ba_gsf_count(handle)), Self.mostEntries)
    names = (0..<max(0, count)).map { ba_gsf_name(handle, Int32($0)).map { String(cString: $0) } ?? "" }
  }

  deinit { ba_gsf_close(handle) }

  /// gsf_init(3) registers types and may be called once only.
  private static let isPrepared: Bool = {
    ba_gsf_prepare()
    return true
  }()

  /// Opens a compound file. Throws `corrupt` where its structure does not hold; what comes out of its streams is booked on the budget, and of no stream
  /// more than `Limits.streamBytes` is given.
  static func withRoot<Result>(
    of bytes: [UInt8], limits: Limits, budget: Budget, _ body: (CompoundStorage) throws(ReadFault) -> Result
  ) throws(ReadFault) -> Result {
    try CompoundGuard.check(bytes)
    guard isPrepared else { throw ReadFault(.corrupt, "libgsf could not be prepared") }
    let result = bytes.withUnsafeBytes { buffer -> Swift.Result<Result, ReadFault> in
      guard let handle = ba_gsf_open(buffer.baseAddress, buffer.count) else {
        return .failure(ReadFault(.corrupt, "the compound file's tables or directory are damaged"))
      }
      let root = CompoundStorage(handle, budget: budget, most: limits.streamBytes)
      return withExtendedLifetime(root) {
        do throws(ReadFault) { return .success(try body(root)) } catch { return .failure(error) }
      }
    }
    return try result.get()
  }

  func has(_ name: String) -> Bool { names.contains(name) }

  /// The bytes of a stream; nil where there is none of this name. Throws `corrupt` where they are not all there, `limit` where the budget ends or there
  /// are more than `most`, the limit of that name.
  func stream(_ name: String, most: Int = .max, limit: String = "streamBytes") throws(ReadFault) -> [UInt8]? {
    guard let index = names.firstIndex(of: name) else { return nil }
    guard let child = ba_gsf_child(handle, Int32(index)) else { throw ReadFault(.corrupt, "the stream \(name) is damaged") }
    defer { ba_gsf_close(child) }
    guard ba_gsf_count(child) < 0 else { return nil }
    let size = ba_gsf_size(child)
    guard size > 0 else { return [] }
    let most = limit == "streamBytes" ? min(most, self.most) : most
    guard let count = Int(exactly: size), count <= most else {
      throw ReadFault(.limit, "\(limit): the stream \(DisplayName.text(name)) of \(size) bytes is larger than \(most)")
    }
    guard count <= budget.remaining else { throw budget.exhausted }
    try budget.take(count)
    var isWhole = false
    let bytes = [UInt8](unsafeUninitializedCapacity: count) { buffer, initialized in
      isWhole = ba_gsf_read(child, count, buffer.baseAddress) != 0
      initialized = isWhole ? count : 0
    }
    guard isWhole else { throw ReadFault(.corrupt, "the stream \(name) is shorter than its directory entry says") }
    return bytes
  }

  /// How many bytes a stream has; nil where there is none of this name.
  func size(of name: String) -> Int? {
    guard let index = names.firstIndex(of: name), let child = ba_gsf_child(handle, Int32(index)) else { return nil }
    defer { ba_gsf_close(child) }
    return ba_gsf_count(child) < 0 ? Int(exactly: ba_gsf_size(child)) : nil
  }

  /// A stream of which only parts are wanted; nil where there is none of this name.
  func parts(of name: String) -> CompoundStream? {
    guard let index = names.firstIndex(of: name), let child = ba_gsf_child(handle, Int32(index)) else { return nil }
    return CompoundStream(child)
  }

  /// This storage as a compound file of its own, of at most `most` bytes of streams. Throws `limit` for more, `corrupt` where a stream is not all there.
  func file(most: Int) throws(ReadFault) -> [UInt8] {
    var isTooLarge: Int32 = 0
    var count = 0
    guard let copy = ba_gsf_copy(handle, max(0, most), &count, &isTooLarge) else {
      if isTooLarge != 0 { throw ReadFault(.limit, "embeddedBytes: more than \(most) bytes") }
      throw ReadFault(.corrupt, "a stream of it is damaged")
    }
    defer { ba_gsf_free(copy) }
    try budget.take(count)
    return Array(UnsafeRawBufferPointer(start: copy, count: count))
  }

  /// A storage in this one; nil where there is none of this name.
  func storage(_ name: String) -> CompoundStorage? {
    guard let index = names.firstIndex(of: name), let child = ba_gsf_child(handle, Int32(index)) else { return nil }
    let storage = CompoundStorage(child, budget: budget, most: most)
    return ba_gsf_count(child) >= 0 ? storage : nil
  }
}

/// Parts of a stream, wherever they lie in it. Valid only inside `CompoundStorage.withRoot`.
final class CompoundStream {
  private let handle: UnsafeMutableRawPointer
  private let count: Int

  fileprivate init(_ handle: UnsafeMutableRawPointer) {
    self.handle = handle
    count = ba_gsf_count(handle) < 0 ? Int(clamping: ba_gsf_size(handle)) : 0
  }

  deinit { ba_gsf_close(handle) }

  /// Nil where they are not all there.
  func bytes(at offset: Int, count: Int) -> [UInt8]? {
    guard offset >= 0, count > 0, offset <= self.count - count, ba_gsf_seek(handle, Int64(offset)) != 0 else { return nil }
    var isWhole = false
    let bytes = [UInt8](unsafeUninitializedCapacity: count) { buffer, initialized in
      isWhole = ba_gsf_read(handle, count, buffer.baseAddress) != 0
      initialized = isWhole ? count : 0
    }
    return isWhole ? bytes : nil
  }
}
