package import Containers
import Crypto
package import Documents
import Findings
import Foundation

/// `extract`: the text that the program reads in one document.
package struct Extraction {
  package var path: String
  package var sha256: String
  package var document: Document

  /// In: a document, or `CONTAINER!/MEMBER`. Throws `RunError` 66 where there is no such file or member, 64 where a container holds several documents
  /// and none is named.
  package static func of(_ path: String, limits: Limits = Limits(), helpers: ReadingHelpers = .none) throws -> Extraction {
    let file = file(of: path)
    var names: [String] = []
    var found: [Extraction] = []
    func take(_ extraction: Extraction) {
      names.append(extraction.path)
      if file == path ? found.isEmpty : extraction.path == path { found.append(extraction) }
    }
    func open(_ leaf: Leaf, depth: Int) throws {
      // Only what is asked for, what leads to it, or the first of a container whose documents are being counted.
      let isOnTheWay = path.hasPrefix(leaf.path + "!/")
      guard file == path ? found.isEmpty : leaf.path == path || isOnTheWay else {
        names.append(leaf.path)
        return
      }
      let extraction = try Extraction(leaf, limits: limits, helpers: helpers)
      take(extraction)
      guard isOnTheWay, depth < limits.nesting else { return }
      for embedded in extraction.document.embedded {
        _ = try ContainerReader.walk(bytes: embedded.bytes, shownAs: "\(leaf.path)!/\(embedded.name)", limits: limits) {
          try open($0, depth: depth + 1)
        }
      }
    }
    _ = try ContainerReader.walk(fileAt: file, shownAs: file, limits: limits) { try open($0, depth: 0) }
    guard let first = found.first else {
      throw RunError(
        .noInput, subject: path, message: names.isEmpty ? "holds no document" : "there is no such member; there are: \(list(names))")
    }
    guard file != path || names.count == 1 else {
      throw RunError(.usage, subject: path, message: "holds \(names.count) documents; name one of them: \(list(names))")
    }
    return first
  }

  /// The file on disk in which a document lies.
  package static func file(of path: String) -> String { path.range(of: "!/").map { String(path[..<$0.lowerBound]) } ?? path }

  private static func list(_ names: [String]) -> String {
    names.prefix(10).joined(separator: ", ") + (names.count > 10 ? ", …" : "")
  }

  private init(_ leaf: Leaf, limits: Limits, helpers: ReadingHelpers) throws {
    path = leaf.path
    do throws(ReadFault) {
      if let fault = leaf.fault, leaf.source.count == 0 { throw fault }
      sha256 = BundleReader.hash(of: leaf.source)
      document = DocumentReader.read(leaf.source, type: leaf.type, limits: limits, helpers: helpers)
      if let fault = leaf.fault {
        document.status = document.status == .unreadable ? .unreadable : .partial
        document.reason = fault.reason
        document.detail = fault.detail
      }
    } catch {
      // Too large to be read, or not given out by its container; a file on disk has its bytes all the same.
      sha256 = leaf.path.contains("!/") ? "" : BundleReader.hash(ofFileAt: leaf.path) ?? ""
      document = Document(format: .unknown, status: .unreadable, reason: error.reason, detail: error.detail)
    }
  }
}
