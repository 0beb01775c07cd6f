import Containers
import Findings
import Testing

/// RAR, 7z, tar and gzip, each written by hand with its data stored.
struct StreamArchiveTests {
  private func walk(_ bytes: [UInt8], as name: String = "a.rar", _ change: (inout Limits) -> Void = { _ in }) throws -> [String] {
    let (seen, summary) = try ContainerReaderTests.walk(bytes, as: name, change)
    return seen.map(\.description) + summary.faults.map { "! \($0.path) \($0.fault.reason.rawValue)" }
  }

  // MARK: - tar

  /// One ustar member (POSIX pax, "ustar Interchange Format").
  private static func tarMember(_ name: [UInt8], _ data: [UInt8], kind: Character = "0", saidSize: Int? = nil) -> [UInt8] {
    var head = name + [UInt8](repeating: 0, count: 100 - name.count)
    func octal(_ value: Int, _ width: Int) -> [UInt8] {
      let digits = String(value, radix: 8)
      return Array(String(repeating: "0", count: width - 1 - digits.count).utf8) + Array(digits.utf8) + [0]
    }
    head += octal(0o644, 8) + octal(0, 8) + octal(0, 8) + octal(saidSize ?? data.count, 12) + octal(0, 12)
    head += Array("        ".utf8) + [kind.asciiValue ?? 0] + [UInt8](repeating: 0, count: 100) + Array("ustar\u{0}00".utf8)
    head += [UInt8](repeating: 0, count: 512 - head.count)
    let sum = octal(head.reduce(0) { $0 + Int($1) }, 7)
    head.replaceSubrange(148..<155, with: sum)
    return head + data + [UInt8](repeating: 0, count: (512 - data.count % 512) % 512)
  }

  /// What only begins like an archive is damaged, not empty; what says of itself that it holds nothing is.
  @Test func `an archive of garbage is corrupt`() throws {
    let chance = (0..<4000).map { UInt8(truncatingIfNeeded: $0 &* 2_654_435_761 >> 7) }
    #expect(try walk(Array("Rar!".utf8) + [0x1A, 7, 0] + chance).allSatisfy { $0.contains("corrupt") })
    #expect(try walk(Array("Rar!".utf8) + [0x1A, 7, 1, 0] + chance).allSatisfy { $0.contains("corrupt") })
    #expect(try walk(Array("Rar!".utf8) + [0x1A, 7, 0] + chance.prefix(50)).allSatisfy { $0.contains("corrupt") })
    #expect(try walk(Self.rar4([])).allSatisfy { $0.contains("empty") })
  }

  private static let end = [UInt8](repeating: 0, count: 1024)

  @Test func `tar members are read, names in GB18030 too`() throws {
    let bytes =
      Self.tarMember(Array("材料/1.txt".utf8), Array("one".utf8)) + Self.tarMember(ZipNameTests.gbkName, Array("two".utf8)) + Self.end
    #expect(try walk(bytes, as: "a.tar") == ["a.tar!/材料/1.txt  one", "a.tar!/师资名单  two"])
  }

  @Test func `a tar that breaks off gives what is whole`() throws {
    let bytes =
      Self.tarMember(Array("1.txt".utf8), Array("one".utf8)) + Self.tarMember(Array("2.txt".utf8), Array("two".utf8), saidSize: 9999)
    let seen = try walk(bytes, as: "a.tar")
    #expect(seen.first == "a.tar!/1.txt  one")
    #expect(seen.dropFirst().first?.hasPrefix("a.tar!/2.txt (corrupt) two") == true, "\(seen)")
  }

  @Test func `archives in a tar are opened`() throws {
    let inner = ZipForge([ZipForge.Member("1.txt", text: "one")]).bytes()
    #expect(try walk(Self.tarMember(Array("x".utf8), inner) + Self.end, as: "a.tar") == ["a.tar!/x!/1.txt  one"])
  }

