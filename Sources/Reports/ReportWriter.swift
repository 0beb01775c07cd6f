import Dispatch
package import Findings
import Foundation
import Judging
import Readings
import Synchronization

/// Writes all that a night leaves behind below `runs/<id>` (contract, section 6), but for the ledger and the switch of `latest`.
package enum ReportWriter {
  /// In: the night, the text of `metrics.prom` (nil: none is written), and a folder that is made where it does not exist.
  /// Every path written lies inside the folder, whatever units and plans are called. Throws `RunError` `.cannotWrite` with the path.
  /// Out: what a later night in which nothing changed needs to take the pages over.
  @discardableResult
  package static func write(_ report: NightReport, metrics: String? = nil, to folder: String) throws(RunError) -> WrittenNight {
    let summary = Summary(report)
    let plans = report.plans.map(\.plan)
    let parts = PageParts(report, summary, plans: plans)
    try FileOutput.makeFolder(folder)
    let values = try SlotValues(parts)
    let written = Mutex(WrittenNight(day: report.asOf, summary: summary, plans: plans))
    @Sendable func page(_ text: String, _ path: String) throws(RunError) {
      let (bytes, places) = try SlottedText(rendered: text).filled(values.text)
      let layout = PageLayout(path: path, stamp: try FileOutput.write(bytes, to: "\(folder)/\(path)"), places: places)
      written.withLock { $0.pages.append(layout) }
    }
    @Sendable func plain(_ bytes: [UInt8], _ path: String) throws(RunError) {
      let layout = PageLayout(path: path, stamp: try FileOutput.write(bytes, to: "\(folder)/\(path)"), places: [])
      written.withLock { $0.pages.append(layout) }
    }
    var jobs: [@Sendable () throws -> Void] = [
      { try FileOutput.write(Array(SummaryWriter.text(report, summary).utf8), to: folder + "/summary.json") },
      { try plain(Array(AuditLinesWriter.text(report.plans).utf8), "audit.jsonl") },
      { try plain(Array(FindingsCSVWriter.text(report).utf8), "findings.csv") },
      { try page(OverviewPage.html(parts), "index.html") },
    ]
    if let metrics { jobs.append { try FileOutput.write(Array(metrics.utf8), to: folder + "/metrics.prom") } }
    for (position, unit) in summary.units.enumerated() {
      jobs.append {
        try FileOutput.makeFolder("\(folder)/units/\(unit.folder)")
        try page(UnitPage(parts, unit, position: position).html(), "units/\(unit.folder)/index.html")
        guard unit.needsNotice else { return }
        let letter = try NoticeWriter.letter(parts, unit)
        try plain(try NoticeWriter.bytes(letter, values.text), letter.path)
        written.withLock { $0.letters.append(letter) }
      }
    }
    try runAll(jobs)
    // Not at the same time: libxlsxwriter 1.1 writes dates by way of gmtime(3), which shares one result between threads.
    for unit in summary.units where unit.needsNotice {
      let path = "units/\(unit.folder)/deficiencies.xlsx"
      try DeficienciesWriter.write(report, unit, names: parts.names, to: "\(folder)/\(path)")
      let stamp = try FileOutput.stamp("\(folder)/\(path)")
      written.withLock { $0.pages.append(PageLayout(path: path, stamp: stamp, places: [])) }
    }
    return written.withLock { $0.sorted() }
  }

  /// Writes a night whose plans, findings and documents are those of an earlier one, from the earlier one's files: the same bytes that `write` would
  /// make. `report` needs no plans. Gives nil, and may leave a part of the folder, where a file is no longer the one that was written.
  /// Throws `RunError` `.cannotWrite` as `write` does.
  package static func renew(
    _ earlier: WrittenNight, from old: String, as report: NightReport, metrics: String, to folder: String
  ) throws(RunError) -> WrittenNight? {
    let parts = PageParts(report, earlier.summary, plans: earlier.plans)
    let values = try SlotValues(parts)
    for unit in earlier.summary.units { try FileOutput.makeFolder("\(folder)/units/\(unit.folder)") }
    let isSameDay = earlier.day == report.asOf
    let letters = Dictionary(earlier.letters.map { ($0.path, $0) }) { first, _ in first }
    let written = Mutex<WrittenNight?>(
      WrittenNight(day: report.asOf, summary: earlier.summary, plans: earlier.plans, letters: earlier.letters))
    var jobs: [@Sendable () throws -> Void] = [
      { try FileOutput.write(Array(SummaryWriter.text(report, earlier.summary).utf8), to: folder + "/summary.json") },
      { try FileOutput.write(Array(metrics.utf8), to: folder + "/metrics.prom") },
    ]
    for layout in earlier.pages {
      jobs.append {
        let target = "\(folder)/\(layout.path)"
        var renewed = layout
        if !isSameDay, let letter = letters[layout.path] {
          renewed.stamp = try FileOutput.write(try NoticeWriter.bytes(letter, values.text), to: target)
        } else {
          guard let bytes = FileOutput.bytes("\(old)/\(layout.path)", if: layout.stamp), let text = SlottedText(filled: bytes, layout)
          else {
            written.withLock { $0 = nil }
            return
          }
          let (filled, places) = layout.places.isEmpty ? (bytes, []) : text.filled(values.text)
          renewed.stamp = try FileOutput.write(filled, to: target)
          renewed.places = places
        }
        written.withLock { $0?.pages.append(renewed) }
      }
    }
    try runAll(jobs)
    return written.withLock { $0?.sorted() }
  }

  /// Runs all jobs on all cores and throws what the first of them, in their order, threw.
  private static func runAll(_ jobs: [@Sendable () throws -> Void]) throws(RunError) {
    let failures = Mutex<[Int: RunError]>([:])
    DispatchQueue.concurrentPerform(iterations: jobs.count) { position in
      do {
        try jobs[position]()
      } catch {
        // Closures of typed throws in an array crash the compiler (Swift 6.3.1), so the type is found again here; no job throws another.
        let failure = error as? RunError ?? RunError(.internal, subject: "report", message: "an unexpected error", cause: plainWords(error))
        failures.withLock { $0[position] = failure }
      }
    }
    if let first = failures.withLock({ $0.min { $0.key < $1.key } }) { throw first.value }
  }
}

