import Findings
import Foundation
import Judging
import LedgerStore
import Readings

/// A folder of its own for one test, gone with it.
final class Folder {
  let path: String

  init() throws {
    path = FileManager.default.temporaryDirectory.appendingPathComponent("ledger-\(UUID().uuidString)").path
    try FileManager.default.createDirectory(atPath: path, withIntermediateDirectories: true)
  }

  deinit { try? FileManager.default.removeItem(atPath: path) }

  var ledger: String { path + "/ledger.sqlite" }
}

let key = ReadingKey(reader: "1", cues: "cues")

func hash(_ letter: Character) -> String { String(repeating: letter, count: 64) }

func reading(_ sha256: String, opening: String = "", reason: UnreadReason? = nil) -> DocumentReading {
  var facts = Facts()
  facts.opening = opening
  return DocumentReading(sha256: sha256, format: "docx", status: reason == nil ? .read : .unreadable, reason: reason, facts: facts)
}

func stamp(_ size: Int64 = 10) -> FileStamp { FileStamp(size: size, modified: 1, changed: 2, inode: UInt64.max) }

func header(_ id: String, asOf: String = "2024-01-01", policy: String = "policy", program: String = "1.0") -> RunHeader {
  RunHeader(id: id, asOf: asOf, started: "\(asOf)T01:00:00Z", program: program, policy: policy, register: hash("e"), key: key)
}

func verdict(_ plan: String, _ materials: [String: MaterialVerdict], outcome: PlanOutcome = .incomplete) -> PlanVerdict {
  PlanVerdict(
    plan: plan, unit: "计算技术研究所", title: "培训班", application: "boutique", path: "full", verdict: outcome,
    requirements: materials.sorted { $0.key < $1.key }.map { .init(material: $0.key, verdict: $0.value) }, findings: [], unread: [])
}

extension Ledger {
  /// One whole night with these plans, ended.
  func night(
    _ header: RunHeader, _ plans: [(verdict: PlanVerdict, inputs: PlanInputs)]
  ) throws -> Changes {
    let run = try begin(header)
    try keep(
      plans.enumerated().map { ($0.offset, PlanRecord(verdict: $0.element.verdict, inputs: $0.element.inputs, documents: [])) }, in: run)
    let changes = try changes(of: run)
    try finish(run, at: header.started, summary: Data("{}".utf8))
    return changes
  }
}
