import Findings

/// One file that is no container any more: handed over one at a time, its bytes gone when the visit returns.
package struct Leaf {
  /// `a.zip!/材料/1.docx`: harmless to show, unique within its archive, never a path on disk.
  package let path: String
  package let type: ContentType
  /// How many bytes it has, where known before reading; what came out otherwise.
  package let size: Int
  /// Its bytes, or as many as came out; empty where the type carries no text or nothing could be read.
  package let source: ByteSource
  /// The package that had to be opened to tell the type; opened once more it would cost a tenth of reading a document.
  package let archive: ZipArchive?
  /// Why not all of it is there: `encrypted`, `corrupt`, `limit`, `unsupported`, `empty`. `source` then holds what came out before.
  package let fault: ReadFault?
  /// The most bytes that `bytes` gives.
  let most: Int

  init(
    path: String, type: ContentType, size: Int? = nil, source: ByteSource, archive: ZipArchive? = nil, fault: ReadFault? = nil, most: Int
  ) {
    self.path = path
    self.type = type
    self.size = size ?? source.count
    self.source = source
    self.archive = archive
    self.fault = fault
    self.most = most
  }

  /// All bytes in memory, for readers that need them whole; a package is better opened with `ZipArchive(leaf.source, …)`.
  /// Throws `limit` for a file on disk that is larger than `Limits.heldBytes`, `corrupt` where the system cannot read it.
  package var bytes: [UInt8] {
    get throws(ReadFault) {
      if source.count > most, !source.isInMemory {
        throw ReadFault(.limit, "heldBytes: the file of \(source.count) bytes is larger than \(most)")
      }
      return try source.bytes(0..<source.count)
    }
  }
}

/// What a walk has to say besides its leaves.
package struct ContainerSummary: Sendable {
  /// An archive or folder that could not be read, or not in whole: what is missing in it is not known to be missing.
  package struct ArchiveFault: Sendable {
    package let path: String
    package let fault: ReadFault
  }

  /// What was passed over since it is never a document, by kind.
  package var ignored: [IgnoredFile: Int] = [:]
  package var faults: [ArchiveFault] = []
  /// Archives that were opened.
  package var archives = 0
  /// Leaves that were handed over.
  package var leaves = 0
}

/// Files that systems and programs leave behind.
package enum IgnoredFile: String, CaseIterable, Sendable {
  /// `~$…`, the lock file of Word and WPS, and `.~lock.…#`, LibreOffice's.
  case lockFile
  /// `__MACOSX/` and `._…`: resource forks.
  case macResource
  /// `.DS_Store`
  case macFolderView
  /// `Thumbs.db`
  case thumbnails
  /// `desktop.ini`
  case windowsFolderView
  /// A symbolic link that is not followed, in an archive or out of the folder.
  case symbolicLink

  /// The kind of the file at `path` (parts separated by `/`), or nil for one that is to be read.
  package static func kind(of path: String) -> IgnoredFile? {
    let parts = path.split(separator: "/")
    guard let name = parts.last?.lowercased() else { return nil }
    if parts.contains("__MACOSX") || name.hasPrefix("._") { return .macResource }
    if name.hasPrefix("~$") || name.hasPrefix(".~lock.") { return .lockFile }
    switch name {
    case ".ds_store": return .macFolderView
    case "thumbs.db", "ehthumbs.db": return .thumbnails
    case "desktop.ini": return .windowsFolderView
    default: return nil
    }
  }
}
