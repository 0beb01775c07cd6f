import Findings
import Judging
package import Policies
package import Readings
import Reports
package import Workers

/// What a document is, under a policy: the objects of the contract's section 5.
package enum DocumentMaterials {
  package static func of(_ reading: DocumentReading, policy: Policy) -> [WorkerAnswer.Material] {
    reading.scores.compactMap { score in
      DocumentVerdict.of(score, facts: reading.facts, policy: policy).map { verdict in
        WorkerAnswer.Material(
          material: score.material, verdict: verdict.verdict, confidence: score.confidence, flags: verdict.flags, evidence: score.evidence)
      }
    }
  }

  /// One line of `classify --format jsonl`, without its line break.
  package static func line(_ found: FoundDocument, policy: Policy) -> String {
    let materials = of(found.reading, policy: policy).map { material in
      JSONText.object([
        "material": .string(material.material), "verdict": .string(material.verdict.rawValue), "confidence": .number(material.confidence),
        "flags": .array(material.flags.map { .string($0.rawValue) }),
        "evidence": .array(
          material.evidence.map { .object(["quote": .string($0.quote), "where": .string($0.where), "because": .string($0.because)]) }),
      ])
    }
    return JSONText.object([
      "path": .string(found.path), "sha256": .string(found.reading.sha256), "status": .string(found.reading.status.rawValue),
      "reason": .optional(found.reading.reason?.word), "materials": .array(materials),
    ]).line
  }
}
