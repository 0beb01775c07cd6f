import Containers
import Findings
import Testing

/// Archives made to cost more than they weigh.
struct ZipLimitTests {
  private func read(_ bytes: [UInt8], _ change: (inout Limits) -> Void = { _ in }) throws -> [ReadFault?] {
    var limits = Limits()
    change(&limits)
    let archive = try ZipArchive(bytes: bytes, limits: limits)
    return archive.entries.map { entry in
      do throws(ReadFault) {
        _ = try archive.read(entry)
        return nil
      } catch {
        return error
      }
    }
  }

  @Test func `four GiB of zeros are stopped at the ratio, far below what they would be`() throws {
    let archive = try ZipArchive(bytes: ZipForge([ZipForge.Member("bomb", zeros: 4 << 30)]).bytes(), limits: Limits())
    do {
      _ = try archive.read(archive.entries[0])
      Issue.record("a bomb was read")
    } catch {
      let fault = error as ReadFault
      #expect(fault.reason == .limit)
      #expect(fault.detail.contains("ratio") || fault.detail.contains("bytes came out"))
    }
    #expect(archive.budget.used <= Limits().documentBytes + (1 << 15))
  }

  @Test func `a lie about the size does not get past the budget`() throws {
    let member = ZipForge.Member("a", zeros: 1 << 20).with { $0.size = 1 }
    let faults = try read(ZipForge([member]).bytes()) { $0.documentBytes = 1 << 19 }
    #expect(faults.map { $0?.reason } == [.limit])
  }

  @Test func `a ratio below the floor is nobody's business`() throws {
    #expect(try read(ZipForge([ZipForge.Member("a", zeros: 8 << 20)]).bytes()).map { $0?.reason } == [nil])
  }

  @Test func `the budget is shared by the members`() throws {
    let members = ["a", "b", "c"].map { ZipForge.Member($0, [UInt8](repeating: 7, count: 400)) }
    let faults = try read(ZipForge(members).bytes()) { $0.documentBytes = 1000 }
    #expect(faults.map { $0?.reason } == [nil, nil, .limit])
    // What still fitted was read.
    #expect(faults[2]?.salvaged.count == 200)
  }

  @Test func `members that share data are read once`() throws {
    let member = ZipForge.Member("a", zeros: 1000)
    let copies = (0..<5).map { index in member.with { ($0.name, $0.offset) = ([UInt8(ascii: "b") + UInt8(index)], 0) } }
    let faults = try read(ZipForge([member] + copies).bytes())
    #expect(faults.map { $0?.reason } == [nil] + [UnreadReason?](repeating: .limit, count: 5))
    #expect(faults[1]?.detail.contains("overlap") == true)
  }

  @Test func `a member whose data reaches into the next is the one that is read`() throws {
    let first = ZipForge.Member("a", [1, 2, 3]).with { $0.compressedSize = 3 + 31 + 2 }
    let faults = try read(ZipForge([first, ZipForge.Member("b", [4, 5, 6])]).bytes())
    #expect(faults.map { $0?.reason } == [.corrupt, .limit])
  }

  @Test func `too many members are refused before they cost anything`() {
    let bytes = ZipForge((0..<11).map { ZipForge.Member("\($0)", text: "") }).bytes()
    var limits = Limits()
    limits.members = 10
    do {
      _ = try ZipArchive(bytes: bytes, limits: limits)
      Issue.record("eleven members were let in")
    } catch {
      #expect((error as ReadFault).reason == .limit)
      #expect((error as ReadFault).detail.contains("members"))
    }
  }

  @Test func `an LZMA dictionary larger than the memory allowed is refused`() throws {
    // APPNOTE 5.8.8: version 9.20, five bytes of properties: lc/lp/pb 0x5D, a dictionary of 2 GiB.
    let data: [UInt8] = [9, 20, 5, 0, 0x5D, 0, 0, 0, 0x80] + [UInt8](repeating: 0, count: 16)
    let faults = try read(ZipForge([ZipForge.Member("a", data).with { $0.method = 14 }]).bytes())
    #expect(faults.map { $0?.reason } == [.limit])
  }
}

/// Bombs that no single member or archive gives away.
struct BombTests {
  @Test func `archives in archives do not multiply their ratios`() throws {
    // Each level holds sixteen copies of the next; each leaf stays below the floor of the ratio.
    var bytes = ZipForge([ZipForge.Member("0", zeros: 6 << 20)]).bytes()
    for _ in 1...2 { bytes = ZipForge((0..<16).map { ZipForge.Member("\($0).zip", bytes) }).bytes() }
    var leaves = 0
    let summary = try ContainerReader.walk(bytes: bytes, shownAs: "a.zip") { _ in leaves += 1 }
    let whole = 256 * (6 << 20)
    #expect(leaves < 256)
    #expect(leaves * (6 << 20) < max(bytes.count * Limits().ratio, 8 * Limits().ratioFloor) + (32 << 20))
    #expect(bytes.count * Limits().ratio < whole, "the test must be a bomb")
    #expect(summary.faults.contains { $0.path == "a.zip" && $0.fault.reason == .limit })
  }

  @Test func `a file full of headers that are none does not take time`() throws {
    let junk = Array(repeating: ZipRecordBytes.local, count: 300_000).flatMap { $0 }
    let (seen, _) = try ContainerReaderTests.walk(junk) { $0.members = 1000 }
    #expect(seen.count == 1)
    #expect(seen.allSatisfy { $0.reason == .limit || $0.reason == .corrupt })
  }
}
