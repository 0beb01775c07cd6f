import AuditPipeline
import Findings
import Judging
import Policies
import Readings
import Reports

/// One line of `classify --format text`: the path, what the document is, and why, in fields parted by tabs.
///
/// Contract 4 wants one line a document, issue 9 the strongest reasons on each side and what would have made it count; so the reasons follow on the
/// same line.
enum ClassifyText {
  /// A score from which a document that is nothing is worth a word about what it comes nearest to.
  private static let nearest = 0.05

  static func line(_ found: FoundDocument, _ policy: Policy) -> String {
    let reading = found.reading
    var fields = [found.path]
    for score in reading.scores {
      guard let verdict = DocumentVerdict.of(score, facts: reading.facts, policy: policy) else { continue }
      fields.append(headline(score, verdict, policy))
      fields += reasons(score)
      if verdict.verdict != .present { fields.append(wanted(score, verdict, policy)) }
    }
    if fields.count == 1 {
      fields.append("—")
      if let score = reading.scores.first, score.confidence >= nearest {
        fields.append("最像\(called(score, policy))（\(percent(score.confidence))），不到待核验的\(percent(threshold(score, policy).unconfirmed))")
        fields += reasons(score)
      }
    }
    if let reason = reading.reason { fields.append("［\(reading.status.chinese)：\(reason.chinese)］") }
    // A quote may hold tabs and line breaks of the document's own.
    return fields.map { ShownText.line($0.split(whereSeparator: { $0.isNewline || $0 == "\t" }).joined(separator: " ")) }.joined(
      separator: "\t")
  }

  private static func headline(_ score: MaterialScore, _ verdict: DocumentVerdict, _ policy: Policy) -> String {
    let flags = verdict.flags.isEmpty ? "" : "（\(verdict.flags.map(\.chinese).joined(separator: "、"))）"
    return "\(called(score, policy)) \(verdict.verdict.chinese) \(percent(score.confidence))\(flags)"
  }

  private static func reasons(_ score: MaterialScore) -> [String] {
    score.evidence.prefix(3).map { "依据：\(quoted($0))" } + score.against.prefix(3).map { "反面：\(quoted($0))" }
  }

  private static func quoted(_ evidence: Evidence) -> String { "“\(evidence.quote)”\(evidence.where)，\(evidence.because)" }

  /// What would have made it count.
  private static func wanted(_ score: MaterialScore, _ verdict: DocumentVerdict, _ policy: Policy) -> String {
    for flag in verdict.flags {
      guard let fix = policy.sentence(flag.rawValue, material: score.material)?.fix else { continue }
      // A sentence that speaks of a plan or a bundle has nothing to speak of here.
      let filled = fill(fix, ["material": called(score, policy)])
      if !filled.contains("{") { return "怎样才算：\(filled)" }
    }
    let what = policy.material(score.material)?.what ?? ""
    return "怎样才算：到\(percent(threshold(score, policy).present))才算数。应当是\(what)"
  }

  private static func threshold(_ score: MaterialScore, _ policy: Policy) -> Policy.Thresholds.Pair {
    policy.thresholds.of(score.material)
  }

  private static func called(_ score: MaterialScore, _ policy: Policy) -> String {
    policy.material(score.material)?.name ?? score.material
  }

  private static func percent(_ share: Double) -> String { "\(Int((share * 100).rounded()))%" }
}
