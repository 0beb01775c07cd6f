import FixtureSupport
import Foundation
import Testing

/// Commands other than `audit`, each through the built program.
@Suite("Commands")
struct CommandTests {
  /// A document of the invented night, and where it lies.
  private func upload(_ name: String) throws -> String { try Night.path("uploads/\(name)") }

  // MARK: - classify

  @Test("classify keeps the order of the paths, opens containers, and gives a broken file its line and 0")
  func classify() throws {
    let scratch = try Scratch()
    try scratch.write(Array("PK\u{3}\u{4}damaged".utf8), to: "坏.docx")
    try scratch.write([], to: "空.docx")
    let paths = [
      scratch.path("空.docx"), try upload("P041-2.docx"), scratch.path("坏.docx"), try upload("P025.zip"), try upload("P041-1.docx"),
    ]
    let result = try Program.run(["classify", "--format", "jsonl", "--jobs", "4"] + paths)
    #expect(result.code == 0, Comment(rawValue: result.errors))
    let lines = try result.lines.map { try object($0) }
    let inZip = ["1", "2", "3", "4", "5"].map { paths[3] + "!/\($0).docx" }
    #expect(lines.map { $0["path"] as? String } == [paths[0], paths[1], paths[2]] + inZip + [paths[4]])
    #expect(lines[0]["status"] as? String == "unreadable")
    #expect(lines[0]["reason"] as? String == "empty")
    #expect(lines[2]["status"] as? String == "unreadable")
    #expect(lines[2]["materials"] as? [String] == [])
    #expect(lines[1]["status"] as? String == "read")
    #expect(lines[1]["reason"] is NSNull)
    #expect((lines[1]["sha256"] as? String)?.count == 64)
    #expect(result.lines[1].hasPrefix("{\"path\":"))
  }

  @Test("as text each document is one line: what it is, why, and what would have made it count")
  func classifyAsText() throws {
    let scratch = try Scratch()
    let names = ["师资.docx", "空表.docx", "便条.docx"]
    let bodies = [
      """
      # 师资名单
      2022年9月举办的冻土工程培训班授课教师如下。
      | 姓名 | 职称 | 单位 | 讲授课程 |
      | 周明远 | 研究员 | 中国科学院冻土工程研究所 | 冻土力学基础 |
      | 何秋云 | 教授 | 兰州大学 | 路基温度监测 |
      | 韩立群 | 高级工程师 | 中铁西北设计院 | 桥隧病害诊断 |
      """,
      """
      # ________培训班师资名单（模板）
      填报单位（盖章）：____________　填表日期：____年__月__日
      | 序号 | 姓名 | 职称 | 工作单位 | 研究方向 | 讲授课程 | 学时 | 联系电话 |
      | 1 |  |  |  |  |  |  |  |
      | 2 |  |  |  |  |  |  |  |
      | 3 |  |  |  |  |  |  |  |
      | 4 |  |  |  |  |  |  |  |
      填表说明：1. 请逐人填写授课教师的姓名、职称和单位；2. 表格不够可另加行；3. 本表一式两份，填写后加盖公章。
      """,
      "明天下午三点停水，请各办公室提前存水。",
    ]
    for (name, body) in zip(names, bodies) {
      try scratch.write(try DocxBuilder.bytes(TextSource("id: a\n---\n\(body)\n", name: "a")), to: name)
    }
    let result = try Program.run(["classify", "--format", "text"] + names, in: scratch.root)
    #expect(result.code == 0)
    let lines = result.lines.map { $0.split(separator: "\t").map(String.init) }
    try #require(lines.map(\.first) == names)
    #expect(lines[0][1].hasPrefix("师资名单 齐备 "))
    #expect(lines[0].contains { $0.hasPrefix("依据：“") && $0.contains("表1") })
    #expect(!lines[0].contains { $0.hasPrefix("怎样才算") })
    #expect(lines[1][1].hasPrefix("师资名单 不合要求 ") && lines[1][1].hasSuffix("（空白模板）"))
    #expect(lines[1].contains { $0.hasPrefix("怎样才算：") && $0.contains("师资名单") })
    #expect(!lines[1].contains { $0.contains("{") })
    #expect(lines[2].count == 2 && lines[2][1] == "—")
  }

