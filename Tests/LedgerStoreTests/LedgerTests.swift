import Findings
import Foundation
import Judging
import Readings
import Testing

@testable import LedgerStore

@Suite struct LedgerTests {
  @Test func readingsAreFoundByContentReaderAndCues() throws {
    let folder = try Folder()
    let ledger = try Ledger(at: folder.ledger, for: .audit)
    let document = FoundDocument(path: "P1.zip!/1.docx", reading: reading(hash("a"), opening: "师资名单"))
    try ledger.keep([ReadFile(path: "P1.zip", stamp: stamp(), documents: [document], ignored: ["lock file": 1])], key: key)

    #expect(try ledger.readings(of: [hash("a"), hash("b")], key: key) == [hash("a"): document.reading])
    #expect(try ledger.unread(among: [hash("a"), hash("b")], key: key) == [hash("b")])
    #expect(try ledger.readings(of: [hash("a")], key: ReadingKey(reader: "2", cues: "cues")) == [:])
    #expect(try ledger.readings(of: [hash("a")], key: ReadingKey(reader: "1", cues: "other")) == [:])
  }

  @Test func aFileIsKnownByItsStampWithWhatIsInside() throws {
    let folder = try Folder()
    let ledger = try Ledger(at: folder.ledger, for: .audit)
    let documents = [
      FoundDocument(path: "P1.zip!/乙.docx", reading: reading(hash("b"))),
      FoundDocument(path: "P1.zip!/甲.docx", reading: reading(hash("a"))),
    ]
    try ledger.keep([ReadFile(path: "P1.zip", stamp: stamp(7), documents: documents, ignored: ["__MACOSX": 2])], key: key)

    let known = try #require(try ledger.knownFiles()["P1.zip"])
    #expect(known.stamp == stamp(7))
    #expect(known.reader == "1")
    let inside = try #require(try ledger.documents(of: "P1.zip"))
    #expect(inside.entries.map(\.path) == ["P1.zip!/乙.docx", "P1.zip!/甲.docx"])
    #expect(inside.entries.map(\.sha256) == [hash("b"), hash("a")])
    #expect(inside.entries.digest == known.contents)
    #expect(inside.ignored == ["__MACOSX": 2])
    #expect(try ledger.documents(of: "P2.zip") == nil)
  }

  @Test func aFileIsTakenFromTheLedgerOnlyWhole() throws {
    let folder = try Folder()
    let ledger = try Ledger(at: folder.ledger, for: .audit)
    let documents = ["b", "a"].map { FoundDocument(path: "P1.zip!/\($0).docx", reading: reading(hash(Character($0)))) }
    try ledger.keep([ReadFile(path: "P1.zip", stamp: stamp(), documents: documents, ignored: ["x": 1])], key: key)
    let kept = try ledger.kept(of: ["P1.zip", "P2.zip"], key: key)
    #expect(kept.keys.sorted() == ["P1.zip"])
    #expect(kept["P1.zip"]?.documents.map(\.path) == documents.map(\.path))
    #expect(
      try ledger.readings(of: documents.map(\.reading.sha256), key: key) == [hash("a"): reading(hash("a")), hash("b"): reading(hash("b"))])
    #expect(kept["P1.zip"]?.statuses == ["read": 2])
    #expect(kept["P1.zip"]?.ignored == ["x": 1])

