import FixtureSupport
import Foundation
import Glibc
import Testing

/// A run that is killed, has no room, may not write or is told another date: what it leaves, and what the next one makes of it.
@Suite("Faults of a night", .serialized)
struct NightFaultTests {
  /// The invented night as a run without accidents leaves it.
  private static let undisturbed: Result<Scratch, any Error> = Result {
    let scratch = try Scratch()
    let result = try Program.run(try Night.audit(to: scratch.path("out")))
    try #require(result.code == 0, Comment(rawValue: result.errors))
    atexit { if let scratch = try? NightFaultTests.undisturbed.get() { try? FileManager.default.removeItem(atPath: scratch.root) } }
    return scratch
  }

  /// Everything of the latest night but the times: file → bytes.
  private func latest(_ scratch: Scratch, _ output: String = "out") throws -> [String: Data] {
    let folder = scratch.path("\(output)/latest")
    let real = URL(fileURLWithPath: folder).resolvingSymlinksInPath().path
    var files: [String: Data] = [:]
    for name in FileManager.default.enumerator(atPath: real)?.compactMap({ $0 as? String }) ?? [] {
      // Both hold wall seconds.
      if ["summary.json", "metrics.prom"].contains(name) { continue }
      files[name] = FileManager.default.contents(atPath: "\(real)/\(name)")
    }
    return files
  }

