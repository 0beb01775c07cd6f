import FixtureSupport
import Foundation
import Testing

/// A night in which something changed: only the plans that it concerns are judged, and nobody can tell from the result.
@Suite("Nights in which a little changed")
struct PartialNightTests {
  private struct Row {
    var plan: String
    var unit: String
    var title: String
    var days: Int
    var hrss: Bool
  }

  /// Linear congruential (Knuth, MMIX): the same changes for the same seed.
  private struct Chance {
    var state: UInt64

    mutating func below(_ bound: Int) -> Int {
      state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
      return Int(state >> 33) % bound
    }
  }

  /// A register and uploads that change from night to night, audited into two outputs: `out` with all that the program remembers, `copy` with `--full`,
  /// which judges every plan and makes every page anew.
  private final class World {
    let scratch: Scratch
    var rows: [Row]
    var chance: Chance
    let documents: [Data]
    private var nextPlan = 13
    private var nextFile = 0

    init(seed: UInt64) throws {
      scratch = try Scratch()
      chance = Chance(state: seed)
      let uploads = try Night.path("uploads")
      let names = (FileManager.default.enumerator(atPath: uploads)?.compactMap { $0 as? String } ?? []).filter { $0.hasSuffix(".docx") }
      documents = try names.sorted().map { try Data(contentsOf: URL(fileURLWithPath: "\(uploads)/\($0)")) }
      rows = (1...12).map { Row(plan: "P\($0)", unit: "第\($0 % 4)研究所", title: "遥感\($0)研修班", days: 3 + $0 % 4, hrss: $0 % 3 == 0) }
      for row in rows { for _ in 0..<3 { try send(row.plan) } }
    }

    func send(_ plan: String) throws {
      nextFile += 1
      try scratch.write([UInt8](documents[chance.below(documents.count)]), to: "uploads/\(plan)/\(nextFile).docx")
    }

    /// Writes the register as it is now.
    func write() throws {
      try FileManager.default.createDirectory(atPath: scratch.path("uploads"), withIntermediateDirectories: true)
      let lines = rows.map { row in
        "\(row.plan),\(row.unit),\(row.title),专业技术研修班,是,\(row.hrss ? "人力资源社会保障部高级研修项目" : "精品培训项目"),\(row.days),60,是,3,精品培训项目"
      }
      let head = "计划编号,单位,计划名称,计划类别,是否申请资助,精品项目,培训天数,参加人数,是否面向院内开放,已举办次数,往年项目类型"
      try scratch.write(Array(([head] + lines).joined(separator: "\n").utf8), to: "r.csv")
    }

    private func files() -> [String] {
      (FileManager.default.enumerator(atPath: scratch.path("uploads"))?.compactMap { $0 as? String } ?? [])
        .filter { $0.hasSuffix(".docx") }.sorted()
    }

    /// One change of any kind; says which.
    func change() throws -> String {
      let index = chance.below(rows.count)
      let plan = rows[index].plan
      let files = files()
      switch chance.below(12) {
      case 0:
        try send(plan)
        return "a file more for \(plan)"
      case 1:
        let file = files[chance.below(files.count)]
        try scratch.write([UInt8](documents[chance.below(documents.count)]), to: "uploads/\(file)")
        return "other bytes in \(file)"
      case 2:
        try? FileManager.default.removeItem(atPath: scratch.path("uploads/\(plan)"))
        return "no files for \(plan)"
      case 3:
        let file = files[chance.below(files.count)]
        nextFile += 1
        try scratch.write([UInt8](scratch.bytes("uploads/\(file)")), to: "uploads/\(plan)/\(nextFile).docx")
        return "a copy of \(file) for \(plan)"
      case 4:
        rows[index].days += 1
        return "other days for \(plan)"
      case 5:
        rows[index].title = "海洋\(chance.below(9))培训班"
        return "another title for \(plan)"
      case 6:
        rows[index].unit = "第\(chance.below(6))研究所"
        return "another unit for \(plan)"
      case 7:
        rows[index].hrss.toggle()
        return "another application for \(plan)"
      case 8:
        rows.insert(Row(plan: "P\(nextPlan)", unit: rows[index].unit, title: "新办培训班", days: 5, hrss: true), at: index)
        try send("P\(nextPlan)")
        nextPlan += 1
        return "a row more at \(index)"
      case 9:
        if rows.count > 6 { rows.remove(at: index) }
        return "\(plan) left the register"
      case 10:
        rows.swapAt(index, chance.below(rows.count))
        return "rows moved"
      default:
        guard let file = files.first(where: { $0.hasPrefix("\(plan)/") }) else { return "nothing" }
        let codes = try ["out", "copy"].map { output in
          try Program.run([
            "decide", plan, "publicity", chance.state % 2 == 0 ? "accept" : "reject", "--by", "郑晚秋", "--reason", "已电话核实", "--file", file,
            "--ledger", scratch.path("\(output)/ledger.sqlite"),
          ]).code
        }
        #expect(codes[0] == codes[1])
        return "a decision on \(file)"
      }
    }

