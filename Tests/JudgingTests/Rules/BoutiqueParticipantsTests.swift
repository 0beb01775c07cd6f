import Findings
import Policies
import Readings
import Registers
import Testing

@testable import Judging

@Suite("boutique.participants")
struct BoutiqueParticipantsTests {
  @Test("broken")
  func broken() throws {
    let verdict = try Night.one(.boutique(["参加人数": "69-90人"]), nil)
    let finding = try #require(verdict.finding("boutique.participants"))
    #expect(finding.severity == .error)
    #expect(finding.message == "参加人数为69-90人，少于精品培训项目要求的70人。")
    #expect(finding.clause == "二（一）")
  }

  @Test("just met")
  func met() throws {
    let verdict = try Night.one(.boutique(["参加人数": "约70"]), nil)
    #expect(verdict.finding("boutique.participants") == nil)
    #expect(verdict.notChecked["boutique.participants"] == nil)
  }

  @Test("not checked where the register lacks the column")
  func missingColumn() throws {
    let verdict = try Night.one(.boutique(["参加人数": nil]), nil)
    #expect(verdict.finding("boutique.participants") == nil)
    #expect(verdict.notChecked["boutique.participants"] == "参加人数")
  }

  @Test("an empty cell is said mildly")
  func empty() throws {
    let finding = try #require(try Night.one(.boutique(["参加人数": ""]), nil).finding("boutique.participants"))
    #expect(finding.severity == .warning)
    #expect(finding.message == "登记表“参加人数”一栏没有填写，无法核对“参加学员不少于70人”。")
  }
}
