import FixtureSupport
import Foundation
import Testing

/// Issue 3: "Memory stays below 256 MiB for any input under the default limits." Files made by hand to cost as much as they can, each through the built
/// program, with the peak of memory that the kernel counted (VmHWM of proc(5), of the process and the workers that it starts;
/// getrusage(2) would count what the test runner held when it started them). All but the first were above it once.
@Suite("Memory", .serialized) struct MemoryTests {
  /// Whether this kernel lists Landlock among its guards; /sys may not be mounted, then it is taken to be there.
  static let hasLandlock = (try? String(contentsOfFile: "/sys/kernel/security/lsm", encoding: .utf8))?.contains("landlock") ?? true

  /// What the issue says, in KiB.
  private static let bound = 256 << 10

  struct Hostile: Sendable, CustomTestStringConvertible {
    let name: String
    let make: @Sendable () -> [UInt8]
    var testDescription: String { name }
  }

  private static func repeated(_ text: String, _ count: Int) -> [UInt8] { repeated(Array(text.utf8), count) }

  private static func repeated(_ piece: [UInt8], _ count: Int) -> [UInt8] {
    // By doubling: without optimisation a loop of millions takes minutes.
    var bytes = piece
    let whole = bytes.count * count
    while bytes.count < whole { bytes += bytes.prefix(whole - bytes.count) }
    return bytes
  }

  /// One page of properties of letters, and one of paragraphs, named sixty thousand times each: 0.5 MB that were unrolled into half a gigabyte.
  private static func pages() -> [UInt8] {
    var document = WordBinaryBuilder(String(repeating: "师", count: 2000))
    func page(_ step: Int) -> [UInt8] {
      let count = (511 - 4) / (4 + step)
      var bytes: [UInt8] = []
      for index in 0...count {
        for shift in [0, 8, 16, 24] { bytes.append(UInt8(truncatingIfNeeded: (WordBinaryBuilder.textStart + 2 * index) >> shift)) }
      }
      return bytes + [UInt8](repeating: 0, count: 511 - bytes.count) + [UInt8(count)]
    }
    document.tail = page(1) + page(13)
    document.characterPages = [UInt32](repeating: document.tailPage, count: 60_000)
    document.paragraphPages = [UInt32](repeating: document.tailPage + 1, count: 60_000)
    return document.bytes()
  }

  static let files: [Hostile] = [
    Hostile(name: "paragraphs.xml") {
      // An Office document as one file: nearly as many paragraphs and cells as may be.
      let head = """
        <?xml version="1.0"?><pkg:package xmlns:pkg="http://schemas.microsoft.com/office/2006/xmlPackage"><pkg:part pkg:name="/_rels/.rels"><pkg:xmlData>\
        <Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships"><Relationship Id="r1" Target="word/document.xml" \
        Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/officeDocument"/></Relationships></pkg:xmlData></pkg:part>\
        <pkg:part pkg:name="/word/document.xml"><pkg:xmlData><w:document xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"><w:body>
        """
      return Array(head.utf8) + repeated("<w:p><w:r><w:t>教师</w:t></w:r></w:p>", 95_000) + Array("<w:tbl>".utf8)
        + repeated("<w:tr>" + String(repeating: "<w:tc><w:p><w:r><w:t>一</w:t></w:r></w:p></w:tc>", count: 60) + "</w:tr>", 5_000)
        + Array("</w:tbl></w:body></w:document></pkg:xmlData></pkg:part></pkg:package>".utf8)
    },
    Hostile(name: "pages.doc") { pages() },
    Hostile(name: "open-table.doc") { WordBinaryBuilder(String(repeating: "a\u{7}", count: 1_500_000)).bytes() },
    Hostile(name: "one-cell.rtf") { Array(#"{\rtf1\ansi \trowd\cellx100\intbl "#.utf8) + repeated(#"a\par "#, 3_000_000) },
    Hostile(name: "footnotes.rtf") { Array(#"{\rtf1\ansi \trowd\cellx100\intbl "#.utf8) + repeated(#"{\footnote aa}"#, 1_500_000) },
    Hostile(name: "open-cell.html") { Array("<html><body><table><tr><td>".utf8) + repeated("<p>a", 4_000_000) },
    Hostile(name: "gbk.html") { Array("<html><meta charset=gbk><body><p>".utf8) + [UInt8](repeating: 0xBD, count: 74 << 20) },
    Hostile(name: "utf-16.txt") { [0xFF, 0xFE] + [UInt8](repeating: 0x55, count: 74 << 20) },
    Hostile(name: "texts.ppt") {
      var file = CompoundBuilder()
      // [MS-PPT] 2.9.43: text of one byte a letter, ten paragraphs in each record.
      let record: [UInt8] = [0, 0, 0xA8, 0x0F, 20, 0, 0, 0] + repeated("a\r", 10)
      file.add("PowerPoint Document", repeated(record, 600_000))
      file.add("Current User", [UInt8](repeating: 0, count: 20))
      return file.bytes()
    },
    Hostile(name: "far-columns.html") {
      // Cells far to the right, whose rows are filled up to them.
      Array("<html><body><table>".utf8) + repeated("<tr><td colspan=63><td>a", 300_000)
    },
  ]

  @Test("reading a hostile file takes no more than 256 MiB", arguments: files)
  func bounded(_ file: Hostile) throws {
    let scratch = try Scratch()
    try scratch.write(file.make(), to: file.name)
    for command in [["extract"], ["classify", "--jobs", "1"]] {
      let run = try WatchedRun(command + [scratch.path(file.name)])
      // Ended by itself: read in part, or refused with a reason.
      #expect(run.code == 0 || run.code == 2)
      #expect(run.peakKibibytes < Self.bound, "\(command[0]) took \(run.peakKibibytes / 1024) MiB")
    }
  }
}

/// A run whose peak of memory is looked at while it goes on.
private struct WatchedRun {
  let code: Int32
  private(set) var peakKibibytes = 0

  init(_ arguments: [String]) throws {
    let process = try Program.start(arguments)
    while process.isRunning {
      for child in Self.family(of: process.processIdentifier) { peakKibibytes = max(peakKibibytes, Self.peak(of: child)) }
      // A peak stays known: only what is taken in the last moments could be missed.
      usleep(2000)
    }
    process.waitUntilExit()
    code = process.terminationStatus
    try #require(peakKibibytes > 0, "nothing was measured")
  }

  private static func family(of process: Int32) -> [Int32] {
    let children = (try? String(contentsOfFile: "/proc/\(process)/task/\(process)/children", encoding: .utf8)) ?? ""
    return [process] + children.split(separator: " ").compactMap { Int32($0) }.flatMap(family)
  }

  private static func peak(of process: Int32) -> Int {
    // A process that has ended has no status any more.
    let status = (try? String(contentsOfFile: "/proc/\(process)/status", encoding: .utf8)) ?? ""
    let line = status.split(separator: "\n").first { $0.hasPrefix("VmHWM:") }
    return line.flatMap { $0.split(whereSeparator: \.isWhitespace).dropFirst().first }.flatMap { Int($0) } ?? 0
  }
}
