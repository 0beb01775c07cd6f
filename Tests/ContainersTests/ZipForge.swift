import Containers

/// Writes ZIP files byte by byte, after APPNOTE 6.3.10, and lies where it is told to.
struct ZipForge {
  struct Member {
    var name: [UInt8]
    /// What stands in the archive: the data as stored, or compressed by hand.
    var data: [UInt8]
    var method: UInt16 = 0
    var flags: UInt16 = 0
    /// Of the uncompressed bytes.
    var crc: UInt32
    var size: UInt64
    var compressedSize: UInt64?
    var extra: [UInt8] = []
    var madeBy: UInt16 = 20
    var externalAttributes: UInt32 = 0
    var descriptor = Descriptor.none
    /// Where the central directory says that the local header is.
    var offset: UInt64?
    var usesZip64 = false

    /// A stored member.
    init(_ name: String, _ data: [UInt8]) {
      self.init(rawName: Array(name.utf8), data)
    }

    init(_ name: String, text: String) {
      self.init(rawName: Array(name.utf8), Array(text.utf8))
    }

    init(rawName: [UInt8], _ data: [UInt8]) {
      name = rawName
      self.data = data
      crc = checksum(data)
      size = UInt64(data.count)
    }

    /// `count` zero bytes, compressed by DEFLATE about a thousandfold.
    init(_ name: String, zeros count: Int) {
      self.init(rawName: Array(name.utf8), [])
      data = deflatedZeros(count)
      method = 8
      crc = zeroChecksum(count)
      size = UInt64(count)
    }

    func with(_ change: (inout Member) -> Void) -> Member {
      var copy = self
      change(&copy)
      return copy
    }
  }

  enum Descriptor {
    case none, signed, unsigned, signedLong
  }

  var prefix: [UInt8] = []
  /// Whether offsets count the prefix, as most self-extractors do.
  var offsetsCountPrefix = true
  var members: [Member]
  var hasDirectory = true
  var comment: [UInt8] = []
  var trailing: [UInt8] = []
  var disk: UInt16 = 0
  var usesZip64End = false
  /// What the end record says, where it is not the truth.
  var saidEntries: UInt16?

  init(_ members: [Member]) { self.members = members }

  func bytes() -> [UInt8] {
    var out = prefix
    var offsets: [UInt64] = []
    let base = offsetsCountPrefix ? 0 : prefix.count
    for member in members {
      offsets.append(UInt64(out.count - base))
      writeLocal(member, &out)
    }
    guard hasDirectory else { return out }
    let start = out.count
    for (member, offset) in zip(members, offsets) { writeCentral(member, member.offset ?? offset, &out) }
    let size = out.count - start
    if usesZip64End {
      let here = out.count - base
      out += [0x50, 0x4B, 6, 6]
      out.put(44 as UInt64)
      out.put(45 as UInt16)
      out.put(45 as UInt16)
      out.put(0 as UInt32)
      out.put(0 as UInt32)
      for value in [members.count, members.count, size, start - base] { out.put(UInt64(value)) }
      out += [0x50, 0x4B, 6, 7]
      out.put(0 as UInt32)
      out.put(UInt64(here))
      out.put(1 as UInt32)
    }
    out += [0x50, 0x4B, 5, 6]
    let count = usesZip64End ? 0xFFFF : saidEntries ?? UInt16(truncatingIfNeeded: members.count)
    for value in [disk, disk, count, count] { out.put(value) }
    out.put(usesZip64End ? 0xFFFF_FFFF : UInt32(size))
    out.put(usesZip64End ? 0xFFFF_FFFF : UInt32(start - base))
    out.put(UInt16(comment.count))
    return out + comment + trailing
  }

  private func writeLocal(_ member: Member, _ out: inout [UInt8]) {
    let compressed = member.compressedSize ?? UInt64(member.data.count)
    let late = member.descriptor != .none
    out += [0x50, 0x4B, 3, 4]
    out.put(20 as UInt16)
    out.put(late ? member.flags | 8 : member.flags)
    out.put(member.method)
    out.put(0 as UInt32)
    out.put(late ? 0 : member.crc)
    var extra = member.extra
    if member.usesZip64 {
      out.put(0xFFFF_FFFF as UInt32)
      out.put(0xFFFF_FFFF as UInt32)
      extra.put(1 as UInt16)
      extra.put(16 as UInt16)
      extra.put(member.size)
      extra.put(compressed)
    } else {
      out.put(late ? 0 : UInt32(truncatingIfNeeded: compressed))
      out.put(late ? 0 : UInt32(truncatingIfNeeded: member.size))
    }
    out.put(UInt16(member.name.count))
    out.put(UInt16(extra.count))
    out += member.name + extra + member.data
    switch member.descriptor {
    case .none: break
    case .signed, .unsigned:
      if member.descriptor == .signed { out += [0x50, 0x4B, 7, 8] }
      out.put(member.crc)
      out.put(UInt32(compressed))
      out.put(UInt32(member.size))
    case .signedLong:
      out += [0x50, 0x4B, 7, 8]
      out.put(member.crc)
      out.put(compressed)
      out.put(member.size)
    }
  }

