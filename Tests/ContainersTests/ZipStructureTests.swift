import Containers
import Findings
import Testing

/// Archives as odd tools write them, and as broken uploads leave them.
struct ZipStructureTests {
  static let text = Array("一、师资名单\n".utf8)

  private func open(_ writer: ZipForge) throws -> ZipArchive {
    try ZipArchive(bytes: writer.bytes(), limits: Limits())
  }

  private func fault(_ body: () throws -> Void) -> ReadFault? {
    do {
      try body()
      return nil
    } catch {
      return error as? ReadFault
    }
  }

  @Test func `stored and deflated members are read`() throws {
    let archive = try open(ZipForge([ZipForge.Member("a", Self.text), ZipForge.Member("b", zeros: 1000)]))
    #expect(try archive.read(archive.entries[0]) == Self.text)
    #expect(try archive.read(archive.entries[1]) == [UInt8](repeating: 0, count: 1000))
    #expect(!archive.isPartial)
  }

  @Test func `more than a few MiB come whole`() throws {
    let archive = try open(ZipForge([ZipForge.Member("b", zeros: 13_000_001)]))
    var limits = Limits()
    limits.ratio = 2000
    let loose = try ZipArchive(bytes: ZipForge([ZipForge.Member("b", zeros: 13_000_001)]).bytes(), limits: limits)
    #expect(try loose.read(loose.entries[0]) == [UInt8](repeating: 0, count: 13_000_001))
    // A thousand to one is a bomb under the default limits.
    #expect(fault { _ = try archive.read(archive.entries[0]) }?.reason == .limit)
  }

  @Test func `a wrong checksum is said, and what came out is kept`() throws {
    let archive = try open(ZipForge([ZipForge.Member("a", Self.text).with { $0.crc ^= 1 }]))
    let fault = fault { _ = try archive.read(archive.entries[0]) }
    #expect(fault?.reason == .corrupt)
    #expect(fault?.salvaged == Self.text)
  }

  @Test(arguments: [0, 1, 5_000_000_000] as [UInt64])
  func `a wrong size is borne where the checksum holds`(size: UInt64) throws {
    let member = ZipForge.Member("a", zeros: 1000).with {
      $0.size = size
      $0.usesZip64 = true
    }
    let archive = try open(ZipForge([member]))
    #expect(try archive.read(archive.entries[0]).count == 1000)
  }

  @Test func `a wrong size with a wrong checksum is damage`() throws {
    let archive = try open(ZipForge([ZipForge.Member("a", zeros: 1000).with { ($0.size, $0.crc) = (999, 7) }]))
    #expect(fault { _ = try archive.read(archive.entries[0]) }?.reason == .corrupt)
  }

  @Test func `damaged data gives its beginning`() throws {
    // The last bytes of the stream are cut out and replaced: matches before them stay readable.
    let member = ZipForge.Member("a", zeros: 100_000).with { $0.data = Array($0.data.dropLast(20)) + [UInt8](repeating: 0xFF, count: 20) }
    let archive = try open(ZipForge([member]))
    let fault = fault { _ = try archive.read(archive.entries[0]) }
    #expect(fault?.reason == .corrupt)
    // 80 matches of 258 lie in the 20 bytes that are gone.
    #expect((fault?.salvaged.count ?? 0) >= 100_000 - 81 * 258 - 64)
    #expect(fault?.salvaged.allSatisfy { $0 == 0 } == true)
  }

  @Test(arguments: [ZipForge.Descriptor.signed, .unsigned, .signedLong])
  func `sizes behind the data are found, also without a directory`(descriptor: ZipForge.Descriptor) throws {
    let members = ["a", "b"].map { ZipForge.Member($0, Self.text).with { $0.descriptor = descriptor } }
    let whole = try open(ZipForge(members))
    #expect(try whole.entries.map { try whole.read($0) } == [Self.text, Self.text])

    var writer = ZipForge(members)
    writer.hasDirectory = false
    let cut = try ZipArchive(bytes: writer.bytes() + ZipRecordBytes.local, limits: Limits())
    #expect(cut.isPartial)
    #expect(cut.entries.map(\.name) == ["a", "b"])
    #expect(try cut.entries.map { try cut.read($0) } == [Self.text, Self.text])
  }

  @Test func `zip64 fields and end records are read`() throws {
    var writer = ZipForge([ZipForge.Member("a", Self.text).with { $0.usesZip64 = true }])
    writer.usesZip64End = true
    let archive = try open(writer)
    #expect(!archive.isPartial)
    #expect(try archive.read(archive.entries[0]) == Self.text)
  }

  @Test(arguments: [true, false], [true, false])
  func `bytes before the archive are borne, whether offsets count them or not`(counted: Bool, zip64: Bool) throws {
    var writer = ZipForge([ZipForge.Member("a", Self.text)])
    writer.prefix = Array("MZ stub of a self-extractor".utf8)
    writer.offsetsCountPrefix = counted
    writer.usesZip64End = zip64
    let archive = try open(writer)
    #expect(!archive.isPartial)
    #expect(try archive.read(archive.entries[0]) == Self.text)
  }

  @Test(arguments: [1, 70_000, 200_000])
  func `bytes behind the archive are borne`(count: Int) throws {
    var writer = ZipForge([ZipForge.Member("a", Self.text)])
    writer.trailing = [UInt8](repeating: 0x20, count: count)
    let archive = try open(writer)
    #expect(!archive.isPartial)
    #expect(try archive.read(archive.entries[0]) == Self.text)
  }

  @Test func `a comment that looks like an end record does not mislead`() throws {
    var writer = ZipForge([ZipForge.Member("a", Self.text)])
    writer.comment = [0x50, 0x4B, 5, 6] + [UInt8](repeating: 0xEE, count: 30)
    #expect(try open(writer).entries.map(\.name) == ["a"])
  }

