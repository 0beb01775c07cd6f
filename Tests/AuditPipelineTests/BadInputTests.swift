import FixtureSupport
import Foundation
import Testing

/// What is wrong with a run: one sentence on standard error that names the subject, the contract's exit code, nothing written.
@Suite("Bad input")
struct BadInputTests {
  struct Case: CustomTestStringConvertible, Sendable {
    var name: String
    var code: Int32
    /// What the sentence must say.
    var says: [String]
    var arguments: @Sendable (Scratch) throws -> [String]
    var testDescription: String { name }

    init(_ name: String, _ code: Int32, says: [String], _ arguments: @escaping @Sendable (Scratch) throws -> [String]) {
      self.name = name
      self.code = code
      self.says = says
      self.arguments = arguments
    }
  }

  private static func audit(_ scratch: Scratch, register: String = "r.csv", _ more: [String] = []) -> [String] {
    ["audit", "--register", scratch.path(register), "--uploads", scratch.path("uploads"), "--output", scratch.path("out")] + more
  }

  static let cases: [Case] = [
    Case("no register", 66, says: ["gone.xlsx", "no such register"]) { audit($0, register: "gone.xlsx") },
    Case("no uploads", 66, says: ["nowhere", "no such uploads folder"]) {
      ["audit", "--register", $0.path("r.csv"), "--uploads", $0.path("nowhere"), "--output", $0.path("out")]
    },
    Case("uploads are a file", 66, says: ["r.csv", "name the folder"]) {
      ["audit", "--register", $0.path("r.csv"), "--uploads", $0.path("r.csv"), "--output", $0.path("out")]
    },
    Case("no funded list", 66, says: ["gone.csv", "list of funded projects"]) { audit($0, ["--funded", $0.path("gone.csv")]) },
    Case("no policy", 66, says: ["cas-1999", "no such policy file"]) { audit($0, ["--policy", "cas-1999"]) },
    Case("a register without 计划编号", 65, says: ["other.csv", "计划编号"]) { audit($0, register: "other.csv") },
    Case("an empty register", 65, says: ["empty.csv", "empty"]) { audit($0, register: "empty.csv") },
    Case("a register without rows", 65, says: ["bare.csv", "no rows"]) { audit($0, register: "bare.csv") },
    Case("a damaged workbook", 65, says: ["bad.xlsx"]) { audit($0, register: "bad.xlsx") },
    Case("a bad policy", 65, says: ["bad.yaml"]) { audit($0, ["--policy", $0.path("bad.yaml")]) },
    Case("an output that is a file", 73, says: ["r.csv/out", "is a file"]) {
      ["audit", "--register", $0.path("r.csv"), "--uploads", $0.path("uploads"), "--output", $0.path("r.csv/out")]
    },
    Case("an output inside the uploads", 64, says: ["uploads/out", "uploads folder"]) {
      ["audit", "--register", $0.path("r.csv"), "--uploads", $0.path("uploads"), "--output", $0.path("uploads/out")]
    },
    Case("an unknown option", 64, says: ["--colour"]) { audit($0, ["--colour", "red"]) },
    Case("a day that is none", 64, says: ["2023-02-30"]) { audit($0, ["--as-of", "2023-02-30"]) },
    Case("no night to keep", 64, says: ["--keep"]) { audit($0, ["--keep", "0"]) },
    Case("no command line at all", 64, says: ["--register"]) { _ in ["audit"] },
    Case("an unknown command", 64, says: ["frobnicate"]) { _ in ["frobnicate"] },
    Case("check: no such path", 66, says: ["gone.docx"]) { ["check", $0.path("gone.docx"), "--application", "boutique"] },
    Case("a register of bad rows alone", 65, says: ["badrows.csv", "第2行"]) { audit($0, register: "badrows.csv") },
    Case("a ledger that is a folder", 73, says: ["uploads", "--ledger"]) { audit($0, ["--ledger", $0.path("uploads")]) },
    Case("a ledger where none can be made", 73, says: ["/proc"]) { audit($0, ["--ledger", "/proc/ledger.sqlite"]) },
    Case("an output whose latest is a folder", 73, says: ["taken/latest", "--output"]) {
      ["audit", "--register", $0.path("r.csv"), "--uploads", $0.path("uploads"), "--output", $0.path("taken")]
    },
    Case("check: an application that needs nothing", 64, says: ["--application none", "boutique, hrss"]) {
      ["check", $0.path("r.csv"), "--application", "none"]
    },
    Case("check: no such application", 64, says: ["golden", "boutique, hrss"]) { ["check", $0.path("r.csv"), "--application", "golden"] },
    Case("classify: no such path", 66, says: ["gone.docx"]) { ["classify", $0.path("gone.docx")] },
    Case("classify: no path", 64, says: ["PATH"]) { _ in ["classify"] },
    Case("classify: no such list", 66, says: ["list.txt"]) { ["classify", "--files-from", $0.path("list.txt")] },
    Case("extract: no such path", 66, says: ["gone.docx"]) { ["extract", $0.path("gone.docx")] },
    Case("explain: no ledger", 66, says: ["none.sqlite", "run `audit` first"]) { ["explain", "P1", "--ledger", $0.path("none.sqlite")] },
    Case("rejudge: no ledger", 66, says: ["none.sqlite"]) { ["rejudge", "--policy", "cas-2023", "--ledger", $0.path("none.sqlite")] },
    Case("decide: no reason", 64, says: ["--reason"]) {
      ["decide", "P1", "publicity", "accept", "--by", "郑", "--ledger", $0.path("none.sqlite")]
    },
    Case("a ledger that is none", 65, says: ["fake.sqlite"]) { audit($0, ["--ledger", $0.path("fake.sqlite")]) },
    Case("policy lint: a bad one", 65, says: []) { ["policy", "lint", $0.path("bad.yaml")] },
    Case("policy show: no such", 66, says: ["cas-1999"]) { _ in ["policy", "show", "cas-1999"] },
    Case("no such readings", 66, says: ["lines.jsonl"]) { audit($0, ["--readings", $0.path("lines.jsonl")]) },
  ]

