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

  /// Entries of one storage that are looked at; an ObjectPool has one an object.
  private static let mostEntries = 4096

  private init(_ handle: UnsafeMutableRawPointer, budget: Budget) {
    self.handle = handle
    self.budget = budget
    let count = min(Int(ba_gsf_count(handle)), Self.mostEntries)
    names = (0..<max(0, count)).map { ba_gsf_name(handle, Int32($0)).map { String(cString: $0) } ?? "" }
  }

  deinit { ba_gsf_close(handle) }

  /// gsf_init(3) registers types and may be called once only.
  private static let isPrepared: Bool = {
    ba_gsf_prepare()
    return true
  }()

  /// Opens a compound file. Throws `corrupt` where its structure does not hold; what comes out of its streams is booked on the budget.
  static func withRoot<Result>(
    of bytes: [UInt8], budget: Budget, _ body: (CompoundStorage) throws(ReadFault) -> Result
  ) throws(ReadFault) -> Result {
    try CompoundGuard.check(bytes)
    guard isPrepared else { throw ReadFault(.corrupt, "libgsf could not be prepared") }
    let result = bytes.withUnsafeBytes { buffer -> Swift.Result<Result, ReadFault> in
      guard let handle = ba_gsf_open(buffer.baseAddress, buffer.count) else {
        return .failure(ReadFault(.corrupt, "the compound file's tables or directory are damaged"))
      }
      let root = CompoundStorage(handle, budget: budget)
      return withExtendedLifetime(root) {
        do throws(ReadFault) { return .success(try body(root)) } catch { return .failure(error) }
      }
    }
    return try result.get()
  }

  func has(_ name: String) -> Bool { names.contains(name) }

  /// The bytes of a stream; nil where there is none of this name. Throws `corrupt` where they are not all there, `limit` where the budget ends.
  func stream(_ name: String) throws(ReadFault) -> [UInt8]? {
    guard let index = names.firstIndex(of: name) else { return nil }
    return try stream(at: index)
  }

  private func stream(at index: Int) throws(ReadFault) -> [UInt8]? {
    guard let child = ba_gsf_child(handle, Int32(index)) else { throw ReadFault(.corrupt, "the stream \(names[index]) is damaged") }
    defer { ba_gsf_close(child) }
    guard ba_gsf_count(child) < 0 else { return nil }
    let size = ba_gsf_size(child)
    guard size > 0 else { return [] }
    guard let count = Int(exactly: size), count <= budget.remaining else { throw budget.exhausted }
    try budget.take(count)
    var isWhole = false
    let bytes = [UInt8](unsafeUninitializedCapacity: count) { buffer, initialized in
      isWhole = ba_gsf_read(child, count, buffer.baseAddress) != 0
      initialized = isWhole ? count : 0
    }
    guard isWhole else { throw ReadFault(.corrupt, "the stream \(names[index]) is shorter than its directory entry says") }
    return bytes
  }

  /// A storage in this one; nil where there is none of this name.
  func storage(_ name: String) -> CompoundStorage? {
    guard let index = names.firstIndex(of: name), let child = ba_gsf_child(handle, Int32(index)) else { return nil }
    let storage = CompoundStorage(child, budget: budget)
    return ba_gsf_count(child) >= 0 ? storage : nil
  }
}
