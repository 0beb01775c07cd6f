import Findings
import Foundation
import Policies
import Readings
import Registers
import Testing

@testable import Judging

/// One plan's row by column name. The defaults keep every rule of their application, so that a test changes one thing.
struct Row {
  var columns: [String: String]

  static func boutique(_ changes: [String: String?] = [:]) -> Row {
    Row(
      [
        "计划编号": "P001", "单位": "中国科学院物理研究所", "计划名称": "2023年量子信息技术研修班", "计划类别": "专业技术研修班", "是否申请资助": "是", "是否申请专项技术支持": "否",
        "精品项目": "是", "同时申报人力资源社会保障部高研项目": "否", "培训天数": "4", "参加人数": "70", "每场学时": "", "场次": "", "参加人员": "科研人员",
        "是否面向院内开放": "是", "已举办次数": "1", "往年项目类型": "精品培训项目", "2022年获院资助": "否", "2022年组织实施完成": "否",
      ], changes)
  }

  static func hrss(_ changes: [String: String?] = [:]) -> Row {
    Row(
      boutique().columns.merging([
        "精品项目": "人力资源社会保障部高级研修项目", "同时申报人力资源社会保障部高研项目": "是", "培训天数": "5", "参加人数": "100",
      ]) { $1 }, changes)
  }

  static func simplified(_ changes: [String: String?] = [:]) -> Row {
    Row(boutique().columns.merging(["2022年获院资助": "是", "2022年组织实施完成": "是"]) { $1 }, changes)
  }

  static func incubation(_ changes: [String: String?] = [:]) -> Row {
    Row(boutique().columns.merging(["精品项目": "否", "培训天数": "3", "已举办次数": "0", "往年项目类型": "无"]) { $1 }, changes)
  }

  static func lectures(_ changes: [String: String?] = [:]) -> Row {
    Row(
      incubation().columns.merging([
        "计划类别": "学术讲坛", "是否申请资助": "否", "是否申请专项技术支持": "是", "每场学时": "2", "场次": "6", "培训天数": "",
      ]) { $1 }, changes)
  }

  private init(_ base: [String: String], _ changes: [String: String?]) {
    columns = base
    for (name, value) in changes { columns[name] = value }
  }
}

/// A night of rows and documents, judged. A column is missing from the register where no row has it.
struct Night {
  var policy: Policy
  var rows: [Row]
  /// Plan id → documents; nil for a plan: nothing was sent.
  var bundles: [String: [FoundDocument]] = [:]
  var failures: [String: String] = [:]
  var funded: FundedList?

  init(_ rows: [Row], bundles: [String: [FoundDocument]] = [:], funded: [FundedList.Project]? = nil, policy: Policy? = nil) throws {
    self.rows = rows
    self.bundles = bundles
    self.funded = funded.map { FundedList(projects: $0) }
    self.policy = try policy ?? Policy.builtIn()
  }

  func register() throws -> Register {
    let names = Set(rows.flatMap(\.columns.keys)).sorted()
    let lines = [names] + rows.map { row in names.map { row.columns[$0] ?? "" } }
    let text = lines.map { $0.map { "\"\($0)\"" }.joined(separator: ",") }.joined(separator: "\n")
    return try Register.read(Array(text.utf8), subject: "register.csv", policy: policy, sheet: { _ in [] })
  }

  func judge() throws -> NightVerdict {
    let inputs = try register().plans.map { plan in
      let documents = bundles[plan.id]
      return PlanInput(
        plan: plan, files: documents?.count ?? 0, reading: documents.map { BundleReading(id: plan.id, documents: $0) },
        failure: failures[plan.id])
    }
    return try Judge(policy: policy, funded: funded).judge(inputs)
  }

  /// The only plan's verdict.
  static func one(
    _ row: Row, _ documents: [FoundDocument]? = six(), funded: [FundedList.Project]? = nil, policy: Policy? = nil
  ) throws -> PlanVerdict {
    let id = row.columns["计划编号"] ?? ""
    return try Night([row], bundles: documents.map { [id: $0] } ?? [:], funded: funded, policy: policy).judge().plans[0]
  }
}

let sixMaterials = ["faculty_list", "course_list", "textbook_list", "needs_report", "evaluation_summary", "publicity"]

/// One document that is a material without doubt.
func document(
  _ material: String, path: String? = nil, confidence: Double = 0.98, flags: [Flag] = [], sha256: String? = nil,
  change: (inout Facts) -> Void = { _ in }
) -> FoundDocument {
  let path = path ?? "P001/\(material).docx"
  var facts = Facts()
  // By default nothing that a notice would be given for.
  facts.selfMadeTextbook = Evidence(quote: "自编讲义", where: "表1 第2行", because: "写明自编")
  change(&facts)
  let score = MaterialScore(
    material: material, confidence: confidence, flags: flags, evidence: [Evidence(quote: "引自\(material)", where: "第1段", because: "标题")],
    against: [Evidence(quote: "反证", where: "第2段", because: "像别的材料")])
  return FoundDocument(
    path: path, reading: DocumentReading(sha256: sha256 ?? "sha-\(path)", format: "docx", status: .read, scores: [score], facts: facts))
}

func unread(_ path: String, _ reason: UnreadReason, status: ReadStatus = .unreadable) -> FoundDocument {
  FoundDocument(path: path, reading: DocumentReading(sha256: "sha-\(path)", format: "docx", status: status, reason: reason))
}

/// The six materials of the full path, some left out or replaced.
func six(without: Set<String> = [], _ replacing: FoundDocument...) -> [FoundDocument] {
  let replaced = Set(replacing.flatMap { $0.reading.scores.map(\.material) })
  return sixMaterials.filter { !without.contains($0) && !replaced.contains($0) }.map { document($0) } + replacing
}

func two() -> [FoundDocument] { [document("training_scheme"), document("teaching_plan")] }

extension PlanVerdict {
  var rules: [String] { findings.map(\.rule) }
  func finding(_ rule: String) -> Finding? { findings.first { $0.rule == rule } }
  func requirement(_ material: String) -> Requirement? { requirements.first { $0.material == material } }
}
