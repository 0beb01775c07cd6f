package import Documents
import Findings
import Foundation
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

  /// What readings depend on besides the bytes and this program: a PDF that could not be read last night is read as soon as poppler is installed.
  var readerMark: String { self["pdftotext"] == nil ? "" : "+pdftotext" }
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
