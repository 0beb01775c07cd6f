import Bundles
import Findings
import Foundation
import LedgerStore
import Readings
import Workers

/// Worker output made elsewhere (`audit --readings FILE`), each line checked: a line that is foreign, stale or given twice would be judged as if it were
/// tonight's, so it is refused with its number.
struct ReadingsFile {
  let path: String
  let inputs: NightInputs
  let uploads: Uploads
  let key: ReadingKey

  /// Throws `RunError` 66 where the file does not exist, 65 for a line that is refused or a plan whose line is missing.
  func read() throws -> FileReadings {
    guard let data = FileManager.default.contents(atPath: path) else {
      throw RunError(.noInput, subject: path, message: "there is no such file of readings")
    }
    var result = FileReadings()
    var answered: Set<String> = []
    let bundles = Dictionary(uniqueKeysWithValues: uploads.bundles.map { ($0.plan, $0) })
    let decoder = JSONDecoder()
    for (index, line) in data.split(separator: UInt8(ascii: "\n"), omittingEmptySubsequences: false).enumerated() where !line.isEmpty {
      let answer: WorkerAnswer
      do {
        answer = try decoder.decode(WorkerAnswer.self, from: line)
      } catch {
        throw refused(index, "is no answer of `bundle-audit worker`", "\(error)")
      }
      guard let bundle = bundles[answer.id] else { throw refused(index, "is about the plan \(answer.id), which the register does not hold") }
      guard answered.insert(answer.id).inserted else { throw refused(index, "is a second one for the plan \(answer.id)") }
      guard answer.reader == key.reader, answer.cues == key.cues else {
        throw refused(index, "was made by another version of the program or with other cues; make the readings again with this program and policy")
      }
      try add(answer, bundle, line: index, to: &result)
    }
    if let missing = uploads.bundles.first(where: { !$0.files.isEmpty && !answered.contains($0.plan) }) {
      throw RunError(.badData, subject: path, message: "holds no line for the plan \(missing.plan), which has \(missing.files.count) files")
    }
    return result
  }

  private func add(_ answer: WorkerAnswer, _ bundle: PlanBundle, line: Int, to result: inout FileReadings) throws {
    for seen in answer.files ?? [] {
      guard let file = file(of: seen.path, in: bundle) else {
        throw refused(line, "speaks of \(seen.path), which is none of the plan's files")
      }
      if let stamp = FileStamp(path: "\(inputs.uploadsFolder)/\(file)"), !stamp.matchesElsewhere(seen.stamp) {
        throw refused(line, "is stale: \(file) has changed since it was read")
      }
    }
    for file in bundle.files { result.files[file] = result.files[file] ?? FileReadings.File(documents: [], ignored: [:]) }
    for document in answer.documents {
      let place = document.path.range(of: "!/").map { String(document.path[..<$0.lowerBound]) } ?? document.path
      guard let file = file(of: place, in: bundle) else { throw refused(line, "speaks of \(document.path), which is none of the plan's files") }
      guard document.sha256 == document.reading.sha256, document.status == document.reading.status else {
        throw refused(line, "contradicts itself about \(document.path)")
      }
      let path = file + document.path.dropFirst(place.count)
      result.files[file]?.documents.append(FoundDocument(path: path, reading: document.reading))
    }
    if let first = bundle.files.first { result.files[first]?.ignored.merge(answer.ignored, uniquingKeysWith: +) }
  }

  /// The bundle's file that a path on another machine means: the uploads folder may lie elsewhere there.
  private func file(of path: String, in bundle: PlanBundle) -> String? {
    bundle.files.first { path == $0 || path.hasSuffix("/" + $0) }
  }

  private func refused(_ line: Int, _ message: String, _ cause: String? = nil) -> RunError {
    RunError(.badData, subject: "\(path), line \(line + 1)", message: message, cause: cause)
  }
}
