import Containers
import Findings

/// What the head of a Word 97–2003 document says of where everything lies. Source: [MS-DOC] 2.5.1 (Fib).
struct FileInformation {
  /// One story, as a range of character positions.
  struct Story {
    var region: Block.Region
    var range: Range<Int>
  }

  /// The name of the table stream.
  let tableStream: String
  let isEncrypted: Bool
  /// The document's stories in the order in which they lie.
  let stories: [Story]

  private let file: BinaryReader
  /// Where the list of places begins, and how many pairs it has.
  private let places: (start: Int, count: Int)

  /// Word 97. Earlier versions lay their files out otherwise.
  private static let oldestVersion = 0x00A0

  /// Throws `corrupt` where it is no head, `unsupported` for versions before Word 97.
  init(_ file: BinaryReader) throws(ReadFault) {
    self.file = file
    guard file.uint16(0) == 0xA5EC || file.uint16(0) == 0xA5DC, let version = file.uint16(2), let flags = file.uint16(10) else {
      throw ReadFault(.corrupt, "the Word document has no head")
    }
    guard version >= Self.oldestVersion else {
      throw ReadFault(.unsupported, "the document is of Word 6.0 or Word 95 (version \(version)); save it as DOCX")
    }
    isEncrypted = flags & 0x0100 != 0
    tableStream = flags & 0x0200 != 0 ? "1Table" : "0Table"
    // The lists of 16-bit, 32-bit and 64-bit values, each behind its own count.
    guard let words = file.uint16(32), let longs = file.uint16(34 + 2 * words) else {
      throw ReadFault(.corrupt, "the Word document's head is cut off")
    }
    let longStart = 36 + 2 * words
    guard longs >= 11, let pairs = file.uint16(longStart + 4 * longs) else {
      throw ReadFault(.corrupt, "the Word document's head is cut off")
    }
    places = (longStart + 4 * longs + 2, pairs)
    // 2.5.4: ccpText, ccpFtn, ccpHdd, an unused one, ccpAtn, ccpEdn, ccpTxbx, ccpHdrTxbx.
    let regions: [Block.Region] = [.body, .footnote, .header, .comment, .comment, .endnote, .textBox, .header]
    var stories: [Story] = []
    var start = 0
    for (index, region) in regions.enumerated() {
      guard let length = file.int32(longStart + 4 * (3 + index)), length >= 0, length < 1 << 28 else {
        throw ReadFault(.corrupt, "the Word document's head gives a story of a negative length")
      }
      if length > 0 { stories.append(Story(region: region, range: start..<(start + length))) }
      start += length
    }
    self.stories = stories
  }

  /// The table-stream bytes of one of the places of 2.5.6, by its number in the list; nil where the document has none.
  func part(_ index: Int, of table: BinaryReader) -> BinaryReader? {
    guard index < places.count, let start = file.int32(places.start + 8 * index), let count = file.int32(places.start + 8 * index + 4),
      count > 0
    else { return nil }
    return table.part(start, count)
  }

  // Numbers of places.
  static let styleSheet = 1
  static let headerParts = 11
  static let characterPages = 12
  static let paragraphPages = 13
  static let pieceTable = 33
  static let drawings = 50
}
