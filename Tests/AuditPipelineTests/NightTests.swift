import Foundation
import Testing

/// The invented night of `fixtures/night` against what was written by hand from the guide.
@Suite("A night from register to reports")
struct NightTests {
  struct Expected: CustomTestStringConvertible, Sendable {
    var plan: String
    var application: String
    var path: String?
    var verdict: String
    var requirements: [String: String]
    var rules: [String]
    var testDescription: String { plan }
  }

  /// One run that the tests of this suite look at.
  private static let finished = Swift.Result {
    let scratch = try Scratch()
    let result = try Program.run(try Night.audit(to: scratch.path("out")))
    return Finished(scratch: scratch, code: result.code, output: result.output, errors: result.errors)
  }

  private final class Finished: Sendable {
    let scratch: Scratch
    let code: Int32
    let output: String
    let errors: String

    init(scratch: Scratch, code: Int32, output: String, errors: String) {
      self.scratch = scratch
      self.code = code
      self.output = output
      self.errors = errors
    }
  }

  static let expected: [Expected] = {
    let text = (try? String(contentsOfFile: "\(Night.fixtures)/night/expected.jsonl", encoding: .utf8)) ?? ""
    return text.split(separator: "\n").compactMap { line in
      guard let object = try? object(line), let plan = object["plan"] as? String else { return nil }
      return Expected(
        plan: plan, application: object["application"] as? String ?? "", path: object["path"] as? String,
        verdict: object["verdict"] as? String ?? "",
        requirements: object["requirements"] as? [String: String] ?? [:], rules: object["rules"] as? [String] ?? [])
    }
  }()

  @Test("every plan comes out as the guide has it, in register order")
  func order() throws {
    let run = try Self.finished.get()
    #expect(run.code == 0, Comment(rawValue: run.errors))
    let lines = try run.scratch.text("out/latest/audit.jsonl").split(separator: "\n").map { try object($0) }
    #expect(Self.expected.count >= 40)
    #expect(lines.map { $0["plan"] as? String } == Self.expected.map(\.plan))
  }

  @Test("application, path, verdicts and rules", arguments: expected)
  func verdicts(_ expected: Expected) throws {
    let text = try Self.finished.get().scratch.text("out/latest/audit.jsonl")
    let line = try #require(try text.split(separator: "\n").map { try object($0) }.first { $0["plan"] as? String == expected.plan })
    #expect(line["application"] as? String == expected.application)
    #expect(line["path"] as? String == expected.path)
    let requirements = try #require(line["requirements"] as? [[String: Any]])
    let found = Dictionary(uniqueKeysWithValues: requirements.map { ($0["material"] as? String ?? "", $0["verdict"] as? String ?? "") })
    #expect(found == expected.requirements)
    #expect(line["verdict"] as? String == expected.verdict)
    let findings = try #require(line["findings"] as? [[String: Any]])
    let rules = Set(findings.compactMap { $0["rule"] as? String }).sorted()
    #expect(rules == expected.rules.sorted())
  }

  @Test("the output holds every file of the contract, each of them real")
  func files() throws {
    let scratch = try Self.finished.get().scratch
    #expect(try FileManager.default.destinationOfSymbolicLink(atPath: scratch.path("out/latest")) == "runs/2023-03-01")
    for name in ["index.html", "summary.json", "audit.jsonl", "findings.csv", "metrics.prom"] {
      #expect(scratch.exists("out/runs/2023-03-01/\(name)"), Comment(rawValue: name))
    }
    #expect(scratch.exists("out/ledger.sqlite"))
    let units = try FileManager.default.contentsOfDirectory(atPath: scratch.path("out/latest/units"))
    #expect(units.count == 10)
    var notices = 0
    for unit in units {
      #expect(try scratch.text("out/latest/units/\(unit)/index.html").hasPrefix("<!DOCTYPE html>"))
      guard scratch.exists("out/latest/units/\(unit)/notice.docx") else { continue }
      notices += 1
      for name in ["notice.docx", "deficiencies.xlsx"] {
        #expect(try scratch.bytes("out/latest/units/\(unit)/\(name)").starts(with: [0x50, 0x4B]), Comment(rawValue: "\(unit)/\(name)"))
      }
    }
    #expect(notices > 0)
    #expect(!FileManager.default.fileExists(atPath: scratch.path("out/runs/.unfinished-2023-03-01")))
  }

  @Test("what no plan claims and what rows say wrong is said of the night")
  func nightFindings() throws {
    let summary = try object(try Self.finished.get().scratch.text("out/latest/summary.json"))
    #expect(
      (summary["unclaimed"] as? [String])?.sorted() == ["人事处通讯录.docx", "古环境所/P999.zip", "未命名文件夹/新建文档.docx", "滨海所/深海班照片说明.docx"].sorted())
    let rows = try #require(summary["rows"] as? [[String: Any]])
    #expect(rows.map { $0["row"] as? Int } == [27, 48])
  }

  @Test("the same night twice, in two outputs, gives the same bytes, and a repeated night opens nothing")
  func repeated() throws {
    let first = try Self.finished.get().scratch
    let second = try Scratch()
    #expect(try Program.run(try Night.audit(to: second.path("out"), ["--jobs", "1"])).code == 0)
    #expect(try second.bytes("out/latest/audit.jsonl") == first.bytes("out/latest/audit.jsonl"))
    #expect(try second.bytes("out/latest/findings.csv") == first.bytes("out/latest/findings.csv"))
    let again = try Program.run(try Night.audit(to: second.path("out")))
    #expect(again.code == 0)
    #expect(again.output.contains("本次读取 0"))
    #expect(try FileManager.default.destinationOfSymbolicLink(atPath: second.path("out/latest")) == "runs/2023-03-01-2")
    #expect(try second.bytes("out/latest/audit.jsonl") == first.bytes("out/latest/audit.jsonl"))
    let changes = try #require(try object(try second.text("out/latest/summary.json"))["changes"] as? [String: Any])
    #expect((changes["new"] as? [Any])?.isEmpty == true)
    #expect((changes["still_open"] as? [Any])?.isEmpty == false)
  }
}
