import Testing

@testable import Policies

@Suite("The rule book")
struct RuleBookTests {
  @Test("holds every rule, material, switch and quoted clause")
  func whole() throws {
    let policy = try Policy.builtIn()
    let book = policy.ruleBook()
    let parts =
      policy.rules.map { "`\($0.id)`" } + policy.materials.map(\.what) + policy.switches.map(\.alternative)
      + policy.clauses.flatMap(\.quotes)
    #expect(parts.filter { !book.contains($0) } == [])
  }

  @Test("says a rule in words a training officer reads")
  func words() throws {
    let book = try Policy.builtIn().ruleBook()
    #expect(book.contains("| `boutique.days` | 培训时间不少于4天 | 精品培训项目、人力资源社会保障部高级研修项目 | “培训天数”不少于4 | 错误 | 二（一） |"))
    #expect(book.contains("| `hrss.days` | 研修时间5天左右 | 人力资源社会保障部高级研修项目 | “培训天数”在4至6之间 | 错误 | 三（一） |"))
  }

  @Test("tables have as many cells in each row as in their head")
  func tables() throws {
    var width: Int?
    for line in try Policy.builtIn().ruleBook().split(separator: "\n", omittingEmptySubsequences: false) {
      guard line.hasPrefix("|") else {
        width = nil
        continue
      }
      let cells = line.replacing("\\|", with: "").filter { $0 == "|" }.count
      #expect(width == nil || cells == width, "\(line)")
      width = cells
    }
  }

  @Test("fills placeholders, and leaves an unknown one to be seen")
  func filling() {
    #expect(fill("{a}天，少于{b}天", ["a": "2", "b": "3"]) == "2天，少于3天")
    #expect(fill("{a} {c}", ["a": "{c}"]) == "{c} {c}")
    #expect(fill("没有", [:]) == "没有")
    #expect(fill("半{a", ["a": "x"]) == "半{a")
  }

  @Test("the book says of which year a past material must be")
  func pastEditions() throws {
    let book = try Policy.builtIn().ruleBook()
    #expect(book.contains("“已举办次数”为1、且2022年已组织实施完成的，应是2022年的；2022年获资助而没有完成的，不能只写2022年。“需求调研分析报告”不受此限。"))
    #expect(try !Policy.load(Invented.path).ruleBook().contains("往年举办的材料是哪一年的"))
  }
}
