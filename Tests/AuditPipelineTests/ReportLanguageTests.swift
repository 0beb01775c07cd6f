import Foundation
import Testing

/// What a night's readers see is Chinese: no word of the program's own making is left in English.
@Suite struct ReportLanguageTests {
  /// Names of formats and programs, which have no Chinese ones; ids of the policy and the run.
  private static let names: Set<String> = [
    "DOCX", "PPT", "PDF", "Word", "Excel", "ZIP", "RAR", "bundle-audit", "cas-2023", "pdftotext", "pdftoppm", "tesseract", "SHA-256",
    // The letter's attachments are called what the files beside it are called.
    "deficiencies.xlsx", "index.html",
  ]

  private let scratch: Scratch
  private let folder: String

  init() throws {
    scratch = try Scratch()
    let result = try Program.run(try Night.audit(to: scratch.path("out"), ["--jobs", "2"]))
    #expect(result.code == 0, "\(result.errors)")
    folder = scratch.path("out/latest")
  }

  /// Latin words of three letters and more that neither the documents, the register nor the list above brought in.
  private func english(_ text: String, paths: Set<String>) -> [String] {
    var text = text
    // Quotes are the documents' own words; a path ends with its suffix.
    text.replace(#/“[^”]*”|「[^」]*」/#, with: " ")
    for path in paths { text.replace(path, with: " ") }
    text.replace(#/[0-9a-f]{12,}/#, with: " ")
    return text.matches(of: #/[A-Za-z][A-Za-z0-9._-]{2,}/#).map { String($0.0) }.filter {
      !Self.names.contains($0) && $0.wholeMatch(of: #/[PQ][0-9]+.*/#) == nil
    }
  }

  /// Every path that the night's lines name, and its pieces, as the reports show them.
  private func paths() throws -> Set<String> {
    var paths: Set<String> = []
    for line in try scratch.text("out/latest/audit.jsonl").split(separator: "\n") {
      let plan = try object(line)
      let requirements = plan["requirements"] as? [[String: Any]] ?? []
      let all =
        requirements.flatMap { $0["documents"] as? [[String: Any]] ?? [] } + (plan["unread"] as? [[String: Any]] ?? [])
      for path in all.compactMap({ $0["path"] as? String }) { paths.insert(path.replacing("!/", with: " › ")) }
    }
    return paths
  }

  private func seen(_ html: String) -> String {
    html.replacing(#/<q>.*?<\/q>/#, with: " ").replacing(#/<(style|script)[^>]*>.*?<\/(style|script)>/#.dotMatchesNewlines(), with: " ")
      .replacing(#/<[^>]*>/#, with: " ")
      .replacing("&#39;", with: "'").replacing("&quot;", with: "\"").replacing("&lt;", with: "<").replacing("&gt;", with: ">").replacing(
        "&amp;", with: "&")
  }

  /// Words inside file names that no rule above takes out (other documents, unclaimed files).
  private func withoutFiles(_ text: String) -> String {
    text.replacing(#/[^\s，。、（）：“”「」]*\.(docx|doc|zip|rar|7z|pdf|xlsx|xls|png|jpg|txt|rtf|tar|gz|wps|html)\b/#, with: " ")
  }

  @Test func `pages, letters and workbooks`() throws {
    let paths = try paths()
    var pages = 0
    for name in scratch.names() where name.hasPrefix("out/runs/") {
      if name.hasSuffix(".html") {
        #expect(english(withoutFiles(seen(try scratch.text(name))), paths: paths) == [], "\(name)")
        pages += 1
      } else if name.hasSuffix("notice.docx") || name.hasSuffix("deficiencies.xlsx") {
        let text = try Program.run(["extract", scratch.path(name)]).output
        // The extraction's own word for where a block stands.
        let words = text.replacing("[footer] ", with: "")
        #expect(english(withoutFiles(words), paths: paths) == [], "\(name)")
        pages += 1
      }
    }
    #expect(pages >= 28, "eleven pages, nine letters and lists: \(pages)")
  }

  @Test func `the list of findings has each rule's id and its Chinese name`() throws {
    let lines = try scratch.text("out/latest/findings.csv").split(whereSeparator: \.isNewline)
    #expect(lines[0].hasSuffix("位置,规则编号,规定,级别,问题,处理办法,依据条款"))
    for line in lines.dropFirst() {
      let id = try #require(line.firstMatch(of: #/,([a-z]+\.[a-z-]+),([^,]*),(错误|警告|提示),/#), "\(line)")
      #expect(id.2.unicodeScalars.contains { $0.value > 0x2E80 }, "\(id.1) has no Chinese name")
    }
  }

  @Test func `explain, check and classify`() throws {
    let paths = try paths()
    let ledger = scratch.path("out/ledger.sqlite")
    for line in try scratch.text("out/latest/audit.jsonl").split(separator: "\n") {
      let plan = try #require(try object(line)["plan"] as? String)
      let text = try Program.run(["explain", plan, "--ledger", ledger]).output
      #expect(english(withoutFiles(text.replacing("!/", with: " › ")), paths: paths) == [], "\(plan)")
    }
    let uploads = try Night.path("uploads")
    let classified = try Program.run(["classify", uploads, "--format", "text"]).output
    #expect(classified.contains("（空白模板）") && classified.contains("［未能读取：已加密］"))
    for line in classified.split(separator: "\n") {
      // The path comes first; what follows is the program's.
      #expect(english(withoutFiles(line.split(separator: "\t").dropFirst().joined(separator: "\t")), paths: []) == [], "\(line)")
    }
  }

  /// A terminal obeys what a page only shows.
  @Test func `names of strangers do not turn the terminal's text`() throws {
    let register = "计划编号,单位,计划名称,是否申请资助,精品项目\nP1,\u{202E}反\u{7}所,班\u{202E}名,是,是\nP2,\(String(repeating: "长", count: 300)),班,是,是\n"
    try scratch.write([UInt8](register.utf8), to: "hostile/r.csv")
    try scratch.write([UInt8]("文".utf8), to: "hostile/up/P1_\u{202E}x.txt")
    let arguments = ["audit", "--register", scratch.path("hostile/r.csv"), "--uploads", scratch.path("hostile/up"), "--output"]
    let table = try Program.run(arguments + [scratch.path("hostile/out"), "--as-of", "2023-03-01"]).output
    #expect(table.contains(#"\u{202E}反\u{7}所"#) && table.contains("长…"))
    #expect(table.split(separator: "\n").allSatisfy { $0.count < 150 })
    let told = try Program.run(["explain", "P1", "--ledger", scratch.path("hostile/out/ledger.sqlite")]).output
    let classified = try Program.run(["classify", scratch.path("hostile/up")]).output
    #expect(told.contains(#"班\u{202E}名"#))
    for text in [table, told, classified] { #expect(!text.unicodeScalars.contains { $0.value == 0x202E || $0.value == 7 }, "\(text)") }
  }

  /// A timer runs the same line every night: after the last day the night is still made, and says that its letters name no day.
  @Test func `a day to answer by that is over is left out of the letters and said`() throws {
    let over = try Program.run(try Night.audit(to: scratch.path("over"), ["--reply-by", "2023-02-15"]))
    #expect(over.code == 0)
    #expect(over.errors.contains("--reply-by 2023-02-15 is before the day of the run, 2023-03-01"))
    #expect(try scratch.text("over/latest/index.html").contains("答复期限（2023年2月15日）已过"))
    let letter = try #require(scratch.names().first { $0.hasPrefix("over/runs") && $0.hasSuffix("notice.docx") })
    let text = try Program.run(["extract", scratch.path(letter)]).output
    #expect(text.contains("请于　　年　　月　　日前") && !text.contains("2023年2月15日"))
    // In time the first night, over the next, with nothing else changed: the letters are not taken over from the night before.
    let due = try Program.run(try Night.audit(to: scratch.path("over"), ["--reply-by", "2023-03-01"]))
    #expect(due.code == 0 && !due.errors.contains("--reply-by"))
    #expect(
      try Program.run(["extract", scratch.path("over/latest/" + letter.split(separator: "/").dropFirst(3).joined(separator: "/"))]).output
        .contains("请于2023年3月1日前"))
    let arguments = try Night.audit(to: scratch.path("over"), ["--reply-by", "2023-03-01"])
    let day = try #require(arguments.firstIndex(of: "--as-of")) + 1
    let next = try Program.run(arguments.enumerated().map { $0.offset == day ? "2023-03-02" : $0.element })
    #expect(next.code == 0)
    #expect(
      try Program.run(["extract", scratch.path("over/latest/" + letter.split(separator: "/").dropFirst(3).joined(separator: "/"))]).output
        .contains("请于　　年　　月　　日前"))
  }
}
