import Findings
import Policies
import Readings
import Registers
import Testing

@testable import Judging

@Suite("boutique.funding-flag")
struct BoutiqueFundingFlagTests {
  @Test("broken")
  func broken() throws {
    let verdict = try Night.one(.boutique(["是否申请资助": ""]), nil)
    let finding = try #require(verdict.finding("boutique.funding-flag"))
    #expect(finding.severity == .error)
    #expect(finding.message == "申报精品培训项目，“是否申请资助”一栏应选“是”，现为“未填写”。")
    #expect(finding.clause == "二（三）")
  }

  @Test("just met")
  func met() throws {
    let verdict = try Night.one(.boutique(["是否申请资助": "1"]), nil)
    #expect(verdict.finding("boutique.funding-flag") == nil)
    #expect(verdict.notChecked["boutique.funding-flag"] == nil)
  }

  @Test("not checked where the register lacks the column")
  func missingColumn() throws {
    let verdict = try Night.one(.boutique(["是否申请资助": nil]), nil)
    #expect(verdict.finding("boutique.funding-flag") == nil)
    #expect(verdict.notChecked["boutique.funding-flag"] == "是否申请资助")
  }
}
