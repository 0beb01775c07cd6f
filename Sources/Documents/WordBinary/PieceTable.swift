import Containers
import Findings

/// Where the characters of a document lie in its file; a fast-saved document has its text in many pieces. Source: [MS-DOC] 2.9.38 (Clx), 2.8.35 (PlcPcd).
struct PieceTable {
  struct Piece {
    /// Character positions.
    var range: Range<Int>
    /// Where it begins in the WordDocument stream, in bytes.
    var offset: Int
    /// One byte a character, in code page 1252 (2.9.73); else UTF-16.
    var isCompressed: Bool
    /// Properties that a fast save has put on the piece as a whole.
    var properties: ArraySlice<UInt8>
    /// The same, where it is a single property: its old number and value (2.9.215, Prm0).
    var single: (number: Int, value: Int)?
  }

  let pieces: [Piece]
  /// Whether there were more than are kept.
  let isCut: Bool

  /// A document that was saved fast a thousand times has some thousands.
  static let mostPieces = 1 << 16

  init(_ clx: BinaryReader) throws(ReadFault) {
    var groups: [ArraySlice<UInt8>] = []
    var offset = 0
    // Prc: properties that pieces refer to by number.
    while clx.uint8(offset) == 1, let size = clx.int16(offset + 1), size >= 0, let group = clx.slice(offset + 3, size) {
      groups.append(group)
      offset += 3 + size
    }
    guard clx.uint8(offset) == 2, let size = clx.int32(offset + 1), size >= 4, clx.slice(offset + 5, size) != nil else {
      throw ReadFault(.corrupt, "the Word document's table of pieces is damaged")
    }
    let base = offset + 5
    let count = (size - 4) / 12
    var pieces: [Piece] = []
    for index in 0..<count where pieces.count < Self.mostPieces {
      guard let start = clx.int32(base + 4 * index), let end = clx.int32(base + 4 * index + 4), start >= 0, end > start,
        start >= pieces.last?.range.upperBound ?? 0
      else { continue }
      let descriptor = base + 4 * (count + 1) + 8 * index
      guard let place = clx.uint32(descriptor + 2), let modifier = clx.uint16(descriptor + 6) else { continue }
      let isCompressed = place & 0x4000_0000 != 0
      let raw = Int(place & 0x3FFF_FFFF)
      var piece = Piece(range: start..<end, offset: isCompressed ? raw / 2 : raw, isCompressed: isCompressed, properties: [])
      if modifier & 1 == 1 {
        if modifier >> 1 < groups.count { piece.properties = groups[modifier >> 1] }
      } else if modifier != 0 {
        piece.single = (modifier >> 1 & 0x7F, modifier >> 8)
      }
      pieces.append(piece)
    }
    guard !pieces.isEmpty else { throw ReadFault(.corrupt, "the Word document's table of pieces is empty") }
    self.pieces = pieces
    isCut = pieces.count == Self.mostPieces && count > pieces.count
  }

  /// The pieces of a story.
  func pieces(in range: Range<Int>) -> ArraySlice<Piece> {
    // They are in order: by halving, since a hostile file has many of both.
    let first = pieces.partitioningIndex { $0.range.upperBound > range.lowerBound }
    let end = pieces.partitioningIndex { $0.range.lowerBound >= range.upperBound }
    return first < end ? pieces[first..<end] : []
  }
}
