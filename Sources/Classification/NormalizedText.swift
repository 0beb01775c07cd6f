import Foundation

/// Text in the one form in which everything is matched, with the way back to the original.
///
/// NFKC for the compatibility forms that Chinese office files use (full-width letters, enclosed numbers, CJK compatibility ideographs),
/// traditional characters as simplified ones, Latin letters in lower case, invisible characters gone, white space between two non-ASCII
/// characters gone (`师 资 名 单`), other runs of white space as one space. Source: shared/design.md, "Classification".
package struct NormalizedText: Sendable {
  /// Unicode scalar values.
  package private(set) var scalars: [UInt32]
  /// For each scalar the offset of its first byte in the original UTF-8.
  package private(set) var offsets: [Int32]

  package init() {
    scalars = []
    offsets = []
  }

  /// Normalises UTF-8 bytes; invalid bytes become U+FFFD, as `String(decoding:)` has it.
  /// Offsets are counted as if `shift` bytes stood before them.
  package init(_ bytes: some RandomAccessCollection<UInt8>, shiftedBy shift: Int = 0, table: NormalizationTable = .shared) {
    scalars = []
    offsets = []
    scalars.reserveCapacity(bytes.count / 2)
    offsets.reserveCapacity(bytes.count / 2)
    var decoder = UTF8ScalarReader(bytes, offset: shift)
    var spaceAt: Int32 = -1
    while let (scalar, offset) = decoder.next() {
      let mapped = table.simple(scalar)
      switch mapped {
      case NormalizationTable.dropped: continue
      case NormalizationTable.space:
        if spaceAt < 0 { spaceAt = Int32(offset) }
        continue
      case NormalizationTable.expands:
        for piece in table.expansion(scalar) {
          append(piece, at: Int32(offset), afterSpace: &spaceAt)
        }
      default:
        append(mapped, at: Int32(offset), afterSpace: &spaceAt)
      }
    }
  }

  package init(_ string: String) {
    self.init(Array(string.utf8))
  }

  private mutating func append(_ scalar: UInt32, at offset: Int32, afterSpace spaceAt: inout Int32) {
    if spaceAt >= 0 {
      if let last = scalars.last, last != 10, scalar != 10, last < 128 || scalar < 128 {
        scalars.append(32)
        offsets.append(spaceAt)
      }
      spaceAt = -1
    }
    scalars.append(scalar)
    offsets.append(offset)
  }

  /// Puts scalars of our own between two pieces, all standing at one byte of the original.
  mutating func join(separator: [UInt32], at offset: Int32) {
    scalars += separator
    offsets += Array(repeating: offset, count: separator.count)
  }

  /// Appends another text, whose offsets count from the start of the same original.
  mutating func append(_ other: NormalizedText) {
    scalars += other.scalars
    offsets += other.offsets
  }

  package var isEmpty: Bool { scalars.isEmpty }
  package var count: Int { scalars.count }

  /// The scalars as a string, for tests and for showing what was matched.
  package var string: String {
    var result = String.UnicodeScalarView()
    for value in scalars {
      result.append(Unicode.Scalar(value) ?? "\u{FFFD}")
    }
    return String(result)
  }
}

/// What each scalar becomes. Built once.
package struct NormalizationTable: Sendable {
  static let dropped: UInt32 = 0xFFFF_FFFF
  static let space: UInt32 = 0xFFFF_FFFE
  static let expands: UInt32 = 0xFFFF_FFFD

  package static let shared = NormalizationTable()

  /// The basic multilingual plane, one entry a scalar.
  private let plane: [UInt32]
  private let expansions: [UInt32: [UInt32]]

  private init() {
    var plane = (0..<0x10000).map { UInt32($0) }
    var expansions: [UInt32: [UInt32]] = [:]
    // Only blocks with compatibility forms go through Foundation: asking for all 65,536 scalars costs more than reading a document.
    let blocks: [ClosedRange<UInt32>] = [
      0xA0...0xFF, 0x2000...0x206F, 0x2070...0x209F, 0x2100...0x218F, 0x2460...0x24FF, 0x2E80...0x2FDF, 0x3000...0x303F,
      0x3130...0x318F, 0x3200...0x33FF, 0xF900...0xFAFF, 0xFB00...0xFB4F, 0xFE30...0xFE6F, 0xFF00...0xFFEF,
    ]
    for value in blocks.joined() {
      guard let scalar = Unicode.Scalar(value) else { continue }
      let folded = String(scalar).precomposedStringWithCompatibilityMapping.lowercased().unicodeScalars.map(\.value)
      if folded.count == 1 {
        plane[Int(value)] = folded[0]
      } else {
        plane[Int(value)] = Self.expands
        expansions[value] = folded
      }
    }
    for value in UInt32(65)...90 { plane[Int(value)] = value + 32 }
    for (traditional, simplified) in SimplifiedCharacters.pairs { plane[Int(traditional)] = simplified }
    for (from, pieces) in expansions { expansions[from] = pieces.map { $0 < 0x10000 ? plane[Int($0)] : $0 } }
    for value in Array(0x200B...0x200F) + Array(0x202A...0x202E) + Array(0x2060...0x2064) + [0xFEFF, 0xAD, 0xFFFC] {
      plane[value] = Self.dropped
    }
    for value in [9, 11, 12, 13, 32, 0xA0, 0x3000, 0x1680, 0x202F, 0x205F] + Array(0x2000...0x200A) { plane[value] = Self.space }
    for value in 0..<32 where ![9, 10, 11, 12, 13].contains(value) { plane[value] = Self.dropped }
    self.plane = plane
    self.expansions = expansions
  }

  func simple(_ scalar: UInt32) -> UInt32 {
    scalar < 0x10000 ? plane[Int(scalar)] : scalar
  }

  func expansion(_ scalar: UInt32) -> [UInt32] {
    expansions[scalar] ?? []
  }
}

/// Walks UTF-8 bytes scalar by scalar with byte offsets, without making a `String`.
struct UTF8ScalarReader<Bytes: RandomAccessCollection<UInt8>> {
  private let bytes: Bytes
  private var index: Bytes.Index
  /// Of the byte that comes next.
  private(set) var offset: Int

  init(_ bytes: Bytes, offset: Int = 0) {
    self.bytes = bytes
    index = bytes.startIndex
    self.offset = offset
  }

  mutating func next() -> (UInt32, Int)? {
    guard index < bytes.endIndex else { return nil }
    let start = offset
    let first = UInt32(bytes[index])
    advance()
    if first < 0x80 { return (first, start) }
    let length = first >= 0xF0 && first < 0xF8 ? 3 : first >= 0xE0 ? 2 : first >= 0xC2 ? 1 : 0
    guard length > 0, first < 0xF8 else { return (0xFFFD, start) }
    var value = first & (0x3F >> UInt32(length))
    for _ in 0..<length {
      guard index < bytes.endIndex, bytes[index] & 0xC0 == 0x80 else { return (0xFFFD, start) }
      value = value << 6 | UInt32(bytes[index] & 0x3F)
      advance()
    }
    return (value, start)
  }

  private mutating func advance() {
    index = bytes.index(after: index)
    offset += 1
  }
}
