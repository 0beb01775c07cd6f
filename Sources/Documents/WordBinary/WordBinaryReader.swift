import Containers
import Findings

/// Reads the binary documents of Word 97–2003 and of WPS, which writes the same: text by the table of pieces, paragraphs and tables by their marks and
/// properties, headers, notes, comments and text boxes apart. Deleted and hidden text and instructions of fields are left out; tables in tables are
/// read as paragraphs of the outer cell, and numbers of lists are not worked out. Source: [MS-DOC].
struct WordBinaryReader {
  private let document: BinaryReader
  /// Whose stream Data holds pictures and, among them, properties that are too long for their page.
  private let data: CompoundStream?
  private let pieces: PieceTable
  private let characters: FormattedPages
  private let paragraphs: FormattedPages
  private let styles: BinaryStyles
  private var sink: BlockSink
  /// Characters that may still come: no two lie in one byte.
  private var charactersLeft: Int

  /// Reads the streams of a compound file. Throws what makes the document unreadable as a whole.
  static func read(_ root: CompoundStorage, limits: Limits, notes: ReadNotes) throws(ReadFault) -> BlockSink {
    guard let main = try root.stream("WordDocument") else { throw ReadFault(.corrupt, "the file has no stream WordDocument") }
    let document = BinaryReader(main)
    let information = try FileInformation(document)
    if information.isEncrypted { throw ReadFault(.encrypted, "the document is protected by a password") }
    guard let table = try root.stream(information.tableStream, most: limits.streamBytes / 3) else {
      throw ReadFault(.corrupt, "the file has no stream \(information.tableStream)")
    }
    var reader = try WordBinaryReader(
      document, table: BinaryReader(table), root: root, information, limits: limits)
    reader.sink.notes = notes
    if reader.pieces.isCut {
      reader.sink.notes.note(.limit, "pieces: the document is in more than \(PieceTable.mostPieces) pieces; the rest was not read")
    }
    let headerParts = information.part(FileInformation.headerParts, of: BinaryReader(table))
    for story in information.stories where reader.sink.hasRoom {
      if story.region == .header, let headerParts, let parts = Self.margins(headerParts, story.range) {
        for part in parts { reader.read(part) }
      } else {
        reader.read(story)
      }
    }
    let floating = information.part(FileInformation.drawings, of: BinaryReader(table)).map(Self.pictureFrames) ?? 0
    // Sizes of pictures lie among the drawings' properties: 10 cm × 10 cm is assumed, as for VML.
    reader.sink.pictures += floating
    reader.sink.pictureArea += floating * 100
    return reader.sink
  }

  /// How many drawn shapes are pictures: the drawings ([MS-DOC] 2.9.172, OfficeArtContent) are one container for all, then a byte and a container for the
  /// text and for the headers.
  private static func pictureFrames(_ drawings: BinaryReader) -> Int {
    var count = 0
    var offset = 0
    while let record = SlideRecord(drawings, at: offset, within: drawings.count) {
      var walk = SlideWalk(drawings, record.content, most: drawings.count / 8)
      while let shape = walk.next() {
        if shape.type == SlideRecord.shape, shape.instance == 75 { count += 1 }
      }
      offset = record.content.upperBound + 1
    }
    return count
  }

  private init(
    _ document: BinaryReader, table: BinaryReader, root: CompoundStorage, _ information: FileInformation, limits: Limits
  ) throws(ReadFault) {
    self.document = document
    data = root.parts(of: "Data")
    charactersLeft = document.count
    guard let clx = information.part(FileInformation.pieceTable, of: table) else {
      throw ReadFault(.corrupt, "the Word document's table of pieces lies beyond its stream")
    }
    pieces = try PieceTable(clx)
    characters = FormattedPages(.characters, table: information.part(FileInformation.characterPages, of: table), document: document)
    paragraphs = FormattedPages(.paragraphs, table: information.part(FileInformation.paragraphPages, of: table), document: document)
    styles = BinaryStyles(information.part(FileInformation.styleSheet, of: table))
    sink = BlockSink(limits: limits)
  }

  /// The headers and footers: six stories of separators of notes, then for each section the header of even and odd pages, the footer of both, and those
  /// of the first page (2.8.20, PlcfHdd). Nil where the list is broken.
  private static func margins(_ parts: BinaryReader, _ range: Range<Int>) -> [FileInformation.Story]? {
    let count = parts.count / 4
    guard count > 7 else { return nil }
    var stories: [FileInformation.Story] = []
    // The last number is one to be ignored.
    for index in 6..<(count - 2) {
      guard let start = parts.int32(4 * index), let end = parts.int32(4 * index + 4), start >= 0, start <= end, end <= range.count else {
        return nil
      }
      let isFooter = [2, 3, 5].contains((index - 6) % 6)
      if end > start {
        stories.append(.init(region: isFooter ? .footer : .header, range: (range.lowerBound + start)..<(range.lowerBound + end)))
      }
    }
    return stories
  }

