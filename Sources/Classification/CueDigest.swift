import Policies

extension ClassifierPolicy {
  /// All that a reading depends on in the section `classifier:`, as bytes: the same for the same cues, whatever process writes them, and others for
  /// others. Dictionaries go by their keys, since Swift orders them anew in every process. Each text stands behind its length.
  var canonical: [UInt8] {
    var bytes: [UInt8] = []
    func add(_ text: String) {
      bytes += Array(String(text.utf8.count).utf8) + [58]
      bytes += Array(text.utf8)
    }
    func add(_ texts: [String]) {
      add(String(texts.count))
      for text in texts { add(text) }
    }
    add(weights ?? "")
    add(String(floor))
    add(String(ocrConfidence))
    add(String(groups.count))
    for group in groups {
      add(group.id)
      add(group.phrases)
      add(group.because)
      add(group.speaksFor)
    }
    add(surnames)
    for list in [titles, latinTitles, organisationEndings, trainingEndings, heldWords, plannedWords, selfMadeWords] { add(list) }
    add(String(adjust.count))
    for (material, weights) in adjust.sorted(by: { $0.key < $1.key }) {
      add(material)
      add(weights.sorted { $0.key < $1.key }.flatMap { [$0.key, String($0.value)] })
    }
    add(aliases.sorted { $0.key < $1.key }.flatMap { [$0.key, $0.value] })
    return bytes
  }
}
