import Findings
import Glibc

/// Bytes that can be read at any place without being held whole: an array, a file, or a window of either.
///
/// An archive of gigabytes on disk, or stored in another archive, costs no memory this way.
package final class ByteSource {
  private enum Storage {
    case memory([UInt8])
    case file(FileDescriptorOwner)
  }

  private let storage: Storage
  private let start: Int
  /// How many bytes there are.
  package let count: Int

  private init(storage: Storage, start: Int, count: Int) {
    self.storage = storage
    self.start = start
    self.count = count
  }

  package convenience init(_ bytes: [UInt8]) {
    self.init(storage: .memory(bytes), start: 0, count: bytes.count)
  }

  /// Takes a descriptor of a regular file and closes it in the end. `count` is its size when it was opened.
  convenience init(owning descriptor: CInt, count: Int) {
    self.init(storage: .file(FileDescriptorOwner(descriptor)), start: 0, count: count)
  }

  /// Whether the bytes are held in memory, where reading them whole costs no more.
  package var isInMemory: Bool {
    if case .memory = storage { true } else { false }
  }

  /// A part of these bytes; `range` must lie within them.
  package func window(_ range: Range<Int>) -> ByteSource {
    precondition(range.lowerBound >= 0 && range.upperBound <= count, "a window must lie within its source")
    return ByteSource(storage: storage, start: start + range.lowerBound, count: range.count)
  }

  /// Fills `buffer` from `offset` on, as far as there are bytes, and returns how many were read.
  /// Throws `corrupt` when the system cannot read the file (pread(2)).
  package func read(at offset: Int, into buffer: UnsafeMutableRawBufferPointer) throws(ReadFault) -> Int {
    guard offset >= 0, offset < count else { return 0 }
    let wanted = min(buffer.count, count - offset)
    switch storage {
    case .memory(let bytes):
      bytes.withUnsafeBytes { whole in
        buffer.copyMemory(from: UnsafeRawBufferPointer(rebasing: whole[(start + offset)..<(start + offset + wanted)]))
      }
      return wanted
    case .file(let owner):
      var done = 0
      while done < wanted {
        let got = pread(owner.descriptor, buffer.baseAddress.map { $0 + done }, wanted - done, off_t(start + offset + done))
        if got < 0 {
          if errno == EINTR { continue }
          throw ReadFault(.corrupt, "the file cannot be read: \(String(cString: strerror(errno)))")
        }
        // The file became shorter while it was read.
        if got == 0 { break }
        done += got
      }
      return done
    }
  }

  /// The bytes of a range, cut to what there is.
  package func bytes(_ range: Range<Int>) throws(ReadFault) -> [UInt8] {
    let lower = min(max(range.lowerBound, 0), count)
    let upper = min(max(range.upperBound, lower), count)
    if case .memory(let bytes) = storage {
      if start == 0, lower == 0, upper == bytes.count { return bytes }
      return Array(bytes[(start + lower)..<(start + upper)])
    }
    var fault: ReadFault?
    let result = [UInt8](unsafeUninitializedCapacity: upper - lower) { buffer, initialized in
      do throws(ReadFault) {
        initialized = try read(at: lower, into: UnsafeMutableRawBufferPointer(buffer))
      } catch {
        initialized = 0
        fault = error
      }
    }
    if let fault { throw fault }
    return result
  }

  /// Hands over all bytes in pieces of at most `size`, for hashing and copying.
  package func forEachChunk<Failure: Error>(
    of size: Int = 1 << 16, _ body: (UnsafeRawBufferPointer) throws(Failure) -> Void
  ) throws {
    let buffer = UnsafeMutableRawBufferPointer.allocate(byteCount: size, alignment: 16)
    defer { buffer.deallocate() }
    var offset = 0
    while offset < count {
      let got = try read(at: offset, into: buffer)
      if got == 0 { return }
      try body(UnsafeRawBufferPointer(rebasing: buffer[..<got]))
      offset += got
    }
  }

  /// Where `signature` next begins at or after `from` (and before `end`), or nil.
  func firstOffset(of signature: [UInt8], from: Int, before end: Int? = nil) throws(ReadFault) -> Int? {
    try search(signature, in: from..<min(end ?? count, count), backwards: false)
  }

  /// Where `signature` last begins before `before` (and at or after `from`), or nil.
  func lastOffset(of signature: [UInt8], before: Int, from: Int = 0) throws(ReadFault) -> Int? {
    try search(signature, in: from..<max(from, min(before, count)), backwards: true)
  }

  private func search(_ signature: [UInt8], in range: Range<Int>, backwards: Bool) throws(ReadFault) -> Int? {
    let step = 1 << 16
    var lower = backwards ? max(range.lowerBound, range.upperBound - step) : range.lowerBound
    var upper = backwards ? range.upperBound : min(range.upperBound, range.lowerBound + step)
    while lower < upper {
      // A signature may begin in this piece and end in the next.
      let piece = try bytes(lower..<(upper + signature.count - 1))
      if let found = piece.offset(of: signature, startingBelow: upper - lower, backwards: backwards) { return lower + found }
      if backwards {
        upper = lower
        lower = max(range.lowerBound, upper - step)
      } else {
        lower = upper
        upper = min(range.upperBound, lower + step)
      }
    }
    return nil
  }
}

/// Closes a descriptor when the last window of its file is gone.
private final class FileDescriptorOwner {
  let descriptor: CInt

  init(_ descriptor: CInt) { self.descriptor = descriptor }

  deinit { close(descriptor) }
}

extension [UInt8] {
  /// Where `signature` first (or last) begins, at an offset below `limit`.
  fileprivate func offset(of signature: [UInt8], startingBelow limit: Int, backwards: Bool) -> Int? {
    let last = Swift.min(limit, count - signature.count + 1) - 1
    guard last >= 0, let head = signature.first else { return nil }
    return withUnsafeBufferPointer { bytes -> Int? in
      var index = backwards ? last : 0
      while index >= 0 && index <= last {
        if bytes[index] == head, (1..<signature.count).allSatisfy({ bytes[index + $0] == signature[$0] }) { return index }
        index += backwards ? -1 : 1
      }
      return nil
    }
  }

  /// The little-endian number at `offset`; 0 beyond the end (callers check the length of a record first).
  func littleEndian<Number: FixedWidthInteger & UnsignedInteger>(_ offset: Int, as type: Number.Type = Number.self) -> Number {
    let size = Number.bitWidth / 8
    guard offset >= 0, offset + size <= count else { return 0 }
    return (0..<size).reduce(0) { $0 | Number(self[offset + $1]) << Number(8 * $1) }
  }

  func uint16(_ offset: Int) -> Int { Int(littleEndian(offset, as: UInt16.self)) }
  func uint32(_ offset: Int) -> Int { Int(littleEndian(offset, as: UInt32.self)) }
  /// A 64-bit field as an `Int`; what does not fit is `Int.max`, larger than any real file.
  func uint64(_ offset: Int) -> Int { Int(clamping: littleEndian(offset, as: UInt64.self)) }

  mutating func append(littleEndian value: some FixedWidthInteger) {
    var rest = value
    for _ in 0..<(rest.bitWidth / 8) {
      append(UInt8(truncatingIfNeeded: rest))
      rest >>= 8
    }
  }
}
