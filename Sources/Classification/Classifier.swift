import Crypto
package import Documents
package import Findings
package import Policies
package import Readings

/// Knows documents by what they say, by the cues and weights of one policy.
package struct Classifier: Sendable {
  /// Changes whenever the same bytes and cues may give another reading: part of the key under which the ledger keeps readings.
  package static let readerVersion = "5"
  /// SHA-256 over the policy's cues and weights, lower-case hexadecimal: the other part of that key.
  package let cueDigest: String

  let policy: Policy
  let cues: ClassifierPolicy
  let space: FeatureSpace
  let extractor: UnitFeatureExtractor
  let model: LinearModel
  let combination: Combination
  let facts: FactsExtractor
  /// For each material of the policy the target that scores it.
  private let targets: [(material: String, target: Int)]

  /// - Throws: `RunError` 65 where the policy has no classifier or its weights do not fit it.
  package init(policy: Policy) throws {
    guard let cues = policy.classifier else {
      throw RunError(.badData, subject: "classifier", message: "the policy has no section `classifier`, so no document can be known")
    }
    let file = try WeightsFile(policy.weights, subject: cues.weights ?? "classifier.weights")
    try self.init(policy: policy, cues: cues, file: file, bytes: policy.weights)
  }

  /// `bytes` are those that `file` was read from, for the digest; nil: those that it would be written as.
  package init(policy: Policy, cues: ClassifierPolicy, file: WeightsFile, bytes: [UInt8]? = nil) throws {
    self.policy = policy
    self.cues = cues
    let reader = Self.extractor(cues)
    extractor = reader
    space = reader.space
    model = try LinearModel(file, space: reader.space, policy: cues)
    combination = Combination(file, targets: model.targets.count)
    facts = FactsExtractor(cues)
    let known = model.targets
    targets = policy.materials.compactMap { material in
      known.firstIndex(of: cues.aliases[material.id] ?? material.id).map { (material.id, $0) }
    }
    cueDigest = Self.digest(cues, bytes ?? Array(file.text.utf8))
  }

  private static func digest(_ cues: ClassifierPolicy, _ weights: [UInt8]) -> String {
    var hash = SHA256()
    hash.update(data: cues.canonical)
    hash.update(data: weights)
    return hash.finalize().hexadecimal
  }

  static func extractor(_ cues: ClassifierPolicy) -> UnitFeatureExtractor {
    UnitFeatureExtractor(
      space: FeatureSpace(groups: cues.groups.map(\.id)),
      automaton: CueAutomaton(groups: cues.groups.map { $0.phrases.map { NormalizedText($0).scalars } }),
      typer: CellTyper(
        surnames: cues.surnames, titles: cues.titles, organisationEndings: cues.organisationEndings, latinTitles: cues.latinTitles),
      titles: PhraseSet(cues.titles))
  }

  /// Reads a document. Never fails: what could not be read is said in the reading's status.
  package func read(_ document: Document, sha256: String) -> DocumentReading {
    var reading = DocumentReading(
      sha256: sha256, format: document.format.rawValue, status: document.status, reason: document.reason, detail: document.detail)
    guard document.status != .unreadable else { return reading }
    let units = Unit.units(of: document)
    guard !units.isEmpty else { return reading }
    let analysis = AnalysedDocument(units, extractor: extractor)
    let scored = score(analysis)
    let editionUnits: [Int]
    (reading.facts, editionUnits) = facts.facts(of: document, units: units)
    let flagProbabilities = flags(scored)
    let trust = 1 - (1 - cues.ocrConfidence) * document.recognisedShare
    var quotes = Explanation.Quotes(self, document, analysis)
    for (material, target) in targets {
      let probability = trust * probability(target, scored)
      guard probability >= cues.floor else { continue }
      let explanation = Explanation(self, analysis, scored, &quotes, material: material, target: target)
      var score = MaterialScore(
        material: material, confidence: (probability * 1000).rounded() / 1000, evidence: explanation.evidence, against: explanation.against)
      if let part = analysis.part(scored.scores.all.map { $0[target] }) {
        score.editions = editionUnits.indices.filter { part.contains(editionUnits[$0]) }
      }
      score.flags = flags(for: score, flagProbabilities, facts: reading.facts)
      reading.scores.append(score)
    }
    reading.scores.sort { ($1.confidence, $0.material) < ($0.confidence, $1.material) }
    return reading
  }

  /// The first level's scores of every stretch.
  struct Scored {
    /// Known runs of characters of each unit.
    var rows: [[(row: Int32, count: Int32)]]
    var vectors: [StretchVector]
    var scores: DocumentScores
    var lengths: [Int]
    var hasTable: Bool
  }

  func score(_ analysis: AnalysedDocument) -> Scored {
    var counter = model.counter
    let rows = analysis.units.map { model.rows(in: $0.text.scalars, &counter) }
    var groups = GroupCounter(groups: space.groups.count)
    let vectors = analysis.stretches.map { stretch -> StretchVector in
      let features = analysis.features(of: stretch, in: space, &groups)
      // What stands alone was counted already, in the same order.
      if stretch.units.count == 1 { return StretchVector(features: features, rows: rows[stretch.units.lowerBound]) }
      for index in stretch.units {
        for (row, count) in rows[index] { counter.add(row, count) }
      }
      return StretchVector(features: features, rows: counter.drain())
    }
    return Scored(
      rows: rows, vectors: vectors, scores: DocumentScores(vectors.map(model.scores)),
      lengths: analysis.stretches.map(analysis.length(of:)),
      hasTable: analysis.units.contains { $0.kind == .table })
  }

  private func probability(_ target: Int, _ scored: Scored) -> Double {
    combination.probability(
      target,
      Combination.values(
        target: target, scores: scored.scores, lengths: scored.lengths, hasTable: scored.hasTable, materials: materialCount,
        blank: model.targets.firstIndex(of: FlagTarget.blankTemplate.rawValue)))
  }

  private var materialCount: Int { model.targets.firstIndex(where: FlagTarget.isFlag) ?? model.targets.count }

  private func flags(_ scored: Scored) -> [FlagTarget: Double] {
    Dictionary(
      uniqueKeysWithValues: FlagTarget.allCases.compactMap { flag in
        model.targets.firstIndex(of: flag.rawValue).map { (flag, probability($0, scored)) }
      })
  }

  private func flags(for score: MaterialScore, _ probabilities: [FlagTarget: Double], facts: Facts) -> [Flag] {
    var result: [Flag] = []
    // Even odds: a flag is a statement that it is more likely so than not; how sure the material is, its own threshold decides.
    if probabilities[.blankTemplate] ?? 0 > 0.5 { result.append(.blankTemplate) }
    if (cues.aliases[score.material] ?? score.material) == FlagTarget.pptMaterial, probabilities[.pptOnly] ?? 0 > 0.5 {
      result.append(.pptOnly)
    }
    let editions = facts.editions(of: score)
    if policy.material(score.material)?.pastEdition == true, !editions.isEmpty,
      editions.allSatisfy({ $0.tense == .planned && $0.year >= policy.year })
    {
      result.append(.plannedEdition)
    }
    return result
  }
}

