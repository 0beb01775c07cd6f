import Findings
import Policies
import Readings
import Registers
import Testing

@testable import Judging

@Suite("incubation.audience-research")
struct IncubationAudienceResearchTests {
  @Test("broken")
  func broken() throws {
    let verdict = try Night.one(.incubation(["参加人员": "行政管理干部"]), nil)
    let finding = try #require(verdict.finding("incubation.audience-research"))
    #expect(finding.severity == .warning)
    #expect(finding.message == "参加人员写的是“行政管理干部”，看不出是科研人员。")
    #expect(finding.clause == "一（一）1")
  }

  @Test("just met")
  func met() throws {
    let verdict = try Night.one(.incubation(["参加人员": "青年科研骨干"]), nil)
    #expect(verdict.finding("incubation.audience-research") == nil)
    #expect(verdict.notChecked["incubation.audience-research"] == nil)
  }

  @Test("not checked where the register lacks the column")
  func missingColumn() throws {
    let verdict = try Night.one(.incubation(["参加人员": nil]), nil)
    #expect(verdict.finding("incubation.audience-research") == nil)
    #expect(verdict.notChecked["incubation.audience-research"] == "参加人员")
  }
}
