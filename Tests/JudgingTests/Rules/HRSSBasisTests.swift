import Findings
import Policies
import Readings
import Registers
import Testing

@testable import Judging

@Suite("hrss.basis")
struct HRSSBasisTests {
  @Test("broken")
  func broken() throws {
    let verdict = try Night.one(.hrss(["往年项目类型": "专业技术研修班"]), nil)
    let finding = try #require(verdict.finding("hrss.basis"))
    #expect(finding.severity == .error)
    #expect(finding.message == "“往年项目类型”为“专业技术研修班”，只有曾举办过精品培训项目或人社部高级研修项目的才可申报人社部高级研修项目。")
    #expect(finding.clause == "三")
  }

  @Test("just met")
  func met() throws {
    let verdict = try Night.one(.hrss(["往年项目类型": "人力资源社会保障部高级研修项目"]), nil)
    #expect(verdict.finding("hrss.basis") == nil)
    #expect(verdict.notChecked["hrss.basis"] == nil)
  }

  @Test("not checked where the register lacks the column")
  func missingColumn() throws {
    let verdict = try Night.one(.hrss(["往年项目类型": nil]), nil)
    #expect(verdict.finding("hrss.basis") == nil)
    #expect(verdict.notChecked["hrss.basis"] == "往年项目类型")
  }
}
