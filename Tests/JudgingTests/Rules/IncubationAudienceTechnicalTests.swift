import Findings
import Policies
import Readings
import Registers
import Testing

@testable import Judging

@Suite("incubation.audience-technical")
struct IncubationAudienceTechnicalTests {
  @Test("broken")
  func broken() throws {
    let verdict = try Night.one(.incubation(["计划类别": "专项技术短期培训班", "参加人员": "党务干部"]), nil)
    let finding = try #require(verdict.finding("incubation.audience-technical"))
    #expect(finding.severity == .warning)
    #expect(finding.message == "参加人员写的是“党务干部”，看不出以科技人员为主。")
    #expect(finding.clause == "一（二）1")
  }

  @Test("just met")
  func met() throws {
    let verdict = try Night.one(.incubation(["计划类别": "专项技术短期培训班", "参加人员": "仪器操作人员"]), nil)
    #expect(verdict.finding("incubation.audience-technical") == nil)
    #expect(verdict.notChecked["incubation.audience-technical"] == nil)
  }

  @Test("not checked where the register lacks the column")
  func missingColumn() throws {
    let verdict = try Night.one(.incubation(["计划类别": "专项技术短期培训班", "参加人员": nil]), nil)
    #expect(verdict.finding("incubation.audience-technical") == nil)
    #expect(verdict.notChecked["incubation.audience-technical"] == "参加人员")
  }
}
