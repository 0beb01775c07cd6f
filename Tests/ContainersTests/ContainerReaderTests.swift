import Containers
import Findings
import Foundation
import Testing

/// What a walk hands over: paths, order, faults, and what it passes over.
struct ContainerReaderTests {
  struct Seen: Equatable, CustomStringConvertible {
    var path: String
    var text: String
    var reason: UnreadReason?
    var description: String { "\(path) \(reason.map { "(\($0.rawValue))" } ?? "") \(text)" }
  }

  static func walk(_ bytes: [UInt8], as name: String = "a.zip", _ change: (inout Limits) -> Void = { _ in }) throws -> (
    [Seen], ContainerSummary
  ) {
    var limits = Limits()
    change(&limits)
    var seen: [Seen] = []
    let summary = try ContainerReader.walk(bytes: bytes, shownAs: name, limits: limits) { leaf in
      seen.append(Seen(path: leaf.path, text: String(decoding: try leaf.bytes, as: UTF8.self), reason: leaf.fault?.reason))
    }
    return (seen, summary)
  }

  @Test func `leaves come in the order of their names, folders not at all`() throws {
    let (seen, summary) = try Self.walk(
      ZipForge([
        ZipForge.Member("材料/2.txt", text: "two"), ZipForge.Member("材料/", []), ZipForge.Member("b.txt", text: "b"),
        ZipForge.Member("材料/1.txt", text: "one"),
      ]).bytes())
    #expect(
      seen == [
        Seen(path: "a.zip!/b.txt", text: "b"), Seen(path: "a.zip!/材料/1.txt", text: "one"), Seen(path: "a.zip!/材料/2.txt", text: "two"),
      ])
    #expect(summary.leaves == 3)
    #expect(summary.faults.isEmpty)
  }

  @Test func `archives in archives are opened, whatever they are called`() throws {
    let inner = ZipForge([ZipForge.Member("1.txt", text: "one")]).bytes()
    let (seen, summary) = try Self.walk(ZipForge([ZipForge.Member("inner.docx", inner)]).bytes())
    #expect(seen == [Seen(path: "a.zip!/inner.docx!/1.txt", text: "one")])
    #expect(summary.archives == 2)
  }

  @Test func `a document called zip is a document`() throws {
    let document = ZipForge([ZipForge.Member("word/document.xml", text: "<x/>")]).bytes()
    var types: [ContentType] = []
    _ = try ContainerReader.walk(bytes: document, shownAs: "1.zip") { types.append($0.type) }
    #expect(types == [.docx])
  }

  @Test func `nesting goes as deep as the limit and no deeper`() throws {
    var bytes = ZipForge([ZipForge.Member("x.txt", text: "deep")]).bytes()
    // Around it, archives 1 to 4: the outermost holds four inside one another.
    for level in 1...4 { bytes = ZipForge([ZipForge.Member("\(level).zip", bytes)]).bytes() }
    #expect(try Self.walk(bytes).0 == [Seen(path: "a.zip!/4.zip!/3.zip!/2.zip!/1.zip!/x.txt", text: "deep")])
    bytes = ZipForge([ZipForge.Member("5.zip", bytes)]).bytes()
    let seen = try Self.walk(bytes).0
    #expect(seen.map(\.path) == ["a.zip!/5.zip!/4.zip!/3.zip!/2.zip!/1.zip"])
    #expect(seen.map(\.reason) == [.limit])
  }

  @Test func `what systems leave behind is passed over and counted`() throws {
    let (seen, summary) = try Self.walk(
      ZipForge(
        [
          "~$1.docx", "材料/~$2.docx", "__MACOSX/._1.docx", "._x", ".DS_Store", "材料/Thumbs.db", "desktop.ini", ".~lock.1.docx#", "1.txt",
          "~1.txt",
        ].map { ZipForge.Member($0, text: "x") }
      ).bytes())
    #expect(seen.map(\.path) == ["a.zip!/1.txt", "a.zip!/~1.txt"])
    #expect(summary.ignored == [.lockFile: 3, .macResource: 2, .macFolderView: 1, .thumbnails: 1, .windowsFolderView: 1])
  }

  @Test func `encrypted, damaged and empty members are leaves with a reason`() throws {
    let (seen, _) = try Self.walk(
      ZipForge([
        ZipForge.Member("1.txt", text: "secret").with { $0.flags = 1 },
        ZipForge.Member("2.txt", text: "damaged").with { $0.crc ^= 1 },
        ZipForge.Member("3.txt", []),
        ZipForge.Member("4.txt", text: "fine"),
      ]).bytes())
    #expect(
      seen == [
        Seen(path: "a.zip!/1.txt", text: "", reason: .encrypted), Seen(path: "a.zip!/2.txt", text: "damaged", reason: .corrupt),
        Seen(path: "a.zip!/3.txt", text: "", reason: .empty), Seen(path: "a.zip!/4.txt", text: "fine"),
      ])
  }

  @Test func `an archive that broke off says so, and gives what is whole`() throws {
    let bytes = ZipForge([ZipForge.Member("1.txt", text: "one"), ZipForge.Member("2.txt", text: "two")]).bytes()
    let (seen, summary) = try Self.walk(Array(bytes.prefix(35 + 3 + 35 + 2)))
    #expect(seen == [Seen(path: "a.zip!/1.txt", text: "one"), Seen(path: "a.zip!/2.txt", text: "tw", reason: .corrupt)])
    #expect(summary.faults.map(\.path) == ["a.zip"])
    #expect(summary.faults.map(\.fault.reason) == [.corrupt])
  }

  @Test func `an archive that cannot be opened is one leaf with its reason`() throws {
    let (seen, _) = try Self.walk(ZipForge([]).bytes() + ZipForge([ZipForge.Member("x", text: "x")]).bytes().dropLast(30))
    #expect(seen.isEmpty || seen.allSatisfy { $0.reason != nil || $0.path.hasPrefix("a.zip!/") })
    #expect(try Self.walk(Array("PK".utf8) + [3, 4, 9]).0 == [Seen(path: "a.zip", text: "", reason: .corrupt)])
  }

  @Test func `the bundle's budget ends a walk, with a fault that says so`() throws {
    let bytes = ZipForge(["1", "2", "3", "4"].map { ZipForge.Member($0, [UInt8](repeating: 0x61, count: 400)) }).bytes()
    let (seen, summary) = try Self.walk(bytes) { $0.bundleBytes = 1000 }
    #expect(seen.map(\.reason) == [nil, nil, .limit])
    #expect(summary.faults.map(\.fault.reason) == [.limit])
    #expect(summary.faults.first?.fault.detail.contains("bundleBytes") == true)
  }

  @Test func `an archive without files is itself empty`() throws {
    for bytes in [ZipForge([]).bytes(), ZipForge([ZipForge.Member("dir/", []), ZipForge.Member(".DS_Store", text: "x")]).bytes()] {
      #expect(try Self.walk(bytes).0 == [Seen(path: "a.zip", text: "", reason: .empty)])
    }
  }

  @Test func `equal names are told apart`() throws {
    let members = ["first", "second"].map { ZipForge.Member("same.txt", text: $0) }
    #expect(
      try Self.walk(ZipForge(members).bytes()).0 == [
        Seen(path: "a.zip!/same.txt", text: "first"), Seen(path: "a.zip!/same.txt #2", text: "second"),
      ])
  }

  @Test func `a video is named and not read`() throws {
    let video = [0, 0, 0, 0x18] + Array("ftypisom".utf8) + [UInt8](repeating: 7, count: 3 << 20)
    var seen: [(ContentType, Int, UnreadReason?)] = []
    let budget = Budget(limit: 1 << 20, name: "bundleBytes")
    _ = try ContainerReader.walk(bytes: ZipForge([ZipForge.Member("1.docx", video)]).bytes(), shownAs: "a.zip", budget: budget) {
      seen.append(($0.type, $0.size, $0.fault?.reason))
    }
    #expect(seen.count == 1)
    #expect(seen[0] == (.media(.mp4), video.count, .unsupported))
    #expect(budget.used == 0)
  }

  @Test func `what a visit throws ends the walk`() {
    struct Stop: Error {}
    #expect(throws: Stop.self) {
      try ContainerReader.walk(bytes: [1, 2, 3], shownAs: "x") { _ in throw Stop() }
    }
  }
}

