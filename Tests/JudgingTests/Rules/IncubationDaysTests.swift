import Findings
import Policies
import Readings
import Registers
import Testing

@testable import Judging

@Suite("incubation.days")
struct IncubationDaysTests {
  @Test("broken")
  func broken() throws {
    let verdict = try Night.one(.incubation(["培训天数": "2.5"]), nil)
    let finding = try #require(verdict.finding("incubation.days"))
    #expect(finding.severity == .error)
    #expect(finding.message == "培训天数为2.5，少于指南要求的3天。")
    #expect(finding.clause == "一（一）1")
  }

  @Test("just met")
  func met() throws {
    let verdict = try Night.one(.incubation(["培训天数": "3天"]), nil)
    #expect(verdict.finding("incubation.days") == nil)
    #expect(verdict.notChecked["incubation.days"] == nil)
  }

  @Test("not checked where the register lacks the column")
  func missingColumn() throws {
    let verdict = try Night.one(.incubation(["培训天数": nil]), nil)
    #expect(verdict.finding("incubation.days") == nil)
    #expect(verdict.notChecked["incubation.days"] == "培训天数")
  }

  @Test("a short training is held to its own clause")
  func short() throws {
    let finding = try #require(try Night.one(.incubation(["计划类别": "专项技术短期培训班", "培训天数": "2"]), nil).finding("incubation.days"))
    #expect(finding.clause == "一（二）1")
  }

  @Test("an empty cell is said mildly")
  func empty() throws {
    let finding = try #require(try Night.one(.incubation(["培训天数": ""]), nil).finding("incubation.days"))
    #expect(finding.severity == .warning)
    #expect(finding.message == "登记表“培训天数”一栏没有填写，无法核对“培训时间不少于3天”。")
  }
}