  // MARK: - gzip

  /// RFC 1952, with one stored DEFLATE block (RFC 1951, 3.2.4).
  private static func gzip(_ data: [UInt8], name: String? = nil) -> [UInt8] {
    var out: [UInt8] = [0x1F, 0x8B, 8, name == nil ? 0 : 8, 0, 0, 0, 0, 0, 3]
    if let name { out += Array(name.utf8) + [0] }
    out.append(1)
    out.put(UInt16(data.count))
    out.put(~UInt16(data.count))
    out += data
    out.put(checksum(data))
    out.put(UInt32(data.count))
    return out
  }

  @Test func `a gzip holds one file, or a tar`() throws {
    #expect(try walk(Self.gzip(Array("one".utf8)), as: "a.gz") == ["a.gz!/data  one"])
    let tar = Self.tarMember(Array("1.txt".utf8), Array("one".utf8)) + Self.end
    #expect(try walk(Self.gzip(tar), as: "a.tgz") == ["a.tgz!/1.txt  one"])
  }

  @Test func `a gzip bomb is stopped by what comes out`() throws {
    // 64 MiB of zeros in 64 KiB.
    var bytes: [UInt8] = [0x1F, 0x8B, 8, 0, 0, 0, 0, 0, 0, 3] + deflatedZeros(64 << 20)
    bytes.put(zeroChecksum(64 << 20))
    bytes.put(UInt32(64 << 20))
    let (seen, summary) = try ContainerReaderTests.walk(bytes, as: "a.gz")
    #expect(seen.map(\.reason) == [.limit])
    #expect(summary.faults.map(\.fault.reason) == [.limit])
    let loose = try ContainerReaderTests.walk(bytes, as: "a.gz") { ($0.ratio, $0.documentBytes) = (10_000, 100 << 20) }
    #expect(loose.0.map(\.text.utf8.count) == [64 << 20])
  }

  // MARK: - RAR 4

  /// A block of the RAR 4.x technote: CRC-16 of the header, type, flags, size.
  private static func rar4Block(_ type: UInt8, _ flags: UInt16, _ fields: [UInt8], data: [UInt8] = []) -> [UInt8] {
    var head: [UInt8] = [type]
    head.put(flags)
    head.put(UInt16(7 + fields.count))
    head += fields
    var out: [UInt8] = []
    out.put(UInt16(truncatingIfNeeded: checksum(head)))
    return out + head + data
  }

  private static func rar4(_ members: [(name: [UInt8], data: [UInt8], flags: UInt16)], archiveFlags: UInt16 = 0) -> [UInt8] {
    var out: [UInt8] = Array("Rar!".utf8) + [0x1A, 7, 0]
    out += rar4Block(0x73, archiveFlags, [UInt8](repeating: 0, count: 6))
    for member in members {
      var fields: [UInt8] = []
      fields.put(UInt32(member.data.count))
      fields.put(UInt32(member.data.count))
      fields.append(2)  // made on Windows
      fields.put(checksum(member.data))
      fields.put(0x4A21_0000 as UInt32)
      fields += [20, 0x30]  // needs 2.0, stored
      fields.put(UInt16(member.name.count))
      fields.put(0x20 as UInt32)
      out += rar4Block(0x74, 0x8000 | member.flags, fields + member.name, data: member.data)
    }
    return out + rar4Block(0x7B, 0x4000, [])
  }

  @Test func `RAR 4 members are read, names in GB18030 too`() throws {
    let bytes = Self.rar4([(Array("1.txt".utf8), Array("one".utf8), 0), (Self.gbkText, Array("two".utf8), 0)])
    #expect(try walk(bytes) == ["a.rar!/1.txt  one", "a.rar!/师资名单.txt  two"])
  }

  private static let gbkText = ZipNameTests.gbkName + Array(".txt".utf8)

