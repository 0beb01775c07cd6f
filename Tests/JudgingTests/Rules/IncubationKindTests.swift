import Findings
import Policies
import Readings
import Registers
import Testing

@testable import Judging

@Suite("incubation.kind")
struct IncubationKindTests {
  @Test("broken")
  func broken() throws {
    let verdict = try Night.one(.incubation(["计划类别": "管理人员培训"]), nil)
    let finding = try #require(verdict.finding("incubation.kind"))
    #expect(finding.severity == .error)
    #expect(finding.message == "计划类别“管理人员培训”不能申报院级培育项目，只有专业技术研修班、专项技术短期培训班、学术讲坛可以。")
    #expect(finding.clause == "一")
  }

  @Test("just met")
  func met() throws {
    let verdict = try Night.one(.incubation(["计划类别": "专项技术短期培训班"]), nil)
    #expect(verdict.finding("incubation.kind") == nil)
    #expect(verdict.notChecked["incubation.kind"] == nil)
  }

  @Test("not checked where the register lacks the column")
  func missingColumn() throws {
    let verdict = try Night.one(.incubation(["计划类别": nil]), nil)
    #expect(verdict.finding("incubation.kind") == nil)
    #expect(verdict.notChecked["incubation.kind"] == "计划类别")
  }
}
