import Findings
import Foundation
import Judging
import Testing

@testable import Reports

/// The pages as a person sees them, in a real browser, from disk.
@Suite(.serialized, .enabled(if: Browser.path != nil, "no Chromium on this machine"))
struct BrowserTests {
  private let written: WrittenReport
  private let browser: Browser
  private let night: NightReport

  init() throws {
    written = try WrittenReport()
    browser = try Browser()
    night = written.report
  }

  /// Ids of the plans in the rows that can be seen, from the top down.
  private func shownPlans() throws -> [String] {
    let script = "Array.from(document.querySelectorAll('#plan-table tbody tr')).filter(r => !r.hidden).map(r => r.cells[0].textContent)"
    return try browser.evaluate(script) as? [String] ?? []
  }

  private func set(_ field: String, _ value: String) throws {
    let event = field == "text" ? "input" : "change"
    try browser.evaluate(
      "(() => { const f = document.getElementById('f-\(field)'); f.value = '\(value)'; f.dispatchEvent(new Event('\(event)')); })()")
  }

  @Test func `the overview filters, counts and clears`() throws {
    try browser.load(written.folder + "/index.html")
    #expect(try shownPlans().count == 45)
    try set("verdict", "incomplete")
    let incomplete = night.plans.filter { $0.verdict == .incomplete }
    #expect(try shownPlans().count == incomplete.count)
    #expect(try browser.evaluate("document.getElementById('f-count').textContent") as? String == "显示 \(incomplete.count) 项，共 45 项")
    try set("application", "hrss")
    #expect(try shownPlans().count == incomplete.count { $0.application == "hrss" })
    try browser.evaluate("document.getElementById('f-reset').click()")
    #expect(try shownPlans().count == 45)
    try set("text", "量子信息")
    #expect(try shownPlans() == ["P007", "P016", "P025", "P034", "P043"])
    try set("text", "量子 p016")
    #expect(try shownPlans() == ["P016"])
    try set("text", "没有这样的计划")
    #expect(try shownPlans().isEmpty)
    #expect(try browser.evaluate("document.getElementById('f-none').hidden") as? Bool == false)
    #expect(browser.complaints.isEmpty, "\(browser.complaints)")
  }

  @Test func `a unit in the filter shows its plans, however it is called`() throws {
    try browser.load(written.folder + "/index.html")
    for unit in Summary(night).units {
      try set("unit", unit.folder)
      #expect(try shownPlans().count == unit.plans.count, "\(unit.folder)")
    }
    #expect(browser.complaints.isEmpty, "\(browser.complaints)")
  }

  @Test func `headers sort up and down and say so`() throws {
    try browser.load(written.folder + "/index.html")
    let click = { (column: Int) in try browser.evaluate("document.querySelectorAll('#plan-table thead button')[\(column)].click()") }
    let sorted = { try browser.evaluate("document.querySelector('#plan-table th[aria-sort]').getAttribute('aria-sort')") as? String }
    let open = {
      try browser.evaluate("Array.from(document.querySelectorAll('#plan-table tbody tr')).map(r => Number(r.cells[5].dataset.value))")
        as? [Int] ?? []
    }
    _ = try click(5)
    #expect(try sorted() == "descending")
    #expect(try open() == open().sorted(by: >))
    #expect(try open().first == 3)
    _ = try click(5)
    #expect(try sorted() == "ascending")
    #expect(try open() == open().sorted())
    _ = try click(0)
    #expect(try shownPlans().suffix(3) == ["P043", "P044", "P045"])
    _ = try click(0)
    #expect(try shownPlans().first == "P045")
    #expect(browser.complaints.isEmpty, "\(browser.complaints)")
  }

  @Test func `a phone sorts by a list`() throws {
    try browser.emulate(width: 360, dark: false)
    try browser.load(written.folder + "/index.html")
    #expect(try browser.evaluate("getComputedStyle(document.querySelector('#plan-table thead')).display") as? String == "none")
    #expect(try browser.evaluate("getComputedStyle(document.getElementById('f-sort').parentNode).display") as? String == "flex")
    try set("sort", "4")
    // The gravest verdict first, and among equals the register's order.
    let incomplete = night.plans.filter { $0.verdict == .incomplete }.map { ShownText.line($0.plan) }
    #expect(try Array(shownPlans().prefix(incomplete.count)) == incomplete)
    try set("sort", "")
    #expect(try shownPlans() == night.plans.map { ShownText.line($0.plan) })
    #expect(browser.complaints.isEmpty, "\(browser.complaints)")
  }

