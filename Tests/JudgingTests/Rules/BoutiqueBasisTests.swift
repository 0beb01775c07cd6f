import Findings
import Policies
import Readings
import Registers
import Testing

@testable import Judging

@Suite("boutique.basis")
struct BoutiqueBasisTests {
  @Test("broken")
  func broken() throws {
    let verdict = try Night.one(.boutique(["往年项目类型": "无"]), nil)
    let finding = try #require(verdict.finding("boutique.basis"))
    #expect(finding.severity == .error)
    #expect(finding.message == "“往年项目类型”为“无”，看不出曾举办过精品培训项目，或获得过院级资助的专业技术研修班、专项技术短期培训班。")
    #expect(finding.clause == "二")
  }

  @Test("just met")
  func met() throws {
    let verdict = try Night.one(.boutique(["往年项目类型": "专业技术研修班"]), nil)
    #expect(verdict.finding("boutique.basis") == nil)
    #expect(verdict.notChecked["boutique.basis"] == nil)
  }

  @Test("not checked where the register lacks the column")
  func missingColumn() throws {
    let verdict = try Night.one(.boutique(["往年项目类型": nil]), nil)
    #expect(verdict.finding("boutique.basis") == nil)
    #expect(verdict.notChecked["boutique.basis"] == "往年项目类型")
  }
}