  @Test("the paths may come from a file or from standard input")
  func filesFrom() throws {
    let scratch = try Scratch()
    let list = try upload("P041-1.docx") + "\n" + upload("P041-2.docx") + "\n"
    try scratch.write(Array(list.utf8), to: "list")
    let plain = try Program.run(["classify", "--format", "jsonl"] + list.split(separator: "\n").map(String.init))
    #expect(plain.lines.count == 2)
    #expect(try Program.run(["classify", "--format", "jsonl", "--files-from", scratch.path("list")]).output == plain.output)
    #expect(try Program.run(["classify", "--format", "jsonl", "--files-from", "-"], input: list).output == plain.output)
    #expect(try Program.run(["classify", "--format", "jsonl", "-"], input: list).output == plain.output)
  }

  @Test("a folder is all files below it, without what programs leave behind")
  func folder() throws {
    let scratch = try Scratch()
    let docx = try DocxBuilder.bytes(TextSource("id: a\n---\n# 师资名单\n", name: "a"))
    for name in ["b.docx", "a/z.docx", "a/~$z.docx", ".DS_Store"] { try scratch.write(docx, to: "in/\(name)") }
    let result = try Program.run(["classify", "--format", "jsonl", "in"], in: scratch.root)
    #expect(try result.lines.map { try object($0)["path"] as? String } == ["in/a/z.docx", "in/b.docx"])
  }

  @Test("a document that hangs or crashes its reader costs one line, and its neighbours are read")
  func hostile() throws {
    let scratch = try Scratch()
    let docx = try DocxBuilder.bytes(TextSource("id: a\n---\n# 师资名单\n", name: "a"))
    for name in ["P1/a.docx", "P1/坏__crash__.docx", "P1/z.docx"] { try scratch.write(docx, to: "uploads/\(name)") }
    try scratch.write(Array("计划编号,单位,计划名称,精品项目,是否申请资助\nP1,甲所,甲培训班,是,是\n".utf8), to: "r.csv")
    let result = try Program.run([
      "audit", "--register", scratch.path("r.csv"), "--uploads", scratch.path("uploads"), "--output", scratch.path("out"),
      "--inject-faults",
      "--deadline", "5",
    ])
    #expect(result.code == 0, Comment(rawValue: result.errors))
    let line = try object(try scratch.text("out/latest/audit.jsonl"))
    let unread = try #require(line["unread"] as? [[String: String]])
    #expect(unread == [["path": "P1/坏__crash__.docx", "reason": "crash"]])
  }

  // MARK: - check and extract