  @Test func `encrypted members of RAR 4 are said one by one`() throws {
    let bytes = Self.rar4([(Array("1.txt".utf8), Array("one".utf8), 4), (Array("2.txt".utf8), Array("two".utf8), 0)])
    #expect(try walk(bytes) == ["a.rar!/1.txt (encrypted) ", "a.rar!/2.txt  two"])
  }

  @Test func `a part of a multi-volume RAR says so`() throws {
    let bytes = Self.rar4([(Array("1.txt".utf8), Array("one".utf8), 0)], archiveFlags: 1)
    #expect(try walk(bytes) == ["a.rar!/1.txt  one", "! a.rar unsupported"])
  }

  // MARK: - RAR 5

  private static func rar5Block(_ body: [UInt8], data: [UInt8] = []) -> [UInt8] {
    let sized = [UInt8(body.count)] + body
    var out: [UInt8] = []
    out.put(checksum(sized))
    return out + sized + data
  }

  private static func rar5(_ members: [(name: String, data: [UInt8], isEncrypted: Bool)], archiveFlags: UInt8 = 0) -> [UInt8] {
    var out: [UInt8] = Array("Rar!".utf8) + [0x1A, 7, 1, 0]
    out += rar5Block([1, 0, archiveFlags])
    for member in members {
      // The encryption record: size, type 1, version 0, flags 0, KDF count, salt of 16, vector of 16.
      let extra: [UInt8] = member.isEncrypted ? [36, 1, 0, 0, 15] + [UInt8](repeating: 7, count: 32) : []
      var body: [UInt8] = [2, extra.isEmpty ? 2 : 3]
      if !extra.isEmpty { body.append(UInt8(extra.count)) }
      body.append(UInt8(member.data.count))
      body += [4, UInt8(member.data.count), 0x20]  // CRC present, unpacked size, attributes
      body.put(checksum(member.data))
      body += [0, 0, UInt8(member.name.utf8.count)] + Array(member.name.utf8) + extra
      out += rar5Block(body, data: member.data)
    }
    return out + rar5Block([5, 0, 0])
  }

  @Test func `RAR 5 members are read`() throws {
    #expect(try walk(Self.rar5([("材料/1.txt", Array("one".utf8), false)])) == ["a.rar!/材料/1.txt  one"])
  }

  @Test func `encrypted members of RAR 5 are said, their ciphertext is not taken for text`() throws {
    let bytes = Self.rar5([("1.txt", Array("cipher".utf8), true), ("2.txt", Array("two".utf8), false)])
    #expect(try walk(bytes) == ["a.rar!/1.txt (encrypted) ", "a.rar!/2.txt  two"])
  }

  @Test func `a part of a multi-volume RAR 5 says so`() throws {
    #expect(try walk(Self.rar5([("1.txt", Array("one".utf8), false)], archiveFlags: 1)).last == "! a.rar unsupported")
  }

  @Test func `damage and junk have a reason`() throws {
    #expect(try walk(Array(Self.rar5([]).prefix(9))) == ["a.rar (corrupt) "])
    #expect(try walk(Array("Rar!".utf8) + [0x1A, 7, 0, 1, 2, 3]) == ["a.rar (corrupt) "])
    #expect(try walk([0x37, 0x7A, 0xBC, 0xAF, 0x27, 0x1C, 0, 4] + [UInt8](repeating: 9, count: 40), as: "a.7z") == ["a.7z (corrupt) "])
  }

  // MARK: - 7z