  @Test func `a tile shows its plans`() throws {
    try browser.load(written.folder + "/index.html")
    try browser.evaluate("document.querySelector('.tile[data-verdict=review]').click()")
    #expect(try shownPlans().count == night.plans.count { $0.verdict == .review })
    #expect(try !shownPlans().isEmpty)
    #expect(browser.complaints.isEmpty, "\(browser.complaints)")
  }

  @Test func `links lead to the plan and back`() throws {
    try browser.load(written.folder + "/index.html")
    let hostile = try #require(night.plans.first { $0.plan.hasPrefix("../") })
    try browser.evaluate("document.querySelector('#plan-table td.id a[href*=\"#plan-_\"]').click()")
    try browser.waitUntil("document.readyState === 'complete' && document.querySelector('article.plan') !== null")
    #expect(
      try browser.evaluate("document.querySelector(':target h3').textContent") as? String
        == "\(ShownText.line(hostile.plan)) \(ShownText.line(hostile.title))")
    #expect(try browser.evaluate("document.querySelectorAll('img').length") as? Int == 0)
    try browser.evaluate("document.querySelector('.crumbs a').click()")
    try browser.waitUntil("document.readyState === 'complete' && document.getElementById('plan-table') !== null")
    #expect(browser.complaints.isEmpty, "\(browser.complaints)")
  }

  @Test(arguments: [360, 1280], [false, true])
  func `no page is wider than its window`(width: Int, dark: Bool) throws {
    try browser.emulate(width: width, dark: dark)
    for file in written.files where file.hasSuffix(".html") {
      try browser.load(written.folder + "/" + file)
      let wide = try browser.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth") as? Int
      #expect(wide == 0, "\(file)")
    }
    // The second half of WCAG 1.4.3: the page's own words against its own ground.
    let ground = try browser.evaluate("getComputedStyle(document.body).backgroundColor") as? String
    #expect(ground == (dark ? "rgb(20, 24, 29)" : "rgb(255, 255, 255)"))
    #expect(browser.complaints.isEmpty, "\(browser.complaints)")
  }

  /// Issue 6: the three units with most open deficiencies, one of them opened, what to send learned.
  @Test func `an officer finds the units with most to do and what they have to send`() throws {
    try browser.emulate(width: 1280, dark: false)
    try browser.load(written.folder + "/index.html")
    let ranked = Summary(night).units.sorted { $0.open > $1.open }
    let names = try browser.evaluate("Array.from(document.querySelectorAll('#units tbody th a')).slice(0, 3).map(a => a.textContent)")
    #expect(Set(names as? [String] ?? []) == Set(ranked.prefix(3).map { ShownText.line($0.unit, atMost: 40) }))
    // Without scrolling far: the table begins on the first screen.
    #expect(try browser.evaluate("document.querySelector('#units tbody').getBoundingClientRect().top < innerHeight") as? Bool == true)
    try browser.evaluate("document.querySelector('#units tbody th a').click()")
    try browser.waitUntil("document.readyState === 'complete' && document.querySelector('.todo') !== null")
    #expect(try browser.evaluate("document.querySelector('.todo li').getBoundingClientRect().bottom < innerHeight") as? Bool == true)
    let told =
      try browser.evaluate("Array.from(document.querySelectorAll('.todo li')).every(li => li.querySelector('.do:not(.why)'))") as? Bool
    #expect(told == true, "each point says what to do")
    #expect(try browser.evaluate("document.querySelector('.downloads a').getBoundingClientRect().bottom < innerHeight") as? Bool == true)
    #expect(browser.complaints.isEmpty, "\(browser.complaints)")
  }

  /// WCAG 2.1: 1.3.1 headings and tables, 2.4.1 skip link, 2.4.7 focus, 3.1.1 language, 3.3.2 labels, 4.1.1 ids.
  @Test func `pages can be used by keyboard and read aloud`() throws {
    for file in written.files where file.hasSuffix(".html") {
      try browser.load(written.folder + "/" + file)
      let faults = try browser.evaluate(
        """
        (() => {
          const faults = [], all = (s) => Array.from(document.querySelectorAll(s));
          if (document.documentElement.lang !== 'zh-CN') faults.push('lang');
          if (all('main').length !== 1 || all('h1').length !== 1) faults.push('main or h1');
          let level = 1;
          for (const h of all('h1, h2, h3, h4, h5')) {
            const next = Number(h.tagName[1]);
            if (next > level + 1) faults.push('heading skips: ' + h.textContent);
            level = next;
          }
          for (const f of all('input, select')) if (!f.labels.length) faults.push('no label: ' + f.id);
          for (const th of all('th')) if (!th.scope) faults.push('no scope: ' + th.textContent);
          for (const a of all('a, button, summary')) if (!a.textContent.trim()) faults.push('nameless: ' + a.outerHTML);
          for (const s of all('svg')) if (s.getAttribute('aria-hidden') !== 'true') faults.push('picture read aloud');
          const ids = all('[id]').map(e => e.id);
          if (new Set(ids).size !== ids.length) faults.push('an id twice');
          for (const e of all('[aria-labelledby]')) if (!document.getElementById(e.getAttribute('aria-labelledby'))) faults.push('label: ' + e.id);
          const skip = document.querySelector('.skip');
          skip.focus();
          const box = skip.getBoundingClientRect();
          if (box.left < 0 || box.width < 10) faults.push('skip link unseen');
          for (const a of all('main a').slice(0, 3)) {
            a.focus();
            if (document.activeElement !== a) faults.push('no focus: ' + a.textContent);
          }
          return faults;
        })()
        """)
      #expect(faults as? [String] == [], "\(file): \(faults ?? "?")")
    }
  }

  /// WCAG 1.4.3: 4.5 to 1 for words, 3 to 1 where they are large, in what the browser really paints.
  @Test(arguments: [false, true]) func `all words stand out from their ground`(dark: Bool) throws {
    try browser.emulate(width: 1280, dark: dark)
    for file in written.files where file.hasSuffix(".html") {
      try browser.load(written.folder + "/" + file)
      let faults = try browser.evaluate(
        """
        (() => {
          const rgb = (c) => c.match(/[\\d.]+/g).map(Number);
          const light = (c) => { const [r, g, b] = rgb(c).map(v => { v /= 255; return v <= .04045 ? v / 12.92 : ((v + .055) / 1.055) ** 2.4; }); return .2126 * r + .7152 * g + .0722 * b; };
          const ground = (e) => { for (; e; e = e.parentElement) { const c = getComputedStyle(e).backgroundColor; if ((rgb(c)[3] ?? 1) > 0) return c; } return 'rgb(255,255,255)'; };
          const faults = new Set();
          for (const e of document.querySelectorAll('body *')) {
            if (!Array.from(e.childNodes).some(n => n.nodeType === 3 && n.data.trim()) || e.closest('svg, .skip')) continue;
            const style = getComputedStyle(e), [a, b] = [light(style.color), light(ground(e))].sort((x, y) => y - x);
            const size = parseFloat(style.fontSize), need = size >= 24 || size >= 18.66 && style.fontWeight >= 700 ? 3 : 4.5;
            if ((a + .05) / (b + .05) < need) faults.add(`${e.tagName}.${e.className} ${style.color} on ${ground(e)}`);
          }
          return Array.from(faults);
        })()
        """)
      #expect(faults as? [String] == [], "\(file): \(faults ?? "?")")
    }
  }

  @Test func `without script the overview shows everything and offers nothing that needs script`() throws {
    try browser.disableScript(true)
    try browser.load(written.folder + "/index.html")
    #expect(try browser.evaluate("getComputedStyle(document.getElementById('filters')).display") as? String == "none")
    #expect(try browser.evaluate("document.querySelectorAll('#plan-table tbody tr').length") as? Int == 45)
    #expect(try browser.evaluate("document.querySelectorAll('thead button').length") as? Int == 0)
  }

  @Test(.enabled(if: FileManager.default.isExecutableFile(atPath: "/usr/bin/pdftotext"), "no pdftotext on this machine"))
  func `printing keeps every row whole`() throws {
    try browser.load(written.folder + "/index.html")
    // The foot and the top of a row must stand on one page: a mark of two words is put at both ends of each row's tallest cell.
    try browser.evaluate(
      """
      document.querySelectorAll('#plan-table tbody tr').forEach((row, i) => {
        const cell = row.cells[1];
        cell.prepend(`top${i}x `, document.createElement('br'));
        cell.append(document.createElement('br'), ` foot${i}x`);
      })
      """)
    let file = written.folder + "/print.pdf"
    try browser.pdf().write(to: URL(fileURLWithPath: file))
    let pages = try run("/usr/bin/pdftotext", ["-layout", file, "-"]).split(separator: "\u{0C}")
    #expect(pages.count > 2)
    for row in 0..<45 {
      let page = try #require(pages.first { $0.contains("top\(row)x") }, "row \(row)")
      #expect(page.contains("foot\(row)x"), "row \(row)")
      #expect(page.contains("计划名称"), "the header stands on the page of row \(row)")
    }
  }

  private func run(_ path: String, _ arguments: [String]) throws -> String {
    let process = Process()
    process.executableURL = URL(fileURLWithPath: path)
    process.arguments = arguments
    let pipe = Pipe()
    process.standardOutput = pipe
    try process.run()
    let data = pipe.fileHandleForReading.readDataToEndOfFile()
    process.waitUntilExit()
    return String(decoding: data, as: UTF8.self)
  }
}
