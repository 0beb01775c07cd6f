import Readings

extension Evaluation {
  /// `distinct_materials`: of each pair, both materials do not rest on the same words of one and the same document. One file may well hold both,
  /// in different places: only the same strongest evidence cannot speak for both.
  func distinctMaterials(_ pairs: [[String]]) -> Outcome {
    var violations: [Violation] = []
    for pair in pairs {
      guard pair.count == 2, let first = present(pair[0]), let second = present(pair[1]),
        first.documents.count == 1, second.documents.count == 1, first.documents[0].path == second.documents[0].path,
        let left = first.documents[0].evidence.first, let right = second.documents[0].evidence.first,
        left.where == right.where, left.quote == right.quote
      else { continue }
      violations.append(
        Violation(values: ["file": first.documents[0].path, "materials": pair.map { "“\(name($0))”" }.joined(separator: "和")]))
    }
    return violations.isEmpty ? .holds : .broken(violations)
  }
}
