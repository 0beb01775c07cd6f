/// Little-endian numbers at places that may lie anywhere: nil beyond the end.
struct BinaryReader {
  private let bytes: [UInt8]
  /// Where it begins in them: a part of a stream is no copy of it.
  private let start: Int
  let count: Int

  init(_ bytes: [UInt8]) {
    self.init(bytes, 0..<bytes.count)
  }

  init(_ slice: ArraySlice<UInt8>) { self.init(Array(slice)) }

  private init(_ bytes: [UInt8], _ range: Range<Int>) {
    self.bytes = bytes
    start = range.lowerBound
    count = range.count
  }

  /// A part of these bytes; nil unless all of it is there.
  func part(_ offset: Int, _ count: Int) -> BinaryReader? {
    guard offset >= 0, count >= 0, offset <= self.count, count <= self.count - offset else { return nil }
    return BinaryReader(bytes, (start + offset)..<(start + offset + count))
  }

  func uint8(_ offset: Int) -> Int? {
    offset >= 0 && offset < count ? Int(bytes[start + offset]) : nil
  }

  func uint16(_ offset: Int) -> Int? {
    guard offset >= 0, offset <= count - 2 else { return nil }
    return Int(bytes[start + offset]) | Int(bytes[start + offset + 1]) << 8
  }

  func int16(_ offset: Int) -> Int? {
    uint16(offset).map { Int(Int16(truncatingIfNeeded: $0)) }
  }

  func uint32(_ offset: Int) -> UInt32? {
    guard offset >= 0, offset <= count - 4 else { return nil }
    let place = start + offset
    return UInt32(bytes[place]) | UInt32(bytes[place + 1]) << 8 | UInt32(bytes[place + 2]) << 16 | UInt32(bytes[place + 3]) << 24
  }

  /// A 32-bit number that is an offset or a count.
  func int32(_ offset: Int) -> Int? { uint32(offset).map { Int(Int32(bitPattern: $0)) } }

  func uint64(_ offset: Int) -> UInt64? {
    guard let low = uint32(offset), let high = uint32(offset + 4) else { return nil }
    return UInt64(high) << 32 | UInt64(low)
  }

  /// A stretch of bytes; nil unless all of it is there.
  func slice(_ offset: Int, _ count: Int) -> ArraySlice<UInt8>? {
    guard offset >= 0, count >= 0, offset <= self.count, count <= self.count - offset else { return nil }
    return bytes[(start + offset)..<(start + offset + count)]
  }
}
