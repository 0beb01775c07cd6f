import Findings

/// Opens whatever a unit uploaded and hands over what is inside, one file at a time.
///
/// The order is that of the shown paths' bytes, so that two runs agree. Memory holds one leaf and the nested archives around it, together
/// at most `Limits.heldBytes`; an archive on disk, or stored uncompressed in another, is read where it lies.
package struct ContainerReader {
  package typealias Visit = (Leaf) throws -> Void

  let limits: Limits
  /// Shared by everything inside one bundle.
  private let bundle: Budget
  /// What may come out of the file that is being walked, by its size: archives in archives multiply their ratios.
  private(set) var budget: Budget
  var summary = ContainerSummary()

  private init(limits: Limits, budget: Budget?) {
    self.limits = limits
    bundle = budget ?? Budget(limit: limits.bundleBytes, name: "bundleBytes")
    self.budget = bundle
  }

  /// Opens a file that lies in no archive.
  private mutating func openTop(_ source: ByteSource, path: String, _ visit: Visit) throws {
    // Eight members may come up to the floor before the whole is looked at.
    let most = source.count.multipliedReportingOverflow(by: limits.ratio)
    budget = Budget(limit: most.overflow ? .max : max(most.partialValue, 8 * limits.ratioFloor), name: "ratio", within: bundle)
    guard !source.isInMemory, source.count <= Self.wholeBelow else { return try open(source, path: path, visit) }
    let bytes: [UInt8]
    do throws(ReadFault) {
      bytes = try source.bytes(0..<source.count)
    } catch {
      return try hand(leaf(path, .unknown, ByteSource([]), size: source.count, fault: error), visit)
    }
    try open(ByteSource(bytes), path: path, visit)
  }

  /// Walks a file or a folder. `shownAs` begins the paths of its leaves. Throws `RunError` (`noInput`) where `path` does not exist, and
  /// what `visit` throws; everything that is wrong with the files is in the leaves and the summary.
  package static func walk(
    fileAt path: String, shownAs: String, limits: Limits = Limits(), budget: Budget? = nil, visit: Visit
  ) throws -> ContainerSummary {
    var reader = ContainerReader(limits: limits, budget: budget)
    try FolderWalk(root: path).visit(shownAs: shownAs) { file in
      switch file {
      case .ignored(let kind): reader.ignore(kind)
      case .unreadable(let shown, let fault):
        try reader.hand(Leaf(path: shown, type: .unknown, source: ByteSource([]), fault: fault, most: limits.heldBytes), visit)
      case .file(let shown, let source): try reader.openTop(source, path: shown, visit)
      }
    }
    return reader.summary
  }

  /// Walks bytes held in memory, such as a file embedded in a document.
  package static func walk(
    bytes: [UInt8], shownAs: String, limits: Limits = Limits(), budget: Budget? = nil, visit: Visit
  ) throws -> ContainerSummary {
    var reader = ContainerReader(limits: limits, budget: budget)
    try reader.openTop(ByteSource(bytes), path: shownAs, visit)
    return reader.summary
  }

  // MARK: - One file

  mutating func ignore(_ kind: IgnoredFile) {
    summary.ignored[kind, default: 0] += 1
  }

  mutating func fail(_ path: String, _ fault: ReadFault) {
    summary.faults.append(ContainerSummary.ArchiveFault(path: path, fault: fault))
  }

  mutating func hand(_ leaf: Leaf, _ visit: Visit) throws {
    summary.leaves += 1
    try visit(leaf)
  }

  /// Opens a file as what it is. `depth` counts the archives around it, `held` the bytes of those that are in memory; `fault` is why
  /// `source` is not all of it.
  mutating func open(
    _ source: ByteSource, path: String, depth: Int = 0, held: Int = 0, fault: ReadFault? = nil, _ visit: Visit
  ) throws {
    let (type, archive) = ContentType.identify(source, limits)
    guard type.isContainer else {
      return try hand(leaf(path, type, source, archive, fault: fault ?? Self.fault(of: type, path)), visit)
    }
    if depth > limits.nesting {
      let words = "nesting: \(path) lies in \(depth) archives, more than \(limits.nesting) inside one another"
      return try hand(leaf(path, type, ByteSource([]), size: source.count, fault: ReadFault(.limit, words)), visit)
    }
    if let fault { fail(path, fault) }
    if type == .zip {
      try openZip(source, archive, path: path, depth: depth, held: held, visit)
    } else {
      try openStream(source, type: type, path: path, depth: depth, held: held, visit)
    }
  }

  /// What a type alone says against reading it.
  static func fault(of type: ContentType, _ path: String) -> ReadFault? {
    if type == .empty { return ReadFault(.empty, "\(path) has no content") }
    return type.carriesText ? nil : ReadFault(.unsupported, "\(path) is sound, video or a program, which carry no text")
  }

  func leaf(_ path: String, _ type: ContentType, _ source: ByteSource, _ archive: ZipArchive? = nil, size: Int? = nil, fault: ReadFault?)
    -> Leaf
  {
    Leaf(path: path, type: type, size: size, source: source, archive: archive, fault: fault, most: limits.heldBytes)
  }

  // MARK: - ZIP

  private mutating func openZip(_ source: ByteSource, _ opened: ZipArchive?, path: String, depth: Int, held: Int, _ visit: Visit) throws {
    let archive: ZipArchive
    do throws(ReadFault) {
      if let opened { archive = opened } else { archive = try ZipArchive(source, limits: limits) }
    } catch {
      return try hand(leaf(path, .zip, ByteSource([]), size: source.count, fault: error), visit)
    }
    archive.use(budget)
    summary.archives += 1
    if let damage = archive.damage { fail(path, ReadFault(.corrupt, "\(damage); \(archive.entries.count) members were found")) }
    let held = held + (source.isInMemory ? source.count : 0)
    let before = summary
    let members = MemberPaths(archive.entries.map(\.displayName))
    for index in members.order where !archive.entries[index].isDirectory {
      let entry = archive.entries[index]
      if let kind = IgnoredFile.kind(of: entry.displayName) {
        ignore(kind)
      } else if entry.isSymbolicLink {
        ignore(.symbolicLink)
      } else if budget.remaining == 0 {
        return fail(path, budget.exhausted)
      } else {
        try openMember(entry, of: archive, path: "\(path)!/\(members.names[index])", depth: depth, held: held, visit)
      }
    }
    try handIfEmpty(path, .zip, source, since: before, visit)
  }

  /// An archive without a single file is itself the thing that has no content: nothing that was uploaded goes without a word.
  mutating func handIfEmpty(_ path: String, _ type: ContentType, _ source: ByteSource, since before: ContainerSummary, _ visit: Visit)
    throws
  {
    guard summary.leaves == before.leaves, summary.faults.count == before.faults.count else { return }
    let fault = ReadFault(.empty, "\(path) holds no file that could be a document")
    try hand(leaf(path, type, ByteSource([]), size: source.count, fault: fault), visit)
  }

  mutating func openMember(
    _ entry: ZipArchive.Entry, of archive: ZipArchive, path: String, depth: Int, held: Int, _ visit: Visit
  ) throws {
    if entry.declaredSize > Self.wholeBelow || entry.compressedSize > Self.wholeBelow {
      let head = archive.head(entry, count: ContentType.headLength)
      let type = ContentType.sniffHead(head, isWhole: false)
      if !type.carriesText {
        let source = archive.storedWindow(entry) ?? ByteSource([])
        return try hand(leaf(path, type, source, size: entry.declaredSize, fault: Self.fault(of: type, path)), visit)
      }
      // A large archive or package that is only stored is read where it lies, once its checksum is known to hold.
      if let window = archive.storedWindow(entry) {
        var fault: ReadFault?
        do throws(ReadFault) { try archive.stream(entry) { _ in } } catch { fault = error }
        return try open(window, path: path, depth: depth + 1, held: held, fault: fault, visit)
      }
    }
    var bytes: [UInt8]
    var fault: ReadFault?
    do throws(ReadFault) {
      bytes = try archive.read(entry, most: limits.heldBytes - held)
    } catch {
      bytes = error.salvaged
      fault = ReadFault(error.reason, error.detail)
    }
    if bytes.isEmpty, let fault {
      return try hand(leaf(path, .unknown, ByteSource([]), size: entry.declaredSize, fault: fault), visit)
    }
    let source = ByteSource(bytes)
    bytes = []
    try open(source, path: path, depth: depth + 1, held: held, fault: fault, visit)
  }

  /// Files and members up to this are read whole before their type is told: reading parts of them one by one costs more than that.
  private static let wholeBelow = 1 << 20
}

/// The members of an archive in the order they are read, under names that are all different.
struct MemberPaths {
  let names: [String]
  /// Indexes sorted by the names' bytes.
  let order: [Int]

  init(_ shown: [String]) {
    var seen: [String: Int] = [:]
    var names = shown
    for index in names.indices {
      let count = seen[names[index], default: 0] + 1
      seen[names[index]] = count
      if count > 1 { names[index] += " #\(count)" }
    }
    self.names = names
    order = names.indices.sorted { left, right in
      names[left] == names[right] ? left < right : names[left].utf8.lexicographicallyPrecedes(names[right].utf8)
    }
  }
}
