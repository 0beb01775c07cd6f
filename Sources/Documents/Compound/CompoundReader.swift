import Containers
import Findings

/// Tells what a compound file is by its streams, and reads it: DOC and WPS, XLS and ET, PPT and DPS, and what holds a file as an object.
enum CompoundReader {
  static func read(_ bytes: [UInt8], limits: Limits, budget: Budget?) -> Document {
    let budget = budget ?? Budget(limit: limits.documentBytes, name: "documentBytes")
    var format = Document.Format.unknown
    do throws(ReadFault) {
      return try CompoundStorage.withRoot(of: bytes, budget: budget) { root throws(ReadFault) -> Document in
        try read(root, limits: limits, format: &format)
      }
    } catch {
      return Document(format: format, status: .unreadable, reason: error.reason, detail: error.detail)
    }
  }

  private static func read(_ root: CompoundStorage, limits: Limits, format: inout Document.Format) throws(ReadFault) -> Document {
    var notes = ReadNotes()
    if root.has("WordDocument") {
      format = .doc
      let embedded = root.storage("ObjectPool").map { embeddedFiles(in: $0, $0.names, &notes) } ?? []
      return try WordBinaryReader.read(root, limits: limits, notes: notes).document(.doc, embedded: embedded)
    }
    if root.has("Workbook") || root.has("Book") {
      format = .xls
      // Excel keeps each object in a storage of its own beside the workbook.
      let embedded = embeddedFiles(in: root, root.names.filter { $0.hasPrefix("MBD") }, &notes)
      var document = try WorkbookBinaryReader.read(root, limits: limits, notes: notes).document(.xls, looks: false, embedded: embedded)
      if document.detail == nil { document.detail = WorkbookBinaryReader.hidden(root, limits: limits) }
      return document
    }
    if root.has("PowerPoint Document") {
      format = .ppt
      return try SlidesBinaryReader.read(root, limits: limits, notes: notes).document(.ppt, looks: false)
    }
    // What the equation editor embeds is part of the page it stands on, and shown there as a picture.
    if root.has("Equation Native") { return Document(format: .unknown, detail: "an equation: part of the page it stands on") }
    if let embedded = embeddedFile(root) { return Document(format: .unknown, embedded: [embedded]) }
    throw ReadFault(.unsupported, "the compound file is none of a word processor, a spreadsheet or slides")
  }

  /// The files among a document's objects that can be given out; a document in a document that cannot is said.
  private static func embeddedFiles(in pool: CompoundStorage, _ names: [String], _ notes: inout ReadNotes) -> [Document.EmbeddedFile] {
    var files: [Document.EmbeddedFile] = []
    for name in names {
      guard let object = pool.storage(name) else { continue }
      if let file = embeddedFile(object) {
        files.append(Document.EmbeddedFile(name: "\(name)/\(file.name)", bytes: file.bytes))
      } else if ["WordDocument", "Workbook", "Book", "PowerPoint Document"].contains(where: object.has) {
        notes.note(.unsupported, "a document embedded in the document (\(name)) is not read: only the picture of it stands on the page")
      }
    }
    return files
  }

  /// The file that an object is: an OOXML package, what the packager wrapped, or a PDF ([MS-OLEDS] 2.3.6; Acrobat's CONTENTS).
  private static func embeddedFile(_ object: CompoundStorage) -> Document.EmbeddedFile? {
    for name in ["Package", "CONTENTS"] {
      if let bytes = try? object.stream(name), !bytes.isEmpty { return Document.EmbeddedFile(name: name, bytes: bytes) }
    }
    guard let native = try? object.stream("\u{1}Ole10Native") else { return nil }
    return packaged(BinaryReader(native))
  }

  /// The packager's own form, known from its readers: size, flags, name, path, flags, path, size, bytes.
  private static func packaged(_ native: BinaryReader) -> Document.EmbeddedFile? {
    guard native.uint16(4) == 2, let name = string(native, 6), let path = string(native, name.next),
      let temporary = string(native, path.next + 8),
      let size = native.int32(temporary.next), let bytes = native.slice(temporary.next + 4, size)
    else { return nil }
    return Document.EmbeddedFile(name: "Ole10Native", bytes: Array(bytes))
  }

  /// Where a text that ends with a zero byte ends.
  private static func string(_ native: BinaryReader, _ offset: Int) -> (start: Int, next: Int)? {
    guard offset >= 0, offset < native.count, let end = native.bytes[offset...].prefix(1024).firstIndex(of: 0) else { return nil }
    return (offset, end + 1)
  }
}
