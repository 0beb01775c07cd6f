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
    var scanner = SignatureScanner(self, signature, from: from, before: end ?? count)
    return try scanner.next()
  }

  /// Where `signature` last begins before `before` (and at or after `from`), or nil.
  func lastOffset(of signature: [UInt8], before: Int, from: Int = 0) throws(ReadFault) -> Int? {
    var upper = min(before, count)
    var step = 4096
    while upper > from {
      let lower = max(from, upper - step)
      // A signature may begin in this piece and end in the next.
      let piece = try bytes(lower..<(upper + signature.count - 1))
      if let found = piece.lastOffset(of: signature) { return lower + found }
      upper = lower
      step = min(2 * step, 1 << 16)
    }
    return nil
  }
}

/// Finds the places of a signature one after another, reading each piece of the source once: a hostile file has millions of them.
struct SignatureScanner {
  private let source: ByteSource
  private let signature: [UInt8]
  private let end: Int
  private var piece: [UInt8] = []
  /// Where `piece` begins in the source.
  private var pieceStart: Int
  /// Where in the source the next search begins.
  private(set) var position: Int

  init(_ source: ByteSource, _ signature: [UInt8], from: Int, before end: Int) {
    self.source = source
    self.signature = signature
    self.end = min(end, source.count)
    position = max(0, from)
    pieceStart = position
  }

  /// Goes on at `offset` instead of right behind the last place.
  mutating func skip(to offset: Int) { position = max(position, offset) }

  /// The next place, or nil.
  mutating func next() throws(ReadFault) -> Int? {
    while position < end {
      if position + signature.count > pieceStart + piece.count {
        // Small at first: mostly what is looked for is near.
        let size = piece.isEmpty ? 4096 : 1 << 16
        pieceStart = position
        piece = try source.bytes(position..<(position + size))
        if piece.count < signature.count { return nil }
      }
      if let found = piece.firstOffset(of: signature, from: position - pieceStart) {
        let place = pieceStart + found
        if place >= end { return nil }
        position = place + signature.count
        return place
      }
      position = pieceStart + piece.count - signature.count + 1
    }
    return nil
  }

  /// `count` bytes from the place found last, from memory where they are there.
  func bytes(at place: Int, _ count: Int) throws(ReadFault) -> [UInt8] {
    let from = place - pieceStart
    if from >= 0, from + count <= piece.count { return Array(piece[from..<(from + count)]) }
    return try source.bytes(place..<(place + count))
  }
}

/// Closes a descriptor when the last window of its file is gone.
private final class FileDescriptorOwner {
  let descriptor: CInt

  init(_ descriptor: CInt) { self.descriptor = descriptor }

  deinit { close(descriptor) }
}

extension [UInt8] {
  /// Where `signature` first begins at or after `from`. memchr(3) finds its first byte; memmem(3) is not visible to Swift.
  func firstOffset(of signature: [UInt8], from: Int = 0) -> Int? {
    guard let first = signature.first, count >= signature.count else { return nil }
    return withUnsafeBytes { bytes -> Int? in
      guard let base = bytes.baseAddress else { return nil }
      let last = bytes.count - signature.count
      var offset = Swift.max(0, from)
      while offset <= last, let place = memchr(base + offset, CInt(first), last - offset + 1) {
        offset = UnsafeRawPointer(place) - base
        if memcmp(place, signature, signature.count) == 0 { return offset }
        offset += 1
      }
      return nil
    }
  }

  /// Where `signature` last begins.
  func lastOffset(of signature: [UInt8]) -> Int? {
    var last: Int?
    while let next = firstOffset(of: signature, from: (last ?? -1) + 1) { last = next }
    return last
  }

  /// Whether these bytes hold the ASCII characters of `text`.
  package func contains(ascii text: String) -> Bool { firstOffset(of: Array(text.utf8)) != nil }

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