/// Folders on disk.
struct FolderWalkTests {
  private static func inFolder(_ body: (URL) throws -> Void) throws {
    let folder = FileManager.default.temporaryDirectory.appending(path: "containers-\(UUID().uuidString)")
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    defer { try? FileManager.default.removeItem(at: folder) }
    try body(folder)
  }

  private static func walk(_ url: URL) throws -> ([ContainerReaderTests.Seen], ContainerSummary) {
    var seen: [ContainerReaderTests.Seen] = []
    let summary = try ContainerReader.walk(fileAt: url.path, shownAs: "up") { leaf in
      seen.append(
        ContainerReaderTests.Seen(path: leaf.path, text: String(decoding: try leaf.bytes, as: UTF8.self), reason: leaf.fault?.reason))
    }
    return (seen, summary)
  }

  @Test func `files come sorted, folders and archives are entered`() throws {
    try Self.inFolder { folder in
      try FileManager.default.createDirectory(at: folder.appending(path: "b"), withIntermediateDirectories: true)
      try Data("2".utf8).write(to: folder.appending(path: "b/2.txt"))
      try Data("1".utf8).write(to: folder.appending(path: "c.txt"))
      try Data("lock".utf8).write(to: folder.appending(path: "~$c.docx"))
      try Data(ZipForge([ZipForge.Member("z.txt", text: "z")]).bytes()).write(to: folder.appending(path: "a"))
      let (seen, summary) = try Self.walk(folder)
      #expect(seen.map(\.description) == ["up/a!/z.txt  z", "up/b/2.txt  2", "up/c.txt  1"])
      #expect(summary.ignored == [.lockFile: 1])
    }
  }

