import Findings
import Policies
import Readings
import Registers
import Testing

@testable import Judging

@Suite("boutique.days")
struct BoutiqueDaysTests {
  @Test("broken")
  func broken() throws {
    let verdict = try Night.one(.boutique(["培训天数": "3"]), nil)
    let finding = try #require(verdict.finding("boutique.days"))
    #expect(finding.severity == .error)
    #expect(finding.message == "培训天数为3，少于精品培训项目要求的4天。")
    #expect(finding.clause == "二（一）")
  }

  @Test("just met")
  func met() throws {
    let verdict = try Night.one(.boutique(["培训天数": "4"]), nil)
    #expect(verdict.finding("boutique.days") == nil)
    #expect(verdict.notChecked["boutique.days"] == nil)
  }

  @Test("not checked where the register lacks the column")
  func missingColumn() throws {
    let verdict = try Night.one(.boutique(["培训天数": nil]), nil)
    #expect(verdict.finding("boutique.days") == nil)
    #expect(verdict.notChecked["boutique.days"] == "培训天数")
  }

  @Test("an empty cell is said mildly")
  func empty() throws {
    let finding = try #require(try Night.one(.boutique(["培训天数": ""]), nil).finding("boutique.days"))
    #expect(finding.severity == .warning)
    #expect(finding.message == "登记表“培训天数”一栏没有填写，无法核对“培训时间不少于4天”。")
  }
}
