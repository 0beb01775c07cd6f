/// The records of a PPT stream. Source: [MS-PPT] 2.3.1 (RecordHeader).
struct SlideRecord {
  var type: Int
  var instance: Int
  var isContainer: Bool
  /// Where its content lies in the stream.
  var content: Range<Int>

  init?(_ stream: BinaryReader, at offset: Int, within end: Int) {
    guard let head = stream.uint16(offset), let type = stream.uint16(offset + 2), let size = stream.uint32(offset + 4), offset + 8 <= end
    else {
      return nil
    }
    self.type = type
    instance = head >> 4
    isContainer = head & 0xF == 0xF
    // A record that reaches beyond the one around it ends with it.
    content = (offset + 8)..<min(offset + 8 + Int(size), max(end, offset + 8))
  }

  // Types, [MS-PPT] 2.13.24 and [MS-ODRAW] 2.2.
  static let document = 1000
  static let slide = 1006
  static let slideAtom = 1007
  static let notes = 1008
  static let slidePersist = 1011
  static let slideShowInfo = 1017
  /// An object's storage: as it is (instance 0), or its size and then the storage compressed by zlib (instance 1). [MS-PPT] 2.10.34.
  static let objectStorage = 4113
  static let outlineReference = 3998
  static let textHeader = 3999
  static let textCharacters = 4000
  static let textBytes = 4008
  static let slideList = 4080
  static let userEdit = 4085
  static let persistDirectory = 6002
  static let encryption = 12_052
  static let shape = 0xF00A
}

/// The records right below one, one after another.
struct SlideRecords: Sequence, IteratorProtocol {
  private let stream: BinaryReader
  private let end: Int
  private var offset: Int

  init(_ stream: BinaryReader, _ range: Range<Int>) {
    self.stream = stream
    offset = range.lowerBound
    end = range.upperBound
  }

  mutating func next() -> SlideRecord? {
    guard let record = SlideRecord(stream, at: offset, within: end) else { return nil }
    offset = record.content.upperBound
    return record
  }
}

/// Walks records in records in the order of the stream, without recursion.
struct SlideWalk: Sequence, IteratorProtocol {
  private let stream: BinaryReader
  private var open: [(next: Int, end: Int)]
  /// How many records may still be given.
  private(set) var left: Int

  /// Records in records; PowerPoint nests some ten.
  private static let deepest = 64

  /// `most` records are given at most.
  init(_ stream: BinaryReader, _ range: Range<Int>, most: Int) {
    self.stream = stream
    open = [(range.lowerBound, range.upperBound)]
    left = most
  }

  mutating func next() -> SlideRecord? {
    while let last = open.indices.last {
      guard left > 0, let record = SlideRecord(stream, at: open[last].next, within: open[last].end) else {
        open.removeLast()
        continue
      }
      left -= 1
      open[last].next = record.content.upperBound
      if record.isContainer, open.count < Self.deepest { open.append((record.content.lowerBound, record.content.upperBound)) }
      return record
    }
    return nil
  }
}