  private func expectUndisturbed(_ scratch: Scratch, _ output: String = "out") throws {
    let (found, wanted) = (try latest(scratch, output), try latest(try Self.undisturbed.get()))
    #expect(found.keys.sorted() == wanted.keys.sorted())
    for (name, bytes) in wanted { #expect(found[name] == bytes, "\(name) differs") }
  }

  /// Starts an audit and kills it after so many seconds. True: it was killed, false: it had ended.
  private func kill(after seconds: Double, _ arguments: [String]) throws -> Bool {
    let process = try Program.start(arguments)
    Thread.sleep(forTimeInterval: seconds)
    Glibc.kill(process.processIdentifier, SIGKILL)
    process.waitUntilExit()
    return process.terminationReason == .uncaughtSignal
  }

  @Test("killed at thirty random instants, the night that is finished at last is the undisturbed one byte for byte")
  func killed() throws {
    let seed = ProcessInfo.processInfo.environment["BUNDLE_AUDIT_SEED"].flatMap(UInt64.init) ?? UInt64.random(in: 1..<1_000_000)
    print("kill -9 at random instants: BUNDLE_AUDIT_SEED=\(seed)")
    var chance = SeededChance(seed)
    let start = ContinuousClock.now
    let whole = try Scratch()
    #expect(try Program.run(try Night.audit(to: whole.path("out"))).code == 0)
    let parts = (ContinuousClock.now - start).components
    let duration = Double(parts.seconds) + Double(parts.attoseconds) / 1e18
    var kills = 0
    while kills < 30 {
      // Several kills one after another: what the first has read the second begins with.
      let scratch = try Scratch()
      let arguments = try Night.audit(to: scratch.path("out"))
      var instants: [Double] = []
      for _ in 0..<3 {
        let instant = chance.unit() * duration
        instants.append(instant)
        kills += 1
        if try !kill(after: instant, arguments) { break }
        // Whatever a reader finds is a whole night.
        if scratch.exists("out/latest") {
          try expectUndisturbed(scratch)
          break
        }
      }
      let ends = scratch.exists("out/latest")
      let last = try Program.run(arguments)
      #expect(last.code == 0, "after kills at \(instants): \(last.errors)")
      #expect(try FileManager.default.contentsOfDirectory(atPath: scratch.path("out/runs")).allSatisfy { !$0.hasPrefix(".") })
      #expect(!scratch.exists("out/ledger.sqlite.known"))
      if ends {
        // The night was in its place before the kill, so this is the next one, by its own name.
        #expect(try scratch.bytes("out/latest/audit.jsonl") == Self.undisturbed.get().bytes("out/latest/audit.jsonl"))
      } else {
        try expectUndisturbed(scratch)
      }
    }
  }

  @Test("what a run that was killed while reading left beside the ledger goes, though the next night opens nothing")
  func leftBehind() throws {
    let scratch = try Scratch()
    #expect(try Program.run(try Night.audit(to: scratch.path("out"))).code == 0)
    for more in [[], ["--full"]] {
      try scratch.write(Array("left".utf8), to: "out/ledger.sqlite.known")
      #expect(try Program.run(try Night.audit(to: scratch.path("out"), more)).code == 0)
      #expect(!scratch.exists("out/ledger.sqlite.known"), "\(more)")
    }
  }

  @Test("a finished plan is not read again after a kill")
  func resumed() throws {
    let scratch = try Scratch()
    let docx = try DocxBuilder.bytes(TextSource("id: a\n---\n# 师资名单\n", name: "a"))
    var rows = "计划编号,单位,计划名称,精品项目\n"
    for plan in 1...40 {
      rows += "P\(plan),甲所,培训班\(plan),是\n"
      try scratch.write(
        try DocxBuilder.bytes(TextSource("id: \(plan)\n---\n第\(plan)份材料\n", name: "\(plan)")), to: "uploads/P\(plan)/a.docx")
    }
    // The last one hangs, so the run stands still with all others done.
    try scratch.write(docx, to: "uploads/P40/z__hang__.docx")
    try scratch.write(Array(rows.utf8), to: "r.csv")
    let arguments = [
      "audit", "--register", scratch.path("r.csv"), "--uploads", scratch.path("uploads"), "--output", scratch.path("out"), "--as-of",
      "2023-03-01",
    ]
    #expect(try kill(after: 8, arguments + ["--inject-faults", "--deadline", "60", "--jobs", "1"]))
    let again = try Program.run(arguments)
    #expect(again.code == 0, Comment(rawValue: again.errors))
    // 41 documents, of which only the one that hung was still to be read.
    #expect(again.output.contains("文件：41（本次读取 1）"), Comment(rawValue: again.output))
  }

  @Test("each way in which a worker can fail costs its document and no other")
  func workers() throws {
    let scratch = try Scratch()
    let reasons = [
      "crash": "crash", "hang": "timeout", "allocate": "limit", "garbage": "crash", "half": "crash", "die-between": nil,
      "crash-in-company": nil,
    ]
    var rows = "计划编号,单位,计划名称,精品项目\n"
    for (plan, fault) in reasons.keys.sorted().enumerated() {
      rows += "P\(plan),甲所,培训班\(plan),是\n"
      for name in ["a", "x__\(fault)__", "z"] {
        let docx = try DocxBuilder.bytes(TextSource("id: \(plan)\(name)\n---\n第\(plan)份材料 \(name)\n", name: name))
        try scratch.write(docx, to: "uploads/P\(plan)/\(name).docx")
      }
    }
    try scratch.write(Array(rows.utf8), to: "r.csv")
    let result = try Program.run([
      "audit", "--register", scratch.path("r.csv"), "--uploads", scratch.path("uploads"), "--output", scratch.path("out"),
      "--inject-faults", "--deadline", "10", "--jobs", "3",
    ])
    #expect(result.code == 0, Comment(rawValue: result.errors))
    let lines = try scratch.text("out/latest/audit.jsonl").split(separator: "\n").map { try object($0) }
    for (plan, fault) in reasons.keys.sorted().enumerated() {
      let unread = try #require(lines[plan]["unread"] as? [[String: String]])
      let wanted = reasons[fault]?.map { [["path": "P\(plan)/x__\(fault)__.docx", "reason": $0]] } ?? []
      #expect(unread == wanted, "\(fault)")
    }
  }

  // MARK: - Disks

  @Test("a full disk ends with 73 and a sentence, and with room again the night is the undisturbed one", .enabled(if: Tmpfs.isAllowed))
  func fullDisk() throws {
    for kibibytes in [32, 256, 600, 1_024, 1_500] {
      let scratch = try Scratch()
      let disk = try Tmpfs(scratch.path("disk"), kibibytes: kibibytes)
      let arguments = try Night.audit(to: scratch.path("disk/out"))
      let full = try Program.run(arguments)
      #expect(full.code == 73, "\(kibibytes) KiB: \(full.code) \(full.errors)")
      #expect(
        full.errors.contains("disk") || full.errors.contains("written") || full.errors.contains("space"), Comment(rawValue: full.errors))
      #expect(!scratch.exists("disk/out/latest"))
      try disk.remount("size=256m")
      let again = try Program.run(arguments)
      #expect(again.code == 0, "\(kibibytes) KiB, then room: \(again.errors)")
      try expectUndisturbed(scratch, "disk/out")
    }
  }

