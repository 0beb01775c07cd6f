package import Containers
import Findings

/// Bytes to a document, by what the bytes are.
package enum DocumentReader {
  /// Reads by content type. Never throws for bad input: the document's status, reason and detail say what was wrong. Formats that only a helper
  /// program reads are `unsupported` without it.
  package static func read(_ bytes: [UInt8], type: ContentType, limits: Limits, helpers: ReadingHelpers = .none) -> Document {
    type == .pdf ? PDFReader.read(bytes, limits: limits, helpers: helpers) : read(bytes, type: type, limits: limits, budget: nil)
  }

  /// The same, booked on the budget of a document that contains this one.
  static func read(_ bytes: [UInt8], type: ContentType, limits: Limits, budget: Budget?) -> Document {
    switch type {
    case .docx: return office(bytes, .docx, limits: limits, budget: budget, WordReader.read)
    case .xlsx: return office(bytes, .xlsx, limits: limits, budget: budget, SpreadsheetReader.read)
    case .pptx: return office(bytes, .pptx, limits: limits, budget: budget, PresentationReader.read)
    case .flatOPC: return flat(bytes, limits: limits, budget: budget)
    case .wordXML2003: return WordReader.read2003(bytes, limits: limits)
    case .odt, .ods, .odp: return OpenDocumentReader.read(bytes, format: .odt, limits: limits, budget: budget)
    case .empty: return unreadable(.unknown, .empty, "the file has no content")
    case .encryptedOffice: return unreadable(.unknown, .encrypted, "the document is protected by a password")
    case .image:
      return Document(format: .image, status: .unreadable, reason: .imageOnly, detail: "a picture: its text needs OCR", pictures: 1)
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

  private static func unreadable(_ format: Document.Format, _ reason: UnreadReason, _ detail: String) -> Document {
    Document(format: format, status: .unreadable, reason: reason, detail: detail)
  }

  private static func office(
    _ bytes: [UInt8], _ format: Document.Format, limits: Limits, budget: Budget?, _ read: (OPCPackage) -> Document
  ) -> Document {
    do throws(ReadFault) {
      let archive = try ZipArchive(bytes: bytes, limits: limits, budget: budget)
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
