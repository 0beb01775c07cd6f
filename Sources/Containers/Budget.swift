import Findings

/// Counts what really came out of decompressors, shared by everything that is read for one bundle or one document.
package final class Budget {
  /// Bytes that may come out in all.
  package let limit: Int
  /// What the budget is for, as a limit's name in messages: `documentBytes`, `bundleBytes`.
  package let name: String
  /// Bytes that came out so far.
  package private(set) var used = 0

  /// What is booked here is booked there too: one file's budget within its bundle's.
  private let parent: Budget?

  package init(limit: Int, name: String, within parent: Budget? = nil) {
    self.limit = limit
    self.name = name
    self.parent = parent
  }

  /// Bytes that may still come out.
  package var remaining: Int { min(max(0, limit - used), parent?.remaining ?? .max) }

  /// Why nothing more may come out, once `remaining` is 0.
  package var exhausted: ReadFault {
    if let parent, parent.remaining == 0 { return parent.exhausted }
    return ReadFault(.limit, "\(name): more than \(limit) bytes came out; the other members are not read")
  }

  /// Books `count` bytes that came out; throws `limit` once there are more than allowed.
  package func take(_ count: Int) throws(ReadFault) {
    used += count
    try parent?.take(count)
    if used > limit {
      throw ReadFault(.limit, "\(name): more than \(limit) bytes came out")
    }
  }
}