  @Test("an output that cannot be written ends with 73 before anything is read", .enabled(if: Tmpfs.isAllowed))
  func readOnly() throws {
    let scratch = try Scratch()
    let disk = try Tmpfs(scratch.path("disk"), kibibytes: 1_024)
    try disk.remount("ro")
    let result = try Program.run(try Night.audit(to: scratch.path("disk/out")))
    #expect(result.code == 73, Comment(rawValue: result.errors))
    #expect(try FileManager.default.contentsOfDirectory(atPath: scratch.path("disk")).isEmpty)
    // The first night is there and its disk has become read-only since.
    try disk.remount("rw,size=256m")
    #expect(try Program.run(try Night.audit(to: scratch.path("disk/out"))).code == 0)
    try disk.remount("ro")
    let before = try latest(scratch, "disk/out")
    #expect(try Program.run(try Night.audit(to: scratch.path("disk/out"))).code == 73)
    #expect(try latest(scratch, "disk/out") == before)
    try disk.remount("rw")
  }

  // MARK: - Clocks

  @Test("a clock that jumps back and forth changes no verdict and opens nothing again")
  func clock() throws {
    let scratch = try Scratch()
    let docx = try DocxBuilder.bytes(TextSource("id: a\n---\n关于食堂开放时间的说明。\n", name: "a"))
    for plan in 1...3 { try scratch.write(docx + [UInt8(plan)], to: "uploads/P\(plan).docx") }
    try scratch.write(Array("计划编号,单位,计划名称,精品项目\nP1,甲所,甲班,是\nP2,甲所,乙班,是\nP3,乙所,丙班,否\n".utf8), to: "r.csv")
    // Sent by a machine whose clock is years ahead.
    let future = Date(timeIntervalSinceNow: 10 * 365 * 86_400)
    try FileManager.default.setAttributes([.modificationDate: future], ofItemAtPath: scratch.path("uploads/P1.docx"))
    func audit(_ day: String, _ more: [String] = []) throws -> Program.Result {
      try Program.run(
        [
          "audit", "--register", scratch.path("r.csv"), "--uploads", scratch.path("uploads"), "--output", scratch.path("out"), "--as-of",
          day,
        ]
          + more)
    }
    let first = try audit("2023-03-01")
    #expect(first.code == 0, Comment(rawValue: first.errors))
    let lines = try scratch.bytes("out/latest/audit.jsonl")
    for day in ["2023-03-02", "1999-12-31", "2093-01-01", "2023-03-01"] {
      let result = try audit(day)
      #expect(result.code == 0, Comment(rawValue: result.errors))
      #expect(result.output.contains("（本次读取 0）"), Comment(rawValue: result.output))
      #expect(try scratch.bytes("out/latest/audit.jsonl") == lines)
      #expect(try scratch.text("out/latest/summary.json").contains("\"as_of\": \"\(day)\""))
    }
    // What seems to come from the future is not waited for until then; what came just now is.
    Thread.sleep(forTimeInterval: 2.5)
    try scratch.write(docx + [9], to: "uploads/P2.docx")
    #expect(try audit("2023-03-03", ["--settle", "2"]).code == 0)
    let plans = try scratch.text("out/latest/audit.jsonl").split(separator: "\n").map { try object($0) }
    #expect(plans.map { ($0["unread"] as? [Any])?.count } == [0, 1, 0])
  }

  // MARK: - Size

