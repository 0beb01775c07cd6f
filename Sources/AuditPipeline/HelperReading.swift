package import Documents
import Findings
import Foundation
import Synchronization
package import Workers

extension HelperPrograms {
  /// Those that this account's PATH leads to.
  package static func find() -> HelperPrograms {
    find(in: ProcessInfo.processInfo.environment["PATH"] ?? "/usr/local/bin:/usr/bin:/bin")
  }

  /// `pdftotext 22.12.0: yes; tesseract: no`, for the log.
  package static func sentence(_ versions: [(name: String, version: String?)]) -> String {
    versions.map { name, version in version.map { "\(name) \($0): yes" } ?? "\(name): no" }.joined(separator: "; ")
  }

  /// What readings depend on besides the bytes and this program: a PDF that could not be read last night is read as soon as poppler is installed, and
  /// anew by another version of it.
  var readerMark: String {
    ["pdftotext"].compactMap { name in version(of: name).map { "+\(name)-\($0)" } }.joined()
  }
}

/// Whether a helper program failed for a reason that lies with the machine and not with the document: such a reading is not kept by its bytes, but made
/// again on the next night.
final class HelperWatch: Sendable {
  private let state = Mutex(false)

  var wasInterrupted: Bool { state.withLock { $0 } }

  func watched(_ helpers: ReadingHelpers) -> ReadingHelpers {
    ReadingHelpers(available: helpers.available) { request in
      let outcome = helpers.run(request)
      if outcome.end.mayPass { self.state.withLock { $0 = true } }
      return outcome
    }
  }
}

extension ReadingHelpers {
  /// Runs the programs that were found, each under its own limits. A worker's address space is capped already, and a helper's by the same.
  package init(_ programs: HelperPrograms) {
    self.init(available: Set(Program.allCases.filter { programs[$0.rawValue] != nil })) { request in
      guard let path = programs[request.program.rawValue] else {
        return ProgramOutcome(end: .notStarted("\(request.program.rawValue) is not installed"))
      }
      return HelperRun(
        program: path, arguments: request.arguments, input: request.input, outputLimit: request.outputLimit, seconds: request.seconds
      ).result()
    }
  }
}