  @Test("each has its code and its sentence, and leaves nothing", arguments: cases)
  func oneSentence(_ bad: Case) throws {
    let scratch = try Scratch()
    try scratch.write(Array("计划编号,单位,计划名称,精品项目\nP1,甲所,甲培训班,是\n".utf8), to: "r.csv")
    try scratch.write(Array("姓名,电话\n甲,1\n".utf8), to: "other.csv")
    try scratch.write([], to: "empty.csv")
    try scratch.write(Array("计划编号,单位,计划名称\n".utf8), to: "bare.csv")
    try scratch.write([0x50, 0x4B, 0x03, 0x04, 1, 2, 3], to: "bad.xlsx")
    try scratch.write(Array("id: x\ncolour: red\n".utf8), to: "bad.yaml")
    try scratch.write([UInt8](repeating: 0x41, count: 4096), to: "fake.sqlite")
    try scratch.write(Array("x".utf8), to: "uploads/说明.txt")
    try scratch.write(Array("计划编号,单位,计划名称,精品项目\n,甲所,甲培训班,是\n".utf8), to: "badrows.csv")
    try scratch.write(Array("x".utf8), to: "taken/latest/notes.txt")
    let before = scratch.names()
    let result = try Program.run(try bad.arguments(scratch), in: scratch.root)
    #expect(result.code == bad.code, Comment(rawValue: result.errors))
    for words in bad.says { #expect(result.errors.contains(words), Comment(rawValue: result.errors)) }
    let isLint = bad.name.hasPrefix("policy lint")
    #expect(result.output.isEmpty != isLint, Comment(rawValue: result.output))
    // A lock beside a ledger that was looked at is no output.
    #expect(scratch.names().filter { !$0.hasSuffix(".lock") } == before)
  }

  @Test("the last line is JSON too where the log is")
  func fatalAsJSON() throws {
    let scratch = try Scratch()
    let result = try Program.run([
      "audit", "--register", scratch.path("gone.csv"), "--uploads", scratch.root, "--output", scratch.path("out"), "--log-format", "json",
    ])
    #expect(result.code == 66)
    let lines = try result.errors.split(separator: "\n").map { try object($0) }
    #expect((lines.last?["message"] as? String)?.contains("no such register") == true)
    #expect(lines.last?["level"] as? String == "critical")
  }

  @Test("rows of which none applies for anything are a night like any other; a row's finding is listed and counted once")
  func nothingAppliedFor() throws {
    let scratch = try Scratch()
    try scratch.write(Array("计划编号,单位,计划名称,精品项目,是否申请资助\nP1,甲所,甲培训班,否,否\nP2,乙所,乙培训班,否,大概\n".utf8), to: "r.csv")
    try scratch.write(Array("x".utf8), to: "uploads/说明.txt")
    let result = try Program.run(Self.audit(scratch))
    #expect(result.code == 0, Comment(rawValue: result.errors))
    let lines = try scratch.text("out/latest/audit.jsonl").split(separator: "\n").map { try object($0) }
    #expect(lines.map { $0["verdict"] as? String } == ["not-required", "review"])
    let findings = try #require(try object(try scratch.text("out/latest/summary.json"))["findings"] as? [String: Any])
    #expect((findings["by_rule"] as? [String: Int])?["register.row"] == 1)
    let rows = try scratch.text("out/latest/findings.csv").split(separator: "\r\n").filter { $0.contains("register.row") }
    #expect(rows.count == 1)
    #expect(rows.first?.hasPrefix("P2,乙所,乙培训班,登记表第3行,") == true)
  }

  @Test("help goes to standard output and ends with 0", arguments: [["--help"], ["audit", "--help"], ["help", "classify"]])
  func help(_ arguments: [String]) throws {
    let result = try Program.run(arguments)
    #expect(result.code == 0)
    #expect(result.output.contains("USAGE"))
    #expect(result.errors.isEmpty)
  }
}
