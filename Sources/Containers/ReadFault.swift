package import Findings

/// Why bytes could not be read; a fault of a submission, so its reader turns it into a status and a reason, never into an end of the run.
package struct ReadFault: Error, Sendable, CustomStringConvertible {
  package var reason: UnreadReason
  /// One English sentence for `extract`, `classify` and the log: which member, which limit, which check failed.
  package var detail: String
  /// What came out before the fault (the beginning of a damaged member), or empty.
  package var salvaged: [UInt8]

  package init(_ reason: UnreadReason, _ detail: String, salvaged: [UInt8] = []) {
    self.reason = reason
    self.detail = detail
    self.salvaged = salvaged
  }

  package var description: String { detail }
}
