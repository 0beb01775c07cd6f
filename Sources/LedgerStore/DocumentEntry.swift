internal import Findings
internal import Foundation

/// A document by name and content: what a bundle is made of, without what was read in it.
package struct DocumentEntry: Sendable, Hashable {
  /// `CONTAINER!/MEMBER`, relative to the uploads folder.
  package var path: String
  /// 64 lower-case hexadecimal letters, or empty where the bytes could not be had at all (the container broke off, the worker died).
  package var sha256: String

  package init(path: String, sha256: String) {
    self.path = path
    self.sha256 = sha256
  }
}

extension [DocumentEntry] {
  /// One digest for all of it: it changes when a document comes, goes, moves or changes.
  package var digest: String { digestBytes.hexadecimal }

  var digestBytes: Data { Digest.bytes(of: lazy.flatMap { [$0.path, $0.sha256] }) }

  /// `path NUL sha256 NUL`, repeated: read back on every night for every plan, so no JSON. Nil where a path holds a NUL (no path of a file
  /// system does, the name of an archive's member may): such a bundle is read again every night.
  var packed: Data? {
    var data = Data()
    for entry in self {
      guard !entry.path.utf8.contains(0), !entry.sha256.utf8.contains(0) else { return nil }
      data.append(contentsOf: entry.path.utf8)
      data.append(0)
      data.append(contentsOf: entry.sha256.utf8)
      data.append(0)
    }
    return data
  }

  init(packed data: Data) {
    let fields = data.split(separator: 0, omittingEmptySubsequences: false).map { String(decoding: $0, as: UTF8.self) }
    self = stride(from: 0, to: fields.count - 1, by: 2).map { DocumentEntry(path: fields[$0], sha256: fields[$0 + 1]) }
  }
}
