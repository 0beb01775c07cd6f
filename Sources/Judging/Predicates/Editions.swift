import Policies
import Readings
import Registers

extension Evaluation {
  /// `editions`: where the training was held `minimum` times or more, the documents that count as the material name as many years.
  /// Documents that name no year do not say, so nothing is said of them.
  func editions(_ material: String, held: String, minimum: Int) -> Outcome {
    let cell = one.plan.fact(held)
    guard case .number(let times) = cell.value else {
      return cell.value == .columnMissing ? .notChecked(column: row.column(held)) : .inapplicable
    }
    guard times >= Double(minimum), let requirement = present(material) else { return .inapplicable }
    let paths = requirement.documents.map(\.path)
    let years = Set(one.supporting.filter { paths.contains($0.path) }.flatMap(\.reading.facts.editions).map(\.year)).filter {
      $0 < policy.year
    }
    guard !years.isEmpty else { return .inapplicable }
    guard years.count < minimum else { return .holds }
    return .broken([
      "material": name(material), "files": paths.joined(separator: "、"), "years": years.sorted().map(String.init).joined(separator: "、"),
      "minimum": String(minimum), "held": times.plain,
    ])
  }
}