  @Test func `names in GB18030 on disk are read and shown`() throws {
    try Self.inFolder { folder in
      let path = Array(folder.path.utf8) + Array("/".utf8) + ZipNameTests.gbkName + [0]
      let descriptor = path.withUnsafeBytes { open($0.assumingMemoryBound(to: CChar.self).baseAddress!, O_CREAT | O_WRONLY, 0o600) }
      #expect(write(descriptor, "x", 1) == 1)
      close(descriptor)
      let seen = try Self.walk(folder).0
      #expect(seen == [ContainerReaderTests.Seen(path: "up/师资名单", text: "x")])
    }
  }

  @Test func `links are not followed: those that lead out are said`() throws {
    try Self.inFolder { folder in
      try Data("1".utf8).write(to: folder.appending(path: "1.txt"))
      for (name, target) in [("in", "1.txt"), ("out", "/etc/hostname"), ("up", ".."), ("gone", "nothing"), ("round", "round")] {
        try FileManager.default.createSymbolicLink(atPath: folder.appending(path: name).path, withDestinationPath: target)
      }
      let (seen, summary) = try Self.walk(folder)
      #expect(seen.map(\.path) == ["up/1.txt", "up/gone", "up/out", "up/round", "up/up"])
      #expect(seen.dropFirst().allSatisfy { $0.reason == .unsupported })
      #expect(summary.ignored == [.symbolicLink: 1])
    }
  }

  @Test func `a pipe does not make the walk wait`() throws {
    try Self.inFolder { folder in
      #expect(mkfifo(folder.appending(path: "pipe").path, 0o600) == 0)
      let seen = try Self.walk(folder).0
      #expect(seen == [ContainerReaderTests.Seen(path: "up/pipe", text: "", reason: .unsupported)])
    }
  }

  @Test func `a path that does not exist is a fault of the run`() {
    do {
      _ = try ContainerReader.walk(fileAt: "/nothing/here", shownAs: "x") { _ in }
      Issue.record("nothing was read")
    } catch {
      #expect((error as? RunError)?.code == .noInput)
    }
  }

  @Test func `an archive on disk is read where it lies`() throws {
    try Self.inFolder { folder in
      var writer = ZipForge([ZipForge.Member("1.txt", text: "one"), ZipForge.Member("2.txt", zeros: 100_000)])
      writer.prefix = [UInt8](repeating: 7, count: 200_000)
      let url = folder.appending(path: "a.zip")
      try Data(writer.bytes()).write(to: url)
      let (seen, _) = try Self.walk(url)
      #expect(seen.map(\.path) == ["up!/1.txt", "up!/2.txt"])
      #expect(seen.map(\.text.utf8.count) == [3, 100_000])
    }
  }
}
