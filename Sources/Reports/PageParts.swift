import Findings
import Judging

/// Parts that the overview and the unit pages share.
struct PageParts {
  private(set) var report: NightReport
  let summary: Summary
  let names: Names
  /// Plan id → its anchor on the unit's page. Ids are unique in a register; two rows of one id never both become plans.
  private let anchors: SafeNames
  private let unitOfPlan: [String: Summary.Unit]

  /// `plans`: the ids of all plans in register order, also where the report comes without its plans.
  init(_ report: NightReport, _ summary: Summary, plans: [String]) {
    self.report = report
    self.summary = summary
    names = Names(report.policy)
    anchors = SafeNames(plans)
    var unitOfPlan: [String: Summary.Unit] = [:]
    for unit in summary.units {
      for index in unit.plans { unitOfPlan[plans[index]] = unit }
    }
    self.unitOfPlan = unitOfPlan
  }

  /// The same with whole verdicts of some plans in place of the outlines of all.
  func speaking(of plans: [PlanVerdict]) -> PageParts {
    var parts = self
    parts.report.plans = plans
    return parts
  }

  /// What every page's frame shows.
  func frame(title: View.Value) -> View {
    let policy = report.policy
    let service = policy.service.map { Texts.shared.label(.auditOf, ["service": $0]) } ?? Texts.shared.label(.audit)
    return [
      "pageTitle": title, "serviceName": .text(service), "office": .text(office), "asOf": .slot(.day),
      "asOfChinese": .slot(.chineseDay), "policyTitle": .text(report.policy.title),
      "policyDigestShort": .text(String(report.policy.digest.prefix(12))), "programVersion": .text(report.programVersion),
      "run": .slot(.run),
    ]
  }

  /// Who decides in doubt.
  var office: String { report.policy.office ?? Texts.shared.label(.office) }

  func anchor(_ plan: String) -> String { "plan-" + anchors[plan] }

  /// From the overview to a unit's page.
  func href(unit: Summary.Unit) -> String { "units/\(SafeNames.percentEncoded(unit.folder))/index.html" }

  /// From the overview to a plan on its unit's page; nil for a plan that this night does not have.
  func href(plan: String) -> String? {
    unitOfPlan[plan].map { href(unit: $0) + "#" + SafeNames.percentEncoded(anchor(plan)) }
  }

  func unit(ofPlan plan: String) -> Summary.Unit? { unitOfPlan[plan] }

  /// The names of several materials, in a row.
  func materials(_ requirements: [PlanVerdict.Requirement]) -> String {
    requirements.map { names.material($0.material) }.joined(separator: "、")
  }

  /// The clause with the guide's words, to be folded away.
  func clause(_ id: String?) -> View {
    let quotes = id.map { names.quotes($0) } ?? []
    return [
      "clause": .text(id),
      "clauseQuotes": .view(quotes.isEmpty ? nil : ["clause": .text(id), "quotes": .texts(quotes)]),
    ]
  }

  static func badge(_ verdict: MaterialVerdict) -> View {
    ["kind": .text(verdict.rawValue), "word": .text(verdict.chinese)]
  }

  static func badge(_ outcome: PlanOutcome) -> View {
    ["kind": .text(kind(outcome)), "word": .text(outcome.chinese)]
  }

  static func badge(_ severity: Finding.Severity) -> View {
    let kind =
      switch severity {
      case .error: "missing"
      case .warning: "deficient"
      case .notice: "none"
      }
    return ["kind": .text(kind), "word": .text(severity.chinese)]
  }

  /// The shape and colour of a plan's verdict: those of the material verdict that decides it.
  static func kind(_ outcome: PlanOutcome) -> String {
    switch outcome {
    case .complete: "present"
    case .incomplete: "missing"
    case .review: "unconfirmed"
    case .notRequired: "none"
    case .failed: "failed"
    }
  }

  /// One bar: parts of `scale`, laid end to end, in percent of the bar's width with two digits.
  static func segments(_ parts: [(kind: String, count: Int)], scale: Int) -> View.Value {
    var x = 0
    var views: [View] = []
    for part in parts where part.count > 0 {
      let start = x * 10_000 / max(scale, 1)
      x += part.count
      let end = x * 10_000 / max(scale, 1)
      views.append(["x": .text(percent(start)), "width": .text(percent(end - start)), "kind": .text(part.kind)])
    }
    return .list(views)
  }

  private static func percent(_ hundredths: Int) -> String {
    let rest = hundredths % 100
    return "\(hundredths / 100).\(rest < 10 ? "0" : "")\(rest)"
  }
}
