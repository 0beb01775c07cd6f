import ArgumentParser
import AuditPipeline
import Findings
import Foundation

/// What commands that read documents have in common.
struct ReadingOptions: ParsableArguments {
  @Option(name: .long, help: ArgumentHelp("The policy: the name of a built-in one, or a YAML file.", valueName: "name|file"))
  var policy = "cas-2023"

  @Option(name: .long, help: ArgumentHelp("How many workers read at a time.", valueName: "n"))
  var jobs: Int?

  @Option(name: .long, help: ArgumentHelp("Seconds that one document may take.", valueName: "seconds"))
  var deadline = 60.0

  @Flag(name: .long, help: "Read print in pictures and scans by OCR (tesseract with chi_sim): slow, some seconds a page.")
  var ocr = false

  var workers: Int { jobs ?? Program.cores }

  func validate() throws {
    if let jobs, !(1...1024).contains(jobs) { throw ValidationError("--jobs is a number from 1 to 1024, not \(jobs).") }
    guard deadline > 0, deadline.isFinite else { throw ValidationError("--deadline is a number of seconds above 0, not \(deadline).") }
  }

  func batch(_ log: Log) -> DocumentBatch {
    DocumentBatch(policy: policy, executable: Program.executable, jobs: workers, deadline: deadline, ocr: ocr, warn: { log.warn($0) })
  }
}

/// Paths on the command line, or in a file where they are too many for one.
struct PathOptions: ParsableArguments {
  @Argument(help: ArgumentHelp("Files and folders; `-` reads a list of them from standard input.", valueName: "path"))
  var paths: [String] = []

  @Option(name: .long, help: ArgumentHelp("A file with one path a line; `-` is standard input.", valueName: "file"))
  var filesFrom: String?

  func validate() throws {
    guard filesFrom != nil || !paths.isEmpty else {
      throw ValidationError("Name at least one PATH, or a list of them with --files-from FILE.")
    }
  }

  /// Throws `RunError` 66 where the list does not exist, 64 where it is empty.
  func all() throws(RunError) -> [String] {
    var all = paths.filter { $0 != "-" }
    if let list = filesFrom ?? (paths.contains("-") ? "-" : nil) {
      let bytes: Data
      if list == "-" {
        bytes = FileHandle.standardInput.readDataToEndOfFile()
      } else {
        guard let data = FileManager.default.contents(atPath: list) else {
          throw RunError(.noInput, subject: list, message: "there is no such list of paths")
        }
        bytes = data
      }
      all += String(decoding: bytes, as: UTF8.self).split(whereSeparator: \.isNewline).map(String.init)
    }
    guard !all.isEmpty else { throw RunError(.usage, subject: filesFrom ?? "-", message: "the list holds no path") }
    return all
  }
}

enum TextOrJSON: String, ExpressibleByArgument, CaseIterable {
  case text
  case json
}

/// A day as the command line takes it, `YYYY-MM-DD`.
struct Day: ExpressibleByArgument {
  let text: String

  init?(argument: String) {
    let parts = argument.split(separator: "-", omittingEmptySubsequences: false)
    guard parts.map(\.count) == [4, 2, 2], let year = Int(parts[0]), let month = Int(parts[1]), let day = Int(parts[2]), year > 0 else {
      return nil
    }
    var calendar = Calendar(identifier: .gregorian)
    calendar.timeZone = .gmt
    let components = DateComponents(calendar: calendar, year: year, month: month, day: day)
    guard components.isValidDate else { return nil }
    text = argument
  }
}