/// Targets of the weights file that are no materials but flags of a document.
package enum FlagTarget: String, CaseIterable, Sendable {
  case blankTemplate = "flag:blank_template"
  case pptOnly = "flag:ppt_only"

  /// The material, by its id in the weights file, of which the guide says 不含PPT.
  static let pptMaterial = "textbook_list"

  /// Whether a target of the weights file is a flag and no material.
  static func isFlag(_ target: String) -> Bool { target.hasPrefix("flag:") }
}

extension AnalysedDocument {
  /// A part that is so much of the whole, in characters, is the whole: what little stands around it is its title, its date, its signature.
  private static let wholeShare = 0.75

  /// The units that hold a material, given each stretch's score for it: the best stretch from the heading of its section on, with the headings
  /// above that and the file's page headers.
  /// Nil where that is the whole file.
  func part(_ scores: [Float]) -> Set<Int>? {
    guard scores.count > 1, let best = scores.indices.dropFirst().max(by: { scores[$0] < scores[$1] }) else { return nil }
    var range = stretches[best].units
    // Back to the heading of the section that it stands in, and to what stands above that without text between: the years may be there.
    while range.lowerBound > 0, !Stretch.isHeadline(units[range.lowerBound]) { range = range.lowerBound - 1..<range.upperBound }
    while range.lowerBound > 0, Stretch.isHeadline(units[range.lowerBound - 1]) { range = range.lowerBound - 1..<range.upperBound }
    guard Double(length(of: Stretch(units: range))) < Self.wholeShare * Double(length(of: stretches[0])) else { return nil }
    return Set(range).union(units.indices.filter { units[$0].kind == .header || units[$0].kind == .textBox })
  }
}
