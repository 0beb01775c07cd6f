import Findings
import Foundation
import Testing

@testable import Policies

@Suite("The policy of 2023")
struct BuiltInPolicyTests {
  let policy: Policy

  init() throws { policy = try Policy.builtIn("cas-2023") }

  @Test("lint finds nothing in it, quotes looked up in the embedded guide")
  func clean() throws {
    #expect(try Policy.lint("cas-2023") == [])
    #expect(policy.guide.text == "guide-2023.txt")
  }

  @Test("holds the contract's materials, applications and paths by their fixed words")
  func words() {
    #expect(
      policy.materials.map(\.id) == [
        "faculty_list", "course_list", "textbook_list", "needs_report", "evaluation_summary", "publicity", "training_scheme",
        "teaching_plan",
      ])
    #expect(Set(policy.applications.map(\.id)) == ["none", "incubation", "boutique", "hrss"])
    #expect(policy.path("full")?.materials.count == 6)
    #expect(policy.path("simplified")?.materials == ["training_scheme", "teaching_plan"])
  }

  @Test("holds every rule id of the contract that a policy words")
  func rules() {
    let wanted = [
      "incubation.days", "incubation.funding-flag", "lecture.hours", "lecture.sessions", "lecture.support-flag", "boutique.held-before",
      "boutique.basis", "boutique.days", "boutique.participants", "boutique.open", "boutique.funding-flag", "boutique.flag", "hrss.basis",
      "hrss.days", "hrss.participants", "hrss.one-per-unit", "hrss.selection", "hrss.funding-flag", "simplified.not-confirmed",
      "bundle.none",
    ]
    let ids = Set(policy.rules.map(\.id))
    #expect(wanted.filter { !ids.contains($0) } == [])
  }

  @Test("takes its numbers from the guide")
  func numbers() {
    #expect(policy.rule("incubation.days")?.check == .numberAtLeast(fact: "days", minimum: 3))
    #expect(policy.rule("lecture.hours")?.check == .numberAtLeast(fact: "session_hours", minimum: 2))
    #expect(policy.rule("lecture.sessions")?.check == .numberAtLeast(fact: "sessions", minimum: 6))
    #expect(policy.rule("boutique.days")?.check == .numberAtLeast(fact: "days", minimum: 4))
    #expect(policy.rule("boutique.participants")?.check == .numberAtLeast(fact: "participants", minimum: 70))
    #expect(policy.rule("hrss.days")?.check == .numberBetween(fact: "days", minimum: 4, maximum: 6))
    #expect(policy.rule("hrss.participants")?.check == .numberBetween(fact: "participants", minimum: 80, maximum: 120))
    #expect(policy.selection.quotas.map(\.about) == [10, 10, 20, 10, 5])
  }

  @Test("names the columns of the contract with their other names")
  func columns() {
    #expect(policy.column("plan")?.name == "计划编号")
    #expect(policy.column("plan")?.aliases == ["项目编号", "编号"])
    #expect(policy.column("participants")?.aliases == ["培训人数", "人数"])
    #expect(policy.register.count == 19)
  }

  @Test("its digest is the SHA-256 of its bytes")
  func digest() throws {
    let file = FileManager.default.temporaryDirectory.appendingPathComponent("policy-\(UUID().uuidString).yaml")
    try Data(policy.yaml.utf8).write(to: file)
    defer { try? FileManager.default.removeItem(at: file) }
    let process = Process()
    process.executableURL = URL(fileURLWithPath: "/usr/bin/sha256sum")
    process.arguments = [file.path]
    let pipe = Pipe()
    process.standardOutput = pipe
    try process.run()
    process.waitUntilExit()
    let output = String(decoding: pipe.fileHandleForReading.readDataToEndOfFile(), as: UTF8.self)
    #expect(output.hasPrefix(policy.digest + " "))
  }

  @Test("a name that is neither built in nor a file ends with 66")
  func unknown() {
    let error = #expect(throws: RunError.self) { try Policy.load("cas-1999") }
    #expect(error?.code == .noInput)
    #expect(error?.description.contains("cas-1999") == true)
  }
}