  @Test("twenty thousand plans")
  func large() throws {
    let scratch = try Scratch()
    let count = 20_000
    var rows = "计划编号,单位,计划名称,计划类别,是否申请资助,精品项目,培训天数,参加人数\n"
    for plan in 1...count {
      rows += "P\(plan),第\(plan % 120)研究所,第\(plan)期培训班,专业技术研修班,是,\(plan % 2 == 0 ? "精品培训项目" : ""),5,80\n"
    }
    try scratch.write(Array(rows.utf8), to: "r.csv")
    for plan in stride(from: 2, through: count, by: 100) {
      let docx = try DocxBuilder.bytes(TextSource("id: \(plan)\n---\n# 师资名单\n第\(plan)期\n", name: "\(plan)"))
      try scratch.write(docx, to: "uploads/P\(plan).docx")
    }
    let start = ContinuousClock.now
    let result = try MeasuredRun([
      "audit", "--register", scratch.path("r.csv"), "--uploads", scratch.path("uploads"), "--output", scratch.path("out"), "--as-of",
      "2023-03-01",
    ])
    print("20,000 plans: \(ContinuousClock.now - start), peak memory of the parent \(result.peakKibibytes / 1024) MiB")
    #expect(result.code == 0)
    #expect(try scratch.bytes("out/latest/audit.jsonl").count { $0 == UInt8(ascii: "\n") } == count)
    // A bound against memory that grows with the square, not a target.
    #expect(result.peakKibibytes < 2 << 20)
  }
}

/// Linear congruential (Knuth, MMIX): the same instants for the same seed.
private struct SeededChance {
  private var state: UInt64

  init(_ seed: UInt64) { state = seed }

  mutating func unit() -> Double {
    state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
    return Double(state >> 11) / Double(1 << 53)
  }
}

/// A run whose own peak of memory is told (wait4(2)): its children's is not in it.
private struct MeasuredRun {
  let code: Int32
  let peakKibibytes: Int

  init(_ arguments: [String]) throws {
    var actions = posix_spawn_file_actions_t()
    posix_spawn_file_actions_init(&actions)
    defer { posix_spawn_file_actions_destroy(&actions) }
    for descriptor in [STDOUT_FILENO, STDERR_FILENO] { posix_spawn_file_actions_addopen(&actions, descriptor, "/dev/null", O_WRONLY, 0) }
    let program = "\(Program.folder)/bundle-audit"
    var words: [UnsafeMutablePointer<CChar>?] = ([program] + arguments).map { strdup($0) } + [nil]
    defer { for word in words { free(word) } }
    var child: pid_t = 0
    try #require(posix_spawn(&child, program, &actions, nil, &words, environ) == 0)
    var status: Int32 = 0
    var usage = rusage()
    try #require(wait4(child, &status, 0, &usage) == child)
    code = status & 0x7F == 0 ? (status >> 8) & 0xFF : -(status & 0x7F)
    peakKibibytes = usage.ru_maxrss
  }
}

/// A small disk of its own. Needs the right to mount.
private final class Tmpfs {
  /// Said where the tests that need it are passed over.
  static let isAllowed: Bool = {
    guard let scratch = try? Scratch(), (try? Tmpfs(scratch.path("disk"), kibibytes: 64)) != nil else {
      print("tests of full and read-only disks are passed over: mounting a tmpfs needs root")
      return false
    }
    return true
  }()

  private let path: String

  init(_ path: String, kibibytes: Int) throws {
    self.path = path
    try FileManager.default.createDirectory(atPath: path, withIntermediateDirectories: true)
    try #require(mount("none", path, "tmpfs", 0, "size=\(kibibytes)k") == 0)
  }

  /// `ro`, `rw`, `size=…`.
  func remount(_ options: String) throws {
    let words = options.split(separator: ",").map(String.init)
    let flags = UInt(MS_REMOUNT) | (words.contains("ro") ? UInt(MS_RDONLY) : 0)
    let rest = words.filter { $0 != "ro" && $0 != "rw" }.joined(separator: ",")
    try #require(mount("none", path, "tmpfs", flags, rest) == 0, Comment(rawValue: String(cString: strerror(errno))))
  }

  deinit { umount2(path, Int32(MNT_DETACH)) }
}
