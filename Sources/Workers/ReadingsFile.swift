internal import Findings
internal import Foundation
package import Readings

/// Answers of workers that ran elsewhere (a cluster), one a line: `audit --readings FILE`.
///
/// Such a file came from another machine, perhaps on another day, so nothing in it is believed that can be checked here: every line must be an answer to
/// one of tonight's bundles, made by the same reader with the same cues, of the files as they lie here now.
package struct ReadingsFile: Sendable {
  /// What the lines are held against.
  package struct Expectation: Sendable {
    /// Version of the reading half of this program.
    package var reader: String
    /// Digest of this policy's cues.
    package var cues: String
    /// Tonight's bundles by plan: what was uploaded for it, by path below the uploads folder, as it is now.
    package var bundles: [String: [String: FileStamp]]

    package init(reader: String, cues: String, bundles: [String: [String: FileStamp]]) {
      self.reader = reader
      self.cues = cues
      self.bundles = bundles
    }
  }

  /// Reads a file and gives its bundles by plan, with documents named as they are here. The uploads folder may lie elsewhere on the machines that made
  /// the lines, so files are matched by the end of their paths.
  ///
  /// Throws `RunError`: `.noInput` (no such file), `.badData` with the number of the first line that is refused, and why. Plans without a line are
  /// simply not in the answer; the caller decides what that means.
  package static func read(_ path: String, expecting expectation: Expectation) throws -> [String: BundleReading] {
    let data: Data
    do {
      data = try Data(contentsOf: URL(fileURLWithPath: path), options: .mappedIfSafe)
    } catch {
      throw RunError(.noInput, subject: path, message: "the file of readings cannot be read", cause: plainWords(error))
    }
    let decoder = JSONDecoder()
    var bundles: [String: BundleReading] = [:]
    for (index, line) in data.split(separator: UInt8(ascii: "\n"), omittingEmptySubsequences: false).enumerated() {
      guard line.contains(where: { $0 != UInt8(ascii: " ") && $0 != UInt8(ascii: "\r") }) else { continue }
      func refused(_ why: String, cause: String? = nil) -> RunError {
        RunError(.badData, subject: "\(path), line \(index + 1)", message: why, cause: cause)
      }
      let answer: WorkerAnswer
      do {
        answer = try decoder.decode(WorkerAnswer.self, from: Data(line))
      } catch {
        throw refused("this is no answer of a worker; was the file cut off, or is it another?", cause: plainWords(error))
      }
      if let fault = fault(of: answer, expectation) { throw refused(fault) }
      var reading = answer.reading
      let files = expectation.bundles[answer.id] ?? [:]
      for index in reading.documents.indices {
        reading.documents[index].path = localName(reading.documents[index].path, files) ?? reading.documents[index].path
      }
      guard bundles.updateValue(reading, forKey: answer.id) == nil else {
        throw refused("plan \(answer.id) has a line already; were two files put together?")
      }
    }
    return bundles
  }

  /// Why this line cannot be used tonight, in one sentence with the way out; nil where it can.
  static func fault(of answer: WorkerAnswer, _ expectation: Expectation) -> String? {
    guard let files = expectation.bundles[answer.id] else {
      return "it speaks of plan \(answer.id), for which nothing is uploaded here; was it made from another register?"
    }
    // Behind a `+` stand the helper programs of the machine: another machine may have others.
    guard answer.reader.prefix(while: { $0 != "+" }) == expectation.reader.prefix(while: { $0 != "+" }) else {
      return "it was made by reader \(answer.reader), this program's is \(expectation.reader); make the file again with this version"
    }
    guard answer.cues == expectation.cues else {
      return "it was made with the cues \(answer.cues), this policy's are \(expectation.cues); make the file again with this policy"
    }
    guard let seen = answer.files else {
      return "it does not say which files were read; make it with `bundle-audit worker`, not with a supervised one"
    }
    for document in answer.documents {
      if let fault = fault(of: document) { return fault }
      guard localName(document.path, files) != nil else {
        return "its document \(document.path) lies in no file that is uploaded for plan \(answer.id)"
      }
    }
    return staleFile(seen, files)
  }

  /// A document's path as it is named here, or nil where it lies in none of these files.
  private static func localName(_ path: String, _ files: [String: FileStamp]) -> String? {
    // A folder's name may end in `!`, so every `!/` may be where the file ends and its members begin.
    var search = path.startIndex..<path.endIndex
    while true {
      let mark = path.range(of: "!/", range: search)
      let outside = path[..<(mark?.lowerBound ?? path.endIndex)]
      // The longest: with P1.zip and 所/P1.zip both uploaded, the path says which it is.
      let file = files.keys.filter { outside == $0 || outside.hasSuffix("/" + $0) }.max { $0.utf8.count < $1.utf8.count }
      if let file { return file + path[outside.endIndex...] }
      guard let mark else { return nil }
      search = mark.upperBound..<path.endIndex
    }
  }

  private static func fault(of document: WorkerAnswer.Document) -> String? {
    let reading = document.reading
    guard document.sha256 == reading.sha256, document.status == reading.status, document.reason == reading.reason else {
      return "its document \(document.path) contradicts its own reading"
    }
    let isHash =
      reading.sha256.utf8.count == 64
      && reading.sha256.utf8.allSatisfy { ("0"..."9").contains(UnicodeScalar($0)) || ("a"..."f").contains(UnicodeScalar($0)) }
    // What could not even be hashed was not read either.
    guard isHash || (reading.sha256.isEmpty && reading.status == .unreadable) else {
      return "its document \(document.path) has no SHA-256"
    }
    guard (reading.reason == nil) == (reading.status == .read) else {
      return "its document \(document.path) has a status without a reason, or a reason without a status"
    }
    guard reading.scores.allSatisfy({ (0...1).contains($0.confidence) }) else {
      return "its document \(document.path) has a confidence that is no probability"
    }
    return nil
  }

  /// The files that the worker saw must be the files that lie here, each as it was.
  private static func staleFile(_ seen: [WorkerAnswer.SeenFile], _ files: [String: FileStamp]) -> String? {
    var missing = files
    for file in seen {
      guard let name = localName(file.path, missing), let stamp = missing.removeValue(forKey: name) else {
        return "it was made of \(file.path), which is not uploaded here for this plan"
      }
      guard file.stamp.matchesElsewhere(stamp) else {
        return "\(name) has changed since the line was made; make the file again"
      }
    }
    return missing.keys.min().map { "\($0) has been uploaded since the line was made; make the file again" }
  }
}
