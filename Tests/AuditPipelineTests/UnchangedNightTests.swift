import Foundation
import Testing

@testable import FixtureSupport

/// A night in which nothing changed takes the last one over; whatever changed, it does not.
@Suite("Unchanged nights")
struct UnchangedNightTests {
  /// A small night of three plans, of which two have uploads.
  private func night() throws -> Scratch {
    let scratch = try Scratch()
    for (plan, text) in [("P1", "关于食堂开放时间的说明，各部门周知。"), ("P2", "# 2021年师资名单\n| 姓名 | 职称 |\n| 柏松 | 研究员 |")] {
      try scratch.write(
        try DocxBuilder.bytes(TextSource("id: \(plan)\n---\n\(text)\n", name: plan)), to: "uploads/\(plan)/材料.docx")
    }
    try scratch.write(Array("计划编号,单位,计划名称,精品项目\nP1,甲所,甲培训班,是\nP2,乙所,乙培训班,是\nP3,乙所,丙培训班,是\n".utf8), to: "r.csv")
    // A file changed a moment ago might change again under the same time, so it is not trusted yet.
    Thread.sleep(forTimeInterval: 0.1)
    return scratch
  }

  @discardableResult
  private func audit(_ scratch: Scratch, _ output: String = "out", day: String = "2023-03-01", _ more: [String] = []) throws -> String {
    let result = try Program.run(
      [
        "audit", "--register", scratch.path("r.csv"), "--uploads", scratch.path("uploads"), "--output", scratch.path(output), "--as-of",
        day,
      ] + more)
    #expect(result.code == 0, Comment(rawValue: result.errors))
    return result.output
  }

  /// Whether the latest night judged nothing.
  private func isTakenOver(_ scratch: Scratch, _ output: String = "out") throws -> Bool {
    let seconds = try object(try scratch.text("\(output)/latest/summary.json"))["seconds"] as? [String: Any]
    return try #require(seconds)["judging"] == nil
  }

  /// All files of the latest night; the wall seconds left out.
  private func latest(_ scratch: Scratch, _ output: String) throws -> [String: Data] {
    let folder = URL(fileURLWithPath: scratch.path("\(output)/latest")).resolvingSymlinksInPath().path
    var files: [String: Data] = [:]
    for name in FileManager.default.enumerator(atPath: folder)?.compactMap({ $0 as? String }) ?? [] where name != "metrics.prom" {
      files[name] = FileManager.default.contents(atPath: "\(folder)/\(name)")
    }
    let summary = try #require(files["summary.json"])
    let lines = String(decoding: summary, as: UTF8.self).split(separator: "\n").map(String.init)
    let start = try #require(lines.firstIndex { $0.contains("\"seconds\"") })
    files["summary.json"] = Data(lines[..<start].joined(separator: "\n").utf8)
    return files
  }

