import Containers
import Findings
import Foundation
import Judging
import Testing

@testable import Reports

/// Units, plans, titles and files are named by strangers.
@Suite struct SafetyTests {
  @Test func `a plain name keeps its name`() {
    let names = SafeNames(["中国科学院某某研究所（北京）", "Institute_1"])
    #expect(names["中国科学院某某研究所（北京）"] == "中国科学院某某研究所（北京）")
    #expect(names["Institute_1"] == "Institute_1")
  }

  @Test(arguments: [
    ".", "..", "", "/", "../../x", "a/b", "a\\b", "con", "NUL", "a\u{0}b", "a\nb", "\u{202E}abc", "名 字", "x:y", "尾.", "<script>", "=1+1",
    "~", "-rf\u{7F}",
    "%2e%2e", String(repeating: "长", count: 300), String(repeating: "𠀀", count: 300),
  ])
  func `a hostile name becomes one harmless folder name`(_ name: String) {
    let safe = SafeNames([name])[name]
    #expect(safe.wholeMatch(of: #/[\p{L}\p{N}_\-()（）·]+/#) != nil, "\(safe)")
    #expect(safe.count <= 80 + 9)
    #expect(safe.utf8.count <= 255)
    #expect(safe != name)
  }

  @Test func `names that one disk takes for the same get folders of their own`() {
    let originals = ["所A", "所a", "所Ａ", "é所", "e\u{301}所", "x/y", "x\\y", "x y"]
    let names = SafeNames(originals)
    let folded = Set(Set(originals).map { names[$0].precomposedStringWithCompatibilityMapping.lowercased() })
    // Swift holds the two spellings of é for one string; as bytes of a register they are one unit too.
    #expect(folded.count == 7)
    #expect(SafeNames(originals.reversed())["x/y"] == names["x/y"], "the order of the register must not matter")
  }

  @Test func `a name that imitates another's hash does not take its folder`() {
    let imitated = SafeNames(["a/b"])["a/b"]
    let names = SafeNames(["a/b", imitated])
    #expect(names[imitated] == imitated)
    #expect(names["a/b"] != imitated)
  }

  @Test(arguments: [
    ("=1+1", "\"'=1+1\""), ("+1", "\"'+1\""), ("-1", "\"'-1\""), ("@x", "\"'@x\""), ("\t=1", "\"' =1\""), ("\r=1", "\"' =1\""),
    ("＝1", "\"'＝1\""), ("a,b", "\"a,b\""),
    ("a\"b", "\"a\"\"b\""), ("普通", "普通"), ("a\nb", "a b"), ("2023-01", "2023-01"), ("", ""),
  ])
  func `no cell of the CSV is a formula`(value: String, cell: String) {
    #expect(FindingsCSVWriter.cell(value) == cell)
  }

  @Test func `unseen characters are shown`() {
    #expect(ShownText.line("a\u{202E}b\u{0}c\u{200B}d") == #"a\u{202E}b\u{0}c\u{200B}d"#)
    #expect(ShownText.line("一行\r\n又一行\t末") == "一行 又一行 末")
    #expect(ShownText.line("\u{FFFE}") == #"\u{FFFE}"#)
    #expect(ShownText.line("abcdef", atMost: 4) == "abc…")
  }

  @Test func `the shortcut for common characters knows no unseen one`() {
    for value in UInt32(0)...0x10FFFF {
      guard let scalar = Unicode.Scalar(value) else { continue }
      let properties = scalar.properties
      let isUnseen = [.control, .format, .lineSeparator, .paragraphSeparator].contains(properties.generalCategory)
      if DisplayName.isHarmful(scalar) != (isUnseen || properties.isNoncharacterCodePoint) { Issue.record("U+\(String(value, radix: 16))") }
    }
  }

  @Test func `JSON escapes what cannot be seen and keeps it exact`() throws {
    let text = "a\u{202E}\u{7}\"\\\n\u{10FFFF}中"
    let line = JSONText.string(text).line
    #expect(line == #""a\u202e\u0007\"\\\n\udbff\udfff中""#)
    #expect(try JSONSerialization.jsonObject(with: Data(line.utf8), options: .fragmentsAllowed) as? String == text)
  }

  @Test(arguments: [(0.98, "0.98"), (1.0, "1"), (0.123456, "0.1235"), (12.5, "12.5"), (0.0, "0"), (Double.nan, "null")])
  func `numbers are written one way`(number: Double, text: String) {
    #expect(JSONText.number(number).line == text)
  }

