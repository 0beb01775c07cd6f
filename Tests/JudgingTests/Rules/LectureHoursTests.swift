import Findings
import Policies
import Readings
import Registers
import Testing

@testable import Judging

@Suite("lecture.hours")
struct LectureHoursTests {
  @Test("broken")
  func broken() throws {
    let verdict = try Night.one(.lectures(["每场学时": "1.5"]), nil)
    let finding = try #require(verdict.finding("lecture.hours"))
    #expect(finding.severity == .error)
    #expect(finding.message == "每场学时为1.5，少于指南要求的2学时。")
    #expect(finding.clause == "一（三）1")
  }

  @Test("just met")
  func met() throws {
    let verdict = try Night.one(.lectures(["每场学时": "2"]), nil)
    #expect(verdict.finding("lecture.hours") == nil)
    #expect(verdict.notChecked["lecture.hours"] == nil)
  }

  @Test("not checked where the register lacks the column")
  func missingColumn() throws {
    let verdict = try Night.one(.lectures(["每场学时": nil]), nil)
    #expect(verdict.finding("lecture.hours") == nil)
    #expect(verdict.notChecked["lecture.hours"] == "每场学时")
  }

  @Test("an empty cell is said mildly")
  func empty() throws {
    let finding = try #require(try Night.one(.lectures(["每场学时": ""]), nil).finding("lecture.hours"))
    #expect(finding.severity == .warning)
    #expect(finding.message == "登记表“每场学时”一栏没有填写，无法核对“单场不少于2学时”。")
  }
}
