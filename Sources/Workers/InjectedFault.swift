internal import Glibc

/// A way for a worker to fail, asked for by the name of a document: for tests only, behind a hidden flag of `worker`.
enum InjectedFault: String, CaseIterable {
  /// Ends as a bug in a parser would.
  case crash = "__crash__"
  /// The same, unless the document is read alone.
  case crashInCompany = "__crash-in-company__"
  /// Never comes back.
  case hang = "__hang__"
  /// Asks for memory until there is none.
  case allocate = "__allocate__"
  /// Writes a line that is no answer, and goes on.
  case garbage = "__garbage__"
  /// Writes half of the answer, then ends.
  case half = "__half__"
  /// Ends after the answer, before the next request.
  case dieBetween = "__die-between__"

  static func named(in document: String) -> InjectedFault? {
    // A container is no document: naming it must not fail in place of what is inside.
    guard document.contains("__") else { return nil }
    let name = document[(document.lastIndex(of: "/") ?? document.startIndex)...]
    return allCases.first { name.contains($0.rawValue) }
  }

  /// Fails here and now, or not: `garbage`, `half` and `dieBetween` are the writer's to do.
  func strike(isAlone: Bool) {
    switch self {
    case .crash:
      raise(SIGSEGV)
    case .crashInCompany:
      if !isAlone { raise(SIGSEGV) }
    case .hang:
      while true { sleep(1000) }
    case .allocate:
      var kept: [[UInt8]] = []
      while true { kept.append([UInt8](repeating: 1, count: 8 << 20)) }
    case .garbage, .half, .dieBetween:
      break
    }
  }
}
