import Findings
import Judging
import Readings

@testable import Reports

/// An invented night that looks like a real one: nine units (three of them hostile), forty-five plans, every verdict, reason and list filled.
/// Everything follows from the index of a plan, so that the same night comes out every time.
enum FakeNight {
  static let units = [
    "中国科学院云岭生态研究所", "中国科学院海岳物理研究所", "中国科学院青州化学研究所", "中国科学院北辰自动化研究所", "中国科学院江南天文台",
    "中国科学院西域地理研究所", "<script>alert(1)</script>研究所", "../../../etc/passwd", "=cmd|' /C calc'!A0" + String(repeating: "长", count: 300),
  ]

  static let materials: [(String, String)] = [
    ("faculty_list", "师资名单"), ("course_list", "课程设置清单"), ("textbook_list", "培训教材清单"), ("needs_report", "需求调研分析报告"),
    ("evaluation_summary", "效果评估总结"), ("publicity", "宣传报道"), ("training_scheme", "培训方案"), ("teaching_plan", "教学计划"),
  ]

  static let policy = PolicyFacts(
    id: "cas-2023", title: "中国科学院2023年度继续教育与培训院级资助项目申报指南", year: 2023, digest: String(repeating: "4f6da04c", count: 8),
    clauses: [
      .init(id: "一（一）1", quotes: ["专业技术研修班时间不少于3天，参加人员为科研人员"]),
      .init(id: "二（一）", quotes: ["培训班至少已举办过1次；培训班时间不少于4天，面向院内单位开放，参加学员不少于70人"]),
      .init(id: "二（二）", quotes: ["拟遴选并资助10个左右精品培训班"]),
      .init(
        id: "二（三）",
        quotes: [
          "并在附件栏内上传往年举办的培训项目师资名单、课程设置清单、培训教材清单（不含PPT）、需求调研分析报告、效果评估总结以及宣传报道等相关材料",
          "2022年已获院资助并组织实施完成的精品培训项目，如继续申请2023年院经费资助，可只需提交培训方案及教学计划材料",
        ]),
      .init(id: "三（一）", quotes: ["每期高级研修项目研修时间需5天左右，培训人次需100人左右"]),
      .init(id: "三（二）", quotes: ["面向研究所计划遴选5个左右人力资源社会保障部高级研修项目"]),
    ],
    switches: [
      .init(
        id: "about_five_days", clause: "三（一）", question: "“5天左右”的范围", chosen: "4至6天都算。", alternative: "只认5天。"),
      .init(
        id: "hrss_simplified", clause: "三（二）", question: "2022年已获院资助并完成的培训再申报人社部高研项目，可否只交培训方案和教学计划？",
        chosen: "可以。", alternative: "不可以，一律交齐六项材料。"),
    ],
    materials: materials.map { .init(id: $0.0, name: $0.1, what: "往年举办该培训时的\($0.1)。") },
    applications: [
      .init(id: "hrss", name: "人力资源社会保障部高级研修项目"), .init(id: "boutique", name: "精品培训项目"),
      .init(id: "incubation", name: "院级培育项目"), .init(id: "none", name: "所级培训项目"),
    ], paths: [.init(id: "full", name: "完整材料（六项）"), .init(id: "simplified", name: "简化材料（培训方案及教学计划）")],
    rules: [.init(id: "boutique.open", name: "面向院内单位开放"), .init(id: "boutique.days", name: "培训时间不少于4天")], service: "继续教育与培训院级资助项目",
    issuer: "中国科学院人事局", office: "人事局")

  private static let topics = [
    "黑土地保护与利用技术", "低温等离子体诊断", "冷冻电镜数据处理", "智能制造装备运维", "射电天文观测数据处理", "干旱区水资源遥感监测", "量子信息前沿",
    "生物安全实验室操作技能", "高分辨质谱分析技术",
  ]