  @Test("check ends with 0 for a complete bundle and 1 for another")
  func check() throws {
    let complete = try Program.run([
      "check", try upload("P041-1.docx"), try upload("P041-2.docx"), "--application", "boutique", "--format", "json",
    ])
    let line = try object(complete.output)
    #expect(line["verdict"] as? String == "complete", Comment(rawValue: complete.output))
    #expect(complete.code == 0)
    let half = try Program.run(["check", try upload("P041-1.docx"), "--application", "boutique"])
    #expect(half.code == 1)
    #expect(half.output.contains("不齐全"))
    let simplified = try Program.run(["check", try upload("P041-1.docx"), "--application", "hrss", "--simplified", "--format", "json"])
    #expect(
      (try object(simplified.output)["requirements"] as? [[String: Any]])?.map { $0["material"] as? String } == [
        "training_scheme", "teaching_plan",
      ])
  }

  @Test("extract gives a document's text, and one member of a container")
  func extract() throws {
    let scratch = try Scratch()
    let source = try TextSource(
      "id: e\n---\n[header] 某所\n# 师资名单\n第一段，含<尖括号>与&。\n| 姓名 | 职称 |\n| 柏松 | 研究员 |\n[textbox] 框中字\n[del] 删去\n[ins] 插入\n", name: "e")
    try scratch.write(try DocxBuilder.bytes(source), to: "e.docx")
    let result = try Program.run(["extract", "e.docx"], in: scratch.root)
    #expect(result.code == 0)
    for words in ["师资名单", "第一段，含<尖括号>与&。", "| 姓名 | 职称 |", "| 柏松 | 研究员 |", "插入"] {
      #expect(result.output.contains(words), Comment(rawValue: result.output))
    }
    #expect(!result.output.contains("删去"))
    #expect(result.output.ranges(of: "框中字").count == 1)
    let member = try Program.run(["extract", try upload("P025.zip") + "!/3.docx", "--format", "json"])
    #expect(try object(member.output)["status"] as? String == "read")
    let several = try Program.run(["extract", try upload("P025.zip")])
    #expect(several.code == 64)
    #expect(several.errors.contains("!/1.docx"))
    #expect(try Program.run(["extract", try upload("P025.zip") + "!/9.docx"]).code == 66)
  }

  // MARK: - policy

  @Test("policy show prints YAML that policy lint finds nothing wrong with")
  func policy() throws {
    let scratch = try Scratch()
    let shown = try Program.run(["policy", "show"])
    #expect(shown.code == 0)
    #expect(shown.output.contains("id: cas-2023"))
    try scratch.write(Array("nonsense: 1\n".utf8), to: "bad.yaml")
    #expect(try Program.run(["policy", "lint"]).code == 0)
    #expect(try Program.run(["policy", "lint", scratch.path("bad.yaml")]).output.contains("nonsense"))
    #expect(try Program.run(["policy", "show", "--format", "rules"]).output.contains("boutique.days"))
  }

  // MARK: - worker and --readings

  @Test("worker lines made elsewhere give the same night, and a stale one is refused with its number")
  func readings() throws {
    let scratch = try Scratch()
    let docx = try DocxBuilder.bytes(TextSource("id: a\n---\n# 2021年师资名单\n| 姓名 | 职称 |\n| 柏松 | 研究员 |\n", name: "a"))
    try scratch.write(docx, to: "uploads/P1.docx")
    try scratch.write(Array("计划编号,单位,计划名称,精品项目\nP1,甲所,甲培训班,是\nP2,甲所,乙培训班,是\n".utf8), to: "r.csv")
    let uploads = URL(fileURLWithPath: scratch.path("uploads")).resolvingSymlinksInPath().path
    let request = "{\"id\":\"P1\",\"paths\":[\"\(uploads)/P1.docx\"]}\n"
    let worker = try Program.run(["worker", "--uploads", uploads], input: request)
    #expect(worker.code == 0, Comment(rawValue: worker.errors))
    let answer = try object(worker.output)
    #expect(answer["id"] as? String == "P1")
    #expect((answer["documents"] as? [[String: Any]])?.map { $0["path"] as? String } == ["P1.docx"])
    try scratch.write(Array(worker.output.utf8), to: "lines.jsonl")
    func audit(_ output: String, _ more: [String] = []) throws -> Program.Result {
      try Program.run(
        ["audit", "--register", scratch.path("r.csv"), "--uploads", uploads, "--output", scratch.path(output), "--as-of", "2023-03-01"]
          + more)
    }
    #expect(try audit("plain").code == 0)
    let given = try audit("given", ["--readings", scratch.path("lines.jsonl")])
    #expect(given.code == 0, Comment(rawValue: given.errors))
    #expect(try scratch.bytes("given/latest/audit.jsonl") == scratch.bytes("plain/latest/audit.jsonl"))
    try scratch.write(docx + [0], to: "uploads/P1.docx")
    let stale = try audit("stale", ["--readings", scratch.path("lines.jsonl")])
    #expect(stale.code == 65)
    #expect(stale.errors.contains("line 1"))
    #expect(!scratch.exists("stale"))
  }

  @Test("a line that is no request costs the others nothing: each bad one is named, and the end is 65")
  func badRequest() throws {
    let path = try upload("P041-1.docx")
    let input = "garbage\n\n{\"id\":\"A\"}\n{\"id\":1,\"paths\":[]}\n{\"id\":\"B\",\"paths\":[\"\(path)\"]}\n"
    let result = try Program.run(["worker"], input: input)
    #expect(result.code == 65)
    for line in ["line 1:", "line 3:", "line 4:"] { #expect(result.errors.contains(line), Comment(rawValue: result.errors)) }
    #expect(!result.errors.contains("DecodingError") && !result.errors.contains("Swift."))
    #expect(result.lines.count == 1)
    #expect(try object(try #require(result.lines.first))["id"] as? String == "B")
    #expect(result.output.contains("\"reason\":null"))
  }

  @Test("a path that does not exist is a document that says so, in the contract's words")
  func nowhere() throws {
    let result = try Program.run(["worker"], input: "{\"id\":\"A\",\"paths\":[\"/nowhere/1.docx\"]}\n")
    #expect(result.code == 0)
    let document = try #require((try object(result.output)["documents"] as? [[String: Any]])?.first)
    #expect(document["reason"] as? String == "unsupported")
    #expect((document["reading"] as? [String: Any])?["detail"] as? String == "/nowhere/1.docx does not exist")
  }

  @Test("a broken archive has the hash of its bytes, and extract says why it cannot be read")
  func hashes() throws {
    let scratch = try Scratch()
    // SHA-256 of the six bytes, by sha256sum(1).
    try scratch.write([0x50, 0x4B, 0x03, 0x04, 0x01, 0x02], to: "坏.zip")
    let line = try object(try Program.run(["classify", "--format", "jsonl", scratch.path("坏.zip")]).output)
    #expect(line["status"] as? String == "unreadable")
    #expect(line["sha256"] as? String == "72ddd979de80b61ca55ce309f4c2a029c78a7ef9b6259e0a3d5e17a191a4cfdf")
    try scratch.write(Array("PK\u{3}\u{4}damaged".utf8), to: "坏.docx")
    let extracted = try Program.run(["extract", scratch.path("坏.docx")])
    #expect(extracted.errors.contains("坏.docx"))
    // Nothing of it was read: 2, done but not audited (contract 4).
    #expect(extracted.code == 2)
  }

  /// Needs setpriv(1) and a root that can become somebody else, and a program that others may run.
  @Test(
    "a file that may not be read is said to be so, by each command", .enabled(if: geteuid() == 0 && access("/usr/bin/setpriv", X_OK) == 0))
  func closed() throws {
    let scratch = try Scratch()
    try scratch.write(Array("教师".utf8), to: "in/a.txt")
    try scratch.write(Array("教师".utf8), to: "in/b.txt")
    for (name, mode) in [("in/a.txt", 0o600), ("in/b.txt", 0o644), ("in", 0o755), ("", 0o755)] {
      try FileManager.default.setAttributes([.posixPermissions: mode], ofItemAtPath: scratch.path(name))
    }
    func run(_ arguments: [String], input: String = "") throws -> String {
      try scratch.write(Array(input.utf8), to: "stdin")
      try scratch.write([], to: "out")
      let process = Process()
      process.executableURL = URL(fileURLWithPath: "/usr/bin/setpriv")
      process.arguments = ["--reuid=65534", "--regid=65534", "--clear-groups", "\(Program.folder)/bundle-audit"] + arguments
      process.standardInput = try FileHandle(forReadingFrom: URL(fileURLWithPath: scratch.path("stdin")))
      process.standardOutput = try FileHandle(forWritingTo: URL(fileURLWithPath: scratch.path("out")))
      process.standardError = process.standardOutput
      try process.run()
      process.waitUntilExit()
      return try scratch.text("out")
    }
    // As an uploaded file, and within an uploaded folder.
    for path in [scratch.path("in/a.txt"), scratch.path("in")] {
      let said = try run(["worker"], input: "{\"id\":\"A\",\"paths\":[\"\(path)\"]}\n")
      #expect(said.contains("\"reason\":\"corrupt\""))
      #expect(said.contains("Permission denied"))
    }
    #expect(try run(["extract", scratch.path("in/a.txt")]).contains("Permission denied"))
  }
}
