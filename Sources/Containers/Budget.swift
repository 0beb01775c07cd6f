import Findings

/// Counts what really came out of decompressors, shared by everything that is read for one bundle or one document.
package final class Budget {
  /// Bytes that may come out in all.
  package let limit: Int
  /// What the budget is for, as a limit's name in messages: `documentBytes`, `bundleBytes`.
  package let name: String
  /// Bytes that came out so far.
  package private(set) var used = 0

  package init(limit: Int, name: String) {
    self.limit = limit
    self.name = name
  }

  /// Bytes that may still come out.
  package var remaining: Int { max(0, limit - used) }

  /// Books `count` bytes that came out; throws `limit` once there are more than allowed.
  package func take(_ count: Int) throws(ReadFault) {
    used += count
    if used > limit {
      throw ReadFault(.limit, "\(name): more than \(limit) bytes came out")
    }
  }
}
