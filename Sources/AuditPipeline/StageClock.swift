import Findings
import Foundation
import Reports

/// Wall seconds of each stage, in the order in which they ran.
final class StageClock {
  private let listener: AuditListener
  private(set) var stages: [Stage] = []

  init(_ listener: @escaping AuditListener) { self.listener = listener }

  func time<Value>(_ name: String, _ work: () throws -> Value) rethrows -> Value {
    listener(.stage(name))
    let start = ContinuousClock.now
    let value = try work()
    add(name, since: start)
    return value
  }

  func time<Value>(_ name: String, _ work: () async throws -> Value) async rethrows -> Value {
    listener(.stage(name))
    let start = ContinuousClock.now
    let value = try await work()
    add(name, since: start)
    return value
  }

  private func add(_ name: String, since start: ContinuousClock.Instant) {
    let parts = (ContinuousClock.now - start).components
    stages.append(Stage(name: name, seconds: Double(parts.seconds) + Double(parts.attoseconds) / 1e18))
  }
}
