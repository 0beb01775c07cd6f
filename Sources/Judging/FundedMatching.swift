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

/// The funded list with its names made comparable once.
struct FundedIndex: Sendable {
  private struct Line: Sendable {
    var project: FundedList.Project
    var unit: String
    var name: String
    var pairs: CharacterPairs
    var type: String
  }

  private let lines: [Line]
  private let byUnit: [String: [Int]]
  private let byName: [String: [Int]]
  private let unitPrefixes: [String]

  init(_ list: FundedList, unitPrefixes: [String]) {
    self.unitPrefixes = unitPrefixes
    lines = list.projects.map { project in
      let name = Names.training(project.title)
      return Line(
        project: project, unit: Names.unit(project.unit, unitPrefixes), name: name, pairs: CharacterPairs(name), type: project.type.folded)
    }
    byUnit = Dictionary(grouping: lines.indices, by: { [lines] in lines[$0].unit })
    byName = Dictionary(grouping: lines.indices, by: { [lines] in lines[$0].name })
  }

  /// Whether the list has the plan's training, of whatever type, as carried out; nil where it has no such line of the unit, or does not say.
  func isCompleted(_ plan: Plan) -> Bool? {
    let name = Names.training(plan.title)
    let said = own(plan.unit).filter { $0.name == name }.compactMap(\.project.completed)
    return said.isEmpty ? nil : said.contains(true)
  }

  private func own(_ unit: String) -> [Line] { (byUnit[Names.unit(unit, unitPrefixes)] ?? []).map { lines[$0] } }

  /// Looks for the plan's training within its unit; names are compared without year, ordinal, spaces, brackets and punctuation.
  func confirm(_ plan: Plan, _ needs: Policy.SubmissionPath.Confirmation) -> Confirmation {
    let name = Names.training(plan.title)
    let own = own(plan.unit)
    let same = own.filter { $0.name == name }
    let types = needs.types.map(\.folded)
    func fits(_ line: Line) -> Bool { types.contains { line.type.contains($0) } }
    if same.contains(where: { fits($0) && $0.project.completed == true }) { return .confirmed }
    if let line = same.first(where: fits) { return .notCompleted(listed: line.project.title) }
    if let line = same.first { return .otherType(listed: line.project.title) }
    let pairs = CharacterPairs(name)
    let near = own.map { (line: $0, alike: $0.pairs.alike(pairs)) }.filter { $0.alike >= needs.near }
    // The first of the most alike, so that the list's order breaks ties.
    if let best = near.map(\.alike).max(), let hit = near.first(where: { $0.alike == best }) {
      return .near(listed: hit.line.project.title)
    }
    if let index = byName[name]?.first { return .otherUnit(listed: lines[index].project.title, unit: lines[index].project.unit) }
    return .notListed
  }
}
