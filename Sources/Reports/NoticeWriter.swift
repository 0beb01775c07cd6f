import Containers
import Findings
import Judging
import Readings

/// `notice.docx` of one unit: the 补正材料通知 as a letter in the layout of GB/T 9704-2012 (A4, 仿宋 three, headings 一、, date line, 附件),
/// written as a WordprocessingML package (ECMA-376 parts 1 and 2). The same bytes for the same report.
enum NoticeWriter {
  /// The parts that speak of the unit, with places to fill.
  static func letter(_ parts: PageParts, _ unit: Summary.Unit) throws(RunError) -> Letter {
    let created: View.Value = CalendarDate(parts.report.asOf) == nil ? .none : .slot(.day)
    return Letter(
      path: "units/\(unit.folder)/notice.docx", document: try Templates.shared.render("notice-document", view(parts, unit)),
      core: try Templates.shared.render("notice-core", ["issuer": .text(parts.report.issuer), "created": created]))
  }

  static func bytes(_ letter: Letter, _ value: (Slot) -> String) throws(RunError) -> [UInt8] {
    let document = try SlottedText(rendered: letter.document).filled(value).bytes
    let core = try SlottedText(rendered: letter.core).filled(value).bytes
    let members: KeyValuePairs<String, [UInt8]> = [
      // Readers that stream want the content types first (ECMA-376 part 2, annex on physical packages).
      "[Content_Types].xml": PackageResources.notice_content_types_xml, "_rels/.rels": PackageResources.notice_rels_xml,
      "docProps/core.xml": core, "docProps/app.xml": PackageResources.notice_app_xml, "word/document.xml": document,
      "word/_rels/document.xml.rels": PackageResources.notice_document_rels_xml, "word/styles.xml": PackageResources.notice_styles_xml,
      "word/numbering.xml": PackageResources.notice_numbering_xml, "word/settings.xml": PackageResources.notice_settings_xml,
      "word/fontTable.xml": PackageResources.notice_font_table_xml, "word/footer1.xml": PackageResources.notice_footer_xml,
    ]
    return try ZipWriter.archive(members.map { ZipWriter.Member(name: $0.key, bytes: $0.value) })
  }

  private static func view(_ parts: PageParts, _ unit: Summary.Unit) -> View {
    let report = parts.report
    let all = unit.plans.map { report.plans[$0] }
    let plans = all.filter(\.concernsUnit)
    let open = plans.flatMap { plan in plan.requirements.filter { $0.verdict != .present }.map { (plan, $0) } }
    let correct = plans.flatMap { rows($0, parts) }
    let confirm = open.filter { $0.1.verdict == .unconfirmed }
    let problems = plans.flatMap { plan in plan.problems.map { (plan, $0) } }
    let unread = plans.flatMap(\.unread)
    let failed = all.count { $0.verdict == .failed }
    let count = { (verdict: MaterialVerdict) in open.count { $0.1.verdict == verdict } }
    return [
      "year": .number(report.policy.year), "service": .text(report.policy.service),
      "unit": .text(unit.unit == Self.noUnit ? nil : unit.unit),
      "policyTitle": .text(report.policy.title),
      "asOfChinese": .slot(.chineseDay), "deadline": .text(report.openDeadline.map(CalendarDate.shown)),
      "issuer": .text(report.issuer), "plans": .number(all.count), "planCount": .number(plans.count), "open": .number(open.count),
      "countsAny": .flag(!open.isEmpty),
      "counts": .list(
        [MaterialVerdict.missing, .deficient, .unconfirmed].filter { count($0) > 0 }.map {
          ["word": .text($0.chinese), "count": .number(count($0))]
        }),
      "correctAny": .flag(!correct.isEmpty),
      "correct": .list(
        correct.enumerated().map { position, item in
          item.adding(["number": .number(position + 1)])
        }),
      "confirmAny": .flag(!confirm.isEmpty), "confirm": .list(confirm.map { material($0.0, $0.1, parts) }),
      "problemsAny": .flag(!problems.isEmpty), "problems": .number(problems.count),
      "problemList": .list(
        problems.map { plan, finding in
          [
            "plan": .text(plan.plan), "title": .text(plan.title), "message": .text(finding.message), "fix": .text(finding.fix),
            "clause": .text(finding.clause),
          ]
        }),
      "unreadAny": .flag(!unread.isEmpty),
      "unread": .list(
        unread.map { ["path": .path($0.path), "word": .text($0.reason.chinese), "resend": .text(Texts.shared.resend($0.reason))] }),
      "failedAny": .flag(failed > 0), "failed": .number(failed), "examplePlan": .text(plans.first?.plan),
    ]
  }

  /// What the register's reader calls a unit that its row does not name. A letter is addressed to nobody by it: the place is left to fill in.
  private static let noUnit = "未填写单位"

  /// A plan's rows in the table of what is missing or cannot count: one a material, or one for all where nothing was sent.
  private static func rows(_ plan: PlanVerdict, _ parts: PageParts) -> [View] {
    if let nothing = plan.nothingSent {
      return [
        [
          "plan": .text(plan.plan), "title": .text(plan.title), "material": .text(parts.materials(plan.requirements)),
          "word": .text(MaterialVerdict.missing.chinese), "reason": .text(nothing.message), "fix": .text(nothing.fix),
        ]
      ]
    }
    return plan.requirements.filter { $0.verdict == .missing || $0.verdict == .deficient }.map {
      material(plan, $0, parts).adding(["word": .text($0.verdict.chinese)])
    }
  }

  private static func material(_ plan: PlanVerdict, _ requirement: PlanVerdict.Requirement, _ parts: PageParts) -> View {
    [
      "plan": .text(plan.plan), "title": .text(plan.title), "material": .text(parts.names.material(requirement.material)),
      "reason": .text(requirement.reason), "fix": .text(requirement.fix),
    ]
  }
}

/// A unit's letter before it is dated and packed.
package struct Letter: Sendable, Hashable {
  /// Relative to the run's folder.
  package var path: String
  /// `word/document.xml` and `docProps/core.xml`, with places to fill.
  package var document: String
  package var core: String

  init(path: String, document: String, core: String) {
    self.path = path
    self.document = document
    self.core = core
  }

  var packed: [UInt8] {
    var writer = ByteWriter()
    for text in [path, document, core] { writer.write(text) }
    return writer.bytes
  }

  init(packed: some Collection<UInt8>) throws(UnpackingFault) {
    var reader = ByteReader(packed)
    self.init(path: try reader.text(), document: try reader.text(), core: try reader.text())
  }
}
