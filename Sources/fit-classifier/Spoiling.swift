import FixtureSupport

/// Copies of a document that the fit must know: what unmakes it, and foreign text beside it, which does not.
enum Spoiling {
  /// At most one copy of a source, its kind chosen by the source's number, so that the copies stay fewer than the documents.
  ///
  /// - Parameter materials: text of documents that are no material, for the copy that stays what it was (`mixed`).
  static func variants(
    of source: TextSource, number: Int, _ materials: Mutation.Materials
  ) -> [(name: String, source: TextSource, flags: Set<String>)] {
    let kinds: [(name: String, mutation: Mutation, flags: Set<String>)] = [
      ("title", .titleOnly, []), ("shuffled", .scrambled, []), ("emptied", .blankedRows, ["blank_template"]),
      ("mixed", number % 8 < 4 ? .foreignBefore : .foreignAfter, []),
    ]
    let kind = kinds[number % 4]
    return kind.mutation.applied(to: source, materials).map { [(kind.name, $0, kind.flags)] } ?? []
  }
}
