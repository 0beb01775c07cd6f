/// The section `classifier:` of a policy: the words that the classifier looks for and how a reader is told what they mean.
///
/// What each feature is worth stands in the weights file that `weights` names, fitted by `fit-classifier` from labelled documents;
/// `adjust` overrules it by hand. Source: shared/design.md, "Classification".
package struct ClassifierPolicy: Sendable, Hashable {
  /// Words that mean one thing to a reader.
  package struct Group: Sendable, Hashable {
    package var id: String
    package var phrases: [String]
    /// What a report says of it: one Chinese phrase.
    package var because: String
    /// Materials for which a report may give it as a reason; its weight counts for all the same.
    package var speaksFor: [String]
  }

  /// The name of an embedded weights file, or a path beside the policy; nil: only `adjust` counts.
  package var weights: String?
  /// Scores below this are left out of a reading.
  package var floor: Double
  /// What a confidence is multiplied by where all of the document's text was read by OCR; less of it counts for less. 1: as much as any other.
  package var ocrConfidence: Double
  package var groups: [Group]
  /// Characters with which Chinese personal names begin.
  package var surnames: String
  /// 职称 and other words that follow a name.
  package var titles: [String]
  /// Words before a Latin name.
  package var latinTitles: [String]
  package var organisationEndings: [String]
  /// How names of trainings end.
  package var trainingEndings: [String]
  /// Words of things told as held, and of things told as planned.
  package var heldWords: [String]
  package var plannedWords: [String]
  /// Words that say that teaching material was written by the unit itself.
  package var selfMadeWords: [String]
  /// Material → feature (or `bias`) → what is added to its weight.
  package var adjust: [String: [String: Double]]
  /// Materials that are judged as another policy's: this policy's id → the id in the weights file.
  package var aliases: [String: String]

  init?(_ field: YAMLField) {
    guard let map = field.map() else { return nil }
    defer { map.finish() }
    weights = map.optional("weights")?.string()
    floor = map.required("floor")?.number() ?? 1
    let ocr = map.optional("ocr")?.map()
    ocrConfidence = ocr?.required("confidence")?.number() ?? 1
    ocr?.finish()
    if ocrConfidence <= 0 || ocrConfidence > 1 { field.report("ocr.confidence is a number above 0 and not above 1, not \(ocrConfidence)") }
    groups = (map.required("groups")?.identified() ?? []).map { id, inner in
      defer { inner.finish() }
      return Group(
        id: id, phrases: inner.required("phrases")?.strings() ?? [], because: inner.required("because")?.string() ?? "",
        speaksFor: inner.optional("speaks_for")?.strings() ?? [])
    }
    surnames = map.required("surnames")?.string() ?? ""
    titles = map.required("titles")?.strings() ?? []
    latinTitles = map.required("latin_titles")?.strings() ?? []
    organisationEndings = map.required("organisation_endings")?.strings() ?? []
    trainingEndings = map.required("training_endings")?.strings() ?? []
    heldWords = map.required("held_words")?.strings() ?? []
    plannedWords = map.required("planned_words")?.strings() ?? []
    selfMadeWords = map.required("self_made_words")?.strings() ?? []
    adjust = [:]
    for (material, value) in map.optional("adjust")?.map()?.entries ?? [] {
      adjust[material] = Dictionary(
        (value.map()?.entries ?? []).compactMap { key, number in number.number().map { (key, $0) } }, uniquingKeysWith: { $1 })
    }
    aliases = Dictionary(
      (map.optional("aliases")?.map()?.entries ?? []).compactMap { key, name in name.string().map { (key, $0) } }, uniquingKeysWith: { $1 })
    for group in groups where group.phrases.isEmpty { field.report("the group “\(group.id)” has no phrases: it can never match") }
  }
}
