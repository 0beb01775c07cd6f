import Containers
import Documents
import Findings
import Foundation
import Judging
import Readings
import Testing

@testable import Reports

/// What the pages, the letter and the tables say, held against the verdicts that they were made from.
@Suite struct PageContentTests {
  private let written: WrittenReport
  private let night: NightReport
  private let summary: Summary
  private let names: Names

  init() throws {
    written = try WrittenReport()
    night = written.report
    summary = Summary(night)
    names = Names(night.policy)
  }

  /// What a reader sees of a piece of a page.
  private func text(_ html: some StringProtocol) -> String {
    var text = String(html).replacing(#/<[^>]*>/#, with: " ")
    for (entity, character) in [("&lt;", "<"), ("&gt;", ">"), ("&quot;", "\""), ("&#39;", "'"), ("&amp;", "&")] {
      text = text.replacing(entity, with: character)
    }
    return text.split(whereSeparator: \.isWhitespace).joined(separator: " ")
  }

  private func seen(_ text: String) -> String {
    shownPaths(in: ShownText.line(text)).split(whereSeparator: \.isWhitespace).joined(separator: " ")
  }

  private func pieces(_ page: String, _ mark: String) -> [String] { Array(page.components(separatedBy: mark).dropFirst()) }

  private func page(_ unit: Summary.Unit) throws -> String { try written.text("units/\(unit.folder)/index.html") }

  private func section(_ id: String, of page: String) throws -> String {
    let start = try #require(page.range(of: "<section id=\"\(id)\""))
    let end = try #require(page[start.upperBound...].range(of: "</section>"))
    return String(page[start.lowerBound..<end.lowerBound])
  }

  private func rows(_ html: String) -> [String] {
    pieces(html, "<tbody").flatMap { pieces($0.components(separatedBy: "</tbody>")[0], "<tr ") }
  }

  private func cells(_ row: String) -> [String] {
    row.matches(of: #/<t[dh][^>]*>(.*?)<\/t[dh]>/#.dotMatchesNewlines()).map { text($0.1) }
  }

  @Test func `each plan's article says of each material what became of it, why, what to do and where`() throws {
    var materials = 0
    for unit in summary.units {
      let articles = pieces(try page(unit), "<article class=\"plan\"")
      #expect(articles.count == unit.plans.count)
      for (article, plan) in zip(articles, unit.plans.map({ night.plans[$0] })) {
        let head = text(article.components(separatedBy: "</header>")[0])
        for word in [seen(plan.plan), seen(plan.title), plan.verdict.chinese, names.application(plan.application)] {
          #expect(head.contains(word), "\(plan.plan): \(word)")
        }
        let sections = pieces(article, "<section class=\"req")
        #expect(sections.count == plan.requirements.count)
        for (html, requirement) in zip(sections, plan.requirements) {
          materials += 1
          let said = text(html.components(separatedBy: "</section>")[0])
          #expect(
            text(html.components(separatedBy: "</h4>")[0]).contains(
              "\(names.material(requirement.material)) \(requirement.verdict.chinese)"))
          for word in [requirement.reason, requirement.fix, requirement.decided?.by, requirement.decided?.reason].compactMap({ $0 }) {
            #expect(said.contains(seen(word)), "\(plan.plan): \(word)")
          }
          #expect(said.contains("怎么办") == (requirement.fix != nil), "a fix of another part must not show through")
          for document in requirement.documents {
            #expect(said.contains(seen(document.path)))
            #expect(said.contains("把握 \(Int((document.confidence * 100).rounded()))%"))
            for flag in document.flags { #expect(said.contains(flag.chinese)) }
            for evidence in document.evidence + document.against {
              for word in [evidence.quote, evidence.where, evidence.because] { #expect(said.contains(seen(word)), "\(plan.plan): \(word)") }
            }
          }
          for quote in names.quotes(requirement.clause ?? "") { #expect(said.contains(quote), "the clause is quoted") }
        }
      }
    }
    #expect(materials == summary.requirements.total)
  }

  @Test func `each article has its plan's findings, unread files, unchecked rules, switches and other files, and no others`() throws {
    for unit in summary.units {
      for (article, plan) in zip(pieces(try page(unit), "<article class=\"plan\""), unit.plans.map({ night.plans[$0] })) {
        let subs = pieces(article, "class=\"sub\"").map(text)
        let all = subs.joined(separator: " ")
        for finding in plan.findings {
          #expect(all.contains("\(finding.severity.chinese) \(seen(finding.message)) \(seen(finding.fix))"), "\(plan.plan)")
          for quote in names.quotes(finding.clause ?? "") { #expect(all.contains(quote)) }
        }
        for file in plan.unread {
          #expect(all.contains("\(seen(file.path)) \(file.reason.chinese) \(Texts.shared.resend(file.reason))"), "\(plan.plan)")
        }
        for (_, column) in plan.notChecked { #expect(all.contains("登记表没有“\(column)”一列，没有检查。")) }
        for id in plan.switches {
          let one = try #require(names.policySwitch(id))
          for word in [one.question, one.chosen, one.alternative, one.clause] { #expect(all.contains(word), "\(plan.plan)") }
        }
        for other in plan.otherDocuments { #expect(all.contains(seen(other.path))) }
        let lists = [
          !plan.findings.isEmpty, !plan.unread.isEmpty, !plan.notChecked.isEmpty, !plan.switches.isEmpty, !plan.otherDocuments.isEmpty,
        ]
        #expect(subs.count == lists.count { $0 }, "\(plan.plan)")
      }
    }
  }

  @Test func `the list of what to do holds every open material and every problem, the gravest plans first`() throws {
    for unit in summary.units {
      let page = try page(unit)
      let todos = pieces(page, "<div class=\"todo-plan\">")
      let plans = unit.plans.map { night.plans[$0] }.filter(\.concernsUnit)
      let expected = [PlanOutcome.incomplete, .review, .complete, .notRequired].flatMap { outcome in plans.filter { $0.verdict == outcome }
      }
      #expect(todos.count == expected.count, "\(unit.folder)")
      for (html, plan) in zip(todos, expected) {
        #expect(text(html.components(separatedBy: "</h3>")[0]) == "\(seen(plan.plan)) \(seen(plan.title))")
        let items = pieces(html.components(separatedBy: "</ol>")[0], "<li>").map(text)
        let urgent = [MaterialVerdict.missing, .deficient, .unconfirmed].flatMap { verdict in
          plan.requirements.filter { $0.verdict == verdict }
        }
        let materials = urgent.map {
          "\($0.verdict.chinese) \(names.material($0.material)) \($0.verdict == .missing ? "" : seen($0.reason ?? "") + " ")\(seen($0.fix ?? ""))"
        }
        let problems = plan.findings.filter { $0.severity > .notice }.map { "\($0.severity.chinese) \(seen($0.message)) \(seen($0.fix))" }
        #expect(items == materials + problems, "\(plan.plan)")
      }
      #expect(page.contains("class=\"done\"") == expected.isEmpty)
      #expect(page.contains("href=\"notice.docx\"") == unit.needsNotice)
    }
  }

  @Test func `the overview's table of plans has each plan's numbers and leads to its article`() throws {
    let table = try section("plans", of: written.text("index.html"))
    let rows = rows(table)
    #expect(rows.count == night.plans.count)
    for (row, plan) in zip(rows, night.plans) {
      let open = plan.requirements.count { $0.verdict != .present }
      let problems = plan.verdict == .failed ? 0 : plan.findings.count { $0.severity > .notice }
      let unit = try #require(summary.units.first { $0.unit == plan.unit })
      #expect(
        cells(row) == [
          seen(plan.plan), seen(plan.title), seen(ShownText.line(plan.unit, atMost: 40)), names.application(plan.application),
          plan.verdict.chinese, open == 0 ? "–" : String(open), problems == 0 ? "–" : String(problems),
        ])
      let links = row.matches(of: #/href="([^"]*)"/#).map { String($0.1) }.filter { !$0.hasPrefix("#") }
      let folder = "units/\(SafeNames.percentEncoded(unit.folder))/index.html"
      #expect(links.count == 3 && links[2] == folder && links[0] == links[1] && links[0].hasPrefix(folder + "#plan-"), "\(links)")
      let anchor = links[0].components(separatedBy: "#").last?.removingPercentEncoding ?? ""
      let article = try #require(pieces(try page(unit), "id=\"\(anchor)\"").first)
      #expect(text(article.components(separatedBy: "</h3>")[0].drop { $0 != ">" }.dropFirst()) == "\(seen(plan.plan)) \(seen(plan.title))")
    }
  }

  @Test func `units stand in the order of their open materials, each with its bar`() throws {
    let table = try section("units", of: written.text("index.html"))
    let own = { (unit: Summary.Unit) in
      unit.plans.map { night.plans[$0] }.filter { $0.verdict != .failed }.flatMap(\.findings).count { $0.severity > .notice }
    }
    #expect(summary.units.allSatisfy { $0.problems == own($0) })
    let ranked = summary.units.filter { $0.open > 0 || own($0) > 0 }.enumerated().sorted {
      ($1.element.open, own($1.element), $0.offset) < ($0.element.open, own($0.element), $1.offset)
    }.map(\.element)
    let rows = rows(table)
    #expect(rows.count == ranked.count)
    for (row, unit) in zip(rows, ranked) {
      #expect(
        cells(row) == [
          seen(ShownText.line(unit.unit, atMost: 40)), "", String(unit.open), String(unit.materials["missing"]),
          String(unit.materials["deficient"]), String(unit.materials["unconfirmed"]), String(unit.problems),
        ])
      #expect(row.contains("href=\"units/\(SafeNames.percentEncoded(unit.folder))/index.html\""))
      // The bar: as wide, to a hundredth, as the unit's share of the first one's.
      let widths = row.matches(of: #/width="([0-9.]+)%" height="14" class="s-(\w+)"/#).map { (Double($0.1) ?? 0, String($0.2)) }
      let scale = Double(ranked[0].open) / 100
      for verdict in ["missing", "deficient", "unconfirmed"] {
        let width = widths.first { $0.1 == verdict }?.0 ?? 0
        #expect(abs(width - Double(unit.materials[verdict]) / scale) < 0.02, "\(unit.folder) \(verdict)")
      }
    }
    let quiet = summary.units.filter { $0.open == 0 && own($0) == 0 }
    for unit in quiet { #expect(table.contains("href=\"units/\(SafeNames.percentEncoded(unit.folder))/index.html\"")) }
    #expect(text(table).contains("没有待办的单位（\(quiet.count) 家）"))
  }

  @Test func `materials, applications and what needs attention are counted from the verdicts`() throws {
    let index = try written.text("index.html")
    let requirements = night.plans.flatMap(\.requirements)
    let materials = rows(try section("materials", of: index)).map(cells)
    #expect(materials.count == Set(requirements.map(\.material)).count)
    for row in materials {
      let own = requirements.filter { names.material($0.material) == row[0] }
      let count = { (verdict: MaterialVerdict) in String(own.count { $0.verdict == verdict }) }
      #expect(
        row[2...] == [
          String(own.count { $0.verdict != .present }), count(.missing), count(.deficient), count(.unconfirmed), String(own.count),
        ])
    }
    #expect(materials.map { Int($0[2]) ?? 0 } == materials.map { Int($0[2]) ?? 0 }.sorted(by: >))
    let attention = try section("attention", of: index)
    let said = text(attention)
    let unread = night.plans.flatMap(\.unread)
    for words in [
      "没有检查的规定 （ \(night.notChecked.count) ）", "登记表里有问题的行 （ \(night.rowFindings.count) ）", "未能完整读取的文件 （ \(unread.count) ）",
      "无主文件 （ \(night.unclaimed.count) ）", "的认定 （ 3 ）",
    ] { #expect(said.contains(words), "\(words)") }
    for file in unread { #expect(said.contains("\(seen(file.path)) \(file.reason.chinese)")) }
    for file in night.unclaimed { #expect(said.contains(seen(file.path))) }
    for row in night.rowFindings { #expect(said.contains("第\(row.row)行 \(row.plan ?? "（空）") \(row.finding.message) \(row.finding.fix)")) }
    for one in night.notChecked { #expect(said.contains("\(names.rule(one.rule)) \(one.column) \(one.plans)")) }
    #expect(said.contains("人事局的认定"))
    #expect(text(index).contains("附件审核 · 继续教育与培训院级资助项目"))
  }

  @Test func `cells that could not be read are told apart from columns that are not there`() throws {
    var night = night
    night.unreadableCells = [NotChecked(rule: "boutique.days", column: "培训天数", plans: 2)]
    let hit = try #require(night.plans.firstIndex { $0.application == "boutique" })
    night.plans[hit].notChecked = ["boutique.days": "培训天数"]
    night.plans[hit].unreadableCells = ["培训天数"]
    let written = try WrittenReport(night)
    #expect(text(try section("attention", of: written.text("index.html"))).contains("因填写有误没有检查的规定 （ 1 ）"))
    let unit = try #require(Summary(night).units.first { $0.unit == night.plans[hit].unit })
    #expect(text(try written.text("units/\(unit.folder)/index.html")).contains("登记表“培训天数”一栏认不出填的是什么，没有检查。"))
  }

  @Test func `changes are listed with their number, plan, material and since when or why`() throws {
    let html = try section("changes", of: written.text("index.html"))
    let groups = pieces(html, "<details class=\"row\"")
    let expected: [(String, [Changes.Item])] = [
      ("新出现", night.changes.new), ("再次出现", night.changes.reopened), ("仍未解决", night.changes.stillOpen), ("已解决", night.changes.fixed),
    ]
    #expect(groups.count == expected.count)
    for (group, (word, items)) in zip(groups, expected) {
      #expect(text(group.components(separatedBy: "</summary>")[0].drop { $0 != ">" }.dropFirst()).hasPrefix("\(items.count) \(word)"))
      let rows = rows(group).map(cells)
      #expect(rows.count == items.count)
      for (row, item) in zip(rows, items) {
        let unit = night.plans.first { $0.plan == item.plan }?.unit ?? ""
        let last = item.since.map(CalendarDate.shown) ?? item.cause.map(Texts.shared.cause) ?? ""
        #expect(row == [seen(item.plan), names.material(item.material), seen(unit), last])
      }
    }
  }

  @Test func `the letter's numbers and rows are its unit's`() throws {
    for unit in summary.units where unit.needsNotice {
      let bytes = [UInt8](try written.data("units/\(unit.folder)/notice.docx"))
      let document = DocumentReader.read(bytes, type: .docx, limits: Limits())
      let plans = unit.plans.map { night.plans[$0] }.filter(\.concernsUnit)
      let open = plans.flatMap { plan in plan.requirements.filter { $0.verdict != .present }.map { (plan, $0) } }
      let body = document.blocks.filter { $0.cell == nil }.map { document.string($0) }
      let counts = [MaterialVerdict.missing, .deficient, .unconfirmed].map { verdict in (verdict, open.count { $0.1.verdict == verdict }) }
        .filter { $0.1 > 0 }.map { "\($0.0.chinese)\($0.1)项" }
      let words =
        "其中\(plans.count)项计划需要补正或核实，涉及"
        + (counts.isEmpty ? "登记内容等问题" : "材料\(open.count)项（\(counts.joined(separator: "、"))）")
      #expect(body.contains { $0.contains(words) }, "\(unit.folder): \(words)")
      let table = document.blocks.filter { $0.cell != nil }
      let rows = Dictionary(grouping: table, by: { $0.cell?.row ?? 0 }).sorted { $0.key < $1.key }.dropFirst().map {
        $0.value.map { seen(document.string($0)) }
      }
      let expected = open.filter { $0.1.verdict != .unconfirmed }.enumerated().map { position, item in
        [
          String(position + 1), seen("\(item.0.plan) \(item.0.title)"), names.material(item.1.material), item.1.verdict.chinese,
          seen((item.1.reason ?? "") + (item.1.fix ?? "")),
        ]
      }
      #expect(rows == expected, "\(unit.folder)")
      let shown = body.map(seen)
      for (plan, requirement) in open where requirement.verdict == .unconfirmed {
        let told = (requirement.reason ?? "") + (requirement.fix ?? "")
        let line = seen("\(plan.plan)《\(plan.title)》的\(names.material(requirement.material))：\(told)")
        #expect(shown.contains { $0.contains(line) }, "\(line)")
      }
      for plan in plans {
        for finding in plan.findings {
          let line = seen("\(plan.plan)《\(plan.title)》：\(finding.message)\(finding.fix)")
          #expect(shown.contains { $0.contains(line) } == (finding.severity > .notice), "\(line)")
        }
        for file in plan.unread {
          let line = seen("\(file.path)（\(file.reason.chinese)）：\(Texts.shared.resend(file.reason))")
          #expect(shown.contains { $0.contains(line) }, "\(line)")
        }
      }
    }
  }

  @Test func `the workbook's cells are the verdicts', column by column`() throws {
    for unit in summary.units where unit.needsNotice {
      let document = DocumentReader.read([UInt8](try written.data("units/\(unit.folder)/deficiencies.xlsx")), type: .xlsx, limits: Limits())
      let plans = unit.plans.map { night.plans[$0] }
      func sheet(_ table: Int) -> [[Int: String]] {
        var rows: [Int32: [Int: String]] = [:]
        for block in document.blocks {
          guard let cell = block.cell, cell.table == table, cell.row > 0 else { continue }
          let text = seen(document.string(block))
          rows[cell.row, default: [:]][Int(cell.column)] = text.isEmpty ? nil : text
        }
        return rows.sorted { $0.key < $1.key }.map(\.value)
      }
      func filled(_ cells: [String]) -> [Int: String] {
        var filled: [Int: String] = [:]
        for (column, cell) in cells.enumerated() where !cell.isEmpty { filled[column] = seen(cell) }
        return filled
      }
      let rows = plans.flatMap { plan in plan.requirements.map { (plan, $0) } }
      let urgent = [MaterialVerdict.missing, .deficient, .unconfirmed, .present].flatMap { verdict in
        rows.filter { $0.1.verdict == verdict }
      }
      let materials = urgent.map { plan, requirement -> [Int: String] in
        let confidence = requirement.documents.first.map { "\(Int(($0.confidence * 100).rounded()))%" } ?? ""
        let paths = requirement.documents.map(\.path).joined(separator: "；")
        return filled([
          plan.plan, plan.title, names.application(plan.application), names.material(requirement.material), requirement.verdict.chinese,
          requirement.reason ?? "", requirement.fix ?? "", paths, confidence, requirement.clause ?? "",
        ])
      }
      #expect(sheet(0) == materials, "\(unit.folder)")
      #expect(
        sheet(1)
          == [Finding.Severity.error, .warning, .notice].flatMap { severity in
            plans.flatMap { plan in
              plan.findings.filter { $0.severity == severity }.map {
                filled([plan.plan, plan.title, $0.severity.chinese, $0.message, $0.fix, $0.clause ?? "", names.rule($0.rule)])
              }
            }
          })
      #expect(
        sheet(2)
          == plans.flatMap { plan in
            plan.unread.map { filled([plan.plan, plan.title, $0.path, $0.reason.chinese, Texts.shared.resend($0.reason)]) }
          })
    }
  }

  @Test func `findings.csv has each finding in full`() throws {
    let lines = try written.text("findings.csv").components(separatedBy: "\r\n")
    let expected = night.plans.flatMap { plan in
      plan.findings.map {
        [plan.plan, plan.unit, plan.title, "", $0.rule, names.rule($0.rule), $0.severity.chinese, $0.message, $0.fix, $0.clause ?? ""]
      }
    }
    #expect(lines[0] == "\u{FEFF}计划编号,单位,计划名称,位置,规则编号,规定,级别,问题,处理办法,依据条款")
    for (line, cells) in zip(lines.dropFirst(), expected) { #expect(line == cells.map(FindingsCSVWriter.cell).joined(separator: ",")) }
    #expect(lines.dropFirst(expected.count + 1).prefix(2).map { $0.components(separatedBy: ",")[3] } == ["登记表第13行", "登记表第21行"])
  }
}
