import Containers
import Findings

/// What went wrong while one document was read. The first fault of each kind is kept; none ends the reading of the other parts.
struct ReadNotes {
  private(set) var reason: UnreadReason?
  private(set) var detail: String?

  /// A limit outweighs damage: it says that more was there, on purpose or not.
  mutating func note(_ reason: UnreadReason, _ detail: String) {
    if self.reason == nil || (reason == .limit && self.reason != .limit) {
      self.reason = reason
      self.detail = detail
    }
  }

  mutating func note(_ fault: ReadFault) {
    note(fault.reason, fault.detail)
  }

  /// Notes how the reading of a part ended, unless it ended well.
  mutating func note(_ outcome: XMLOutcome, part: String) {
    switch outcome {
    case .complete, .stopped: break
    case .damaged(let why): note(.corrupt, "\(part): \(why)")
    case .refused(let why): note(.corrupt, "\(part): \(why), which no office file has; the rest was not read")
    case .tooManyNames: note(.limit, "\(part): more different names of elements and attributes than an office file has")
    case .tooDeep: note(.limit, "\(part): elements nested deeper than the limit xmlDepth allows")
    }
  }
}
