import Findings
import Judging

/// Every number that a report shows, counted once: `summary.json` and the pages are both made from it, so they cannot disagree.
package struct Summary: Codable, Sendable, Hashable {
  /// How many of one kind.
  package struct Count: Codable, Sendable, Hashable {
    package var id: String
    package var count: Int
  }

  /// One group (an application, a material) with its counts by verdict.
  package struct Group: Codable, Sendable, Hashable {
    package var id: String
    package var counts: [Count]
    package var total: Int { counts.reduce(0) { $0 + $1.count } }

    package subscript(_ id: String) -> Int { counts.first { $0.id == id }?.count ?? 0 }
  }

  /// One unit's numbers.
  package struct Unit: Codable, Sendable, Hashable {
    package var unit: String
    /// Its folder below `units/`.
    package var folder: String
    /// Positions of its plans in the report.
    package var plans: [Int]
    package var outcomes: Group
    package var materials: Group
    /// Findings of its plans by severity.
    package var severities: Group
    package var unread: Int
    /// What the unit has to put right besides its open materials: see `PlanVerdict.problems`.
    package var problems: Int

    /// Required materials that are not simply present: what the unit, or the bureau, still has to see to.
    package var open: Int { materials.total - materials[MaterialVerdict.present.rawValue] }
    /// Whether anything about it waits to be seen to, by the unit or by the bureau.
    package var isQuiet: Bool { open == 0 && problems == 0 }
    /// Whether there is anything that the unit itself must correct or confirm; without it there is no notice.
    package var needsNotice: Bool
  }

  package var plans: Int
  package var outcomes: Group
  /// Plans by application, and in each by verdict.
  package var applications: [Group]
  /// Required materials by verdict.
  package var requirements: Group
  /// Required materials by material, and in each by verdict.
  package var materials: [Group]
  package var documents: Group
  package var unreadReasons: Group
  package var rules: Group
  package var severities: Group
  /// In order of first appearance in the register.
  package var units: [Unit]

  /// Required materials that are not simply present.
  package var open: Int { requirements.total - requirements[MaterialVerdict.present.rawValue] }

  /// Problems of all units.
  package var problems: Int { units.reduce(0) { $0 + $1.problems } }

  package init(_ report: NightReport) {
    let plans = report.plans
    let requirements = plans.flatMap(\.requirements)
    let findings = plans.flatMap(\.findings) + report.looseRowFindings.map(\.finding) + report.unclaimed.map(\.finding)
    self.plans = plans.count
    outcomes = Self.outcomes(plans)
    applications = Self.ids(known: report.policy.applications.map(\.id), used: plans.map(\.application)).map { id in
      Self.outcomes(plans.filter { $0.application == id }, id: id)
    }
    self.requirements = Self.verdicts(requirements)
    materials = Self.ids(known: report.policy.materials.map(\.id), used: requirements.map(\.material)).map { id in
      Self.verdicts(requirements.filter { $0.material == id }, id: id)
    }
    documents = Group(
      id: "",
      counts: [
        Count(id: ReadStatus.read.rawValue, count: report.documents.read),
        Count(id: ReadStatus.partial.rawValue, count: report.documents.partial),
        Count(id: ReadStatus.unreadable.rawValue, count: report.documents.unreadable),
      ])
    unreadReasons = Self.tally(
      UnreadReason.allCases.filter(\.isContractWord).map(\.word), plans.flatMap(\.unread).map(\.reason.word))
    rules = Self.tally(Set(findings.map(\.rule)).sorted { $0.utf8.lexicographicallyPrecedes($1.utf8) }, findings.map(\.rule))
    severities = Self.severities(findings)

    var members: [String: [Int]] = [:]
    var order: [String] = []
    for (index, plan) in plans.enumerated() {
      if members[plan.unit] == nil { order.append(plan.unit) }
      members[plan.unit, default: []].append(index)
    }
    let folders = SafeNames(order)
    units = order.map { unit in
      let indices = members[unit]!
      let own = indices.map { plans[$0] }
      return Unit(
        unit: unit, folder: folders[unit], plans: indices, outcomes: Self.outcomes(own),
        materials: Self.verdicts(own.flatMap(\.requirements)),
        severities: Self.severities(own.flatMap(\.findings)), unread: own.reduce(0) { $0 + $1.unread.count },
        problems: own.reduce(0) { $0 + $1.problems.count },
        needsNotice: own.contains(where: \.concernsUnit))
    }
  }

  private static func outcomes(_ plans: [PlanVerdict], id: String = "") -> Group {
    tally(PlanOutcome.allCases.map(\.rawValue), plans.map(\.verdict.rawValue), id: id)
  }

  private static func verdicts(_ requirements: [PlanVerdict.Requirement], id: String = "") -> Group {
    tally(MaterialVerdict.allCases.map(\.rawValue), requirements.map(\.verdict.rawValue), id: id)
  }

  private static func severities(_ findings: [Finding]) -> Group {
    tally(Finding.Severity.allCases.reversed().map(\.rawValue), findings.map(\.severity.rawValue))
  }

  private static func tally(_ ids: [String], _ values: [String], id: String = "") -> Group {
    var counts: [String: Int] = [:]
    for value in values { counts[value, default: 0] += 1 }
    return Group(id: id, counts: ids.map { Count(id: $0, count: counts[$0] ?? 0) })
  }

  /// The policy's ids in its order, then those that a run of another policy may have left in the ledger.
  private static func ids(known: [String], used: [String]) -> [String] {
    let foreign = Set(used).subtracting(known).sorted { $0.utf8.lexicographicallyPrecedes($1.utf8) }
    return known + foreign
  }
}

extension MaterialVerdict {
  /// In the order in which they ask for somebody: that of lists of what is to be done.
  static let gravestFirst: [MaterialVerdict] = [.missing, .deficient, .unconfirmed, .present]
}

extension PlanVerdict {
  /// Whether the unit has something to correct or confirm. A plan that could not be audited is the bureau's to see to, not the unit's.
  var concernsUnit: Bool {
    verdict != .failed && (requirements.contains { $0.verdict != .present } || !problems.isEmpty)
  }

  /// The finding that nothing was sent for the plan, where each of its materials is missing for that one reason: the unit is told once, not once a
  /// material and once more for the bundle.
  var nothingSent: Finding? {
    guard !requirements.isEmpty, requirements.allSatisfy({ $0.verdict == .missing && $0.documents.isEmpty }) else { return nil }
    return findings.first { $0.rule == "bundle.none" }
  }

  /// Errors and warnings that no open material says already, for the unit to put right. A notice asks for nothing.
  var problems: [Finding] { problemPositions.map { findings[$0] } }

  /// Where the `problems` stand among the findings.
  var problemPositions: [Int] {
    // Nothing is known of a plan that could not be audited but that it is the bureau's to see to.
    guard verdict != .failed else { return [] }
    let said = nothingSent
    return findings.indices.filter { findings[$0].severity > .notice && findings[$0] != said }
  }
}
