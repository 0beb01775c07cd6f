import FixtureSupport
import Foundation
import Glibc
import Testing

/// What the ledger makes possible from one night to the next.
@Suite("Night after night")
struct LedgerCommandTests {
  /// A night of two plans; P1 has a bundle of one document that is nobody's material.
  private func night() throws -> Scratch {
    let scratch = try Scratch()
    try scratch.write(try DocxBuilder.bytes(TextSource("id: a\n---\n关于食堂开放时间的说明，各部门周知。\n", name: "a")), to: "uploads/P1/通知.docx")
    try scratch.write(Array("计划编号,单位,计划名称,精品项目\nP1,甲所,甲培训班,是\nP2,乙所,乙培训班,是\n".utf8), to: "r.csv")
    return scratch
  }

  private func audit(_ scratch: Scratch, _ more: [String] = []) throws -> Program.Result {
    try Program.run(
      [
        "audit", "--register", scratch.path("r.csv"), "--uploads", scratch.path("uploads"), "--output", scratch.path("out"), "--as-of",
        "2023-03-01",
      ] + more)
  }

  private func publicity(_ scratch: Scratch) throws -> [String: Any] {
    let line = try object(try scratch.text("out/latest/audit.jsonl").split(separator: "\n")[0])
    return try #require((line["requirements"] as? [[String: Any]])?.first { $0["material"] as? String == "publicity" })
  }

  @Test("a decision is applied, and a new upload voids it")
  func decision() throws {
    let scratch = try night()
    let ledger = scratch.path("out/ledger.sqlite")
    #expect(try audit(scratch).code == 0)
    #expect(try publicity(scratch)["verdict"] as? String == "missing")
    let vague = try Program.run(["decide", "P1", "publicity", "accept", "--by", "郑晚秋", "--reason", "已电话核实", "--ledger", ledger])
    #expect(vague.code == 64)
    #expect(vague.errors.contains("--file"))
    let made = try Program.run([
      "decide", "P1", "publicity", "accept", "--by", "郑晚秋", "--reason", "已电话核实", "--file", "通知.docx", "--ledger", ledger,
    ])
    #expect(made.code == 0, Comment(rawValue: made.errors))
    #expect(try audit(scratch).code == 0)
    let requirement = try publicity(scratch)
    #expect(requirement["verdict"] as? String == "present")
    #expect((requirement["decided"] as? [String: Any])?["by"] as? String == "郑晚秋")

    try scratch.write(try DocxBuilder.bytes(TextSource("id: b\n---\n另一份说明。\n", name: "b")), to: "uploads/P1/通知.docx")
    #expect(try audit(scratch).code == 0)
    #expect(try publicity(scratch)["verdict"] as? String == "missing")
    let decisions = try #require(try object(try scratch.text("out/latest/summary.json"))["decisions"] as? [String: [[String: Any]]])
    #expect(decisions["voided"]?.count == 1)
    #expect(decisions["applied"]?.isEmpty == true)
  }

