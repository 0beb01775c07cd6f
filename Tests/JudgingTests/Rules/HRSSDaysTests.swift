import Findings
import Policies
import Readings
import Registers
import Testing

@testable import Judging

@Suite("hrss.days")
struct HRSSDaysTests {
  @Test("broken")
  func broken() throws {
    let verdict = try Night.one(.hrss(["培训天数": "7"]), nil)
    let finding = try #require(verdict.finding("hrss.days"))
    #expect(finding.severity == .error)
    #expect(finding.message == "培训天数为7，人社部高级研修项目需5天左右（本次按4至6天掌握）。")
    #expect(finding.clause == "三（一）")
  }

  @Test("just met")
  func met() throws {
    let verdict = try Night.one(.hrss(["培训天数": "6"]), nil)
    #expect(verdict.finding("hrss.days") == nil)
    #expect(verdict.notChecked["hrss.days"] == nil)
  }

  @Test("not checked where the register lacks the column")
  func missingColumn() throws {
    let verdict = try Night.one(.hrss(["培训天数": nil]), nil)
    #expect(verdict.finding("hrss.days") == nil)
    #expect(verdict.notChecked["hrss.days"] == "培训天数")
  }

  @Test("the lower bound counts, and the switch is printed with the verdict")
  func bounds() throws {
    let verdict = try Night.one(.hrss(["培训天数": "4"]), nil)
    #expect(verdict.finding("hrss.days") == nil)
    #expect(verdict.switches.contains("about_five_days"))
  }

  @Test("an empty cell is said mildly")
  func empty() throws {
    let finding = try #require(try Night.one(.hrss(["培训天数": ""]), nil).finding("hrss.days"))
    #expect(finding.severity == .warning)
    #expect(finding.message == "登记表“培训天数”一栏没有填写，无法核对“研修时间5天左右”。")
  }
}
