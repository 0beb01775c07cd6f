import Findings
import Foundation
import Testing

@testable import Policies

/// The invented policy of `fixtures/policies`, found from this file, and edits of it that each break one thing.
enum Invented {
  static let folder = URL(fileURLWithPath: #filePath).deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent()
    .appendingPathComponent("fixtures/policies").path
  static let path = folder + "/ocean-2031.yaml"

  static func yaml() throws -> String { try String(contentsOfFile: path, encoding: .utf8) }

  /// Lints the policy with one text replaced by another, which must occur.
  static func lint(replacing old: String, with new: String) throws -> [PolicyProblem] {
    let yaml = try yaml()
    try #require(yaml.contains(old))
    return Policy.lint(Array(yaml.replacing(old, with: new, maxReplacements: 1).utf8), folder: folder).problems
  }

  /// The line, from 1, on which a text first stands.
  static func line(of text: String) throws -> Int {
    let before = try #require(try yaml().components(separatedBy: text).first)
    return before.filter { $0 == "\n" }.count + 1
  }
}

@Suite("Policy lint")
struct PolicyLintTests {
  @Test("the invented policy of another year is clean")
  func clean() throws {
    #expect(try Policy.lint(Invented.path) == [])
    #expect(try Policy.load(Invented.path).year == 2031)
  }

  struct Fault: Sendable, CustomTestStringConvertible {
    var name: String
    var old: String
    var new: String
    /// Key path that the message must name.
    var path: String
    /// Words that it must hold.
    var words: String
    var testDescription: String { name }
  }

  static let faults = [
    Fault(name: "unknown key at the top", old: "year: 2031", new: "year: 2031\nyaer: 2031", path: "yaer", words: "unknown key"),
    Fault(
      name: "unknown key in a rule", old: "    fix: 请调整人数。", new: "    fix: 请调整人数。\n    fxi: x", path: "rules.ocean.crew.fxi",
      words: "unknown key"),
    Fault(
      name: "unknown key in a predicate", old: "minimum: 8, maximum: 24", new: "minimum: 8, maximum: 24, mximum: 3",
      path: "rules.ocean.crew.check.number_between.mximum", words: "unknown key"),
    Fault(name: "duplicate rule id", old: "id: ocean.approved", new: "id: ocean.crew", path: "rules.ocean.crew", words: "second time"),
    Fault(name: "duplicate key", old: "year: 2031", new: "year: 2031\nyear: 2032", path: "policy", words: "duplicate keys: year"),
    Fault(
      name: "rule without clause", old: "    fix: 请先申请认可。\n    clause: 第四条\n", new: "    fix: 请先申请认可。\n",
      path: "rules.ocean.approved.clause", words: "required"),
    Fault(name: "rule without fix", old: "    fix: 请先申请认可。\n", new: "", path: "rules.ocean.approved.fix", words: "required"),
    Fault(
      name: "clause that is not listed", old: "fix: 请调整人数。\n    clause: 第二条", new: "fix: 请调整人数。\n    clause: 第九条",
      path: "rules.ocean.crew.clause", words: "第九条"),
    Fault(name: "quote that the guide does not hold", old: "不少于8人]", new: "不少于9人]", path: "clauses.第二条.quotes[0]", words: "does not occur"),
    Fault(name: "another guide", old: "sha256: ", new: "sha256: 0", path: "guide.sha256", words: "another SHA-256"),
    Fault(
      name: "material that no application asks for", old: "materials: [safety_plan, manual]", new: "materials: [safety_plan]",
      path: "materials.manual", words: "no application asks"),
    Fault(
      name: "material that does not exist", old: "materials: [safety_plan, manual]", new: "materials: [safety_plan, manual, logbook]",
      path: "paths.standard.materials", words: "logbook"),
    Fault(
      name: "thresholds out of order", old: "{present: 0.9, unconfirmed: 0.5}", new: "{present: 0.5, unconfirmed: 0.9}",
      path: "thresholds.default", words: "out of order"),
    Fault(
      name: "threshold of no material", old: "  manual: {present", new: "  mannual: {present", path: "thresholds.mannual",
      words: "no material"),
    Fault(
      name: "a choice that a column never holds", old: "values: [ocean]", new: "values: [arctic]", path: "applications.ocean.match",
      words: "never holds"),
    Fault(
      name: "a fact that no column gives", old: "{fact: crew, minimum", new: "{fact: sailors, minimum", path: "rules.ocean.crew.check",
      words: "sailors"),
    Fault(
      name: "a number asked of a yes", old: "yes: {fact: approved}", new: "number_at_least: {fact: approved, minimum: 1}",
      path: "rules.ocean.approved.check", words: "no column of numbers"),
    Fault(
      name: "an unknown predicate", old: "yes: {fact: approved}", new: "yess: {fact: approved}", path: "rules.ocean.approved.check.yess",
      words: "unknown predicate"),
    Fault(name: "a placeholder that is never filled", old: "人数{value}", new: "人数{valu}", path: "rules.ocean.crew.message", words: "{valu}"),
    Fault(
      name: "applications that cannot be reached", old: "    match:\n      any_of: {fact: waters, values: [ocean]}",
      new: "    match: always", path: "applications.ocean.match", words: "never be reached"),
    Fault(
      name: "a sentence that is not there", old: "  failed: {message: \"未能审计：{reason}。\", fix: 请重试。}\n", new: "", path: "sentences.failed",
      words: "required"),
    Fault(
      name: "minimum above maximum", old: "minimum: 8", new: "minimum: 80", path: "rules.ocean.crew.check.number_between",
      words: "above the maximum"),
    Fault(name: "one column name for two facts", old: "name: 船级社认可", new: "name: 人数", path: "register[5]", words: "already stands for"),
    Fault(
      name: "a word that can never match", old: "yes: {fact: approved}", new: "holds_words: {fact: title, words: [救生, 海上救生]}",
      path: "rules.ocean.approved.check[1]", words: "never needed"),
    Fault(
      name: "an unknown severity", old: "severity: warning", new: "severity: grave", path: "rules.ocean.approved.severity", words: "grave"),
    Fault(name: "an empty id", old: "id: ocean-2031", new: "id: \"\"", path: "id", words: "says nothing"),
    Fault(
      name: "an empty list of values", old: "values: [ocean]", new: "values: []", path: "applications.ocean.match", words: "never holds"),
    Fault(
      name: "an empty list of words", old: "yes: {fact: approved}", new: "holds_words: {fact: title, words: []}",
      path: "rules.ocean.approved.check", words: "never holds"),
    Fault(name: "a brace that is not closed", old: "人数{value}，", new: "人数{value，", path: "rules.ocean.crew.message", words: "{value，"),
    Fault(
      name: "a switch that is none", old: "yes: {fact: approved}", new: "switch: strict", path: "rules.ocean.approved.check.switch",
      words: "no switch"),
    Fault(name: "a letter without a signer", old: "issuer: 海洋局船员司, ", new: "", path: "report.issuer", words: "required"),
    Fault(name: "not YAML", old: "year: 2031", new: "year: [2031", path: "policy", words: "not valid YAML"),
  ]

