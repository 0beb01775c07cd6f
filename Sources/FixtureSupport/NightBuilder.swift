package import Findings
internal import Foundation

/// A night of text sources (`fixtures/night`) as the real files that a night is: `register.xlsx`, `funded.xlsx` and `uploads/`.
package enum NightBuilder {
  /// In: the folder of sources, and a folder that is made where it does not exist. Throws `RunError` with the file that is wrong.
  package static func build(from source: String, to target: String) throws(RunError) {
    for name in ["register", "funded"] where FileManager.default.fileExists(atPath: "\(source)/\(name).tsv") {
      let bytes = try SheetBuilder.bytes(SheetBuilder.rows(tsv: try text(at: "\(source)/\(name).tsv")))
      try write(bytes, to: "\(target)/\(name).xlsx")
    }
    for file in try files(in: "\(source)/uploads", below: "") { try write(file.bytes, to: "\(target)/uploads/\(file.path)") }
  }

  /// In: a folder of labelled sources (`fixtures/classification/HAND`). Makes `ID.docx` of each in the target.
  package static func buildDocuments(from source: String, to target: String) throws(RunError) {
    for name in try names(in: source) where name.hasSuffix(".txt") {
      let document = try TextSource(try text(at: "\(source)/\(name)"), name: String(name.dropLast(4)))
      try write(try DocxBuilder.bytes(document), to: "\(target)/\(name.dropLast(4)).docx")
    }
  }

  /// Files of a source folder as they are uploaded, in the order of their names' bytes; a folder `X.zip` is one file.
  private static func files(in folder: String, below prefix: String) throws(RunError) -> [UploadZip.Member] {
    var files: [UploadZip.Member] = []
    for name in try names(in: folder) {
      let path = "\(folder)/\(name)"
      var isFolder: ObjCBool = false
      _ = FileManager.default.fileExists(atPath: path, isDirectory: &isFolder)
      if isFolder.boolValue, name.lowercased().hasSuffix(".zip") {
        files.append(UploadZip.Member(path: prefix + name, bytes: UploadZip.bytes(try self.files(in: path, below: ""))))
      } else if isFolder.boolValue {
        files += try self.files(in: path, below: "\(prefix)\(name)/")
      } else if name.hasSuffix(".docx.txt") {
        let text = try text(at: path)
        let source = try TextSource(text, name: path)
        var seeded = source
        // The tree's sources carry no id. Their body stands for one, so that the same text sent twice is the same file twice.
        if source.id == path { seeded.id = text.split(separator: "\n---\n", maxSplits: 1).last.map(String.init) ?? text }
        let docx = try DocxBuilder.bytes(seeded)
        files.append(UploadZip.Member(path: prefix + name.dropLast(4), bytes: docx, isEncrypted: source.damage == .zipEncrypted))
      } else {
        files.append(UploadZip.Member(path: prefix + name, bytes: try bytes(at: path)))
      }
    }
    return files
  }

  private static func names(in folder: String) throws(RunError) -> [String] {
    do {
      return try FileManager.default.contentsOfDirectory(atPath: folder).sorted { $0.utf8.lexicographicallyPrecedes($1.utf8) }
    } catch {
      throw RunError(.noInput, subject: folder, message: "the folder of fixtures cannot be listed", cause: "\(error)")
    }
  }

  private static func bytes(at path: String) throws(RunError) -> [UInt8] {
    do {
      return [UInt8](try Data(contentsOf: URL(fileURLWithPath: path)))
    } catch {
      throw RunError(.noInput, subject: path, message: "the fixture cannot be read", cause: "\(error)")
    }
  }

  private static func text(at path: String) throws(RunError) -> String {
    String(decoding: try bytes(at: path), as: UTF8.self)
  }

  private static func write(_ bytes: [UInt8], to path: String) throws(RunError) {
    do {
      let file = URL(fileURLWithPath: path)
      try FileManager.default.createDirectory(at: file.deletingLastPathComponent(), withIntermediateDirectories: true)
      try Data(bytes).write(to: file)
    } catch {
      throw RunError(.cannotWrite, subject: path, message: "the fixture cannot be written", cause: "\(error)")
    }
  }
}
