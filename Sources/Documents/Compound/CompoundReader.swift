import Containers
import Findings

/// Tells what a compound file is by its streams, and reads it: DOC and WPS, XLS and ET, PPT and DPS, and what holds a file as an object.
enum CompoundReader {
  static func read(_ bytes: [UInt8], limits: Limits, budget: Budget?) -> Document {
    let budget = budget ?? Budget(limit: limits.documentBytes, name: "documentBytes")
    var format = Document.Format.unknown
    do throws(ReadFault) {
      return try CompoundStorage.withRoot(of: bytes, limits: limits, budget: budget) { root throws(ReadFault) -> Document in
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
      let embedded = root.storage("ObjectPool").map { embeddedFiles(in: $0, $0.names, limits, &notes) } ?? []
      return try WordBinaryReader.read(root, limits: limits, notes: notes).document(.doc, embedded: embedded)
    }
    if root.has("Workbook") || root.has("Book") {
      format = .xls
      // Excel keeps each object in a storage of its own beside the workbook.
      let embedded = embeddedFiles(in: root, root.names.filter { $0.hasPrefix("MBD") }, limits, &notes)
      var document = try WorkbookBinaryReader.read(root, limits: limits, notes: notes).document(.xls, looks: false, embedded: embedded)
      if document.detail == nil { document.detail = WorkbookBinaryReader.hidden(root, limits: limits) }
      return document
    }
    if root.has("PowerPoint Document") {
      format = .ppt
      var embedded: [Document.EmbeddedFile] = []
      return try SlidesBinaryReader.read(root, limits: limits, notes: notes, embedded: &embedded)
        .document(.ppt, looks: false, embedded: embedded)
    }
    // What the equation editor embeds is part of the page it stands on, and shown there as a picture.
    if root.has("Equation Native") { return Document(format: .unknown, detail: "an equation: part of the page it stands on") }
    if let embedded = try embeddedFile(root, most: limits.embeddedBytes) { return Document(format: .unknown, embedded: [embedded]) }
    throw ReadFault(.unsupported, "the compound file is none of a word processor, a spreadsheet or slides")
  }

  /// The files among a document's objects; what cannot be given out is said. Together they are held until each was read.
  private static func embeddedFiles(
    in pool: CompoundStorage, _ names: [String], _ limits: Limits, _ notes: inout ReadNotes
  ) -> [Document.EmbeddedFile] {
    var files: [Document.EmbeddedFile] = []
    var left = limits.embeddedBytes
    for name in names {
      guard let object = pool.storage(name) else {
        notes.note(.corrupt, "an object of the document (\(DisplayName.path(name))) is damaged")
        continue
      }
      do throws(ReadFault) {
        var found = try embeddedFile(object, most: left)
        if found == nil { found = try embeddedDocument(object, most: left) }
        guard var file = found else { continue }
        left -= file.bytes.count
        file.name = DisplayName.path(name) + "/" + file.name
        files.append(file)
      } catch {
        notes.note(error.reason, "a file embedded in the document (\(DisplayName.path(name))) is not read: \(error.detail)")
      }
    }
    return files
  }

  /// An object that is itself a document of an Office program, as a file of its own; nil for charts, which are part of the page, and for all others.
  private static func embeddedDocument(_ object: CompoundStorage, most: Int) throws(ReadFault) -> Document.EmbeddedFile? {
    let kinds = [("WordDocument", "object.doc"), ("Workbook", "object.xls"), ("Book", "object.xls"), ("PowerPoint Document", "object.ppt")]
    guard let kind = kinds.first(where: { object.has($0.0) }) else { return nil }
    // Microsoft Graph keeps its numbers in a workbook.
    if let about = try object.stream("\u{1}CompObj", most: 1 << 16), about.contains(ascii: "MSGraph") { return nil }
    return Document.EmbeddedFile(name: kind.1, bytes: try object.file(most: most))
  }

  /// The file that an object is: an OOXML package, what the packager wrapped, or a PDF ([MS-OLEDS] 2.3.6; Acrobat's CONTENTS).
  private static func embeddedFile(_ object: CompoundStorage, most: Int) throws(ReadFault) -> Document.EmbeddedFile? {
    for name in ["Package", "CONTENTS"] {
      if let bytes = try object.stream(name, most: most, limit: "embeddedBytes"), !bytes.isEmpty {
        return Document.EmbeddedFile(name: name, bytes: bytes)
      }
    }
    guard let native = try object.stream("\u{1}Ole10Native", most: most, limit: "embeddedBytes") else { return nil }
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
    guard offset >= 0, offset < native.count, let text = native.slice(offset, min(1024, native.count - offset)),
      let length = text.firstIndex(of: 0).map({ $0 - text.startIndex })
    else { return nil }
    return (offset, offset + length + 1)
  }
}
