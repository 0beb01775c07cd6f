import Findings
import Foundation
package import Judging
package import LedgerStore
import Policies
import Readings
import Registers
package import Reports
import Workers

/// What `explain`, `decide`, `report` and `rejudge` ask of the last finished night.
package enum LedgerQuestions {
  /// The last night's verdict on one plan. Throws `RunError` 66 where the night has no such plan.
  package static func verdict(of plan: String, in ledger: Ledger) throws -> (verdict: PlanVerdict, run: Run) {
    guard let run = try ledger.lastFinishedRun() else {
      throw RunError(.noInput, subject: ledger.path, message: "the ledger holds no finished run; run `audit` first")
    }
    guard let verdict = try ledger.verdict(of: plan, in: run.number) else {
      throw RunError(
        .noInput, subject: plan, message: "the last run (\(run.header.id)) has no plan of this id; ids are those of the register's 计划编号")
    }
    return (verdict, run)
  }

  /// Writes a decision down, bound to the content of the document that it speaks of: `file`, or the one document that the requirement rests on.
  package static func decide(
    plan: String, material: String, accept: Bool, by: String, reason: String, file: String?, until: String?, made: String, in ledger: Ledger
  ) throws -> Decision {
    let (verdict, run) = try verdict(of: plan, in: ledger)
    guard let requirement = verdict.requirements.first(where: { $0.material == material }) else {
      let asked = verdict.requirements.map(\.material).joined(separator: ", ")
      throw RunError(
        .usage, subject: material,
        message: asked.isEmpty
          ? "the plan \(plan) has to bring no material" : "the plan \(plan) does not have to bring it; it has to bring: \(asked)")
    }
    let documents = try ledger.compositions(of: run.number)[plan]?.documents ?? []
    let entry = try document(file, requirement, documents)
    guard !entry.sha256.isEmpty else {
      throw RunError(
        .usage, subject: entry.path,
        message: "its content could not be read at all, so a decision cannot be bound to it; ask the unit to upload it without a password")
    }
    return try ledger.add(
      Decision(
        plan: plan, material: material, accept: accept, by: by, reason: reason, made: made, sha256: entry.sha256, file: entry.path,
        until: until), asOf: run.header.asOf)
  }

  private static func document(
    _ file: String?, _ requirement: PlanVerdict.Requirement, _ documents: [DocumentEntry]
  ) throws(RunError) -> DocumentEntry {
    let candidates: [DocumentEntry]
    if let file {
      candidates = documents.filter { $0.path == file || $0.path.hasSuffix("/" + file) }
      if candidates.isEmpty {
        throw RunError(
          .noInput, subject: file, message: "the bundle holds no such document; it holds: \(documents.map(\.path).joined(separator: ", "))")
      }
    } else {
      let paths = requirement.documents.map(\.path)
      candidates = documents.filter { paths.contains($0.path) }
      if candidates.isEmpty {
        throw RunError(
          .usage, subject: requirement.material,
          message:
            "no document stands for it, so name the one that is meant with --file; the bundle holds: \(documents.map(\.path).joined(separator: ", "))"
        )
      }
    }
    guard let first = candidates.first, candidates.allSatisfy({ $0.sha256 == first.sha256 }) else {
      throw RunError(
        .usage, subject: file ?? requirement.material,
        message: "several documents may be meant; name one with --file: \(candidates.map(\.path).joined(separator: ", "))")
    }
    return first
  }

  /// The last night as its reports showed it.
  package static func report(of ledger: Ledger) throws -> NightReport {
    let (run, record) = try NightRecord.last(of: ledger)
    var report = record.report
    report.plans = try ledger.verdicts(of: run.number)
    return report
  }
}

/// One verdict that would be another one under another policy.
package struct Flip: Sendable, Hashable {
  package var plan: String
  /// Nil: the plan as a whole.
  package var material: String?
  /// The verdict's word; nil where there was none.
  package var from: String?
  package var to: String?
}

/// `rejudge`: the last night's readings under another policy. Opens no upload and writes nothing.
package struct Rejudging: Sendable {
  package var flips: [Flip]
  package var plans: Int
  /// The other policy's cues differ, so its own reading of the documents may differ too.
  package var hasOtherCues: Bool

  /// Throws `RunError` 65 or 66 for the policy and the ledger.
  package init(policy name: String, ledger: Ledger) throws {
    let policy = try Policy.load(name)
    let (run, record) = try NightRecord.last(of: ledger)
    let register = try Register.read(
      [UInt8](record.register), subject: "the register of run \(run.header.id)", policy: policy, sheet: NightInputs.sheet)
    let funded = try record.funded.map {
      try FundedList.read([UInt8]($0), subject: "the funded list of run \(run.header.id)", policy: policy, sheet: NightInputs.sheet)
    }
    let compositions = try ledger.compositions(of: run.number)
    let readings = try ledger.readings(of: Set(compositions.values.flatMap { $0.documents.map(\.sha256) }), key: run.header.key)
    let before = Dictionary(uniqueKeysWithValues: try ledger.verdicts(of: run.number).map { ($0.plan, $0) })
    let inputs = register.plans.map { plan -> PlanInput in
      let bundle = record.bundles[plan.id]
      let documents = (compositions[plan.id]?.documents ?? []).map { entry in
        FoundDocument(path: entry.path, reading: readings[entry.sha256] ?? Self.unread(entry, before[plan.id]))
      }
      let reading = documents.isEmpty || bundle?.failure != nil ? nil : BundleReading(id: plan.id, documents: documents)
      return PlanInput(plan: plan, files: bundle?.files ?? 0, reading: reading, findings: bundle?.findings ?? [], failure: bundle?.failure)
    }
    let judge = Judge(policy: policy, funded: funded)
    let decisions = try ledger.decisions()
    let after = zip(try judge.judge(inputs).plans, inputs).map { verdict, input in
      guard let own = decisions[verdict.plan] else { return verdict }
      return judge.apply(
        own, to: verdict, documents: input.reading?.documents ?? [], plan: input.plan, asOf: run.header.asOf
      ).verdict
    }
    flips = after.flatMap { Self.flips(from: before[$0.plan], to: $0) }
    plans = after.count
    hasOtherCues = try DocumentClassifier(policy: policy, programs: HelperPrograms()).cues != run.header.key.cues
  }

  /// A document whose reading is not kept, since its content could not be had: as the night's verdict has it.
  private static func unread(_ entry: DocumentEntry, _ verdict: PlanVerdict?) -> DocumentReading {
    let unread = verdict?.unread.first { $0.path == entry.path }
    return BundleReader.unread(entry.sha256, unread?.reason ?? .corrupt, unread?.detail ?? "not kept")
  }

  private static func flips(from before: PlanVerdict?, to after: PlanVerdict) -> [Flip] {
    var flips: [Flip] = []
    if before?.verdict != after.verdict {
      flips.append(Flip(plan: after.plan, material: nil, from: before?.verdict.rawValue, to: after.verdict.rawValue))
    }
    let old = Dictionary(uniqueKeysWithValues: (before?.requirements ?? []).map { ($0.material, $0.verdict) })
    let new = Dictionary(uniqueKeysWithValues: after.requirements.map { ($0.material, $0.verdict) })
    let materials = after.requirements.map(\.material) + (before?.requirements ?? []).map(\.material).filter { new[$0] == nil }
    for material in materials where old[material] != new[material] {
      flips.append(Flip(plan: after.plan, material: material, from: old[material]?.rawValue, to: new[material]?.rawValue))
    }
    return flips
  }
}