  @Test func `everything is written inside the folder`() throws {
    let written = try WrittenReport(FakeNight.report(), in: "inside-\(UUID().uuidString)/run")
    let outer = URL(fileURLWithPath: written.folder).deletingLastPathComponent().path
    #expect(try FileManager.default.contentsOfDirectory(atPath: outer) == ["run"])
    let allowed = ["index.html", "summary.json", "audit.jsonl", "findings.csv", "metrics.prom", "deficiencies.xlsx", "notice.docx"]
    for file in written.files { #expect(allowed.contains((file as NSString).lastPathComponent), "\(file)") }
    #expect(try FileManager.default.contentsOfDirectory(atPath: written.folder + "/units").count == 9)
    try FileManager.default.removeItem(atPath: outer)
  }

  @Test func `units whose names one disk takes for the same have pages of their own`() throws {
    var night = FakeNight.report()
    let names = ["所A", "所a", "所Ａ", "x/y", "x\\y", "..", ".", "con", "\u{202E}所", "\u{0}所", " "]
    for index in night.plans.indices { night.plans[index].unit = names[index % names.count] }
    let written = try WrittenReport(night)
    let units = Summary(night).units
    #expect(units.map(\.unit) == names)
    let folders = try FileManager.default.contentsOfDirectory(atPath: written.folder + "/units")
    #expect(Set(folders.map { $0.precomposedStringWithCompatibilityMapping.lowercased() }).count == names.count)
    for unit in units {
      let page = try written.text("units/\(unit.folder)/index.html")
      for plan in night.plans {
        #expect(
          page.contains("<span class=\"id\">\(ShownText.line(plan.plan))</span>") == (plan.unit == unit.unit) || plan.plan.hasPrefix(".."))
      }
    }
  }

  @Test func `no page carries markup, unseen characters or addresses of strangers`() throws {
    let written = try WrittenReport()
    var escaped = 0
    for file in written.files where file.hasSuffix(".html") {
      let page = try written.text(file)
      #expect(!page.contains("<script>alert"), "\(file)")
      #expect(!page.contains("<img"), "\(file)")
      // The braces of the hostile title are shown as they are; no other may be left.
      #expect(!page.replacing("{{unit}}", with: "").contains("{{"), "\(file)")
      #expect(!page.unicodeScalars.contains { $0.value == 0x202E || $0.value == 7 || $0.value == 0x200F }, "\(file)")
      #expect(!page.contains("&amp;lt;") && !page.contains("&amp;quot;"), "\(file): escaped twice")
      if page.contains("&lt;script&gt;alert(1)&lt;/script&gt;") { escaped += 1 }
      #expect(page.contains("default-src 'none'"), "\(file)")
    }
    #expect(escaped >= 2)
  }

  @Test func `every link and fragment of every page leads somewhere`() throws {
    let written = try WrittenReport()
    var followed = 0
    for file in written.files where file.hasSuffix(".html") {
      let folder = (file as NSString).deletingLastPathComponent
      for match in try written.text(file).matches(of: #/href="([^"]*)"/#) {
        let parts = String(match.1).split(separator: "#", maxSplits: 1, omittingEmptySubsequences: false).map {
          String($0).removingPercentEncoding ?? "?"
        }
        let target = parts[0].isEmpty ? file : (("/" + folder + "/" + parts[0]) as NSString).standardizingPath.dropFirst().description
        #expect(written.files.contains(target), "\(file): \(match.1)")
        if parts.count == 2, target.hasSuffix(".html") {
          #expect(try written.text(target).contains("id=\"\(parts[1])\""), "\(file): \(match.1)")
        }
        followed += 1
      }
    }
    #expect(followed > 300)
  }

  @Test func `a folder that cannot be written ends with 73 and its path`() throws {
    let blocker = NSTemporaryDirectory() + "reports-blocker-" + UUID().uuidString
    try Data().write(to: URL(fileURLWithPath: blocker))
    defer { try? FileManager.default.removeItem(atPath: blocker) }
    let error = #expect(throws: RunError.self) { try ReportWriter.write(FakeNight.report(), to: blocker + "/run") }
    #expect(error?.code == .cannotWrite)
    #expect(error?.subject == blocker + "/run")
  }
}
