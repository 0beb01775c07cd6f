package import Containers
import Findings

/// Bytes to a document, by what the bytes are.
package enum DocumentReader {
  /// Reads by content type. Never throws for bad input: the document's status, reason and detail say what was wrong.
  package static func read(_ bytes: [UInt8], type: ContentType, limits: Limits) -> Document {
    switch type {
    case .docx: return office(bytes, .docx, limits: limits, WordReader.read)
    case .xlsx: return office(bytes, .xlsx, limits: limits, SpreadsheetReader.read)
    case .empty: return Document(format: .unknown, status: .unreadable, reason: .empty, detail: "the file has no content")
    case .encryptedOffice:
      return Document(format: .unknown, status: .unreadable, reason: .encrypted, detail: "the document is protected by a password")
    case .image: return Document(format: .image, status: .unreadable, reason: .imageOnly, detail: "a picture; its text needs OCR", pictures: 1)
    default:
      return Document(format: .unknown, status: .unreadable, reason: .unsupported, detail: "no reader for \(type)")
    }
  }

  private static func office(_ bytes: [UInt8], _ format: Document.Format, limits: Limits, _ read: (OPCPackage) -> Document) -> Document {
    do throws(ReadFault) {
      let archive = try ZipArchive(bytes: bytes, limits: limits)
      let package = OPCPackage(ZipParts(archive), limits: limits)
      if let damage = archive.damage { package.notes.note(.corrupt, damage) }
      return read(package)
    } catch {
      return Document(format: format, status: .unreadable, reason: error.reason, detail: error.detail)
    }
  }
}
