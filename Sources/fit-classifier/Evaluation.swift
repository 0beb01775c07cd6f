import Foundation

/// What was said of one document, and what is true of it.
struct Answer: Sendable {
  var id: String
  var materials: Set<String>
  var arguable: Set<String>
  var isBlank: Bool
  var isPPTOnly: Bool
  /// Probability by material.
  var probabilities: [String: Double]
  var blank: Double
  var pptOnly: Double
  var evidence: [String: String] = [:]
}

/// The rates of issue 9: what is missed, what is called present that is not, what is left open.
struct Rates {
  var answers: [Answer]
  var materials: [String]
  var thresholds: [String: (present: Double, unconfirmed: Double)]

  enum Said { case present, unconfirmed, deficient, nothing }

  func said(_ answer: Answer, _ material: String) -> Said {
    let probability = answer.probabilities[material] ?? 0
    let threshold = thresholds[material] ?? (0.7, 0.3)
    guard probability >= threshold.unconfirmed else { return .nothing }
    if answer.blank > 0.5 || (material == "textbook_list" && answer.pptOnly > 0.5) {
      return probability >= threshold.present ? .deficient : .unconfirmed
    }
    return probability >= threshold.present ? .present : .unconfirmed
  }

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
        let said = said(answer, material)
        if answer.materials.contains(material) {
          n += 1
          switch said {
          case .present: found += 1
          case .unconfirmed: unsure += 1
          case .deficient, .nothing: lost += 1
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
      materials.contains { said(answer, $0) == .present && !answer.materials.contains($0) && !answer.arguable.contains($0) }
    }
    func share(_ part: Int, _ whole: Int) -> String { String(format: "%.1f %%", 100 * Double(part) / Double(max(whole, 1))) }
    return
      ([
        "documents \(answers.count), materials there \(there)",
        "there, called neither present nor unconfirmed   \(share(missed, there))  (\(missed))",
        "documents with a material falsely present       \(share(falseDocuments, answers.count))  (\(falseDocuments))",
        "there, called unconfirmed                       \(share(open, there))  (\(open))",
        "needlessly unconfirmed, per document            \(share(needless, answers.count))  (\(needless))",
        "Brier score                                     \(String(format: "%.4f", square / Double(max(judged, 1))))",
      ] + lines + ["calibration (probability: answers, share that is true)"] + calibration()).joined(separator: "\n")
  }

  /// Ten bins: of the answers given with about 0.9, nine in ten should be right.
  private func calibration() -> [String] {
    var bins = [(count: Int, truth: Int, sum: Double)](repeating: (0, 0, 0), count: 10)
    for answer in answers {
      for material in materials where !answer.arguable.contains(material) && said(answer, material) != .deficient {
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
        let said = said(answer, material)
        let isWrong = truth ? said != .present : said == .present || said == .unconfirmed
        guard isWrong else { continue }
        let kind = truth ? "misses" : "invents"
        list.append(
          (abs((truth ? 1 : 0) - probability),
            "\(answer.id) \(kind) \(material) at \(String(format: "%.2f", probability)) (is: \(answer.materials.sorted().joined(separator: ", "))) \(answer.evidence[material] ?? "")"))
      }
    }
    return list.sorted { ($1.0, $0.1) < ($0.0, $1.1) }.prefix(limit).map(\.1).joined(separator: "\n")
  }

  /// Thresholds by which at most `share` of the documents have a false `present`, and at most `doubt` needless `unconfirmed` a document.
  static func choose(_ answers: [Answer], materials: [String], falseShare: Double, doubtShare: Double) -> (present: Double, unconfirmed: Double) {
    func highest(_ answer: Answer) -> Double {
      materials.filter { !answer.materials.contains($0) && !answer.arguable.contains($0) }.map { material in
        answer.blank > 0.5 || (material == "textbook_list" && answer.pptOnly > 0.5) ? 0 : answer.probabilities[material] ?? 0
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
