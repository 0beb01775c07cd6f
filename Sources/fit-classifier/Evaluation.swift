import Findings
import Foundation
import Judging
import Policies
import Readings

/// What was said of one document, and what is true of it.
struct Answer: Sendable {
  var id: String
  var materials: Set<String>
  var arguable: Set<String>
  var isBlank: Bool
  var isPPTOnly: Bool
  /// Of a form or a list of slides: the materials whose form it is.
  var formOf: Set<String> = []
  /// Probability by material; what is not there was below the policy's floor.
  var probabilities: [String: Double]
  /// Probabilities of the two flags; 1 or 0 where only the flag itself is known.
  var blank: Double
  var pptOnly: Double
  /// What the program says of each material; one that the document is not is left out.
  var said: [String: MaterialVerdict] = [:]
  /// Materials that are unconfirmed only because the document tells of the planned edition.
  var planned: Set<String> = []
  /// Words that spoke for and against each material.
  var evidence: [String: String] = [:]
}

extension Answer {
  /// Even odds, as in the classifier.
  var isCalledBlank: Bool { blank > 0.5 }
  var isCalledPPTOnly: Bool { pptOnly > 0.5 }

  /// The same answer with what a policy's thresholds make of its probabilities. Editions are left out: fitting does not see them.
  func judged(by policy: Policy) -> Answer {
    var result = self
    result.said = [:]
    for (material, probability) in probabilities {
      var flags: [Readings.Flag] = []
      if isCalledBlank { flags.append(.blankTemplate) }
      if material == "textbook_list", isCalledPPTOnly { flags.append(.pptOnly) }
      let score = MaterialScore(material: material, confidence: probability, flags: flags)
      result.said[material] = DocumentVerdict.of(score, facts: Facts(), policy: policy)?.verdict
    }
    return result
  }
}

/// The rates of issue 9: what is missed, what is called present that is not, what is left open.
struct Rates {
  var answers: [Answer]
  var materials: [String]

  /// A table of the rates, then one line a material.
  func report() -> String {
    var there = 0
    var missed = 0
    var open = 0
    var needless = 0
    var falseDocuments = 0
    var square = 0.0
    var judged = 0
    var lines: [String] = []
    for material in materials {
      var (n, found, unsure, lost, wrong, doubt) = (0, 0, 0, 0, 0, 0)
      for answer in answers {
        let said = answer.said[material]
        if answer.materials.contains(material) {
          n += 1
          switch said {
          case .present: found += 1
          case .unconfirmed: unsure += 1
          case .deficient, .missing, nil: lost += 1
          }
        } else if !answer.arguable.contains(material) {
          if said == .present { wrong += 1 }
          if said == .unconfirmed { doubt += 1 }
        }
        if !answer.arguable.contains(material) || answer.materials.contains(material) {
          let probability = said == .deficient ? 0 : answer.probabilities[material] ?? 0
          square += pow(probability - (answer.materials.contains(material) ? 1 : 0), 2)
          judged += 1
        }
      }
      there += n
      missed += lost
      open += unsure
      needless += doubt
      lines.append(
        "  \(material.padding(toLength: 20, withPad: " ", startingAt: 0)) there \(n)  present \(found)  unconfirmed \(unsure)  missed \(lost)  "
          + "falsely present \(wrong)  needlessly unconfirmed \(doubt)")
    }
    falseDocuments = answers.count { answer in
      materials.contains { answer.said[$0] == .present && !answer.materials.contains($0) && !answer.arguable.contains($0) }
    }
    func share(_ part: Int, _ whole: Int) -> String { String(format: "%.1f %%", 100 * Double(part) / Double(max(whole, 1))) }
    return
      ([
        "documents \(answers.count), materials there \(there)",
        "there, called neither present nor unconfirmed   \(share(missed, there))  (\(missed))",
        "documents with a material falsely present       \(share(falseDocuments, answers.count))  (\(falseDocuments))",
        "there, called unconfirmed                       \(share(open, there))  (\(open))",
        "needlessly unconfirmed, per document            \(share(needless, answers.count))  (\(needless))",
        "unconfirmed only as a planned edition           \(answers.reduce(0) { $0 + $1.planned.count }) (there: \(plannedThere))",
        "Brier score                                     \(String(format: "%.4f", square / Double(max(judged, 1))))",
      ] + lines + ["calibration (probability: answers, share that is true)"] + calibration()).joined(separator: "\n")
  }

