import Findings
import Policies
import Readings
import Registers
import Testing

@testable import Judging

@Suite("hrss.selection")
struct HRSSSelectionTests {
  @Test("broken")
  func broken() throws {
    let verdict = try Night.one(.hrss(["同时申报人力资源社会保障部高研项目": "否"]), nil)
    let finding = try #require(verdict.finding("hrss.selection"))
    #expect(finding.severity == .error)
    #expect(finding.message == "申报人社部高级研修项目，还没有选择：“同时申报人力资源社会保障部高研项目”。")
    #expect(finding.clause == "三（四）")
  }

  @Test("just met")
  func met() throws {
    let verdict = try Night.one(.hrss(["精品项目": "精品培训项目"]), nil)
    #expect(verdict.finding("hrss.selection") == nil)
    #expect(verdict.notChecked["hrss.selection"] == nil)
  }

  @Test("not checked where the register lacks the column")
  func missingColumn() throws {
    let verdict = try Night.one(.hrss(["精品项目": nil]), nil)
    #expect(verdict.finding("hrss.selection") == nil)
    #expect(verdict.notChecked["hrss.selection"] == "精品项目")
  }

  @Test("without the type; without either")
  func lacking() throws {
    let type = try Night.one(.hrss(["精品项目": "是"]), nil)
    #expect(type.finding("hrss.selection")?.message == "申报人社部高级研修项目，还没有选择：“精品项目”一栏的项目类型。")
    #expect(try Night.one(.hrss(["精品项目": "同时申报人力资源社会保障部高研项目", "同时申报人力资源社会保障部高研项目": nil]), nil).rules.contains("hrss.selection"))
  }

  @Test("the switch may ask for the type of the high-level project itself")
  func strict() throws {
    #expect(try Night.one(.hrss(["精品项目": "精品培训项目"]), nil).switches.contains("hrss_type"))
    var policy = try Policy.builtIn()
    let index = try #require(policy.switches.firstIndex { $0.id == "hrss_type" })
    policy.switches[index].value = .flag(false)
    #expect(try Night.one(.hrss(["精品项目": "精品培训项目"]), nil, policy: policy).rules.contains("hrss.selection"))
    #expect(try !Night.one(.hrss(), nil, policy: policy).rules.contains("hrss.selection"))
  }

  @Test("both chosen in the one column")
  func oneColumn() throws {
    let row = Row.hrss(["精品项目": "人力资源社会保障部高级研修项目、同时申报人力资源社会保障部高研项目", "同时申报人力资源社会保障部高研项目": nil])
    #expect(try Night.one(row).rules == [])
  }
}
