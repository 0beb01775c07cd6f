import Findings
import Policies
import Registers

/// Which set of materials a plan is held to, and why.
struct PathChoice: Sendable {
  /// Nil where the application requires none.
  var path: Policy.SubmissionPath?
  var requirements: [PlanVerdict.Requirement] = []
  /// The path that the register claims, if it claims one.
  var claimed: Policy.SubmissionPath?
  var confirmation: Confirmation?
  /// The column for want of which the register cannot claim a path, where the list did not speak for it either.
  var unknownClaim: String?
  /// Requirements of every path that stands open to the application, with whether the plan is entitled to it.
  var open: [(path: Policy.SubmissionPath, entitled: Bool, requirements: [PlanVerdict.Requirement])] = []
  var switches: [String] = []

  /// The path that was asked for, without a register to claim it.
  init(_ path: Policy.SubmissionPath, _ requirements: [PlanVerdict.Requirement]) {
    self.path = path
    self.requirements = requirements
    open = [(path, true, requirements)]
    switches = path.switches
  }

  /// The path that is claimed and confirmed (or that nothing can contradict); where the bundle satisfies another open path better, that one.
  init(_ application: Policy.Application, judging: RequirementJudging, funded: FundedIndex?) {
    let policy = judging.policy
    var candidates: [(path: Policy.SubmissionPath, requirements: [PlanVerdict.Requirement])] = []
    for option in application.paths {
      guard let path = policy.path(option.path) else { continue }
      let requirements = judging.requirements(of: path)
      guard let claim = path.claim else {
        candidates.append((path, requirements))
        open.append((path, true, requirements))
        continue
      }
      var entitled = false
      switch RowEvaluation(plan: judging.input.plan, policy: policy).claim(claim) {
      case .holds:
        if let id = option.whenSwitch { switches.append(id) }
        guard option.isOpen(in: policy) else { continue }
        claimed = path
        let answer = path.confirmation.map { needs in funded?.confirm(judging.input.plan, needs) ?? .noList } ?? .confirmed
        confirmation = answer
        entitled = answer == .confirmed || answer == .noList
      case .unknown(let column):
        // The register has no columns to claim by: the list alone can speak.
        guard option.isOpen(in: policy) else { break }
        unknownClaim = column
        guard let needs = path.confirmation, let funded else { break }
        entitled = funded.confirm(judging.input.plan, needs) == .confirmed
        if entitled, let id = option.whenSwitch { switches.append(id) }
        if entitled {
          claimed = path
          confirmation = .confirmed
          unknownClaim = nil
        }
      case .broken: break
      }
      guard option.isOpen(in: policy) else { continue }
      open.append((path, entitled, requirements))
      // In front: what was claimed is judged unless another path is satisfied better.
      if entitled { candidates.insert((path, requirements), at: 0) }
    }
    let ranked = candidates.enumerated().min { left, right in
      let (a, b) = (Self.rank(left.element.requirements), Self.rank(right.element.requirements))
      return a == b ? left.offset < right.offset : a < b
    }
    path = ranked?.element.path
    requirements = ranked?.element.requirements ?? []
    switches += path?.switches ?? []
  }

  private static func rank(_ requirements: [PlanVerdict.Requirement]) -> Int {
    switch RequirementJudging.outcome(requirements, failed: false) {
    case .complete, .notRequired: 0
    case .review: 1
    case .incomplete, .failed: 2
    }
  }
}

extension Policy.Application.Option {
  func isOpen(in policy: Policy) -> Bool {
    guard let id = whenSwitch else { return true }
    return policy.switch(id)?.value == .flag(true)
  }
}
