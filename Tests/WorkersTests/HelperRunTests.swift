import Findings
import Foundation
import Testing
import Workers

/// Programs of others, run under limits. The programs here are the shell's.
@Suite(.timeLimit(.minutes(1))) struct HelperRunTests {
  private func run(_ script: String, input: [UInt8] = [], limit: Int = 1 << 24, seconds: Double = 30) -> ProgramOutcome {
    HelperRun(program: "/bin/sh", arguments: ["-c", script], input: input, outputLimit: limit, seconds: seconds).result()
  }

  @Test func bytesGoInAndOut() {
    // More than a pipe holds, so that both ends must move at the same time.
    let bytes = (0..<1_000_000).map { UInt8(truncatingIfNeeded: $0) }
    let result = run("cat", input: bytes)
    #expect(result.end == .exited(0))
    #expect(result.output == bytes)
  }

  @Test func theExitAndTheWordsAreKept() {
    let result = run("echo out; echo Incorrect password >&2; exit 3")
    #expect(result.end == .exited(3))
    #expect(result.output == Array("out\n".utf8))
    #expect(result.words == "Incorrect password\n")
    #expect(run("kill -SEGV $$").end == .signaled(11))
  }

  @Test func aHelperThatHangsIsKilled() {
    #expect(run("sleep 1000", seconds: 0.2).end == .timedOut)
    #expect(run("while :; do :; done", seconds: 0.2).end == .timedOut)
  }

  /// Its streams are closed, but it goes on.
  @Test func aHelperThatClosesItsStreamsAndStaysIsKilled() {
    #expect(run("exec <&- >&- 2>&-; sleep 1000", seconds: 0.5).end == .timedOut)
  }

  /// At the soft limit of processor time a signal comes that says why, two seconds later one that does not (setrlimit(2)).
  @Test func itsProcessorTimeIsCapped() {
    #expect(String(decoding: run("ulimit -S -t; ulimit -H -t", seconds: 7).output, as: UTF8.self) == "7\n9\n")
  }

  @Test func aHelperThatNeverEndsItsOutputIsKilled() {
    let result = run("yes", limit: 100_000)
    #expect(result.end == .tooMuch)
    #expect(result.output.count == 100_000)
  }

  /// Input that is not wanted is an end of the writing, not of this process.
  @Test func aHelperMayLeaveItsInputUnread() {
    #expect(run("exec true", input: [UInt8](repeating: 0, count: 1 << 22)).end == .exited(0))
  }

  @Test func itsMemoryIsCapped() {
    let result = HelperRun(
      program: "/bin/sh", arguments: ["-c", "ulimit -v"], outputLimit: 100, seconds: 10, memory: 64 << 20
    ).result()
    #expect(String(decoding: result.output, as: UTF8.self) == "65536\n")
  }

  @Test func whatIsNotThereIsSaid() {
    let result = HelperRun(program: "/nowhere/pdftotext", arguments: [], outputLimit: 100, seconds: 10).result()
    guard case .notStarted(let why) = result.end else {
      Issue.record("it ended with \(result.end)")
      return
    }
    #expect(why.contains("/nowhere/pdftotext"))
  }

  @Test func programsAreFoundWherePATHLeads() throws {
    let folder = FileManager.default.temporaryDirectory.appending(path: "helpers-\(UUID().uuidString)")
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    defer { try? FileManager.default.removeItem(at: folder) }
    let program = folder.appending(path: "pdftotext").path
    try Data("#!/bin/sh\necho 'pdftotext version 22.12.0' >&2\n".utf8).write(to: URL(filePath: program))
    #expect(HelperPrograms.find(in: folder.path)["pdftotext"] == nil)
    try FileManager.default.setAttributes([.posixPermissions: 0o755], ofItemAtPath: program)
    let found = HelperPrograms.find(in: "relative:\(folder.path):/nowhere")
    #expect(found["pdftotext"] == program)
    #expect(found["tesseract"] == nil)
    #expect(found.versions().map(\.name) == ["pdftotext", "pdftoppm", "tesseract"])
    #expect(found.versions().map(\.version) == ["22.12.0", nil, nil])
  }
}