  @Test("a decision without a reason, for a material nobody asks for, or for a plan that is not there is refused")
  func refused() throws {
    let scratch = try night()
    #expect(try audit(scratch).code == 0)
    let ledger = ["--ledger", scratch.path("out/ledger.sqlite")]
    #expect(
      try Program.run(["decide", "P1", "publicity", "accept", "--by", "郑", "--reason", " ", "--file", "通知.docx"] + ledger).code == 64)
    #expect(try Program.run(["decide", "P1", "invoice", "accept", "--by", "郑", "--reason", "是"] + ledger).code == 64)
    #expect(try Program.run(["decide", "P9", "publicity", "accept", "--by", "郑", "--reason", "是"] + ledger).code == 66)
    #expect(
      try Program.run(["decide", "P1", "publicity", "accept", "--by", "郑", "--reason", "是", "--file", "没有.docx"] + ledger).code == 66)
  }

  @Test("explain, report and rejudge answer from the ledger alone")
  func fromTheLedger() throws {
    let scratch = try night()
    #expect(try audit(scratch).code == 0)
    let ledger = ["--ledger", scratch.path("out/ledger.sqlite")]
    let line = try String(scratch.text("out/latest/audit.jsonl").split(separator: "\n")[0])
    try FileManager.default.removeItem(atPath: scratch.path("uploads"))
    try FileManager.default.removeItem(atPath: scratch.path("r.csv"))
    #expect(try Program.run(["explain", "P1", "--format", "json"] + ledger).output == line + "\n")
    #expect(try Program.run(["explain", "P1"] + ledger).output.contains("缺失"))
    #expect(try Program.run(["explain", "P7"] + ledger).code == 66)
    #expect(try Program.run(["report", "--output", scratch.path("again")] + ledger).code == 0)
    #expect(try scratch.bytes("again/audit.jsonl") == scratch.bytes("out/latest/audit.jsonl"))
    #expect(try scratch.bytes("again/index.html") == scratch.bytes("out/latest/index.html"))
    let same = try Program.run(["rejudge", "--policy", "cas-2023", "--format", "json"] + ledger)
    #expect(same.output == "{\"plans\":2,\"flips\":[]}\n", Comment(rawValue: same.errors))
  }

  @Test("only so many nights are kept, and files still being uploaded are waited for")
  func keepAndSettle() throws {
    let scratch = try night()
    for _ in 0..<3 { #expect(try audit(scratch, ["--keep", "2"]).code == 0) }
    #expect(try FileManager.default.contentsOfDirectory(atPath: scratch.path("out/runs")).sorted() == ["2023-03-01-2", "2023-03-01-3"])
    #expect(try audit(scratch, ["--settle", "3600"]).code == 0)
    #expect(try publicity(scratch)["verdict"] as? String == "unconfirmed")
    let line = try object(try scratch.text("out/latest/audit.jsonl").split(separator: "\n")[0])
    let unread = try #require((line["unread"] as? [[String: String]])?.first)
    #expect(unread["reason"] == "unsupported")
    #expect(unread["detail"] == "可能仍在上传")
    #expect(!(try scratch.text("out/latest/summary.json").contains("unsettled")))
  }

  @Test("--fail-on asks for 1, deficiencies alone do not")
  func failOn() throws {
    let scratch = try night()
    #expect(try audit(scratch).code == 0)
    #expect(try audit(scratch, ["--fail-on", "incomplete"]).code == 1)
    #expect(try audit(scratch, ["--fail-on", "review"]).code == 1)
    #expect(try audit(scratch, ["--fail-on", "never"]).code == 64)
  }

  // MARK: - A memory that is lost, uploads that are gone

  @Test("an empty ledger beside earlier nights is refused and set aside on request; one that is gone is said")
  func lostLedger() throws {
    let scratch = try night()
    #expect(try audit(scratch).code == 0)
    let lines = try scratch.bytes("out/latest/audit.jsonl")
    for name in ["ledger.sqlite-wal", "ledger.sqlite-shm"] { try? FileManager.default.removeItem(atPath: scratch.path("out/\(name)")) }
    try scratch.write([], to: "out/ledger.sqlite")
    let refused = try audit(scratch)
    #expect(refused.code == 65)
    #expect(refused.errors.contains("--rebuild-ledger"), Comment(rawValue: refused.errors))
    #expect(try scratch.bytes("out/ledger.sqlite").isEmpty)
    #expect(try scratch.bytes("out/latest/audit.jsonl") == lines)
    let rebuilt = try audit(scratch, ["--rebuild-ledger"])
    #expect(rebuilt.code == 0, Comment(rawValue: rebuilt.errors))
    #expect(rebuilt.errors.contains("damaged-"))
    #expect(try scratch.bytes("out/latest/audit.jsonl") == lines)

    let quiet = try audit(scratch)
    #expect(!quiet.errors.contains("there is no ledger"))
    for name in ["ledger.sqlite", "ledger.sqlite-wal", "ledger.sqlite-shm"] {
      try? FileManager.default.removeItem(atPath: scratch.path("out/\(name)"))
    }
    let gone = try audit(scratch)
    #expect(gone.code == 0)
    #expect(gone.errors.contains("there is no ledger"), Comment(rawValue: gone.errors))
    // The very first night has nothing to miss.
    #expect(!(try audit(try self.night()).errors.contains("there is no ledger")))
  }

  @Test("an uploads folder that is empty after a full night is a folder that was not looked at, not a night of missing materials")
  func emptyUploads() throws {
    let scratch = try Scratch()
    var rows = "计划编号,单位,计划名称,精品项目\n"
    for plan in 1...12 {
      rows += "P\(plan),甲所,培训班\(plan),是\n"
      let docx = try DocxBuilder.bytes(TextSource("id: \(plan)\n---\n第\(plan)份说明。\n", name: "\(plan)"))
      try scratch.write(docx, to: "uploads/P\(plan).docx")
    }
    try scratch.write(Array(rows.utf8), to: "r.csv")
    #expect(try audit(scratch).code == 0)
    let open = try #require(try object(try scratch.text("out/latest/summary.json"))["requirements"] as? [String: Any])
    #expect((open["by_verdict"] as? [String: Int])?["missing"] == 72)
    try FileManager.default.moveItem(atPath: scratch.path("uploads"), toPath: scratch.path("aside"))
    try FileManager.default.createDirectory(atPath: scratch.path("uploads"), withIntermediateDirectories: true)
    // However often it is looked at.
    for _ in 0..<2 {
      let result = try audit(scratch)
      #expect(result.code == 2)
      #expect(result.errors.contains("EMPTY"), Comment(rawValue: result.errors))
      let plans = try scratch.text("out/latest/audit.jsonl").split(separator: "\n").map { try object($0) }
      #expect(plans.allSatisfy { $0["verdict"] as? String == "failed" })
      #expect(!(try scratch.text("out/latest/audit.jsonl").contains("\"missing\"")))
      let changes = try #require(try object(try scratch.text("out/latest/summary.json"))["changes"] as? [String: Any])
      #expect((changes["fixed"] as? [Any])?.isEmpty == true)
      #expect((changes["still_open"] as? [Any])?.count == 72)
    }
    // Back again, nothing is read anew; and with any file in it the folder counts as it is.
    try FileManager.default.removeItem(atPath: scratch.path("uploads"))
    try FileManager.default.moveItem(atPath: scratch.path("aside"), toPath: scratch.path("uploads"))
    let back = try audit(scratch)
    #expect(back.code == 0)
    #expect(back.output.contains("（本次读取 0）"), Comment(rawValue: back.output))
    for plan in 1...12 { try FileManager.default.removeItem(atPath: scratch.path("uploads/P\(plan).docx")) }
    try scratch.write(Array("已清空".utf8), to: "uploads/说明.txt")
    #expect(try audit(scratch).code == 0)
    #expect(try scratch.text("out/latest/audit.jsonl").contains("\"missing\""))
  }

  @Test("a decision written at any instant of a night holds for that night or the next, and is never lost between them")
  func decisionDuringANight() throws {
    for attempt in 0..<5 {
      let scratch = try night()
      #expect(try audit(scratch).code == 0)
      // Something to do for the night during which it is written.
      try scratch.write(try DocxBuilder.bytes(TextSource("id: b\n---\n又一份说明。\n", name: "b")), to: "uploads/P2/说明.docx")
      let process = try Program.start([
        "audit", "--register", scratch.path("r.csv"), "--uploads", scratch.path("uploads"), "--output", scratch.path("out"), "--as-of",
        "2023-03-01",
      ])
      Thread.sleep(forTimeInterval: Double(attempt) * 0.25)
      let made = try Program.run([
        "decide", "P1", "publicity", "accept", "--by", "郑晚秋", "--reason", "已电话核实", "--file", "通知.docx", "--ledger",
        scratch.path("out/ledger.sqlite"),
      ])
      #expect(made.code == 0, Comment(rawValue: made.errors))
      process.waitUntilExit()
      #expect(process.terminationStatus == 0)
      // What the night says of the decision and of the material agrees.
      let decisions = try #require(try object(try scratch.text("out/latest/summary.json"))["decisions"] as? [String: [Any]])
      #expect((decisions["applied"]?.count == 1) == (try publicity(scratch)["verdict"] as? String == "present"))
      #expect(try audit(scratch).code == 0)
      #expect(try publicity(scratch)["verdict"] as? String == "present", "attempt \(attempt)")
    }
  }

  @Test("a night of files that were still being uploaded leaves nothing behind that a later night takes for settled")
  func unsettledBetween() throws {
    let scratch = try night()
    #expect(try audit(scratch).code == 0)
    let lines = try scratch.bytes("out/latest/audit.jsonl")
    #expect(try audit(scratch, ["--settle", "86400"]).code == 0)
    #expect(try publicity(scratch)["verdict"] as? String == "unconfirmed")
    #expect(try audit(scratch, ["--settle", "86400"]).code == 0)
    #expect(try publicity(scratch)["verdict"] as? String == "unconfirmed")
    #expect(try audit(scratch).code == 0)
    #expect(try scratch.bytes("out/latest/audit.jsonl") == lines)
  }
}