  static func report(plans count: Int = 45) -> NightReport {
    var plans = (0..<count).map(plan)
    // A hostile title, id and path on one plan that surely has something to correct.
    let hostile = plans.firstIndex { $0.verdict == .incomplete } ?? 0
    plans[hostile].title = "\"><img src=x onerror=alert(1)> {{unit}} \u{202E}fdp.班训培\u{0007}"
    plans[hostile].plan = "../P\"'<&>\u{200F}001"
    let opens = plans.flatMap { plan in plan.requirements.filter { $0.verdict != .present }.map { (plan.plan, $0.material) } }
    let third = opens.count / 3
    return NightReport(
      run: "20230301-1", asOf: "2023-03-01", programVersion: "0.1.0", policy: policy, plans: plans,
      rowFindings: [
        RowFinding(
          row: 13, plan: nil,
          finding: Finding(rule: "register.row", severity: .error, message: "没有计划编号，该行没有审核。", fix: "请在登记表补填计划编号。", clause: nil)),
        RowFinding(
          row: 21, plan: "P007",
          finding: Finding(
            rule: "register.row", severity: .error, message: "计划编号P007在第8行已经出现，该行没有审核。", fix: "请核对两行，改正其中一个编号。", clause: nil)),
      ],
      notChecked: [NotChecked(rule: "boutique.open", column: "是否面向院内开放", plans: 12)],
      unclaimed: [
        UnclaimedFile(
          path: "散落的文件/=HYPERLINK(\"http://evil.example\").docx",
          finding: Finding(
            rule: "bundle.unclaimed", severity: .notice, message: "=HYPERLINK(\"http://evil.example\").docx不属于任何计划。", fix: "请核对文件名。",
            clause: nil)),
        UnclaimedFile(
          path: "新建文件夹/材料.zip",
          finding: Finding(rule: "bundle.unclaimed", severity: .notice, message: "材料.zip不属于任何计划。", fix: "请核对文件名。", clause: nil)),
      ],
      changes: Changes(
        previousRun: "20230228-1", previousDate: "2023-02-28",
        new: opens.prefix(4).map { .init(plan: $0.0, material: $0.1, cause: .upload) },
        fixed: [
          .init(plan: "P002", material: "publicity", cause: .upload), .init(plan: "P999", material: "faculty_list", cause: .register),
        ],
        stillOpen: opens.dropFirst(5).prefix(third).map { .init(plan: $0.0, material: $0.1, since: "2023-02-24") },
        reopened: opens.dropFirst(4).prefix(1).map { .init(plan: $0.0, material: $0.1, cause: .policy) }),
      decisions: Decisions(
        applied: [.init(plan: "P003", material: "needs_report", ruling: .accept, by: "王敏", reason: "已电话核实，为2022年报告。", until: "2023-06-30")],
        expired: [.init(plan: "P011", material: "publicity", ruling: .accept, by: "王敏", reason: "暂缓补交。", until: "2023-02-15")],
        voided: [.init(plan: "P012", material: "course_list", ruling: .reject, by: "李强", reason: "系其他班次的课表。")], unused: []),
      selection: Selection(
        quotas: [
          .init(name: "精品培训项目", clause: "二（二）", about: 10, plans: plans.filter { $0.application == "boutique" }.map(\.plan)),
          .init(name: "人力资源社会保障部高级研修项目", clause: "三（二）", about: 5, plans: plans.filter { $0.application == "hrss" }.map(\.plan)),
        ],
        directions: [
          .init(plan: "P001", direction: "“黑土粮仓”科技会战", clause: "二（二）", quote: "围绕“黑土粮仓”科技会战开展培训", place: "培训方案.docx 第2段")
        ]),
      documents: DocumentCounts(read: count * 4, partial: 3, unreadable: plans.reduce(0) { $0 + $1.unread.count }),
      stages: [Stage(name: "discover", seconds: 0.0213), Stage(name: "read", seconds: 12.5), Stage(name: "judge", seconds: 0.2)],
      helpers: [Helper(name: "pdftotext", version: "22.12.0"), Helper(name: "tesseract", version: nil)])
  }

