// Turns text sources into real files: `build-fixtures night SOURCE TARGET` makes a night's register and uploads, `build-fixtures documents SOURCE TARGET`
// makes a DOCX of each text source in a folder. For scripts and tests only; no part of the program that is installed.
import Findings
import FixtureSupport
import Foundation

let words = CommandLine.arguments.dropFirst()
do {
  guard words.count == 3, let kind = words.first, let target = words.last else {
    throw RunError(.usage, subject: "build-fixtures", message: "usage: build-fixtures night|documents SOURCE TARGET")
  }
  let source = words[words.startIndex + 1]
  switch kind {
  case "night": try NightBuilder.build(from: source, to: target)
  case "documents": try NightBuilder.buildDocuments(from: source, to: target)
  default: throw RunError(.usage, subject: kind, message: "is no kind of fixture; there are: night, documents")
  }
} catch let error as RunError {
  FileHandle.standardError.write(Data("build-fixtures: \(error)\n".utf8))
  exit(error.code.rawValue)
}