  private func writeCentral(_ member: Member, _ offset: UInt64, _ out: inout [UInt8]) {
    let compressed = member.compressedSize ?? UInt64(member.data.count)
    out += [0x50, 0x4B, 1, 2]
    out.put(member.madeBy)
    out.put(20 as UInt16)
    out.put(member.descriptor == .none ? member.flags : member.flags | 8)
    out.put(member.method)
    out.put(0 as UInt32)
    out.put(member.crc)
    var extra = member.extra
    if member.usesZip64 {
      out.put(0xFFFF_FFFF as UInt32)
      out.put(0xFFFF_FFFF as UInt32)
      extra.put(1 as UInt16)
      extra.put(24 as UInt16)
      extra.put(member.size)
      extra.put(compressed)
      extra.put(offset)
    } else {
      out.put(UInt32(truncatingIfNeeded: compressed))
      out.put(UInt32(truncatingIfNeeded: member.size))
    }
    out.put(UInt16(member.name.count))
    out.put(UInt16(extra.count))
    out.put(0 as UInt16)
    out.put(0 as UInt16)
    out.put(0 as UInt16)
    out.put(member.externalAttributes)
    out.put(member.usesZip64 ? 0xFFFF_FFFF : UInt32(offset))
    out += member.name + extra
  }

  /// The Info-ZIP Unicode path extra field (APPNOTE 4.6.9).
  static func unicodePath(_ name: String, of raw: [UInt8], crc: UInt32? = nil) -> [UInt8] {
    var field: [UInt8] = []
    field.put(0x7075 as UInt16)
    field.put(UInt16(5 + name.utf8.count))
    field.append(1)
    field.put(crc ?? checksum(raw))
    return field + Array(name.utf8)
  }
}

extension [UInt8] {
  /// Little-endian, as all of ZIP.
  mutating func put(_ value: some FixedWidthInteger) {
    for index in 0..<(value.bitWidth / 8) { append(UInt8(truncatingIfNeeded: value >> (8 * index))) }
  }
}

/// CRC-32, apart from the program's own.
func checksum(_ bytes: [UInt8]) -> UInt32 {
  var crc: UInt32 = 0xFFFF_FFFF
  checksumTable.withUnsafeBufferPointer { table in
    for byte in bytes { crc = (crc >> 8) ^ table[Int((crc ^ UInt32(byte)) & 0xFF)] }
  }
  return ~crc
}

private let checksumTable = (0..<256 as Range<UInt32>).map { start in
  (0..<8).reduce(start) { crc, _ in crc & 1 == 1 ? (crc >> 1) ^ 0xEDB8_8320 : crc >> 1 }
}

/// The CRC-32 of `count` zero bytes, by squaring the matrix of one zero bit (as zlib's crc32_combine does), so that gigabytes cost nothing.
func zeroChecksum(_ count: Int) -> UInt32 {
  func times(_ matrix: [UInt32], _ vector: UInt32) -> UInt32 {
    (0..<32).reduce(0) { vector >> $1 & 1 == 1 ? $0 ^ matrix[$1] : $0 }
  }
  var matrix: [UInt32] = [0xEDB8_8320] + (0..<31).map { 1 << $0 }
  var state: UInt32 = 0xFFFF_FFFF
  var bits = count * 8
  while bits > 0 {
    if bits & 1 == 1 { state = times(matrix, state) }
    matrix = matrix.map { times(matrix, $0) }
    bits >>= 1
  }
  return ~state
}

/// DEFLATE (RFC 1951) of `count` zero bytes in one dynamic block: a literal zero, then matches of 258 at distance 1, two bits each.
func deflatedZeros(_ count: Int) -> [UInt8] {
  var bits = BitWriter()
  bits.put(1, 1)  // final block
  bits.put(2, 2)  // dynamic codes
  bits.put(29, 5)  // 286 literal and length codes
  bits.put(0, 5)  // 1 distance code
  bits.put(14, 4)  // 18 code length codes
  // Code lengths of the code length alphabet, in the order 16 17 18 0 8 7 9 6 10 5 11 4 12 3 13 2 14 1: used are 18, 2 and 1.
  for symbol in [16, 17, 18, 0, 8, 7, 9, 6, 10, 5, 11, 4, 12, 3, 13, 2, 14, 1] {
    bits.put([18: 1, 1: 2, 2: 2][symbol] ?? 0, 3)
  }
  // Canonical codes: 18 is 0, 1 is 10, 2 is 11 (first bit first).
  func zeroRun(_ length: Int) {
    bits.put(0, 1)
    bits.put(length - 11, 7)
  }
  func lengthOne() { bits.code("10") }
  func lengthTwo() { bits.code("11") }
  lengthTwo()  // symbol 0
  zeroRun(138)
  zeroRun(117)  // symbols 1–255
  lengthTwo()  // symbol 256
  zeroRun(28)  // symbols 257–284
  lengthOne()  // symbol 285, length 258
  lengthOne()  // distance code 0
  // Literal and length codes: 285 is 0, symbol 0 is 10, 256 is 11. Distance code 0 is 0.
  var left = count
  func literal() {
    bits.code("10")
    left -= 1
  }
  if left > 0 { literal() }
  // Four matches are eight zero bits, whatever the place of the first.
  bits.zeroBytes(left / (4 * 258))
  left %= 4 * 258
  while left >= 258 {
    bits.put(0, 2)
    left -= 258
  }
  while left > 0 { literal() }
  bits.code("11")
  return bits.bytes()
}

private struct BitWriter {
  private var out: [UInt8] = []
  private var current: UInt64 = 0
  private var filled = 0

  mutating func put(_ value: Int, _ count: Int) {
    current |= UInt64(value) << UInt64(filled)
    filled += count
    while filled >= 8 {
      out.append(UInt8(truncatingIfNeeded: current))
      current >>= 8
      filled -= 8
    }
  }

  mutating func zeroBytes(_ count: Int) {
    guard count > 0 else { return }
    put(0, 8)
    out += [UInt8](repeating: 0, count: count - 1)
  }

  /// A Huffman code, its first bit first.
  mutating func code(_ text: String) {
    for bit in text { put(bit == "1" ? 1 : 0, 1) }
  }

  func bytes() -> [UInt8] { filled > 0 ? out + [UInt8(truncatingIfNeeded: current)] : out }
}