  private static func plan(_ index: Int) -> PlanVerdict {
    let id = "P" + String(String(1001 + index).dropFirst())
    let applications = ["boutique", "incubation", "hrss", "boutique", "none", "boutique"]
    let application = applications[index % applications.count]
    let failed = index == 31
    let path: String? = application == "none" || application == "incubation" ? nil : index % 7 == 0 ? "simplified" : "full"
    let required =
      switch path {
      case "full": materials.prefix(6).map(\.0)
      case "simplified": materials.suffix(2).map(\.0)
      default: [String]()
      }
    let requirements = required.enumerated().map { requirement(id, index, $0.offset, $0.element, failed: failed) }
    let verdicts = Set(requirements.map(\.verdict))
    let outcome: PlanOutcome =
      if failed {
        .failed
      } else if requirements.isEmpty {
        .notRequired
      } else if verdicts.contains(.missing) || verdicts.contains(.deficient) {
        .incomplete
      } else {
        verdicts.contains(.unconfirmed) ? .review : .complete
      }
    // Units differ in how many plans they file, as they do in life.
    let unit = units[[0, 1, 1, 2, 3, 3, 3, 4, 5, 6, 7, 8][index * 5 % 12]]
    return PlanVerdict(
      plan: id, unit: unit, title: "2023年\(topics[index % topics.count])\(application == "hrss" ? "高级研修班" : "培训班")",
      application: application,
      path: path, verdict: outcome, requirements: requirements, findings: findings(index, application), unread: unread(id, index),
      notChecked: application == "boutique" ? ["boutique.open": "是否面向院内开放"] : [:],
      switches: application == "hrss" ? ["about_five_days"] : [],
      otherDocuments: index % 3 == 0
        ? [.init(path: "\(id).zip!/其他/通知.docx", materials: []), .init(path: "\(id).zip!/方案.docx", materials: ["training_scheme"])] : [])
  }

  private static func requirement(_ id: String, _ index: Int, _ position: Int, _ material: String, failed: Bool) -> PlanVerdict.Requirement
  {
    let name = materials.first { $0.0 == material }!.1
    let path = "\(id).zip!/材料/附件\(position + 1).docx"
    let support = PlanVerdict.Support(
      path: path, sha256: String(repeating: "0a", count: 32), verdict: .present, confidence: 0.9 + Double(position) / 100, flags: [],
      evidence: [
        Evidence(quote: "姓名 | 职称 | 工作单位 | 授课题目", where: "表1 第1行", because: "列名与\(name)一致"),
        Evidence(quote: "2022年第三期\(name)", where: "第1段", because: "标题写明是\(name)"),
      ], against: [])
    var requirement = PlanVerdict.Requirement(material: material, verdict: .present, clause: "二（三）", documents: [support])
    let dice = (index * 7 + position * 3 + index / 4) % 16
    // Every fifth plan has nothing missing: only then can a plan be complete or to review.
    switch failed ? 12 : index % 5 == 0 && dice < 3 ? 12 : dice {
    case 0, 1:
      requirement.verdict = .missing
      requirement.reason = "附件里没有找到往年举办该培训的“\(name)”。"
      requirement.fix = "请补交往年举办该培训时的\(name)。"
      requirement.documents = []
    case 2:
      requirement.verdict = .deficient
      requirement.reason = "“附件\(position + 1).docx”是“\(name)”的空白模板，没有填写内容。"
      requirement.fix = "请按实际情况填写后重新上传“\(name)”。"
      requirement.documents[0].flags = [.blankTemplate]
      requirement.documents[0].verdict = .deficient
    case 3, 12:
      requirement.verdict = .unconfirmed
      requirement.reason = "“附件\(position + 1).docx”可能是“\(name)”，但把握不足。"
      requirement.fix = "请打开该文件核对；如确是“\(name)”，请在文件开头写明标题后重新上传。"
      requirement.documents[0].confidence = 0.5312
      requirement.documents[0].verdict = .unconfirmed
      requirement.documents[0].against = [Evidence(quote: "拟于2023年7月举办", where: "第3段", because: "说的是计划举办")]
    case 4:
      requirement.decided = .init(by: "王敏", reason: "已电话核实。", until: "2023-06-30")
    default: break
    }
    return requirement
  }

  private static func findings(_ index: Int, _ application: String) -> [Finding] {
    var findings: [Finding] = []
    if index % 9 == 2 {
      findings.append(
        Finding(
          rule: "boutique.days", severity: .error, message: "培训天数为3天，少于指南要求的4天。", fix: "请把培训安排调整到不少于4天，或更正登记表“培训天数”一栏。",
          clause: "二（一）"))
    }
    if index % 11 == 5 {
      findings.append(
        Finding(rule: "bundle.duplicate", severity: .warning, message: "与另一计划的附件完全相同。", fix: "请核对是否传错。", clause: nil))
    }
    if application == "hrss" {
      findings.append(Finding(rule: "hrss.note", severity: .notice, message: "一旦获批将不得撤销。", fix: "请确认后申报。", clause: "三（一）"))
    }
    return findings
  }

  private static func unread(_ id: String, _ index: Int) -> [PlanVerdict.Unread] {
    index % 8 == 3
      ? [.init(path: "\(id).zip!/密.docx", reason: UnreadReason.allCases[index % UnreadReason.allCases.count], detail: "test")] : []
  }
}
