import AuditPipeline
import Foundation
import Synchronization

/// Shows a run as it goes on: a bar that is written over on a terminal, a plain line every so often elsewhere.
final class Progress: Sendable {
  private struct State {
    var began = ContinuousClock.now
    var shown = ContinuousClock.now
    var hasBar = false
  }

  private let log: Log
  private let isWatched: Bool
  private let state = Mutex(State())

  /// Often enough to look alive, too rarely to cost anything.
  private static let barInterval = Duration.milliseconds(200)
  /// What a log file can bear over a long night.
  private static let lineInterval = Duration.seconds(10)

  init(_ log: Log, isWatched: Bool) {
    self.log = log
    self.isWatched = isWatched
  }

  func take(_ event: AuditEvent) {
    switch event {
    case .stage(let name):
      endBar()
      state.withLock { $0.began = .now }
      if !isWatched { log.say("stage \(name)", ["stage": name]) }
    case .reading(let done, let total, let documents): reading(done, total, documents)
    case .note(let sentence):
      endBar()
      if !isWatched { log.say(sentence) }
    case .warning(let sentence):
      endBar()
      log.warn(sentence)
    }
  }

  private func reading(_ done: Int, _ total: Int, _ documents: Int) {
    let line = state.withLock { state -> String? in
      let now = ContinuousClock.now
      guard done == total || now - state.shown >= (isWatched ? Self.barInterval : Self.lineInterval) else { return nil }
      state.shown = now
      state.hasBar = isWatched
      let seconds = max(0.001, Self.seconds(now - state.began))
      let left = Int((seconds / Double(max(done, 1)) * Double(total - done)).rounded(.up))
      return "\(done)/\(total) files, \(Int(Double(documents) / seconds)) documents/s, \(left / 60) min \(left % 60) s left"
    }
    guard let line else { return }
    guard isWatched else { return log.say(line, ["done": String(done), "total": String(total), "documents": String(documents)]) }
    let width = 24
    let filled = width * done / max(total, 1)
    let bar = String(repeating: "█", count: filled) + String(repeating: "░", count: width - filled)
    FileHandle.standardError.write(Data("\r\u{1B}[K\(bar) \(line)".utf8))
  }

  /// Leaves the bar's line, so that what comes next does not stand in it.
  func endBar() {
    let had = state.withLock { state in
      defer { state.hasBar = false }
      return state.hasBar
    }
    if had { Console.say("") }
  }

  private static func seconds(_ duration: Duration) -> Double {
    Double(duration.components.seconds) + Double(duration.components.attoseconds) / 1e18
  }
}
