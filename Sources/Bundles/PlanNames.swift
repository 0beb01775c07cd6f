import Foundation

/// Which plan a file or folder name belongs to (contract, section 3).
struct PlanNames {
  /// Plans by the two forms in which names are compared: as written in NFC, then NFKC and case-folded.
  private let exact: [String: Int]
  private let folded: [String: Int]

  /// Plan ids in register order; the index is what the look-ups give.
  init(_ ids: [String]) {
    var exact: [String: Int] = [:]
    var folded: [String: Int?] = [:]
    for (index, id) in ids.enumerated() {
      exact[id.precomposedStringWithCanonicalMapping] = index
      // Two ids that differ in case or width alone cannot be told apart by the folded form, so neither is looked for by it.
      folded[Self.fold(id)] = folded[Self.fold(id)] == nil ? .some(index) : .some(nil)
    }
    self.exact = exact
    self.folded = folded.compactMapValues { $0 }
  }

  static func fold(_ name: String) -> String {
    name.precomposedStringWithCompatibilityMapping.lowercased()
  }

  /// The plan whose bundle is a folder of this name.
  func folder(_ name: String) -> Int? {
    find(name, prefix: false)
  }

  /// The plan whose file this is: its id followed by the end of the stem, `.`, `_`, `-`, a space, `（` or `(`.
  ///
  /// Where several ids fit (`P001` and `P001-2` both claim `P001-2.docx`), the longest does: a unit that numbers plans so means that plan.
  func file(_ name: String) -> Int? {
    find(name, prefix: true)
  }

  private func find(_ name: String, prefix: Bool) -> Int? {
    if let plan = Self.longest(name.precomposedStringWithCanonicalMapping, in: exact, prefix: prefix) { return plan }
    return Self.longest(Self.fold(name), in: folded, prefix: prefix)
  }

  private static func longest(_ name: String, in ids: [String: Int], prefix: Bool) -> Int? {
    if let plan = ids[name] { return plan }
    guard prefix else { return nil }
    // From the right, so that the first hit is the longest id. `.` before an extension is the end of the stem.
    var end = name.endIndex
    while end > name.startIndex {
      end = name.index(before: end)
      guard delimiters.contains(name[end]) else { continue }
      if let plan = ids[String(name[..<end])] { return plan }
    }
    return nil
  }

  private static let delimiters: Set<Character> = [".", "_", "-", " ", "\u{3000}", "（", "("]
}