/// What goes into the places of a night's pages.
private struct SlotValues: Sendable {
  private let day: String
  private let chineseDay: String
  private let run: String
  private let changes: String
  private let history: [UnitPage.MaterialKey: String]

  init(_ parts: PageParts) throws(RunError) {
    let report = parts.report
    day = View.escaped(ShownText.line(report.asOf))
    chineseDay = View.escaped(CalendarDate.shown(report.asOf))
    run = View.escaped(ShownText.line(report.run))
    changes = try OverviewChanges.html(parts)
    history = UnitPage.history(report.changes)
  }

  func text(_ slot: Slot) -> String {
    switch slot {
    case .day: day
    case .chineseDay: chineseDay
    case .run: run
    case .changes: changes
    case .history(let plan, let material): UnitPage.shown(history[UnitPage.MaterialKey(plan: plan, material: material)])
    }
  }
}

/// Files of a report on the disk.
private enum FileOutput {
  static func makeFolder(_ path: String) throws(RunError) {
    do {
      try FileManager.default.createDirectory(atPath: path, withIntermediateDirectories: true)
    } catch {
      throw RunError(.cannotWrite, subject: path, message: "the folder cannot be made", cause: plainWords(error))
    }
  }

  @discardableResult
  static func write(_ bytes: [UInt8], to path: String) throws(RunError) -> FileStamp {
    do {
      try Data(bytes).write(to: URL(fileURLWithPath: path))
    } catch {
      throw RunError(.cannotWrite, subject: path, message: "the file cannot be written", cause: plainWords(error))
    }
    return try stamp(path)
  }

  static func stamp(_ path: String) throws(RunError) -> FileStamp {
    guard let stamp = FileStamp(path: path) else {
      throw RunError(.cannotWrite, subject: path, message: "the file was written and is not there")
    }
    return stamp
  }

  /// Nil where the file is not the one of this stamp.
  static func bytes(_ path: String, if stamp: FileStamp) -> [UInt8]? {
    guard FileStamp(path: path) == stamp, let data = FileManager.default.contents(atPath: path), data.count == Int(stamp.size) else {
      return nil
    }
    return [UInt8](data)
  }
}
