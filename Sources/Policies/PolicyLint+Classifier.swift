extension PolicyLint {
  /// What can never count in the section `classifier:`: words that repeat another of their group or span lines, and weights of materials that the
  /// policy does not have. Whether a feature of `adjust` exists only the classification knows; it checks that when it is built.
  mutating func checkClassifier() {
    guard let classifier = policy.classifier else { return }
    for group in classifier.groups {
      var seen: Set<String> = []
      for (index, phrase) in group.phrases.enumerated() {
        let path = "classifier.groups.\(group.id).phrases[\(index)]"
        // Spaces may be a cue (the gap of a form), so only the empty phrase is empty.
        if phrase.isEmpty { report(path, "an empty phrase can never match") }
        if phrase.contains(where: \.isNewline) { report(path, "a phrase with a line break can never match: text is searched line by line") }
        if !phrase.isEmpty, !seen.insert(phrase.lowercased()).inserted { report(path, "“\(phrase)” stands in this group a second time") }
      }
      if group.because.isEmpty { report("classifier.groups.\(group.id).because", "says nothing") }
    }
    if !(0..<1).contains(classifier.floor) { report("classifier.floor", "expected a share from 0 to below 1, found \(classifier.floor)") }
    let known = Set(policy.materials.map(\.id))
    for material in classifier.adjust.keys.sorted() where !known.contains(material) {
      report("classifier.adjust.\(material)", "there is no material “\(material)”")
    }
    for material in classifier.aliases.keys.sorted() where !known.contains(material) {
      report("classifier.aliases.\(material)", "there is no material “\(material)”")
    }
    let lowest = policy.materials.map { (id: $0.id, pair: policy.thresholds.of($0.id)) }.min { $0.pair.unconfirmed < $1.pair.unconfirmed }
    if let lowest, classifier.floor > lowest.pair.unconfirmed {
      report(
        "classifier.floor",
        "\(classifier.floor) is above the threshold \(lowest.pair.unconfirmed) of \(lowest.id), so close calls would be lost before they are judged"
      )
    }
  }
}
