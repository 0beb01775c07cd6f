package import Findings

/// One readable thing, as a person would see it on the page: a flat list of blocks in reading order over one UTF-8 buffer.
///
/// Bytes stay bytes: a `String` is made only where a quote is shown (see shared/speed.md: `String` work after extraction is where time is lost).
package struct Document: Sendable {
  /// Every block's visible text in reading order, UTF-8, each block followed by one `\n`.
  package var text: [UInt8]
  package var blocks: [Block]
  package var tables: [TableShape]
  /// What kind of file it was read from.
  package var format: Format
  package var status: ReadStatus
  /// Why not all of it was read; nil exactly where `status` is `.read`.
  package var reason: UnreadReason?
  /// One English sentence for the log and `extract`: which limit or which fault, and where; or what was left out of a document that was read.
  package var detail: String?
  /// How many pictures it shows (each use counts once).
  package var pictures: Int
  /// What writers say of pictures in the body, for those who cannot see them. Kept apart from the text: nobody sees it on the page, so it says
  /// nothing of what the document is.
  package var pictureTexts: [PictureText]
  /// Files embedded in it (OLE packages, DOCX/XLSX objects, altChunk of a foreign type): read as documents of their own.
  package var embedded: [EmbeddedFile]

  package init(
    text: [UInt8] = [], blocks: [Block] = [], tables: [TableShape] = [], format: Format, status: ReadStatus = .read,
    reason: UnreadReason? = nil, detail: String? = nil, pictures: Int = 0, pictureTexts: [PictureText] = [], embedded: [EmbeddedFile] = []
  ) {
    self.text = text
    self.blocks = blocks
    self.tables = tables
    self.format = format
    self.status = status
    self.reason = reason
    self.detail = detail
    self.pictures = pictures
    self.pictureTexts = pictureTexts
    self.embedded = embedded
  }

  /// How much of the text was read off pictures by OCR, 0…1, by its bytes.
  package var recognisedShare: Double {
    var all = 0
    var recognised = 0
    for block in blocks {
      all += block.range.count
      if block.look.contains(.recognised) { recognised += block.range.count }
    }
    return all == 0 ? 0 : Double(recognised) / Double(all)
  }

  /// The text of one block as it is on the page.
  package func string(_ block: Block) -> String {
    String(decoding: text[block.range], as: UTF8.self)
  }
}

extension Document {
  /// The kinds of file that are told apart by content.
  package enum Format: String, Codable, Sendable {
    case docx, xlsx, pptx, doc, xls, ppt, rtf, odt, html, text, pdf, image, unknown
  }

  /// A picture's alternative text: `descr` of `wp:docPr` (ISO/IEC 29500-1, 20.4.2.5), `alt` of `v:shape`.
  package struct PictureText: Sendable, Equatable {
    package var text: String
    /// How many of the document's blocks stand before the picture.
    package var blocksBefore: Int

    package init(text: String, blocksBefore: Int) {
      self.text = text
      self.blocksBefore = blocksBefore
    }
  }

  /// A file inside a document.
  package struct EmbeddedFile: Sendable {
    /// The part's name, for instance `word/embeddings/oleObject1.docx`.
    package var name: String
    package var bytes: [UInt8]

    package init(name: String, bytes: [UInt8]) {
      self.name = name
      self.bytes = bytes
    }
  }

  /// A table's size, as written (merged cells count where they start).
  package struct TableShape: Sendable {
    package var rows: Int
    package var columns: Int
    /// The sheet's name, for a spreadsheet.
    package var name: String?
    /// The table in whose cell this one stands, as an index into `Document.tables`.
    package var parent: Int?

    package init(rows: Int, columns: Int, name: String? = nil, parent: Int? = nil) {
      self.rows = rows
      self.columns = columns
      self.name = name
      self.parent = parent
    }
  }
}

/// One paragraph of a document, wherever it stands.
package struct Block: Sendable {
  /// What the paragraph is.
  package enum Kind: UInt8, Sendable {
    case paragraph
    /// By style, by outline level, or by its looks (short, bold, centred or large).
    case heading
    case listItem
    case tableCell
    /// A slide's title, a sheet's name: named by its container.
    case title
  }

  /// Where it stands outside the flow of the body.
  package enum Region: UInt8, Sendable {
    case body, header, footer, footnote, endnote, comment, textBox, chart
  }

  /// Facts of its look that a reader of the page would notice.
  package struct Look: OptionSet, Sendable {
    package let rawValue: UInt8
    package init(rawValue: UInt8) { self.rawValue = rawValue }
    package static let bold = Look(rawValue: 1)
    package static let centred = Look(rawValue: 2)
    /// Larger than the body text.
    package static let large = Look(rawValue: 4)
    /// The first block after a page or section break.
    package static let startsPage = Look(rawValue: 8)
    /// Read off a picture by OCR, and so perhaps misread.
    package static let recognised = Look(rawValue: 16)
  }

  /// A cell's place. Rows and columns count from 0; a merged cell stands where it starts.
  package struct Cell: Sendable, Equatable {
    /// Index into `Document.tables`.
    package var table: Int32
    package var row: Int32
    package var column: Int32
    package var columnSpan: Int16
    package var rowSpan: Int16

    package init(table: Int32, row: Int32, column: Int32, columnSpan: Int16 = 1, rowSpan: Int16 = 1) {
      self.table = table
      self.row = row
      self.column = column
      self.columnSpan = columnSpan
      self.rowSpan = rowSpan
    }
  }

  package var kind: Kind
  package var region: Region
  /// Heading level 1–9, list depth 1–9, else 0.
  package var level: UInt8
  package var look: Look
  /// Its bytes in `Document.text`, without the closing line break. Line breaks inside a paragraph are `\n`, tabs `\t`.
  package var range: Range<Int>
  /// Set where `kind` is `.tableCell` (a cell of several paragraphs gives several blocks with the same place; an empty cell gives one block
  /// with an empty range, so that unfilled forms can be told).
  package var cell: Cell?

  package init(kind: Kind, region: Region = .body, level: UInt8 = 0, look: Look = [], range: Range<Int>, cell: Cell? = nil) {
    self.kind = kind
    self.region = region
    self.level = level
    self.look = look
    self.range = range
    self.cell = cell
  }
}