  // MARK: - One story

  private mutating func read(_ story: FileInformation.Story) {
    var reading = BinaryStory(region: story.region)
    var run = BinaryRun()
    var runRange = 0..<0
    stretches: for piece in pieces.pieces(in: story.range) {
      runRange = 0..<0
      let width = piece.isCompressed ? 1 : 2
      for position in piece.range.clamped(to: story.range) {
        let offset = piece.offset + (position - piece.range.lowerBound) * width
        guard let code = piece.isCompressed ? document.uint8(offset).map(Self.windows1252) : document.uint16(offset) else {
          sink.notes.note(.corrupt, "the document is cut off: text lies beyond its end")
          break
        }
        charactersLeft -= 1
        guard charactersLeft >= 0 else {
          sink.notes.note(.corrupt, "the document names more text than it holds; the rest was not read")
          break stretches
        }
        if !runRange.contains(offset) { (run, runRange) = letters(at: offset, piece) }
        switch code {
        case 0x0D, 0x07, 0x0C:
          // Marks are characters too: a deleted one joins its paragraph with the next.
          if code == 0x0D, run.isDeleted || run.isHidden, !reading.isBlank { break }
          end(code, paragraph(at: offset, piece), &reading)
        default: reading.add(code, run)
        }
        sink.holds(lines: reading.heldLines, bytes: reading.heldBytes)
        guard sink.hasRoom else { break stretches }
      }
    }
    reading.finish()
    sink.add(reading.flow)
    sink.pictures += reading.pictures
    sink.pictureArea += reading.pictures * 100
  }

  /// A paragraph, a cell or a row ends.
  private mutating func end(_ code: Int, _ paragraph: BinaryParagraph, _ reading: inout BinaryStory) {
    let style = styles[paragraph.style]
    let level = paragraph.outlineLevel.map { $0 < 9 ? $0 + 1 : 0 } ?? style.headingLevel
    reading.end(code, paragraph, headingLevel: level, knowsRows: !paragraphs.isEmpty)
    if reading.isBetween {
      sink.add(reading.flow)
      reading.empty()
      if code == 0x0C || reading.takePageBreak() { sink.startsPage = sink.startsPage || reading.region == .body }
    }
  }

  // MARK: - Properties

  /// What the letters from `offset` on look like, and how far that holds within the piece.
  private func letters(at offset: Int, _ piece: PieceTable.Piece) -> (BinaryRun, Range<Int>) {
    let found = characters.run(at: offset)
    let paragraph = paragraphs.run(at: offset)
    var run = styles[paragraph?.style ?? 0].run
    if let found { run.apply(PropertyList(found.properties)) }
    run.apply(PropertyList(piece.properties))
    // The old numbers of the two that hide text (2.9.215).
    if let single = piece.single {
      if single.number == 0x41 { run.isDeleted = single.value != 0 }
      if single.number == 0x5C { run.isHidden = single.value == 1 }
    }
    // It holds until the next stretch of letters, or of paragraphs, begins; a byte that nothing is said of stands alone.
    let upper = min(found?.range.upperBound ?? offset + 1, paragraph?.range.upperBound ?? .max)
    return (run, offset..<max(upper, offset + 1))
  }

  private func paragraph(at offset: Int, _ piece: PieceTable.Piece) -> BinaryParagraph {
    guard let found = paragraphs.run(at: offset) else { return BinaryParagraph() }
    var paragraph = styles[found.style].paragraph
    paragraph.style = found.style
    paragraph.apply(PropertyList(found.properties))
    if let place = paragraph.moreProperties, let head = data?.bytes(at: place, count: 2),
      let list = data?.bytes(at: place + 2, count: Int(head[0]) | Int(head[1]) << 8)
    {
      paragraph.apply(PropertyList(list[...]))
    }
    paragraph.apply(PropertyList(piece.properties))
    return paragraph
  }

  /// The characters of compressed text that are not Latin-1 (2.9.73, FcCompressed).
  private static func windows1252(_ byte: Int) -> Int {
    byte >= 0x80 && byte < 0xA0 ? special[byte - 0x80] : byte
  }

  private static let special = [
    0x20AC, 0x81, 0x201A, 0x0192, 0x201E, 0x2026, 0x2020, 0x2021, 0x02C6, 0x2030, 0x0160, 0x2039, 0x0152, 0x8D, 0x017D, 0x8F, 0x90, 0x2018,
    0x2019,
    0x201C, 0x201D, 0x2022, 0x2013, 0x2014, 0x02DC, 0x2122, 0x0161, 0x203A, 0x0153, 0x9D, 0x017E, 0x0178,
  ]
}
