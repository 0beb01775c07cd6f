package import Containers
import Crypto
package import Documents
import Findings
import Foundation
import Glibc
package import Readings
package import Workers

/// Files → readings of everything inside: containers are opened, documents are read and classified. What `worker`, `classify` and `check` run on.
///
/// It knows no plan and no policy but the classifier's cues, and never throws for what is wrong with a file.
package struct BundleReader: Sendable {
  package let classifier: DocumentClassifier
  package let limits: Limits
  /// Programs that read what this one does not.
  package let helpers: ReadingHelpers
  /// Paths below these folders (one folder as it was given and as it really lies) are named relative to them; others as they were given.
  private let roots: [String]
  /// Contents that are answered for without reading; nil: all are read (a plain worker's every line stands for itself).
  private let known: KnownContents?

  package init(
    classifier: DocumentClassifier, root: String? = nil, limits: Limits = Limits(), helpers: ReadingHelpers = .none,
    known: KnownContents? = nil
  ) {
    self.helpers = helpers
    self.classifier = classifier
    self.limits = limits
    self.known = known
    roots =
      root.map { root in
        let given = root.hasSuffix("/") ? String(root.dropLast()) : root
        return [given, URL(fileURLWithPath: given).standardizedFileURL.resolvingSymlinksInPath().path]
      } ?? []
  }

  /// How an uploaded path is named in a reading.
  package func name(_ path: String) -> String {
    guard let root = roots.first(where: { path.hasPrefix($0 + "/") }) else { return path }
    return String(path.dropFirst(root.count + 1))
  }

  /// Reads one request. `begin` is told of each document and each uploaded file before it is touched, by the name that the answer gives it.
  package func read(_ request: WorkerRequest, begin: (String) -> Void) throws -> BundleReading {
    var answer = BundleReading(id: request.id, documents: [])
    for path in request.paths {
      let shown = name(path)
      if let skipped = request.skipped(shown) {
        answer.documents.append(FoundDocument(path: shown, reading: Self.unread("", skipped.reason, skipped.detail)))
        continue
      }
      guard request.isWanted(shown) else { continue }
      begin(shown)
      let first = answer.documents.count
      do {
        let summary = try ContainerReader.walk(fileAt: path, shownAs: shown, limits: limits) { leaf in
          read(leaf, request, depth: 0, begin: begin, into: &answer)
          // What comes next is the container's own work again: unpacking the next member.
          begin(shown)
        }
        add(summary, request, to: &answer)
        Self.identify(&answer.documents[first...], in: path, shownAs: shown)
      } catch let error as RunError where error.code == .noInput {
        // Found a moment ago and gone now, closed to this account, or never there.
        let isThere = access(path, F_OK) == 0
        answer.documents.append(
          FoundDocument(
            path: shown,
            reading: Self.unread("", isThere ? .corrupt : .unsupported, isThere ? error.description : "\(shown) does not exist")))
      }
    }
    return answer
  }

  /// Gives an uploaded container that could not be opened the SHA-256 of its bytes, and members whose bytes could not be had (encrypted, broken) an
  /// identity: the digest of the uploaded file's SHA-256 and the member's name. Without one the ledger could not keep their reading, and would open the
  /// whole file again every night; a new upload still makes it another one.
  private static func identify(_ documents: inout ArraySlice<FoundDocument>, in path: String, shownAs shown: String) {
    let lost = documents.indices.filter { index in
      let reading = documents[index].reading
      return reading.sha256.isEmpty && [.encrypted, .corrupt, .unsupported, .limit].contains(reading.reason)
    }
    guard !lost.isEmpty, let whole = hash(ofFileAt: path) else { return }
    for index in lost {
      let found = documents[index].path
      documents[index].reading.sha256 = found == shown ? whole : digest(of: [whole, found])
    }
  }

  /// Nil for a folder, or a disk that fails: what has no identity is read again on the next night.
  static func hash(ofFileAt path: String) -> String? {
    guard let file = FileHandle(forReadingAtPath: path) else { return nil }
    defer { try? file.close() }
    var hasher = SHA256()
    do {
      while let chunk = try file.read(upToCount: 1 << 20), !chunk.isEmpty { hasher.update(data: chunk) }
    } catch {
      return nil
    }
    return hasher.finalize().hexadecimal
  }

  private func add(_ summary: ContainerSummary, _ request: WorkerRequest, to answer: inout BundleReading) {
    for (kind, count) in summary.ignored { answer.ignored[kind.rawValue, default: 0] += count }
    // A container of which something is missing stands in the answer itself, so that nothing in it is called missing.
    for fault in summary.faults where Self.belongs(fault.path, request) {
      answer.documents.append(FoundDocument(path: fault.path, reading: Self.unread("", fault.fault.reason, fault.fault.detail)))
    }
  }

  private func read(_ leaf: Leaf, _ request: WorkerRequest, depth: Int, begin: (String) -> Void, into answer: inout BundleReading) {
    guard request.isWanted(leaf.path) else { return }
    let skipped = request.skipped(leaf.path)
    if let skipped, skipped.isUntouchable {
      answer.documents.append(FoundDocument(path: leaf.path, reading: Self.unread("", skipped.reason, skipped.detail)))
      return
    }
    begin(leaf.path)
    let isMissing = leaf.source.count == 0 && leaf.fault != nil && leaf.fault?.reason != .empty
    let hash = isMissing ? "" : Self.hash(of: leaf.source)
    if let skipped {
      answer.documents.append(FoundDocument(path: leaf.path, reading: Self.unread(hash, skipped.reason, skipped.detail)))
      return
    }
    // A second try is for a document that failed, not for what an earlier night made of it.
    if let known, request.only == nil, leaf.fault == nil, known.contains(hash) {
      answer.documents.append(FoundDocument(path: leaf.path, reading: .known(sha256: hash)))
      return
    }
    let (reading, embedded) = reading(of: leaf, hash: hash) { begin(leaf.path) }
    // What holds other documents is opened again for their sake.
    // What could not be hashed has no name to be known by; what was interrupted is to be read again.
    if leaf.fault == nil, embedded.isEmpty, !hash.isEmpty, reading.reason?.isPassing != true { known?.note(hash) }
    if Self.belongs(leaf.path, request) { answer.documents.append(FoundDocument(path: leaf.path, reading: reading)) }
    guard depth < limits.nesting else { return }
    for file in embedded {
      read(file, in: leaf.path, request, depth: depth + 1, begin: begin, into: &answer)
    }
  }

  private func read(
    _ file: Document.EmbeddedFile, in path: String, _ request: WorkerRequest, depth: Int, begin: (String) -> Void,
    into answer: inout BundleReading
  ) {
    let shown = "\(path)!/\(file.name)"
    guard request.isWanted(shown) else { return }
    do {
      let summary = try ContainerReader.walk(bytes: file.bytes, shownAs: shown, limits: limits) { leaf in
        // Equations, charts and pictures embedded by Office programs are part of the page, not documents of their own.
        if leaf.type.isContainer || leaf.type.carriesText, leaf.fault == nil {
          read(leaf, request, depth: depth, begin: begin, into: &answer)
        }
      }
      add(summary, request, to: &answer)
    } catch {
      answer.documents.append(FoundDocument(path: shown, reading: Self.unread("", .corrupt, plainWords(error))))
    }
  }

  /// `heard` is called before each page of a scan, so that a deadline is one for the page.
  private func reading(of leaf: Leaf, hash: String, heard: () -> Void) -> (DocumentReading, [Document.EmbeddedFile]) {
    if let fault = leaf.fault, leaf.source.count == 0 { return (Self.unread(hash, fault.reason, fault.detail), []) }
    let watch = HelperWatch()
    let document = DocumentReader.read(
      leaf.source, type: leaf.type, archive: leaf.archive, limits: limits, helpers: watch.watched(helpers), heard: heard)
    var reading = classifier.read(document, hash)
    if watch.wasInterrupted, let reason = reading.reason, !reason.isPassing { reading.reason = .interrupted }
    if let fault = leaf.fault {
      // What came out before the fault is read, and said to be a part.
      reading.status = reading.status == .unreadable ? .unreadable : .partial
      reading.reason = fault.reason
      reading.detail = fault.detail
    }
    return (reading, document.embedded)
  }

  /// Whether a path belongs in the answer itself, and not only on the way to it.
  private static func belongs(_ path: String, _ request: WorkerRequest) -> Bool {
    guard let only = request.only else { return true }
    return path == only || path.hasPrefix(only + "!/") || path.hasPrefix(only + "/")
  }

  static func unread(_ hash: String, _ reason: UnreadReason, _ detail: String) -> DocumentReading {
    DocumentReading(sha256: hash, format: "unknown", status: .unreadable, reason: reason, detail: detail)
  }

  static func hash(of source: ByteSource) -> String {
    var hasher = SHA256()
    do {
      try source.forEachChunk(of: 1 << 20) { hasher.update(bufferPointer: $0) }
    } catch {
      return ""
    }
    return hasher.finalize().hexadecimal
  }
}
