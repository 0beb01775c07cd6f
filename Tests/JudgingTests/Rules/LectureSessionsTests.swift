import Findings
import Policies
import Readings
import Registers
import Testing

@testable import Judging

@Suite("lecture.sessions")
struct LectureSessionsTests {
  @Test("broken")
  func broken() throws {
    let verdict = try Night.one(.lectures(["场次": "5场"]), nil)
    let finding = try #require(verdict.finding("lecture.sessions"))
    #expect(finding.severity == .error)
    #expect(finding.message == "场次为5场，少于指南要求的6场。")
    #expect(finding.clause == "一（三）1")
  }

  @Test("just met")
  func met() throws {
    let verdict = try Night.one(.lectures(["场次": "6"]), nil)
    #expect(verdict.finding("lecture.sessions") == nil)
    #expect(verdict.notChecked["lecture.sessions"] == nil)
  }

  @Test("not checked where the register lacks the column")
  func missingColumn() throws {
    let verdict = try Night.one(.lectures(["场次": nil]), nil)
    #expect(verdict.finding("lecture.sessions") == nil)
    #expect(verdict.notChecked["lecture.sessions"] == "场次")
  }

  @Test("an empty cell is said mildly")
  func empty() throws {
    let finding = try #require(try Night.one(.lectures(["场次": ""]), nil).finding("lecture.sessions"))
    #expect(finding.severity == .warning)
    #expect(finding.message == "登记表“场次”一栏没有填写，无法核对“每年不少于6场”。")
  }
}
