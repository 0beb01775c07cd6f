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
}
