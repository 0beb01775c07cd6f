package import Containers
import Findings

/// Bytes to a document, by what the bytes are.
package enum DocumentReader {
  /// Reads a file where it lies: of a package no more is held than the part that is being read. `archive` is the package, where it is open already.
  /// Never throws for bad input: the document's status, reason and detail say what was wrong.
  /// `heard` is called before each page that takes a helper program seconds: a scan of many pages is slow, but does not hang.
  package static func read(
    _ source: ByteSource, type: ContentType, archive: ZipArchive? = nil, limits: Limits, helpers: ReadingHelpers = .none,
    heard: () -> Void = {}
  ) -> Document {
    if type.isPackage {
      let document = read(package: source, archive, type: type, limits: limits, budget: nil)
      return EmbeddedPictures.read(in: document, source, limits: limits, helpers: helpers, heard: heard).bounded(limits)
    }
    do throws(ReadFault) {
      if !source.isInMemory, source.count > limits.heldBytes {
        throw ReadFault(.limit, "heldBytes: the file of \(source.count) bytes is larger than \(limits.heldBytes)")
      }
      return read(try source.bytes(0..<source.count), type: type, limits: limits, helpers: helpers, heard: heard)
    } catch {
      return unreadable(.unknown, error.reason, error.detail)
    }
  }

  /// Reads by content type. Never throws for bad input: the document's status, reason and detail say what was wrong. Formats that only a helper
  /// program reads are `unsupported` without it.
  package static func read(
    _ bytes: [UInt8], type: ContentType, limits: Limits, helpers: ReadingHelpers = .none, heard: () -> Void = {}
  ) -> Document {
    let document: Document
    switch type {
    case .pdf: document = PDFReader.read(bytes, limits: limits, helpers: helpers, heard: heard)
    case .image(let kind): document = PictureReader.read(bytes, kind, limits: limits, helpers: helpers, heard: heard)
    default:
      document = EmbeddedPictures.read(
        in: read(bytes, type: type, limits: limits, budget: nil), ByteSource(bytes), limits: limits, helpers: helpers, heard: heard)
    }
    return document.bounded(limits)
  }

  /// The same, booked on the budget of a document that contains this one.
  static func read(_ bytes: [UInt8], type: ContentType, limits: Limits, budget: Budget?) -> Document {
    if type.isPackage { return read(package: ByteSource(bytes), nil, type: type, limits: limits, budget: budget) }
    switch type {
    case .flatOPC: return flat(bytes, limits: limits, budget: budget)
    case .wordXML2003: return WordReader.read2003(bytes, limits: limits)
    case .empty: return unreadable(.unknown, .empty, "the file has no content")
    case .encryptedOffice: return unreadable(.unknown, .encrypted, "the document is protected by a password")
    case .image: return PictureReader.unread
    case .text: return PlainTextReader.read(bytes, limits: limits)
    case .ole2: return CompoundReader.read(bytes, limits: limits, budget: budget)
    case .rtf: return RTFReader.read(bytes, limits: limits)
    case .html: return WebPageReader.read(html: bytes, limits: limits)
    case .mht: return WebPageReader.read(mht: bytes, limits: limits)
    case .unknown:
      return PlainTextReader.readUnmarked(bytes, limits: limits) ?? unreadable(.unknown, .unsupported, "there is no reader for \(type)")
    default: return unreadable(.unknown, .unsupported, "there is no reader for \(type)")
    }
  }

  private static func read(
    package source: ByteSource, _ archive: ZipArchive?, type: ContentType, limits: Limits, budget: Budget?
  ) -> Document {
    switch type {
    case .xlsx: office(source, archive, .xlsx, limits: limits, budget: budget, SpreadsheetReader.read)
    case .pptx: office(source, archive, .pptx, limits: limits, budget: budget, PresentationReader.read)
    case .odt, .ods, .odp: OpenDocumentReader.read(source, format: .odt, limits: limits, budget: budget)
    default: office(source, archive, .docx, limits: limits, budget: budget, WordReader.read)
    }
  }

  private static func unreadable(_ format: Document.Format, _ reason: UnreadReason, _ detail: String) -> Document {
    Document(format: format, status: .unreadable, reason: reason, detail: detail)
  }

  private static func office(
    _ source: ByteSource, _ opened: ZipArchive?, _ format: Document.Format, limits: Limits, budget: Budget?,
    _ read: (OPCPackage) -> Document
  ) -> Document {
    do throws(ReadFault) {
      let archive: ZipArchive
      if let opened {
        archive = opened
        // What it took to tell the type was booked elsewhere.
        archive.use(budget ?? Budget(limit: limits.documentBytes, name: "documentBytes"))
      } else {
        archive = try ZipArchive(source, limits: limits, budget: budget)
      }
      let package = OPCPackage(ZipParts(archive), limits: limits)
      if let damage = archive.damage { package.notes.note(.corrupt, damage) }
      return read(package)
    } catch {
      return unreadable(format, error.reason, error.detail)
    }
  }

  private static func flat(_ bytes: [UInt8], limits: Limits, budget: Budget?) -> Document {
    do throws(ReadFault) {
      let parts = try FlatParts(bytes, limits: limits, budget: budget)
      let package = OPCPackage(parts, limits: limits)
      package.notes.note(parts.outcome, part: "the package")
      return WordReader.read(package)
    } catch {
      return unreadable(.docx, error.reason, error.detail)
    }
  }
}

extension Document {
  /// Whoever works with tables fills the gaps in their rows, up to this column: a cell far to the right costs as much as all that could stand before it.
  private static let widestGap = 64

  /// Ends the document where its tables' cells and gaps come to more than the limit of cells.
  fileprivate consuming func bounded(_ limits: Limits) -> Document {
    var count = 0
    var last: Block.Cell?
    for index in blocks.indices {
      guard let cell = blocks[index].cell else { continue }
      let isSameRow = last.map { $0.table == cell.table && $0.row == cell.row } ?? false
      count += max(0, min(Int(cell.column), Self.widestGap) - (isSameRow ? Int(last?.column ?? 0) + 1 : 0))
      if count > limits.tableCells {
        blocks.removeLast(blocks.count - index)
        if status == .read || reason != .limit {
          status = .partial
          reason = .limit
          detail = "tableCells: the tables have more than \(limits.tableCells) cells and gaps between them; the rest was not read"
        }
        break
      }
      last = cell
    }
    return self
  }
}

extension ContentType {
  /// A ZIP of parts that is read here.
  fileprivate var isPackage: Bool {
    switch self {
    case .docx, .xlsx, .pptx, .odt, .ods, .odp: true
    default: false
    }
  }
}