  @Test("its files are byte for byte those of a whole run, on the same day and on later ones")
  func sameBytes() throws {
    let scratch = try Scratch()
    for output in ["out", "copy"] { #expect(try Program.run(try Night.audit(to: scratch.path(output))).code == 0) }
    for day in ["2023-03-01", "2023-03-02", "2023-03-02", "2023-12-10"] {
      let arguments = { (output: String) in try Night.audit(to: scratch.path(output)).dropLast() + [day] }
      #expect(try Program.run(Array(arguments("out"))).code == 0)
      // The whole run: `--full` opens every file, and what it reads is the same.
      #expect(try Program.run(Array(arguments("copy")) + ["--full"]).code == 0)
      #expect(try isTakenOver(scratch))
      #expect(try !isTakenOver(scratch, "copy"))
      let (found, wanted) = (try latest(scratch, "out"), try latest(scratch, "copy"))
      #expect(found.keys.sorted() == wanted.keys.sorted())
      for (name, bytes) in wanted { #expect(found[name] == bytes, "\(day): \(name) differs") }
    }
    // What the ledger answers from is there too.
    let plan = try #require(object(try scratch.text("out/latest/audit.jsonl").split(separator: "\n")[0])["plan"] as? String)
    let explained = ["out", "copy"].map { output in
      try? Program.run(["explain", plan, "--format", "json", "--ledger", scratch.path("\(output)/ledger.sqlite")]).output
    }
    #expect(explained[0] == explained[1])
    #expect(explained[0]?.isEmpty == false)
  }

  @Test(
    "whatever changes, the night is judged",
    arguments: ["upload", "touch", "new file", "gone", "register", "decision", "expiry", "edited page", "removed run", "option", "link"])
  func changed(_ what: String) throws {
    let scratch = try night()
    let ledger = scratch.path("out/ledger.sqlite")
    try audit(scratch)
    if what == "expiry" {
      let made = try Program.run([
        "decide", "P1", "publicity", "accept", "--by", "郑晚秋", "--reason", "已电话核实", "--file", "材料.docx", "--until", "2023-03-05", "--ledger",
        ledger,
      ])
      #expect(made.code == 0, Comment(rawValue: made.errors))
      try audit(scratch)
    }
    try audit(scratch)
    #expect(try isTakenOver(scratch))
    var day = "2023-03-01"
    var more: [String] = []
    let files = FileManager.default
    switch what {
    case "upload":
      try scratch.write(try DocxBuilder.bytes(TextSource("id: b\n---\n另一份说明。\n", name: "b")), to: "uploads/P1/材料.docx")
    case "touch":
      try files.setAttributes(
        [.modificationDate: Date(timeIntervalSince1970: 1_600_000_000)], ofItemAtPath: scratch.path("uploads/P1/材料.docx"))
    case "new file": try scratch.write(Array("无主".utf8), to: "uploads/别的.txt")
    case "gone": try files.removeItem(atPath: scratch.path("uploads/P1/材料.docx"))
    case "register": try scratch.write(Array("计划编号,单位,计划名称,精品项目\nP1,甲所,甲培训班,否\n".utf8), to: "r.csv")
    case "decision":
      let made = try Program.run([
        "decide", "P1", "publicity", "accept", "--by", "郑晚秋", "--reason", "已电话核实", "--file", "材料.docx", "--ledger", ledger,
      ])
      #expect(made.code == 0, Comment(rawValue: made.errors))
    case "expiry": day = "2023-03-06"
    case "edited page":
      let page = "out/runs/2023-03-01-2/audit.jsonl"
      try scratch.write([UInt8](try scratch.bytes(page)) + [UInt8(ascii: "\n")], to: page)
    case "removed run": try files.removeItem(atPath: scratch.path("out/runs/2023-03-01-2"))
    case "option": more = ["--issuer", "某局"]
    default: try files.createSymbolicLink(atPath: scratch.path("uploads/别的"), withDestinationPath: "/etc")
    }
    let output = try audit(scratch, day: day, more)
    #expect(try !isTakenOver(scratch))
    #expect(output.contains("（本次读取 \(what == "upload" ? 1 : 0)）"), Comment(rawValue: output))
    // The verdicts are those of a run without a memory.
    let decided = what == "decision" || what == "expiry"
    if !decided {
      try audit(scratch, "fresh", day: day, more)
      #expect(try scratch.bytes("out/latest/audit.jsonl") == scratch.bytes("fresh/latest/audit.jsonl"))
    } else {
      #expect(try scratch.text("out/latest/audit.jsonl").contains("已电话核实") == (what == "decision"))
    }
  }

  @Test("a document that may come out otherwise on another night keeps the night from being taken over")
  func passing() throws {
    let scratch = try night()
    // Younger than the time that is waited for: unconfirmed, and settled on some later night without any change.
    for _ in 0..<2 {
      #expect(try audit(scratch, "out", day: "2023-03-01", ["--settle", "86400"]).contains("（本次读取 0）"))
      #expect(try !isTakenOver(scratch))
    }
    #expect(try audit(scratch).contains("（本次读取 2）"))
    #expect(try !isTakenOver(scratch))
    try audit(scratch)
    #expect(try isTakenOver(scratch))
  }

  // MARK: - The same bytes are read once

  @Test("documents packed anew, moved or sent twice are not read again, and --full reads nothing whose bytes are known")
  func knownContents() throws {
    let scratch = try Scratch()
    let one = try DocxBuilder.bytes(TextSource("id: 1\n---\n# 2021年师资名单\n| 姓名 | 职称 |\n| 柏松 | 研究员 |\n", name: "1"))
    let two = try DocxBuilder.bytes(TextSource("id: 2\n---\n关于食堂开放时间的说明。\n", name: "2"))
    try scratch.write(UploadZip.bytes([.init(path: "1.docx", bytes: one), .init(path: "2.docx", bytes: two)]), to: "uploads/P1.zip")
    // The same document for another plan.
    try scratch.write(one, to: "uploads/P2.docx")
    try scratch.write(Array("计划编号,单位,计划名称,精品项目\nP1,甲所,甲培训班,是\nP2,乙所,乙培训班,是\n".utf8), to: "r.csv")
    #expect(try audit(scratch, "out", day: "2023-03-01", ["--jobs", "1"]).contains("文件：3（本次读取 2）"))
    #expect(try audit(scratch, "out", day: "2023-03-01", ["--full"]).contains("文件：3（本次读取 0）"))
    try scratch.write(
      UploadZip.bytes([.init(path: "材料/甲.docx", bytes: one), .init(path: "材料/乙.docx", bytes: two)]), to: "uploads/P1.zip")
    #expect(try audit(scratch).contains("文件：3（本次读取 0）"))
    try audit(scratch, "fresh")
    #expect(try scratch.bytes("out/latest/audit.jsonl") == scratch.bytes("fresh/latest/audit.jsonl"))
  }

  // MARK: - A damaged ledger

  @Test("a damaged ledger is left as it is, and set aside and built anew on request; a sound one is kept")
  func damaged() throws {
    let scratch = try night()
    try audit(scratch)
    let lines = try scratch.bytes("out/latest/audit.jsonl")
    let ledger = "out/ledger.sqlite"
    let arguments = [
      "audit", "--register", scratch.path("r.csv"), "--uploads", scratch.path("uploads"), "--output", scratch.path("out"), "--as-of",
      "2023-03-01",
    ]
    let sound = try Program.run(arguments + ["--rebuild-ledger"])
    #expect(sound.code == 0)
    #expect(sound.errors.contains("sound"), Comment(rawValue: sound.errors))
    #expect(try FileManager.default.contentsOfDirectory(atPath: scratch.path("out")).allSatisfy { !$0.contains("damaged") })

    var bytes = [UInt8](try scratch.bytes(ledger))
    for index in 0..<16 { bytes[index] = 0x58 }
    try scratch.write(bytes, to: ledger)
    let refused = try Program.run(arguments)
    #expect(refused.code == 65)
    #expect(refused.errors.contains("--rebuild-ledger"), Comment(rawValue: refused.errors))
    #expect(try [UInt8](scratch.bytes(ledger)) == bytes)
    let rebuilt = try Program.run(arguments + ["--rebuild-ledger"])
    #expect(rebuilt.code == 0, Comment(rawValue: rebuilt.errors))
    #expect(try scratch.bytes("out/latest/audit.jsonl") == lines)
    let aside = try FileManager.default.contentsOfDirectory(atPath: scratch.path("out")).filter { $0.hasPrefix("ledger.sqlite.damaged-") }
    #expect(aside.count == 1)
    #expect(rebuilt.errors.contains(try #require(aside.first)))
    #expect(try [UInt8](scratch.bytes("out/\(aside[0])")) == bytes)
  }
}
