extension PolicyLint {
  /// Reasons for which the judge needs a sentence under this policy.
  var reasons: [String] { Self.reasons + (policy.pastEditions == nil ? [] : Self.editionReasons) }

  /// Values that are well formed and can do nothing.
  mutating func checkValues() {
    for (key, text) in [("id", policy.id), ("title", policy.title)] where text.isEmpty && policy.lines[key] != nil {
      report(key, "says nothing")
    }
    for material in policy.materials where material.name.isEmpty { report("materials.\(material.id).name", "says nothing") }
    for path in policy.paths {
      guard let confirmation = path.confirmation else { continue }
      let at = "paths.\(path.id).confirmed_by"
      if confirmation.types.allSatisfy(\.folded.isEmpty) { report("\(at).types", "an empty list confirms nothing") }
      if !(0...1).contains(confirmation.near) { report("\(at).near", "expected a share between 0 and 1, found \(confirmation.near)") }
    }
    for quota in policy.selection.quotas {
      if quota.about < 1 { report("selection.quotas.\(quota.id).about", "expected 1 or more, found \(quota.about)") }
      if quota.applications.isEmpty { report("selection.quotas.\(quota.id).applications", "counts no application") }
    }
    for direction in policy.selection.directions where direction.keywords.isEmpty {
      report("selection.directions.\(direction.id).keywords", "without keywords nothing can speak of it")
    }
  }

  mutating func checkPastEditions() {
    guard let past = policy.pastEditions else { return }
    if past.year >= policy.year {
      report("past_editions.year", "\(past.year) is no year before that of the policy, \(policy.year)")
    }
    for (key, fact, kinds) in [
      ("held", past.held, [Policy.Column.Kind.count, .number]), ("funded", past.funded, [.yesNo]), ("completed", past.completed, [.yesNo]),
    ] {
      guard let column = policy.column(fact) else {
        report("past_editions.\(key)", "no column gives the fact “\(fact)”")
        continue
      }
      if !kinds.contains(column.kind) {
        report("past_editions.\(key)", "“\(fact)” is no column of \(kinds[0] == .yesNo ? "yes and no" : "numbers")")
      }
    }
    if !policy.materials.contains(where: \.pastEdition) {
      report("past_editions", "no material has `past_edition: true`, so nothing is ever concluded")
    }
    for id in past.exempt where policy.material(id)?.pastEdition != true {
      report("past_editions.exempt", "“\(id)” is no material of past editions")
    }
  }
}