  @Test("says what is wrong, with key path and line", arguments: faults)
  func fault(_ fault: Fault) throws {
    let problems = try Invented.lint(replacing: fault.old, with: fault.new)
    let hit = problems.first { $0.path == fault.path && $0.message.contains(fault.words) }
    #expect(hit != nil, "found only: \(problems)")
    #expect((hit?.line ?? 0) > 0, "has no line: \(String(describing: hit))")
  }

  /// What only the built-in policy has: quotas, a list, past editions.
  static let builtInFaults = [
    Fault(name: "a near match above all", old: "near: 0.75", new: "near: 75", path: "paths.simplified.confirmed_by.near", words: "share"),
    Fault(name: "no types", old: "types: [精品]", new: "types: []", path: "paths.simplified.confirmed_by.types", words: "confirms nothing"),
    Fault(
      name: "a quota of none", old: "about: 10, applications: [boutique]", new: "about: 0, applications: [boutique]",
      path: "selection.quotas.boutique.about", words: "1 or more"),
    Fault(
      name: "no keywords", old: "keywords: [黑土]", new: "keywords: []", path: "selection.directions.black_soil.keywords",
      words: "nothing can speak"),
    Fault(
      name: "a past year that is none", old: "past_editions:\n  year: 2022", new: "past_editions:\n  year: 2023",
      path: "past_editions.year",
      words: "no year before"),
    Fault(
      name: "an unknown fact", old: "  completed: completed_last_year\n", new: "  completed: done\n", path: "past_editions.completed",
      words: "done"),
    Fault(
      name: "a fact of another kind", old: "  held: held\n", new: "  held: audience\n", path: "past_editions.held",
      words: "no column of numbers"),
    Fault(
      name: "exempt and asked for nothing", old: "exempt: [needs_report]", new: "exempt: [teaching_plan]", path: "past_editions.exempt",
      words: "no material of past editions"),
    Fault(
      name: "an edition's sentence that is not there", old: "  other_edition:\n", new: "  other_editions:\n",
      path: "sentences.other_edition",
      words: "required"),
  ]