  private var plannedThere: Int { answers.reduce(0) { $0 + $1.planned.intersection($1.materials).count } }

  /// How many forms and lists of slides were known as such.
  func flagReport() -> String {
    let blank = answers.filter(\.isBlank)
    let slides = answers.filter(\.isPPTOnly)
    let forms = answers.filter { !$0.formOf.isEmpty }
    let deficient = forms.count { form in form.formOf.contains { form.said[$0] == .deficient } }
    let counted = forms.count { $0.said.values.contains(.present) }
    return "blank templates found \(blank.count(where: \.isCalledBlank)) of \(blank.count), "
      + "falsely \(answers.count { !$0.isBlank && $0.isCalledBlank })\n"
      + "forms and lists of slides called deficient as what they are \(deficient) of \(forms.count), present as anything \(counted)\n"
      + "PPT only found \(slides.count(where: \.isCalledPPTOnly)) of \(slides.count), "
      + "falsely \(answers.count { !$0.isPPTOnly && $0.isCalledPPTOnly })"
  }

  /// Ten bins: of the answers given with about 0.9, nine in ten should be right.
  private func calibration() -> [String] {
    var bins = [(count: Int, truth: Int, sum: Double)](repeating: (0, 0, 0), count: 10)
    for answer in answers {
      for material in materials where !answer.arguable.contains(material) && answer.said[material] != .deficient {
        let probability = answer.probabilities[material] ?? 0
        let bin = min(9, Int(probability * 10))
        bins[bin].count += 1
        bins[bin].sum += probability
        bins[bin].truth += answer.materials.contains(material) ? 1 : 0
      }
    }
    return bins.filter { $0.count > 0 }.map {
      String(format: "  %.2f: %5d  %.2f", $0.sum / Double($0.count), $0.count, Double($0.truth) / Double($0.count))
    }
  }

  /// What was wrong, worst first.
  func confusions(limit: Int) -> String {
    var list: [(Double, String)] = []
    for answer in answers {
      for material in materials where !answer.arguable.contains(material) {
        let truth = answer.materials.contains(material)
        let probability = answer.probabilities[material] ?? 0
        let said = answer.said[material]
        let isWrong = truth ? said != .present : said == .present || said == .unconfirmed
        guard isWrong else { continue }
        let kind = truth ? "misses" : "invents"
        let verdict = said.map { " (\($0.rawValue)\(answer.planned.contains(material) ? ", planned edition" : ""))" } ?? ""
        list.append(
          (
            abs((truth ? 1 : 0) - probability),
            "\(answer.id) \(kind) \(material) at \(String(format: "%.2f", probability))\(verdict), is: \(answer.materials.sorted().joined(separator: ", "))"
              + (answer.evidence[material].map { "\n" + $0 } ?? "")
          ))
      }
    }
    return list.sorted { ($1.0, $0.1) < ($0.0, $1.1) }.prefix(limit).map(\.1).joined(separator: "\n")
  }

  /// Thresholds by which at most `share` of the documents have a false `present`, and at most `doubt` needless `unconfirmed` a document.
  static func choose(_ answers: [Answer], materials: [String], falseShare: Double, doubtShare: Double) -> (
    present: Double, unconfirmed: Double
  ) {
    func highest(_ answer: Answer) -> Double {
      materials.filter { !answer.materials.contains($0) && !answer.arguable.contains($0) }.map { material in
        answer.isCalledBlank || (material == "textbook_list" && answer.isCalledPPTOnly) ? 0 : answer.probabilities[material] ?? 0
      }.max() ?? 0
    }
    let highs = answers.map(highest).sorted(by: >)
    let present = min(0.999, highs[min(highs.count - 1, Int(falseShare * Double(highs.count)))] + 1e-4)
    let rest = answers.flatMap { answer in
      materials.filter { !answer.materials.contains($0) && !answer.arguable.contains($0) }.compactMap { answer.probabilities[$0] }
    }.filter { $0 < present }.sorted(by: >)
    let unconfirmed = rest.isEmpty ? present : rest[min(rest.count - 1, Int(doubtShare * Double(answers.count)))] + 1e-4
    return (present, min(unconfirmed, present))
  }
}
