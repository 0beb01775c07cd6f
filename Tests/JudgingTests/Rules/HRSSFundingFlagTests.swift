import Findings
import Policies
import Readings
import Registers
import Testing

@testable import Judging

@Suite("hrss.funding-flag")
struct HRSSFundingFlagTests {
  @Test("broken")
  func broken() throws {
    let verdict = try Night.one(.hrss(["是否申请资助": "否"]), nil)
    let finding = try #require(verdict.finding("hrss.funding-flag"))
    #expect(finding.severity == .error)
    #expect(finding.message == "申报人社部高级研修项目并申请院经费资助，“是否申请资助”一栏应选“是”，现为“否”。")
    #expect(finding.clause == "三（四）")
  }

  @Test("just met")
  func met() throws {
    let verdict = try Night.one(.hrss(["是否申请资助": "是"]), nil)
    #expect(verdict.finding("hrss.funding-flag") == nil)
    #expect(verdict.notChecked["hrss.funding-flag"] == nil)
  }

  @Test("not checked where the register lacks the column")
  func missingColumn() throws {
    let verdict = try Night.one(.hrss(["是否申请资助": nil]), nil)
    #expect(verdict.finding("hrss.funding-flag") == nil)
    #expect(verdict.notChecked["hrss.funding-flag"] == "是否申请资助")
  }
}
