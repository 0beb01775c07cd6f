package import Documents
import Findings
import Foundation
import Synchronization
package import Workers

extension HelperPrograms {
  /// Those that this account's PATH leads to; with `ocr`, prepared to read pictures.
  package static func find(ocr: Bool) -> HelperPrograms {
    var programs = find(in: ProcessInfo.processInfo.environment["PATH"] ?? "/usr/local/bin:/usr/bin:/bin")
    if ocr { programs.prepareRecognition() }
    return programs
  }

  /// `pdftotext 22.12.0: yes; tesseract 5.3.0: no, only with --ocr; pdftoppm: no`, for the log: "yes" where readers run it tonight.
  func sentence(_ versions: [(name: String, version: String?)]) -> String {
    versions.map { name, version in
      guard let version else { return "\(name): no" }
      if isUsed(name) { return "\(name) \(version): yes" }
      return "\(name) \(version): no, \(recognition == .off ? "only with --ocr" : "see the warning on --ocr")"
    }.joined(separator: "; ")
  }

  /// Why `--ocr` reads nothing, in one English sentence; nil where it was not given or does its work.
  package var recognitionWarning: String? {
    guard case .lacking(let packages) = recognition else { return nil }
    return "--ocr: pictures and scans are not read, since \(packages.joined(separator: " and ")) is missing; install it with apt-get"
  }

  /// What a report says of a program that is installed and not run; nil of the others.
  func note(_ name: String) -> String? {
    guard self[name] != nil, !isUsed(name) else { return nil }
    return recognition == .off ? "本次没有启用图片文字识别" : "未启用，识别图片所需的程序或中文数据不全"
  }

  /// What readings depend on besides the bytes and this program: a PDF that could not be read last night is read as soon as poppler is installed, and
  /// anew by another version of it; a night with OCR takes no reading of one without.
  var readerMark: String {
    let text = version(of: "pdftotext").map { "+pdftotext-\($0)" } ?? ""
    guard case .ready(let version) = recognition else { return text }
    return "\(text)+ocr-\(version)"
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
  /// Runs the programs that were found and are to be used, each under its own limits. A worker's address space is capped already, and a helper's by the same.
  package init(_ programs: HelperPrograms) {
    self.init(available: Set(Program.allCases.filter { programs.isUsed($0.rawValue) })) { request in
      guard let path = programs[request.program.rawValue] else {
        return ProgramOutcome(end: .notStarted("\(request.program.rawValue) is not installed"))
      }
      return HelperRun(
        program: path, arguments: request.arguments, input: request.input, outputLimit: request.outputLimit, seconds: request.seconds
      ).result()
    }
  }
}