  @Test func `an empty archive has no members and no fault`() throws {
    let archive = try open(ZipForge([]))
    #expect(archive.entries.isEmpty)
    #expect(!archive.isPartial)
  }

  @Test func `a wrong count of members is borne`() throws {
    var writer = ZipForge([ZipForge.Member("a", Self.text), ZipForge.Member("b", Self.text)])
    writer.saidEntries = 1
    #expect(try open(writer).entries.count == 2)
  }

  @Test func `folders and links are told apart from files`() throws {
    let archive = try open(
      ZipForge([
        ZipForge.Member("dir/", []),
        ZipForge.Member("dos", []).with { $0.externalAttributes = 0x10 },
        ZipForge.Member("link", Array("/etc/passwd".utf8)).with { ($0.madeBy, $0.externalAttributes) = (0x0314, 0xA1FF_0000) },
        ZipForge.Member("file", Self.text).with { ($0.madeBy, $0.externalAttributes) = (0x0314, 0x81A4_0000) },
      ]))
    #expect(archive.entries.map(\.isDirectory) == [true, true, false, false])
    #expect(archive.entries.map(\.isSymbolicLink) == [false, false, true, false])
  }

  // MARK: - Encryption

  @Test func `encrypted members are said one by one, the others are read`() throws {
    let archive = try open(
      ZipForge([
        ZipForge.Member("traditional", Self.text).with { $0.flags = 1 },
        ZipForge.Member("aes", Self.text).with { ($0.flags, $0.method) = (1, 99) },
        ZipForge.Member("strong", Self.text).with { $0.flags = 0x41 },
        ZipForge.Member("open", Self.text),
      ]))
    #expect(archive.entries.map(\.isEncrypted) == [true, true, true, false])
    for entry in archive.entries.prefix(3) { #expect(fault { _ = try archive.read(entry) }?.reason == .encrypted) }
    #expect(try archive.read(archive.entries[3]) == Self.text)
  }

  @Test func `a method that nothing here decodes is unsupported, by name`() throws {
    let archive = try open(ZipForge([ZipForge.Member("a", Self.text).with { $0.method = 9 }]))
    let fault = fault { _ = try archive.read(archive.entries[0]) }
    #expect(fault?.reason == .unsupported)
    #expect(fault?.detail.contains("Deflate64") == true)
  }

  @Test func `a part of a split archive says so`() throws {
    var writer = ZipForge([ZipForge.Member("a", Self.text)])
    writer.disk = 1
    #expect(fault { _ = try open(writer) }?.reason == .unsupported)
  }

  // MARK: - Damage

  @Test func `every cut of an archive gives the members that are whole`() throws {
    let writer = ZipForge(["a", "b", "c"].map { ZipForge.Member($0, Self.text) })
    let whole = writer.bytes()
    // A local header of 30 bytes, a name of 1, and the text.
    let step = 31 + Self.text.count
    for length in 1..<whole.count {
      let archive: ZipArchive
      do {
        archive = try ZipArchive(bytes: Array(whole.prefix(length)), limits: Limits())
      } catch {
        // Not even the first name is there.
        #expect(length < 31, "cut at \(length): \(error)")
        continue
      }
      #expect(archive.isPartial, "cut at \(length)")
      for (index, entry) in archive.entries.enumerated() {
        let isWhole = length >= step * (index + 1)
        let fault = fault {
          let bytes = try archive.read(entry)
          #expect(bytes == Self.text)
        }
        #expect((fault == nil) == isWhole, "cut at \(length), member \(index)")
        if let fault {
          #expect(fault.reason == .corrupt)
          #expect(fault.salvaged == Array(Self.text.prefix(length - step * index - 31)))
        }
      }
      #expect(archive.entries.count >= min(3, length / step))
    }
  }

  @Test func `a member that is not where the directory says is damage, the others are read`() throws {
    let archive = try open(ZipForge([ZipForge.Member("a", Self.text).with { $0.offset = 3 }, ZipForge.Member("b", Self.text)]))
    #expect(fault { _ = try archive.read(archive.entries[0]) }?.reason == .corrupt)
    #expect(try archive.read(archive.entries[1]) == Self.text)
  }

  @Test func `a directory damaged half-way is made up for by local headers`() throws {
    var bytes = ZipForge(["a", "b", "c"].map { ZipForge.Member($0, Self.text) }).bytes()
    // The second central record: after three local members of 31 bytes and text, and one record of 47.
    bytes[3 * (31 + Self.text.count) + 47] = 0
    let archive = try ZipArchive(bytes: bytes, limits: Limits())
    #expect(archive.isPartial)
    #expect(archive.entries.map(\.name).sorted() == ["a", "b", "c"])
    #expect(try archive.entries.map { try archive.read($0) } == [Self.text, Self.text, Self.text])
  }

  @Test func `a size that leads out of the archive is made up for by the next member's place`() throws {
    let members = ["a", "b"].map { ZipForge.Member($0, Self.text).with { $0.compressedSize = 0x7FFF_FFFF } }
    let archive = try open(ZipForge(members))
    #expect(try archive.entries.map { try archive.read($0) } == [Self.text, Self.text])
  }

  @Test func `what is no archive is corrupt, nothing is empty`() {
    #expect(fault { _ = try ZipArchive(bytes: Array("PK no".utf8), limits: Limits()) }?.reason == .corrupt)
    #expect(fault { _ = try ZipArchive(bytes: [], limits: Limits()) }?.reason == .empty)
  }
}

enum ZipRecordBytes {
  /// The beginning of a local header, as a broken upload leaves it.
  static let local: [UInt8] = [0x50, 0x4B, 3, 4, 20]
}
