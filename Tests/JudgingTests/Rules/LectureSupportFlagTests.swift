import Findings
import Policies
import Readings
import Registers
import Testing

@testable import Judging

@Suite("lecture.support-flag")
struct LectureSupportFlagTests {
  @Test("broken")
  func broken() throws {
    let verdict = try Night.one(.lectures(["是否申请资助": "是", "是否申请专项技术支持": ""]), nil)
    let finding = try #require(verdict.finding("lecture.support-flag"))
    #expect(finding.severity == .error)
    #expect(finding.message == "学术讲坛申报的是专项技术支持，“是否申请专项技术支持”一栏应选“是”，现为“未填写”；“是否申请资助”一栏选“是”不起作用。")
    #expect(finding.clause == "一（三）3")
  }

  @Test("just met")
  func met() throws {
    let verdict = try Night.one(.lectures(["是否申请专项技术支持": "是"]), nil)
    #expect(verdict.finding("lecture.support-flag") == nil)
    #expect(verdict.notChecked["lecture.support-flag"] == nil)
  }

  @Test("not checked where the register lacks the column")
  func missingColumn() throws {
    let verdict = try Night.one(.lectures(["是否申请资助": "是", "是否申请专项技术支持": nil]), nil)
    #expect(verdict.finding("lecture.support-flag") == nil)
    #expect(verdict.notChecked["lecture.support-flag"] == "是否申请专项技术支持")
  }
}
