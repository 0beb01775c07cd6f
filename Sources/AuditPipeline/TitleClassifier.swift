import Documents
import Readings

// TODO before merging: goes when the weights are fitted.
extension DocumentClassifier {
  static var byTitles: DocumentClassifier {
    let words: [(String, [String])] = [
      ("faculty_list", ["师资", "教师", "授课专家"]), ("course_list", ["课程设置", "课程清单", "课程单"]), ("textbook_list", ["教材"]),
      ("needs_report", ["需求调研", "需求"]), ("evaluation_summary", ["评估", "总结"]), ("publicity", ["报道"]),
      ("training_scheme", ["方案"]), ("teaching_plan", ["教学计划"]),
    ]
    return DocumentClassifier(reader: "0", cues: "0") { document, hash in
      var reading = DocumentReading(
        sha256: hash, format: document.format.rawValue, status: document.status, reason: document.reason, detail: document.detail)
      let headings = document.blocks.filter { $0.kind == .heading }.map { document.string($0) }
      for (material, words) in words {
        guard let heading = headings.first(where: { heading in words.contains { heading.contains($0) } }) else { continue }
        reading.scores.append(
          MaterialScore(material: material, confidence: 0.98, evidence: [Evidence(quote: heading, where: "标题", because: "标题")]))
      }
      return reading
    }
  }
}