    // Under new cues one of the two has been read so far.
    let other = ReadingKey(reader: "1", cues: "other")
    try ledger.keep(
      [ReadFile(path: "Q.docx", stamp: stamp(), documents: [.init(path: "Q.docx", reading: reading(hash("a")))], ignored: [:])], key: other)
    #expect(try ledger.kept(of: ["P1.zip"], key: other).isEmpty)
    // Another reader may find other documents in the same file.
    #expect(try ledger.kept(of: ["P1.zip"], key: ReadingKey(reader: "2", cues: "cues")).isEmpty)
  }

  /// A hang on a busy machine must not make a document unreadable for ever.
  @Test(arguments: [UnreadReason.timeout, .unsettled, .interrupted])
  func whatMayComeOutOtherwiseTomorrowIsNotKept(reason: UnreadReason) throws {
    let folder = try Folder()
    let ledger = try Ledger(at: folder.ledger, for: .audit)
    let documents = [
      FoundDocument(path: "P1.zip!/1.docx", reading: reading(hash("a"))),
      FoundDocument(path: "P1.zip!/2.docx", reading: reading(hash("b"), reason: reason)),
    ]
    try ledger.keep([ReadFile(path: "P1.zip", stamp: stamp(), documents: documents, ignored: [:])], key: key)
    #expect(try ledger.knownFiles() == [:])
    #expect(try ledger.unread(among: [hash("a"), hash("b")], key: key) == [hash("b")])
  }

  @Test(arguments: [UnreadReason.crash, .encrypted, .corrupt, .limit])
  func whatTheBytesDecideIsKept(reason: UnreadReason) throws {
    let folder = try Folder()
    let ledger = try Ledger(at: folder.ledger, for: .audit)
    let document = FoundDocument(path: "P1.docx", reading: reading(hash("b"), reason: reason))
    try ledger.keep([ReadFile(path: "P1.docx", stamp: stamp(), documents: [document], ignored: [:])], key: key)
    #expect(try ledger.knownFiles().count == 1)
    #expect(try ledger.readings(of: [hash("b")], key: key)[hash("b")]?.reason == reason)
  }

  @Test func aSecondRunIsToldThatTheLedgerIsHeld() throws {
    let folder = try Folder()
    let first = try Ledger(at: folder.ledger, for: .audit)
    let error = #expect(throws: RunError.self) { try Ledger(at: folder.ledger, for: .audit) }
    #expect(error?.code == .ledgerBusy)
    #expect(error?.message.contains("process \(ProcessInfo.processInfo.processIdentifier)") == true)
    // Reading and deciding go on beside it.
    #expect(try Ledger(at: folder.ledger, for: .read).lastFinishedRun() == nil)
    _ = try Ledger(at: folder.ledger, for: .decide)
    try first.close()
    _ = try Ledger(at: folder.ledger, for: .audit)
  }

  @Test func onlyAnAuditMakesALedger() throws {
    let folder = try Folder()
    for purpose in [Ledger.Purpose.read, .decide] {
      let error = #expect(throws: RunError.self) { try Ledger(at: folder.ledger, for: purpose) }
      #expect(error?.code == .noInput)
    }
    #expect(!FileManager.default.fileExists(atPath: folder.ledger))
  }

  @Test func aDamagedLedgerIsRefusedLeftAloneAndSetAside() throws {
    let folder = try Folder()
    let garbage = Data("no database at all, but long enough to be one".utf8)
    try garbage.write(to: URL(fileURLWithPath: folder.ledger))
    let error = #expect(throws: RunError.self) { try Ledger(at: folder.ledger, for: .audit) }
    #expect(error?.code == .badData)
    #expect(error?.message.contains("damaged") == true)
    #expect(try Data(contentsOf: URL(fileURLWithPath: folder.ledger)) == garbage)

    let name = try Ledger.setAside(at: folder.ledger, timestamp: "20240101T010000")
    #expect(name == folder.ledger + ".damaged-20240101T010000")
    #expect(try Data(contentsOf: URL(fileURLWithPath: name)) == garbage)
    _ = try Ledger(at: folder.ledger, for: .audit)
  }

  @Test func damageInsideIsFoundAfterAKill() throws {
    let folder = try Folder()
    do {
      let ledger = try Ledger(at: folder.ledger, for: .audit)
      let documents = (0..<400).map { number in
        let sha256 = String(repeating: "0", count: 61) + String(format: "%03x", number)
        return FoundDocument(path: "P1.zip!/\(number)", reading: reading(sha256, opening: String(repeating: "文", count: 200)))
      }
      try ledger.keep([ReadFile(path: "P1.zip", stamp: stamp(), documents: documents, ignored: [:])], key: key)
      try ledger.close()
    }
    var bytes = try Data(contentsOf: URL(fileURLWithPath: folder.ledger))
    for page in stride(from: 20 * 4096, to: min(bytes.count, 60 * 4096), by: 4096) {
      bytes.replaceSubrange(page..<page + 100, with: Data(repeating: 0xEE, count: 100))
    }
    try bytes.write(to: URL(fileURLWithPath: folder.ledger))
    // What a killed run leaves behind.
    try Data("process 1 on host\n".utf8).write(to: URL(fileURLWithPath: folder.ledger + ".lock"))
    let error = #expect(throws: RunError.self) { try Ledger(at: folder.ledger, for: .audit) }
    #expect(error?.code == .badData)
    #expect(try Data(contentsOf: URL(fileURLWithPath: folder.ledger)) == bytes)
  }

  @Test func anotherProgramsDatabaseIsNoLedger() throws {
    let folder = try Folder()
    let python = Process()
    python.executableURL = URL(fileURLWithPath: "/usr/bin/env")
    python.arguments = [
      "python3", "-c", "import sqlite3,sys; c=sqlite3.connect(sys.argv[1]); c.execute('create table t (x)'); c.commit()", folder.ledger,
    ]
    try python.run()
    python.waitUntilExit()
    let error = #expect(throws: RunError.self) { try Ledger(at: folder.ledger, for: .audit) }
    #expect(error?.code == .badData)
    #expect(error?.message.contains("no ledger of bundle-audit") == true)
  }

  @Test func aLedgerOfANewerProgramIsRefused() throws {
    let folder = try Folder()
    try Ledger(at: folder.ledger, for: .audit).close()
    let python = Process()
    python.executableURL = URL(fileURLWithPath: "/usr/bin/env")
    python.arguments = [
      "python3", "-c",
      "import sqlite3,sys; c=sqlite3.connect(sys.argv[1]); c.execute(\"insert into grdb_migrations values ('999 from the future')\"); c.commit()",
      folder.ledger,
    ]
    try python.run()
    python.waitUntilExit()
    for purpose in [Ledger.Purpose.audit, .read, .decide] {
      let error = #expect(throws: RunError.self) { try Ledger(at: folder.ledger, for: purpose) }
      #expect(error?.code == .badData)
      #expect(error?.message.contains("newer") == true)
    }
  }

  @Test func aFolderThatIsNotThereIsAnOutputThatCannotBeWritten() throws {
    let folder = try Folder()
    let error = #expect(throws: RunError.self) { try Ledger(at: folder.path + "/none/ledger.sqlite", for: .audit) }
    #expect(error?.code == .cannotWrite)
  }

  @Test func aFullDiskIsSaidAndLosesNothingKept() throws {
    let folder = try Folder()
    let ledger = try Ledger(at: folder.ledger, for: .audit)
    try ledger.keep(
      [ReadFile(path: "A", stamp: stamp(), documents: [.init(path: "A", reading: reading(hash("a")))], ignored: [:])], key: key)
    try ledger.limitPages()
    let big = (0..<100).map { number in
      let sha256 = String(repeating: "1", count: 61) + String(format: "%03x", number)
      return FoundDocument(path: "B!/\(number)", reading: reading(sha256, opening: String(repeating: "文", count: 20_000)))
    }
    let error = #expect(throws: RunError.self) {
      try ledger.keep([ReadFile(path: "B", stamp: stamp(), documents: big, ignored: [:])], key: key)
    }
    #expect(error?.code == .cannotWrite)
    #expect(error?.message.contains("full") == true)
    #expect(try ledger.knownFiles().keys.sorted() == ["A"])
    #expect(try ledger.unread(among: Set(big.map(\.reading.sha256)), key: key).count == 100)
  }

  @Test func knownContentsAreFoundInAFileAndWhatHoldsOthersIsNotAmongThem() throws {
    let folder = try Folder()
    let ledger = try Ledger(at: folder.ledger, for: .audit)
    let documents = [("P1.zip!/a.docx", "a"), ("P1.zip!/a.docx!/inner.docx", "b"), ("P1.zip!/c.docx", "c")].map {
      FoundDocument(path: $0.0, reading: reading(hash(Character($0.1))))
    }
    try ledger.keep([ReadFile(path: "P1.zip", stamp: stamp(), documents: documents, ignored: [:])], key: key)
    #expect(try ledger.knownContents(key: ReadingKey(reader: "2", cues: "cues")).isEmpty)
    let file = folder.path + "/known"
    try KnownContents.bytes(of: ledger.knownContents(key: key)).write(to: URL(fileURLWithPath: file))
    let known = try KnownContents(file: file)
    // Only opening `a` finds what is in it.
    #expect(!known.contains(hash("a")))
    #expect(known.contains(hash("b")) && known.contains(hash("c")))
    #expect(!known.contains(hash("d")) && !known.contains("") && !known.contains("c"))
    // Nor when its file has gone for a while: it may come back in another bundle.
    try ledger.forgetFiles(except: [])
    #expect(try ledger.knownContents(key: key).count == 2)
    known.note(hash("d"))
    #expect(known.contains(hash("d")))
  }
}
