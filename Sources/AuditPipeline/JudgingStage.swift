import Bundles
import Findings
import Judging
import Policies
import Readings
import Registers

/// A judged night together with what it was judged from.
struct JudgedNight: Sendable {
  var verdict: NightVerdict
  /// In register order, as the verdicts.
  var inputs: [PlanInput]
  var judge: Judge
}

/// Plans and readings → verdicts. Opens no file.
struct JudgingStage {
  let inputs: NightInputs
  let uploads: Uploads
  let readings: FileReadings

  func run() throws -> JudgedNight {
    let plans = zip(inputs.register.plans, uploads.bundles).map { plan, bundle in
      PlanInput(
        plan: plan, files: bundle.files.count, reading: bundle.files.isEmpty || bundle.failure != nil ? nil : readings.reading(of: bundle),
        findings: bundle.findings, failure: bundle.failure, unreadable: bundle.unreadable)
    }
    let judge = Judge(policy: inputs.policy, funded: inputs.funded)
    return JudgedNight(verdict: try judge.judge(plans), inputs: plans, judge: judge)
  }
}