  @Test("says what is wrong with the built-in policy, with key path and line", arguments: builtInFaults)
  func builtInFault(_ fault: Fault) throws {
    let yaml = try Policy.builtIn().yaml
    try #require(yaml.contains(fault.old))
    let problems = Policy.lint(Array(yaml.replacing(fault.old, with: fault.new, maxReplacements: 1).utf8), folder: nil).problems
    let hit = problems.first { $0.path == fault.path && $0.message.contains(fault.words) }
    #expect(hit != nil, "found only: \(problems)")
    #expect(problems.allSatisfy { ($0.line ?? 0) > 0 }, "without a line: \(problems)")
  }

  @Test("a year that is missing is said once, and with a line")
  func noYear() throws {
    let problems = try Invented.lint(replacing: "year: 2031\n", with: "")
    #expect(problems.map(\.path) == ["year"])
    #expect((problems.first?.line ?? 0) > 0)
  }

  @Test("the line is that of the fault")
  func lines() throws {
    let quote = try Invented.lint(replacing: "不少于8人]", with: "不少于9人]")
    #expect(quote.map(\.line) == [try Invented.line(of: "quotes: [每班")])
    let key = try Invented.lint(replacing: "    fix: 请调整人数。", with: "    fix: 请调整人数。\n    fxi: x")
    #expect(key.map(\.line) == [try Invented.line(of: "    fix: 请调整人数。") + 1])
  }

  @Test("a policy with an error ends with 65 and names key path and line")
  func load() throws {
    let file = FileManager.default.temporaryDirectory.appendingPathComponent("bad-\(UUID().uuidString).yaml")
    defer { try? FileManager.default.removeItem(at: file) }
    try Invented.yaml().replacing("year: 2031", with: "year: soon").replacing("  text: ocean-2031.txt\n", with: "").write(
      to: file, atomically: true, encoding: .utf8)
    let error = #expect(throws: RunError.self) { try Policy.load(file.path) }
    #expect(error?.code == .badData)
    #expect(error?.message.contains("line 5: year") == true)
  }

  @Test(
    "an empty file, a list and bytes that are no text are said to be no policy", arguments: [[], Array("- a\n".utf8), [0xFF, 0x00, 0xFE]])
  func noPolicy(_ bytes: [UInt8]) {
    let (policy, problems) = Policy.lint(bytes, folder: nil)
    #expect(policy == nil)
    #expect(!problems.isEmpty)
  }

  static let section = """

    classifier:
      floor: 0.02
      groups:
        - id: plan
          because: 写有预案
          phrases: [预案, 应急]
      surnames: 王李
      titles: [船长]
      latin_titles: []
      organisation_endings: [船队]
      training_endings: [实训]
      held_words: [已举办]
      planned_words: [拟]
      self_made_words: [自编]
      adjust:
        safety_plan: {bias: 0.5}
      aliases:
        manual: textbook_list

    """

  func classifier(replacing old: String, with new: String) throws -> [PolicyProblem] {
    try #require(Self.section.contains(old))
    let yaml = try Invented.yaml() + Self.section.replacing(old, with: new)
    return Policy.lint(Array(yaml.utf8), folder: Invented.folder).problems
  }

  @Test("a classifier's section without fault")
  func classifier() throws {
    #expect(try classifier(replacing: "预案", with: "预案") == [])
  }

  @Test(
    "what can never count in the classifier's section",
    arguments: [
      ("phrases: [预案, 应急]", "phrases: []", "classifier", "never match"),
      ("phrases: [预案, 应急]", "phrases: [预案, 应急, 预案]", "classifier.groups.plan.phrases[2]", "second time"),
      ("phrases: [预案, 应急]", "phrases: [预案, \"\"]", "classifier.groups.plan.phrases[1]", "never match"),
      ("phrases: [预案, 应急]", "phrases: [预案, \"应\\n急\"]", "classifier.groups.plan.phrases[1]", "line break"),
      ("safety_plan: {bias", "safe_plan: {bias", "classifier.adjust.safe_plan", "no material"),
      ("manual: textbook_list", "handbook: textbook_list", "classifier.aliases.handbook", "no material"),
      ("floor: 0.02", "floor: 0.3", "classifier.floor", "close calls would be lost"),
      ("surnames: 王李", "surname: 王李", "classifier.surname", "unknown key"),
    ])
  func classifierFaults(_ old: String, _ new: String, _ path: String, _ words: String) throws {
    let problems = try classifier(replacing: old, with: new)
    let hit = problems.first { $0.path.hasPrefix(path) && $0.message.contains(words) }
    #expect(hit != nil, "found only: \(problems)")
    #expect((hit?.line ?? 0) > 0)
  }
}
