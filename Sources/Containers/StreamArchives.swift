import Findings

/// Archives that can only be read from front to back: RAR, 7z, tar, gzip, bzip2. Their members are handed over in the order in which they
/// lie.
extension ContainerReader {
  mutating func openStream(_ source: ByteSource, type: ContentType, path: String, depth: Int, held: Int, _ visit: Visit) throws {
    if type == .xz {
      let fault = ReadFault(.unsupported, "\(path): XZ is not read, since the memory it asks for cannot be bounded")
      return try hand(leaf(path, type, ByteSource([]), size: source.count, fault: fault), visit)
    }
    let archive: LibarchiveHandle
    let isSingleFile: Bool
    do throws(ReadFault) {
      let format = try Self.format(of: source, type)
      isSingleFile = format == .compressedFile
      archive = try LibarchiveHandle(source, as: format)
    } catch {
      return try hand(leaf(path, type, ByteSource([]), size: source.count, fault: error), visit)
    }
    summary.archives += 1
    let before = summary
    let rar = type == .rar ? RarHeaders(source) : RarHeaders()
    if rar.isVolume {
      fail(path, ReadFault(.unsupported, "one part of a multi-volume RAR: members that lie in other parts are not read"))
    }
    var walk = StreamWalk(
      path: path, held: held + (source.isInMemory ? source.count : 0), depth: depth, size: source.count, isSingleFile: isSingleFile,
      rar: rar)
    while true {
      do throws(ReadFault) {
        guard let member = try archive.next() else { break }
        walk.members += 1
        if walk.members > limits.members {
          throw ReadFault(.limit, "members: the archive has more than \(limits.members) members")
        }
        if budget.remaining == 0 {
          throw budget.exhausted
        }
        walk.member = member
      } catch {
        // An archive that gives nothing at all is one unreadable file; one that breaks off is a fault of the archive.
        if walk.members == 0 { return try hand(leaf(path, type, ByteSource([]), size: source.count, fault: walk.explain(error)), visit) }
        fail(path, walk.explain(error))
        break
      }
      if try !openMember(of: archive, &walk, visit) { break }
    }
    if walk.members == 0, !Self.isEmpty(source, type, rar) {
      let fault = ReadFault(.corrupt, "\(path): no member was found in the \(source.count) bytes of the archive")
      return try hand(leaf(path, type, ByteSource([]), size: source.count, fault: fault), visit)
    }
    try handIfEmpty(path, type, source, since: before, visit)
  }

  /// Whether an archive in which no member was found says itself that it has none: bytes behind a RAR's mark may be anything, and libarchive looks for
  /// headers among them without a word. An empty RAR has 27 bytes (4) or some 40 (5); a 7z says the size of its list of members at byte 20.
  private static func isEmpty(_ source: ByteSource, _ type: ContentType, _ rar: RarHeaders) -> Bool {
    switch type {
    case .rar: rar.hasMainHeader && source.count < 512
    case .sevenZip: ((try? source.bytes(20..<28)) ?? []).allSatisfy { $0 == 0 }
    default: true
    }
  }

  /// A compressed file is mostly a tar; only its first bytes tell.
  private static func format(of source: ByteSource, _ type: ContentType) throws(ReadFault) -> LibarchiveHandle.Format {
    switch type {
    case .tar: return .tar
    case .gzip, .bzip2: break
    default: return .archive
    }
    let archive = try LibarchiveHandle(source, as: .compressedFile)
    guard try archive.next() != nil else { return .compressedFile }
    var head: [UInt8] = []
    let enough = ReadFault(.limit, "all that is wanted came out")
    do throws(ReadFault) {
      try archive.readData { piece throws(ReadFault) in
        head.append(contentsOf: piece)
        if head.count >= ContentType.headLength { throw enough }
      }
    } catch {
      // What is damaged is said when it is read in whole.
    }
    return ContentType.sniffHead(head, isWhole: false) == .tar ? .tar : .compressedFile
  }

  /// What is known while an archive is walked.
  private struct StreamWalk {
    let path: String
    let held: Int
    let depth: Int
    /// The archive's bytes, for the ratio: members of a solid archive have no size of their own.
    let size: Int
    /// gzip and bzip2 hold one file, mostly without a name.
    let isSingleFile: Bool
    let rar: RarHeaders
    var member = LibarchiveHandle.Member(rawName: [], isDirectory: false, isSymbolicLink: false, isEncrypted: false, declaredSize: 0)
    var members = 0
    /// Bytes that came out of all members.
    var produced = 0
    var names: [String: Int] = [:]

    /// What is broken in one part of several is not broken: it goes on in another.
    func explain(_ fault: ReadFault) -> ReadFault {
      guard rar.isVolume, fault.reason == .corrupt else { return fault }
      return ReadFault(.unsupported, "it goes on in another part of a multi-volume RAR (\(fault.detail))")
    }

    mutating func shownName() -> String {
      // Without a second name to compare, each is decoded for itself.
      let name = isSingleFile && member.rawName.isEmpty ? "data" : DisplayName.path(NameDecoder([member.rawName]).decode(member.rawName))
      let count = names[name, default: 0] + 1
      names[name] = count
      return count > 1 ? "\(name) #\(count)" : name
    }
  }

  /// Reads the member whose header came last. Returns false where the archive must not be read further.
  private mutating func openMember(of archive: LibarchiveHandle, _ walk: inout StreamWalk, _ visit: Visit) throws -> Bool {
    let member = walk.member
    if member.isDirectory { return true }
    let name = walk.shownName()
    let shown = "\(walk.path)!/\(name)"
    if let kind = member.isSymbolicLink ? .symbolicLink : IgnoredFile.kind(of: name) {
      ignore(kind)
      return true
    }
    if member.isEncrypted || walk.rar.encryptedFiles.contains(walk.members - 1) {
      try hand(
        leaf(shown, .unknown, ByteSource([]), size: member.declaredSize, fault: ReadFault(.encrypted, "\(shown) needs a password")), visit)
      return true
    }
    let most = min(limits.heldBytes - walk.held, budget.remaining)
    var output = BoundedOutput(expected: member.declaredSize, most: most)
    var head: [UInt8] = []
    var fault: ReadFault?
    var produced = walk.produced
    do throws(ReadFault) {
      try archive.readData { piece throws(ReadFault) in
        try budget.take(piece.count)
        produced += piece.count
        if produced > limits.ratioFloor, produced / max(1, walk.size) > limits.ratio {
          throw ReadFault(.limit, "ratio: \(shown): the archive inflates to more than \(limits.ratio) times its size")
        }
        if head.count < ContentType.headLength { head.append(contentsOf: piece.prefix(ContentType.headLength - head.count)) }
        guard output.append(piece) else { throw ReadFault(.limit, "heldBytes: \(shown): more than \(most) bytes came out") }
      }
    } catch {
      fault = walk.explain(error)
    }
    walk.produced = produced
    let bytes = output.finish(atMost: fault?.reason == .limit ? limits.textBytes : .max)
    let stops =
      fault?.reason == .limit
      && (budget.remaining == 0 || produced / max(1, walk.size) > limits.ratio || fault?.detail == LibarchiveHandle.tooMuchMemory.detail)
    if bytes.isEmpty, let fault {
      try hand(leaf(shown, ContentType.sniffHead(head, isWhole: false), ByteSource([]), size: member.declaredSize, fault: fault), visit)
    } else {
      try open(ByteSource(bytes), path: shown, depth: walk.depth + 1, held: walk.held, fault: fault, visit)
    }
    if stops { fail(walk.path, ReadFault(.limit, "the other members are not read")) }
    return !stops
  }
}
