import Foundation
import Readings
import Testing
import Workers

/// The plain `worker` of the contract, section 7: lines in, lines out, no supervisor.
@Suite struct WorkerLineTests {
  private func serve(_ input: String, arguments: [String] = []) throws -> (lines: [String], errors: String, status: Int32) {
    let process = Process()
    process.executableURL = try faultyWorker()
    process.arguments = arguments
    let (stdin, stdout, stderr) = (Pipe(), Pipe(), Pipe())
    process.standardInput = stdin
    process.standardOutput = stdout
    process.standardError = stderr
    try process.run()
    try stdin.fileHandleForWriting.write(contentsOf: Data(input.utf8))
    try stdin.fileHandleForWriting.close()
    let output = try stdout.fileHandleForReading.readToEnd() ?? Data()
    let errors = try stderr.fileHandleForReading.readToEnd() ?? Data()
    process.waitUntilExit()
    return (
      String(decoding: output, as: UTF8.self).split(separator: "\n").map(String.init), String(decoding: errors, as: UTF8.self),
      process.terminationStatus
    )
  }

  @Test func eachRequestGetsOneLineWithEveryKeyOfTheContract() throws {
    let input = #"{"id":"P1","paths":["/abs/a.txt"]}"# + "\n\n" + #"{"id":"计划2","paths":["/abs/b.txt","/abs/c.txt"],"unknown":1}"#
    let (lines, errors, status) = try serve(input)
    #expect(status == 0)
    #expect(errors == "")
    #expect(lines.count == 2)
    let answers = try lines.map { try #require(try JSONSerialization.jsonObject(with: Data($0.utf8)) as? [String: Any]) }
    #expect(answers.map { $0["id"] as? String } == ["P1", "计划2"])
    #expect(answers.allSatisfy { $0["seconds"] is Double || $0["seconds"] is Int })
    let documents = try #require(answers[1]["documents"] as? [[String: Any]])
    #expect(documents.map { $0["path"] as? String } == ["/abs/b.txt", "/abs/c.txt"])
    for document in documents {
      for name in ["path", "sha256", "status", "materials", "reading"] { #expect(document[name] != nil, "\(name)") }
    }
  }

  @Test func noInputIsNoOutput() throws {
    let (lines, _, status) = try serve("")
    #expect(lines.isEmpty)
    #expect(status == 0)
  }

  @Test(arguments: ["nonsense", "{}", #"{"id":1,"paths":[]}"#, #"{"id":"P1"}"#])
  func aLineThatIsNoRequestIsNamedAndPassedOver(line: String) throws {
    let (lines, errors, status) = try serve(#"{"id":"P1","paths":["a.txt"]}"# + "\n" + line + "\n" + #"{"id":"P2","paths":["b.txt"]}"#)
    #expect(lines.count == 2)
    #expect(status == 70)
    #expect(errors.contains("line 2"))
  }
}