    /// Audits into both outputs and gives the log of the one that remembers.
    func audit(_ day: String, _ more: [String] = []) throws -> String {
      try write()
      var log = ""
      for output in ["copy", "out"] {
        let result = try Program.run(
          [
            "audit", "--register", scratch.path("r.csv"), "--uploads", scratch.path("uploads"), "--output", scratch.path(output),
            "--as-of", day,
          ] + more + (output == "copy" ? ["--full"] : []))
        #expect(result.code == 0, Comment(rawValue: result.errors))
        log = result.errors
      }
      return log
    }

    func expectSame(_ what: String) throws {
      let (found, wanted) = (try latest("out"), try latest("copy"))
      #expect(found.keys.sorted() == wanted.keys.sorted(), Comment(rawValue: what))
      for (name, bytes) in wanted { #expect(found[name] == bytes, "\(name) differs after: \(what)") }
    }

    /// All files of the latest night; the wall seconds left out. A workbook is a ZIP with the same bytes for the same cells.
    private func latest(_ output: String) throws -> [String: Data] {
      let folder = URL(fileURLWithPath: scratch.path("\(output)/latest")).resolvingSymlinksInPath().path
      var files: [String: Data] = [:]
      for name in FileManager.default.enumerator(atPath: folder)?.compactMap({ $0 as? String }) ?? [] where name != "metrics.prom" {
        files[name] = FileManager.default.contents(atPath: "\(folder)/\(name)")
      }
      let lines = String(decoding: try #require(files["summary.json"]), as: UTF8.self).split(separator: "\n").map(String.init)
      let start = try #require(lines.firstIndex { $0.contains("\"seconds\"") })
      files["summary.json"] = Data(lines[..<start].joined(separator: "\n").utf8)
      return files
    }
  }

  @Test("whatever changes, its files are byte for byte those of a run that judges everything anew")
  func sameBytes() throws {
    let seed = ProcessInfo.processInfo.environment["BUNDLE_AUDIT_SEED"].flatMap(UInt64.init) ?? UInt64.random(in: 1..<1_000_000)
    print("random changes: BUNDLE_AUDIT_SEED=\(seed)")
    let world = try World(seed: seed)
    _ = try world.audit("2023-03-01")
    try world.expectSame("nothing: seed \(seed)")
    for night in 0..<16 {
      let changes = try (0...world.chance.below(3)).map { _ in try world.change() }
      _ = try world.audit("2023-03-0\(1 + night / 3)")
      try world.expectSame("\(changes) on night \(night), seed \(seed)")
    }
  }

  @Test("another policy judges every plan anew, and one changed bundle only those that it concerns")
  func concerned() throws {
    let world = try World(seed: 7)
    #expect(try world.audit("2023-03-01").contains("judged anew: 12 of 12 plans"))
    // A document of words that no other bundle holds.
    try world.scratch.write(
      try DocxBuilder.bytes(TextSource("id: own\n---\n关于食堂开放时间的说明，各部门周知。\n", name: "own")), to: "uploads/P5/own.docx")
    #expect(try world.audit("2023-03-02").contains("judged anew: 1 of 12 plans"))
    try world.expectSame("a file more")
    // One row: its own plan, and those of its unit that are told how many apply.
    world.rows[4].days += 1
    #expect(try world.audit("2023-03-02").contains("judged anew: 1 of 12 plans"))
    try world.expectSame("a row")
    // Rows above move all others down and change none of them.
    world.rows.insert(Row(plan: "P0", unit: "另一研究所", title: "食堂管理培训班", days: 4, hrss: false), at: 0)
    #expect(try world.audit("2023-03-02").contains("judged anew: 1 of 13 plans"))
    try world.expectSame("a row above")

    let shown = try Program.run(["policy", "show", "cas-2023"])
    #expect(shown.code == 0)
    try world.scratch.write(Array((shown.output + "\n# another digest\n").utf8), to: "p.yaml")
    #expect(try world.audit("2023-03-02", ["--policy", world.scratch.path("p.yaml")]).contains("judged anew: 13 of 13 plans"))
    try world.expectSame("a policy")
  }
}
