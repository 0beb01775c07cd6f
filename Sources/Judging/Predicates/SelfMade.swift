import Readings

extension Evaluation {
  /// `self_made`: a document that counts as the material shows teaching material written by the unit (自编).
  func selfMade(_ material: String) -> Outcome {
    guard let requirement = present(material) else { return .inapplicable }
    let paths = requirement.documents.map(\.path)
    let documents = one.supporting.filter { paths.contains($0.path) }
    if documents.contains(where: { $0.reading.facts.selfMadeTextbook != nil }) { return .holds }
    return .broken(["material": name(material), "files": paths.joined(separator: "、")])
  }
}
