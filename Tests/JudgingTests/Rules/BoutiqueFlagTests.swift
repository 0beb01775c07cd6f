import Findings
import Policies
import Readings
import Registers
import Testing

@testable import Judging

@Suite("boutique.flag")
struct BoutiqueFlagTests {
  @Test("broken")
  func broken() throws {
    let verdict = try Night.one(.hrss(["精品项目": "否"]), nil)
    let finding = try #require(verdict.finding("boutique.flag"))
    #expect(finding.severity == .error)
    #expect(finding.message == "从附件或“同时申报”一栏看，该计划是按精品（或高研）项目申报的，但“精品项目”一栏没有选“是”。")
    #expect(finding.clause == "二（三）")
  }

  @Test("just met")
  func met() throws {
    let verdict = try Night.one(.hrss(["精品项目": "人力资源社会保障部高级研修项目"]), nil)
    #expect(verdict.finding("boutique.flag") == nil)
    #expect(verdict.notChecked["boutique.flag"] == nil)
  }

  @Test("not checked where the register lacks the column")
  func missingColumn() throws {
    let verdict = try Night.one(.hrss(["精品项目": nil]), nil)
    #expect(verdict.finding("boutique.flag") == nil)
    #expect(verdict.notChecked["boutique.flag"] == "精品项目")
  }

  @Test("an incubation plan that sends four of the six materials forgot the tick; one that sends three may have its reasons")
  func incubation() throws {
    #expect(try Night.one(.incubation(), six(without: ["publicity", "needs_report"])).rules == ["boutique.flag"])
    #expect(try Night.one(.incubation(), six(without: ["publicity", "needs_report", "course_list"])).rules == [])
  }
}