  /// 7zFormat.txt: one member, copied, its header plain.
  private static func sevenZip(
    _ name: String, _ data: [UInt8], method: [UInt8] = [0], properties: [UInt8] = [], packed: [UInt8]? = nil, crc: UInt32? = nil
  ) -> [UInt8] {
    let packed = packed ?? data
    var header: [UInt8] = [1, 4]  // header, main streams info
    header += [6, 0, 1, 9, UInt8(packed.count), 0]  // pack info: at 0, one stream, its size
    header += [7, 0x0B, 1, 0]  // unpack info: one folder, not external
    // One coder: simple, its id, and its properties where it has any.
    header += [1, UInt8(method.count) | (properties.isEmpty ? 0 : 0x20)] + method
    if !properties.isEmpty { header += [UInt8(properties.count)] + properties }
    header += [0x0C, UInt8(data.count), 0]  // unpack size; end of unpack info
    header += [8, 0x0A, 1]  // substreams info: digests, all defined
    header.put(crc ?? checksum(data))
    header += [0, 0]  // end of substreams info, of streams info
    let names: [UInt8] = [0] + name.utf16.flatMap { [UInt8(truncatingIfNeeded: $0), UInt8($0 >> 8)] } + [0, 0]
    header += [5, 1, 0x11, UInt8(names.count)] + names + [0, 0]  // files info
    var start: [UInt8] = []
    start.put(UInt64(packed.count))
    start.put(UInt64(header.count))
    start.put(checksum(header))
    var out: [UInt8] = [0x37, 0x7A, 0xBC, 0xAF, 0x27, 0x1C, 0, 4]
    out.put(checksum(start))
    return out + start + packed + header
  }

  /// LZMA2 with a dictionary of 2^((property / 2) + 11) * 2 bytes; its one chunk is stored: control 1, size less one, data; then the end.
  private static func lzma2(dictionary property: UInt8) -> [UInt8] {
    sevenZip("1.txt", Array("one".utf8), method: [0x21], properties: [property], packed: [1, 0, 2] + Array("one".utf8) + [0])
  }

  @Test func `a 7z of a large dictionary is read, one of a huge dictionary is a limit`() throws {
    // 64 MiB, what "ultra" asks for; 512 MiB; 3 GiB.
    #expect(try walk(Self.lzma2(dictionary: 28), as: "a.7z") == ["a.7z!/1.txt  one"])
    for property in [34, 39] as [UInt8] {
      #expect(try walk(Self.lzma2(dictionary: property), as: "a.7z").first?.contains("(limit)") == true)
    }
  }

  @Test func `7z members are read`() throws {
    #expect(try walk(Self.sevenZip("材料1.txt", Array("one".utf8)), as: "a.7z") == ["a.7z!/材料1.txt  one"])
  }

  @Test func `a wrong checksum in a 7z is said, and what came out is kept`() throws {
    #expect(try walk(Self.sevenZip("1.txt", Array("one".utf8), crc: 1), as: "a.7z") == ["a.7z!/1.txt (corrupt) one"])
  }

  @Test func `a 7z method that libarchive lacks is unsupported, AES is encrypted`() throws {
    // Deflate64 is 04 01 09; AES-256 with SHA-256 is 06 F1 07 01.
    #expect(try walk(Self.sevenZip("1.txt", Array("one".utf8), method: [4, 1, 9]), as: "a.7z") == ["a.7z!/1.txt (unsupported) "])
    #expect(try walk(Self.sevenZip("1.txt", Array("one".utf8), method: [6, 0xF1, 7, 1]), as: "a.7z") == ["a.7z!/1.txt (encrypted) "])
  }

  @Test func `the number of members and the bundle's budget hold here too`() throws {
    let members = (1...5).flatMap { Self.tarMember(Array("\($0).txt".utf8), [UInt8](repeating: 0x61, count: 400)) } + Self.end
    #expect(try walk(members, as: "a.tar") { $0.members = 2 }.last == "! a.tar limit")
    #expect(try walk(members, as: "a.tar") { $0.members = 2 }.count == 3)
    let budget = try ContainerReaderTests.walk(members, as: "a.tar") { $0.bundleBytes = 1000 }
    #expect(budget.0.map(\.reason) == [nil, nil, .limit])
    #expect(budget.1.faults.map(\.fault.reason) == [.limit])
  }
}
