import Findings
import Policies

extension Evaluation {
  /// `fewer_materials`: the bundle holds fewer than `count` of a path's materials. A plan that sends so many papers for an application which it
  /// did not tick most likely forgot the tick.
  func fewerMaterials(_ path: String, _ count: Int) -> Outcome {
    guard let path = policy.path(path) else { return .inapplicable }
    let found = path.materials.filter { one.documents.supports[$0]?.first?.verdict == .present }
    guard found.count >= count else { return .holds }
    return .broken(["count": String(found.count), "materials": found.map(name).joined(separator: "、"), "path": path.name])
  }
}
