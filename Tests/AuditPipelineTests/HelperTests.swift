import Foundation
import Testing

/// PDF through the built program: read by poppler's pdftotext where PATH leads to it, and said to be unread where it does not.
@Suite("Helper programs")
struct HelperTests {
  static let isHere = ["/usr/bin/pdftotext", "/usr/local/bin/pdftotext"].contains { FileManager.default.isExecutableFile(atPath: $0) }

  /// A PDF of one page that says `words`; ISO 32000-1, 7.5 (file structure).
  private func pdf(_ words: String) -> [UInt8] {
    let content = "BT /F1 12 Tf 90 700 Td (\(words)) Tj ET"
    let objects = [
      "<< /Type /Catalog /Pages 2 0 R >>", "<< /Type /Pages /Kids [3 0 R] /Count 1 >>",
      "<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Contents 4 0 R /Resources << /Font << /F1 5 0 R >> >> >>",
      "<< /Length \(content.utf8.count) >>\nstream\n\(content)\nendstream", "<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica >>",
    ]
    var text = "%PDF-1.4\n"
    var places: [Int] = []
    for (index, object) in objects.enumerated() {
      places.append(text.utf8.count)
      text += "\(index + 1) 0 obj\n\(object)\nendobj\n"
    }
    let start = text.utf8.count
    text += "xref\n0 6\n0000000000 65535 f \n"
    for place in places { text += String(repeating: "0", count: 10 - String(place).count) + "\(place) 00000 n \n" }
    text += "trailer\n<< /Size 6 /Root 1 0 R >>\nstartxref\n\(start)\n%%EOF\n"
    return Array(text.utf8)
  }

  private func run(_ arguments: [String], path: String) throws -> (code: Int32, output: String) {
    let process = Process()
    process.executableURL = URL(fileURLWithPath: "\(Program.folder)/bundle-audit")
    process.arguments = arguments
    var environment = ProcessInfo.processInfo.environment
    environment["PATH"] = path
    process.environment = environment
    let scratch = try Scratch()
    try scratch.write([], to: "out")
    process.standardOutput = try FileHandle(forWritingTo: URL(fileURLWithPath: scratch.path("out")))
    process.standardError = FileHandle.nullDevice
    try process.run()
    process.waitUntilExit()
    return (process.terminationStatus, try scratch.text("out"))
  }

  @Test("a PDF is read, also by a worker in its sandbox", .enabled(if: isHere))
  func read() throws {
    let scratch = try Scratch()
    try scratch.write(pdf("Course list of the training class"), to: "a.pdf")
    let extracted = try run(["extract", scratch.path("a.pdf")], path: "/usr/local/bin:/usr/bin")
    #expect(extracted.code == 0)
    #expect(extracted.output.contains("Course list of the training class"))
    let classified = try run(["classify", "--format", "jsonl", scratch.path("a.pdf")], path: "/usr/local/bin:/usr/bin")
    let line = try object(classified.output)
    #expect(line["status"] as? String == "read")
    #expect(line["reason"] is NSNull)
  }

  @Test("without the program a PDF is unsupported, never a crash")
  func missing() throws {
    let scratch = try Scratch()
    try scratch.write(pdf("Course list"), to: "a.pdf")
    let classified = try run(["classify", "--format", "jsonl", scratch.path("a.pdf")], path: scratch.root)
    #expect(classified.code == 0)
    let line = try object(classified.output)
    #expect(line["status"] as? String == "unreadable")
    #expect(line["reason"] as? String == "unsupported")
  }

  @Test("a PDF that is none is corrupt", .enabled(if: isHere))
  func damaged() throws {
    let scratch = try Scratch()
    try scratch.write(Array("%PDF-1.4\nnothing".utf8), to: "a.pdf")
    let line = try object(try run(["classify", "--format", "jsonl", scratch.path("a.pdf")], path: "/usr/local/bin:/usr/bin").output)
    #expect(line["status"] as? String == "unreadable")
    #expect(line["reason"] as? String == "corrupt")
  }

  /// `extract` reads what is as hostile as what a worker reads: its helpers are shut in as a worker's are, and may write nothing.
  @Test("extract runs helpers in the sandbox", .enabled(if: MemoryTests.hasLandlock))
  func sandbox() throws {
    let scratch = try Scratch()
    try scratch.write(pdf("Course list"), to: "a.pdf")
    try scratch.write(Array("#!/bin/sh\necho seen > \(scratch.path("mark"))\n".utf8), to: "bin/pdftotext")
    try FileManager.default.setAttributes([.posixPermissions: 0o755], ofItemAtPath: scratch.path("bin/pdftotext"))
    _ = try run(["extract", scratch.path("a.pdf")], path: scratch.path("bin"))
    #expect(!scratch.exists("mark"))
  }
}
