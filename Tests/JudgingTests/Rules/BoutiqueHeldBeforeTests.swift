import Findings
import Policies
import Readings
import Registers
import Testing

@testable import Judging

@Suite("boutique.held-before")
struct BoutiqueHeldBeforeTests {
  @Test("broken")
  func broken() throws {
    let verdict = try Night.one(.boutique(["已举办次数": "0"]), nil)
    let finding = try #require(verdict.finding("boutique.held-before"))
    #expect(finding.severity == .error)
    #expect(finding.message == "已举办次数为0，申报精品培训项目的培训班至少已举办过1次。")
    #expect(finding.clause == "二（一）")
  }

  @Test("just met")
  func met() throws {
    let verdict = try Night.one(.boutique(["已举办次数": "1"]), nil)
    #expect(verdict.finding("boutique.held-before") == nil)
    #expect(verdict.notChecked["boutique.held-before"] == nil)
  }

  @Test("not checked where the register lacks the column")
  func missingColumn() throws {
    let verdict = try Night.one(.boutique(["已举办次数": nil]), nil)
    #expect(verdict.finding("boutique.held-before") == nil)
    #expect(verdict.notChecked["boutique.held-before"] == "已举办次数")
  }

  @Test("an empty cell is said mildly")
  func empty() throws {
    let finding = try #require(try Night.one(.boutique(["已举办次数": ""]), nil).finding("boutique.held-before"))
    #expect(finding.severity == .warning)
    #expect(finding.message == "登记表“已举办次数”一栏没有填写，无法核对“至少已举办过1次”。")
  }
}
