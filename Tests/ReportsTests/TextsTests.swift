import Findings
import Judging
import Readings
import Testing

@testable import Reports

@Suite struct TextsTests {
  @Test func `every word of the contract has its sentence`() {
    let texts = Texts.shared
    for reason in UnreadReason.allCases { #expect(texts.resend(reason).hasSuffix("。")) }
    for verdict in MaterialVerdict.allCases { #expect(texts.verdict(verdict).hasSuffix("。")) }
    for outcome in PlanOutcome.allCases { #expect(texts.outcome(outcome).hasSuffix("。")) }
    for cause in Changes.Cause.allCases { #expect(!texts.cause(cause).isEmpty) }
    for flag in Flag.allCases { #expect(!flag.chinese.isEmpty) }
    for ruling in [Decisions.Ruling.accept, .reject] { #expect(!texts.ruling(ruling).isEmpty) }
  }

  @Test(arguments: [
    ("2023-03-01", "2023年3月1日", 1_677_628_800), ("1970-01-01", "1970年1月1日", 0), ("2024-02-29", "2024年2月29日", 1_709_164_800),
  ])
  func `a date is written as letters write it`(text: String, chinese: String, seconds: Int) {
    #expect(CalendarDate.shown(text) == chinese)
    #expect(CalendarDate(text)?.secondsSince1970 == seconds)
  }

  @Test(arguments: ["", "2023-3-1", "2023-13-01", "yesterday", "2023-03-01T00:00", "2023-03-32"])
  func `what is no date is shown as it is`(_ text: String) {
    #expect(CalendarDate(text) == nil)
    #expect(CalendarDate.shown(text) == text)
  }
}
