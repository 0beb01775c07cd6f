import Findings
import Policies
import Readings
import Registers
import Testing

@testable import Judging

@Suite("incubation.funding-flag")
struct IncubationFundingFlagTests {
  @Test("broken")
  func broken() throws {
    let verdict = try Night.one(.incubation(["是否申请资助": "否", "是否申请专项技术支持": "是"]), nil)
    let finding = try #require(verdict.finding("incubation.funding-flag"))
    #expect(finding.severity == .error)
    #expect(finding.message == "专业技术研修班、专项技术短期培训班申报院级培育项目，“是否申请资助”一栏应选“是”，现为“否”。")
    #expect(finding.clause == "一（一）3")
  }

  @Test("a short training is held to its own clause")
  func short() throws {
    let row = Row.incubation(["计划类别": "专项技术短期培训班", "是否申请资助": "否", "是否申请专项技术支持": "是"])
    #expect(try Night.one(row, nil).finding("incubation.funding-flag")?.clause == "一（二）3")
  }

  @Test("just met")
  func met() throws {
    let verdict = try Night.one(.incubation(["是否申请资助": "√"]), nil)
    #expect(verdict.finding("incubation.funding-flag") == nil)
    #expect(verdict.notChecked["incubation.funding-flag"] == nil)
  }

  @Test("not checked where the register lacks the column")
  func missingColumn() throws {
    let verdict = try Night.one(.incubation(["是否申请资助": nil, "是否申请专项技术支持": "是"]), nil)
    #expect(verdict.finding("incubation.funding-flag") == nil)
    #expect(verdict.notChecked["incubation.funding-flag"] == "是否申请资助")
  }
}
