import Findings
import Policies
import Readings
import Registers
import Testing

@testable import Judging

@Suite("hrss.participants")
struct HRSSParticipantsTests {
  @Test("broken")
  func broken() throws {
    let verdict = try Night.one(.hrss(["参加人数": "121"]), nil)
    let finding = try #require(verdict.finding("hrss.participants"))
    #expect(finding.severity == .error)
    #expect(finding.message == "参加人数为121，人社部高级研修项目需100人左右（本次按80至120人掌握）。")
    #expect(finding.clause == "三（一）")
  }

  @Test("just met")
  func met() throws {
    let verdict = try Night.one(.hrss(["参加人数": "80"]), nil)
    #expect(verdict.finding("hrss.participants") == nil)
    #expect(verdict.notChecked["hrss.participants"] == nil)
  }

  @Test("not checked where the register lacks the column")
  func missingColumn() throws {
    let verdict = try Night.one(.hrss(["参加人数": nil]), nil)
    #expect(verdict.finding("hrss.participants") == nil)
    #expect(verdict.notChecked["hrss.participants"] == "参加人数")
  }

  @Test("79 is held against both rules: enough for a boutique project, too few for this one")
  func seventyNine() throws {
    let rules = try Night.one(.hrss(["参加人数": "79"]), nil).rules
    #expect(rules.contains("hrss.participants") && !rules.contains("boutique.participants"))
  }

  @Test("an empty cell is said mildly")
  func empty() throws {
    let finding = try #require(try Night.one(.hrss(["参加人数": ""]), nil).finding("hrss.participants"))
    #expect(finding.severity == .warning)
    #expect(finding.message == "登记表“参加人数”一栏没有填写，无法核对“培训人次100人左右”。")
  }
}
