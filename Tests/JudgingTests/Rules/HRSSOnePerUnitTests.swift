import Findings
import Testing

@testable import Judging

@Suite("hrss.one-per-unit")
struct HRSSOnePerUnitTests {
  func night(_ rows: Row...) throws -> [PlanVerdict] { try Night(rows).judge().plans }

  @Test("two of one unit, however its name is written: each is told of the other")
  func broken() throws {
    let plans = try night(
      .hrss(), .hrss(["计划编号": "P002", "单位": "中国科学院 物理研究所", "计划名称": "超导研修班"]), .hrss(["计划编号": "P003", "单位": "中国科学院化学研究所"]))
    #expect(plans.map { $0.rules.contains("hrss.one-per-unit") } == [true, true, false])
    #expect(plans[0].finding("hrss.one-per-unit")?.message == "本单位申报了2项人社部高级研修项目（另有：P002“超导研修班”），每个单位最多申报一项。")
    #expect(plans[0].finding("hrss.one-per-unit")?.severity == .error)
  }

  @Test("rows that name no unit are not of one unit")
  func noUnit() throws {
    let plans = try night(.hrss(["单位": ""]), .hrss(["计划编号": "P002", "单位": ""]))
    #expect(plans.allSatisfy { !$0.rules.contains("hrss.one-per-unit") && $0.rules.contains("register.row") })
  }

  @Test("one and a boutique project of the same unit")
  func met() throws {
    let plans = try night(.hrss(), .boutique(["计划编号": "P002"]))
    #expect(plans.allSatisfy { !$0.rules.contains("hrss.one-per-unit") })
  }
}
