package import Foundation
package import Judging

/// What a night was made from; it names the causes of what changes between two nights.
package struct RunHeader: Sendable, Hashable {
  /// The name of its folder under `OUTPUT/runs`.
  package var id: String
  /// `YYYY-MM-DD`: the day on which the rules look at the plans.
  package var asOf: String
  /// ISO 8601.
  package var started: String
  package var program: String
  /// Digest of the policy.
  package var policy: String
  /// SHA-256 of the register's bytes.
  package var register: String
  package var key: ReadingKey

  package init(id: String, asOf: String, started: String, program: String, policy: String, register: String, key: ReadingKey) {
    self.id = id
    self.asOf = asOf
    self.started = started
    self.program = program
    self.policy = policy
    self.register = register
    self.key = key
  }
}

/// A night as the ledger holds it.
package struct Run: Sendable, Hashable {
  /// Counts up; later nights have greater numbers.
  package var number: Int64
  package var header: RunHeader
  /// ISO 8601; nil where it is under way or was killed.
  package var finished: String?
  /// The bytes of its `summary.json`.
  package var summary: Data?
}

/// What one plan's verdict was made from, a digest (any text will do) for each: equal inputs under equal policy and program give an equal verdict.
package struct PlanInputs: Sendable, Hashable {
  /// The plan's row, and its line in the list of funded projects.
  package var register: String
  /// The documents of its bundle, and what could not be read or was still being uploaded.
  package var uploads: String
  /// The decisions that hold for it on this night.
  package var decisions: String
  /// What other plans contribute: duplicates, one-per-unit rules.
  package var others: String

  package init(register: String, uploads: String, decisions: String = "", others: String = "") {
    self.register = register
    self.uploads = uploads
    self.decisions = decisions
    self.others = others
  }
}

/// One plan of a night, to be kept.
package struct PlanRecord: Sendable {
  package var verdict: PlanVerdict
  package var inputs: PlanInputs
  /// What the bundle was made of.
  package var documents: [DocumentEntry]
  package var ignored: [String: Int]
  /// Nil where the verdict must be made anew on every night.
  package var judgement: Judgement?

  package init(
    verdict: PlanVerdict, inputs: PlanInputs, documents: [DocumentEntry], ignored: [String: Int] = [:], judgement: Judgement? = nil
  ) {
    self.judgement = judgement
    self.verdict = verdict
    self.inputs = inputs
    self.documents = documents
    self.ignored = ignored
  }
}

/// One plan of a night, as two nights are compared.
struct KeptVerdict: Sendable, Hashable {
  /// Row in the ledger's table of verdicts.
  let verdict: Int64
  let inputs: InputDigests
  /// Its place in the register then.
  let position: Int
}

/// The digests of a `PlanInputs`.
struct InputDigests: Sendable, Hashable {
  var register: Data
  var uploads: Data
  var decisions: Data
  var others: Data

  init(_ inputs: PlanInputs) {
    register = Self.short(inputs.register)
    uploads = Self.short(inputs.uploads)
    decisions = Self.short(inputs.decisions)
    others = Self.short(inputs.others)
  }

  init(register: Data, uploads: Data, decisions: Data, others: Data) {
    self.register = register
    self.uploads = uploads
    self.decisions = decisions
    self.others = others
  }

  /// Half a SHA-256: these are compared between two nights of one plan only, never searched for, and stand four times in every row.
  private static func short(_ text: String) -> Data {
    text.isEmpty ? Data() : Digest.bytes(of: Data(text.utf8)).prefix(16)
  }
}

/// What a verdict was made from, as digests, and what the night's other plans and numbers need of it: under equal digests it need not be made again.
package struct Judgement: Sendable, Hashable {
  /// Everything that all plans share: policy, program, reading key, list of funded projects.
  package var base: String
  /// The plan's own row, documents and findings.
  package var own: String
  /// `NightAnswers`.
  package var others: String
  package var trace: PlanTrace
  package var tally: PlanTally

  package init(base: String, own: String, others: String, trace: PlanTrace, tally: PlanTally) {
    self.base = base
    self.own = own
    self.others = others
    self.trace = trace
    self.tally = tally
  }
}

/// A judgement of an earlier night, with its rows in the ledger.
package struct KeptJudgement: Sendable {
  package var judgement: Judgement
  let verdict: Int64
  let composition: Int64
}
