import Policies
import Registers

/// What the list of funded projects says of a plan's claim.
enum Confirmation: Sendable, Hashable {
  case confirmed
  /// No list was given: the register's own columns decide.
  case noList
  case notListed
  /// Only a like name, told with both names.
  case near(listed: String)
  case notCompleted(listed: String)
  case otherType(listed: String)
  case otherUnit(listed: String, unit: String)

  /// The name of the case in the policy's sentences; nil where there is nothing to say.
  var name: String? {
    switch self {
    case .confirmed: nil
    case .noList: "no_list"
    case .notListed: "not_listed"
    case .near: "near"
    case .notCompleted: "not_completed"
    case .otherType: "other_type"
    case .otherUnit: "other_unit"
    }
  }

  var listed: String {
    switch self {
    case .near(let listed), .notCompleted(let listed), .otherType(let listed), .otherUnit(let listed, _): listed
    case .confirmed, .noList, .notListed: ""
    }
  }
}

extension FundedList {
  /// Looks for the plan's training within its unit; names are compared without year, ordinal, spaces, brackets and punctuation.
  func confirm(_ plan: Plan, _ needs: Policy.SubmissionPath.Confirmation) -> Confirmation {
    let name = Names.training(plan.title)
    let unit = Names.unit(plan.unit)
    let own = projects.filter { Names.unit($0.unit) == unit }
    let same = own.filter { Names.training($0.title) == name }
    func fits(_ project: Project) -> Bool { needs.types.contains { project.type.folded.contains($0.folded) } }
    if same.contains(where: { fits($0) && $0.completed == true }) { return .confirmed }
    if let project = same.first(where: fits) { return .notCompleted(listed: project.title) }
    if let project = same.first { return .otherType(listed: project.title) }
    let near = own.map { (project: $0, alike: Names.alike(Names.training($0.title), name)) }.filter { $0.alike >= needs.near }
    // The first of the most alike, so that the list's order breaks ties.
    if let best = near.map(\.alike).max(), let hit = near.first(where: { $0.alike == best }) { return .near(listed: hit.project.title) }
    if let project = projects.first(where: { Names.training($0.title) == name }) {
      return .otherUnit(listed: project.title, unit: project.unit)
    }
    return .notListed
  }
}
