import Findings
import Foundation
import Readings
import Testing

@testable import AuditPipeline
@testable import Documents
@testable import Workers

/// What says nothing of the bytes is not kept by them.
@Suite("Interrupted readings")
struct InterruptionTests {
  private func reading(_ end: ProgramOutcome.End) throws -> (reason: UnreadReason?, isKnown: Bool) {
    let scratch = try Scratch()
    try scratch.write(Array("%PDF-1.4\n".utf8), to: "a.pdf")
    let known = KnownContents()
    let classifier = DocumentClassifier(reader: "1", cues: "c") { document, sha256 in
      DocumentReading(sha256: sha256, format: "pdf", status: document.status, reason: document.reason, detail: document.detail)
    }
    let helpers = ReadingHelpers(available: [.pdftotext]) { _ in ProgramOutcome(end: end) }
    let reader = BundleReader(classifier: classifier, helpers: helpers, known: known)
    let answer = try reader.read(WorkerRequest(id: "1", paths: [scratch.path("a.pdf")])) { _ in }
    let found = try #require(answer.documents.first?.reading)
    #expect(found.status == .unreadable)
    return (found.reason, known.contains(found.sha256))
  }

  @Test("a helper program that could not start, was killed by the system or was too slow is asked again on the next night")
  func helpers() throws {
    for end in [ProgramOutcome.End.notStarted("no memory"), .signaled(9), .timedOut] {
      let (reason, isKnown) = try reading(end)
      #expect(reason?.isPassing == true, "\(end)")
      #expect(!isKnown, "\(end)")
    }
  }

  @Test("what the document did to it stays")
  func crashes() throws {
    for (end, wanted) in [(ProgramOutcome.End.signaled(11), UnreadReason.crash), (.signaled(6), .limit), (.exited(1), .corrupt)] {
      let (reason, isKnown) = try reading(end)
      #expect(reason == wanted, "\(end)")
      #expect(reason?.isPassing == false)
      #expect(isKnown, "\(end)")
    }
  }

  @Test("readings are made again when a helper program comes, goes or is another version")
  func versions() throws {
    let scratch = try Scratch()
    var marks: Set<String> = []
    for version in ["22.12.0", "24.02.0"] {
      try scratch.write(Array("#!/bin/sh\necho \"pdftotext version \(version)\" >&2\n".utf8), to: "\(version)/pdftotext")
      try FileManager.default.setAttributes([.posixPermissions: 0o755], ofItemAtPath: scratch.path("\(version)/pdftotext"))
      let mark = HelperPrograms.find(in: scratch.path(version)).readerMark
      #expect(mark.contains(version))
      #expect(mark == HelperPrograms.find(in: scratch.path(version)).readerMark)
      marks.insert(mark)
    }
    marks.insert(HelperPrograms.find(in: scratch.root).readerMark)
    #expect(marks.count == 3)
  }

  @Test("the contract has a word for every reason that it is told")
  func words() {
    let words: Set<String> = ["encrypted", "corrupt", "image-only", "unsupported", "limit", "timeout", "crash", "empty"]
    #expect(UnreadReason.allCases.allSatisfy { words.contains($0.word) })
  }
}
