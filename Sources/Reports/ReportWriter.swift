import Crypto
import Dispatch
import Findings
package import Foundation
import Judging
import Readings
import Synchronization

/// Writes all that a night leaves behind below `runs/<id>` (contract, section 6), but for the ledger and the switch of `latest`.
package enum ReportWriter {
  /// In: the night, the text of `metrics.prom` (nil: none is written), and a folder that is made where it does not exist.
  /// `whole`: the verdicts of which `report` has the outlines; nil: it has them itself. `earlier`: the last night, whose files of a unit are taken over
  /// where they would come out the same. `keep`: keeps letters for a later night and gives their digests.
  /// Every path written lies inside the folder, whatever units and plans are called. Throws `RunError` `.cannotWrite` with the path, and what the
  /// closures throw.
  /// Out: what a later night needs to take the pages over.
  @discardableResult
  package static func write(
    _ report: NightReport, metrics: String? = nil, to folder: String, whole: WholePlans? = nil, earlier: EarlierNight? = nil,
    keep: (([Data]) throws -> [Data])? = nil
  ) throws -> WrittenNight {
    let whole = whole ?? WholePlans(report.plans)
    let summary = Summary(report)
    let plans = report.plans.map(\.plan)
    let parts = PageParts(report, summary, plans: plans)
    try FileOutput.makeFolder(folder)
    let values = try SlotValues(parts)
    var written = WrittenNight(day: report.asOf, summary: summary, plans: plans)
    try FileOutput.write(Array(SummaryWriter.text(report, summary).utf8), to: folder + "/summary.json")
    if let metrics { try FileOutput.write(Array(metrics.utf8), to: folder + "/metrics.prom") }
    written.pages += try lines(report, whole, to: folder)
    written.pages.append(try page(OverviewPage.html(parts), "index.html", to: folder, values))
    let units = Units(parts: parts, whole: whole, values: values, earlier: earlier, folder: folder)
    // A few at a time, so that never all are in memory.
    for start in stride(from: 0, to: summary.units.count, by: 16) {
      let positions = Array(start..<min(start + 16, summary.units.count))
      let made = Mutex<[Units.Made]>([])
      try runAll(
        positions.map { position in
          {
            let one = try units.write(position)
            made.withLock { $0.append(one) }
          }
        })
      let all = made.withLock { $0 }
      for one in all {
        written.pages += one.pages
        written.units[one.folder] = one.key
        if let known = one.knownLetter { written.letters[known.path] = known.digest }
      }
      let letters = all.compactMap(\.letter)
      if let keep, !letters.isEmpty {
        for (letter, digest) in zip(letters, try keep(letters.map { Data($0.packed) })) { written.letters[letter.path] = digest }
      }
      // Not at the same time: libxlsxwriter 1.1 writes dates by way of gmtime(3), which shares one result between threads.
      for one in all where one.letter != nil { written.pages.append(try units.writeList(one.position)) }
    }
    return written.sorted()
  }

  /// `audit.jsonl` and `findings.csv`, some plans at a time.
  private static func lines(_ report: NightReport, _ whole: WholePlans, to folder: String) throws -> [PageLayout] {
    let audit = try FileOutput.Stream("\(folder)/audit.jsonl")
    let findings = try FileOutput.Stream("\(folder)/findings.csv")
    try findings.write(FindingsCSVWriter.head())
    for start in stride(from: 0, to: report.plans.count, by: 100) {
      let plans = try whole.at(Array(start..<min(start + 100, report.plans.count)))
      try audit.write(AuditLinesWriter.text(plans))
      try findings.write(FindingsCSVWriter.lines(plans, report))
    }
    try findings.write(FindingsCSVWriter.tail(report))
    return [
      PageLayout(path: "audit.jsonl", stamp: try audit.close(), places: []),
      PageLayout(path: "findings.csv", stamp: try findings.close(), places: []),
    ]
  }

  fileprivate static func page(_ text: String, _ path: String, to folder: String, _ values: SlotValues) throws(RunError) -> PageLayout {
    let (bytes, places) = try SlottedText(rendered: text).filled(values.text)
    return PageLayout(path: path, stamp: try FileOutput.write(bytes, to: "\(folder)/\(path)"), places: places)
  }

  /// Writes a night whose plans, findings and documents are those of an earlier one, from the earlier one's files: the same bytes that `write` would
  /// make. `report` needs no plans. Gives nil, and may leave a part of the folder, where a file is no longer the one that was written.
  /// Throws as `write` does.
  package static func renew(_ earlier: EarlierNight, as report: NightReport, metrics: String, to folder: String) throws -> WrittenNight? {
    let last = earlier.written
    let parts = PageParts(report, last.summary, plans: last.plans)
    let values = try SlotValues(parts)
    for unit in last.summary.units { try FileOutput.makeFolder("\(folder)/units/\(unit.folder)") }
    var renewed = WrittenNight(day: report.asOf, summary: last.summary, plans: last.plans)
    renewed.letters = last.letters
    renewed.units = last.units
    let written = Mutex<WrittenNight?>(renewed)
    var jobs: [@Sendable () throws -> Void] = [
      { try FileOutput.write(Array(SummaryWriter.text(report, last.summary).utf8), to: folder + "/summary.json") },
      { try FileOutput.write(Array(metrics.utf8), to: folder + "/metrics.prom") },
    ]
    for layout in last.pages {
      jobs.append {
        let page = try renewedPage(layout, earlier, as: report.asOf, values, to: folder)
        written.withLock { written in
          if let page { written?.pages.append(page) } else { written = nil }
        }
      }
    }
    try runAll(jobs)
    return written.withLock { $0?.sorted() }
  }

  /// One file of an earlier night with its places filled anew; nil where it is no longer the one that was written.
  fileprivate static func renewedPage(
    _ layout: PageLayout, _ earlier: EarlierNight, as day: String, _ values: SlotValues, to folder: String
  ) throws -> PageLayout? {
    let target = "\(folder)/\(layout.path)"
    var renewed = layout
    if earlier.written.day != day, layout.path.hasSuffix("/notice.docx") {
      guard let digest = earlier.written.letters[layout.path], let packed = try earlier.letter(digest) else { return nil }
      renewed.stamp = try FileOutput.write(try NoticeWriter.bytes(try Letter(packed: packed), values.text), to: target)
      return renewed
    }
    guard let bytes = FileOutput.bytes("\(earlier.folder)/\(layout.path)", if: layout.stamp), let text = SlottedText(filled: bytes, layout)
    else { return nil }
    let (filled, places) = layout.places.isEmpty ? (bytes, []) : text.filled(values.text)
    renewed.stamp = try FileOutput.write(filled, to: target)
    renewed.places = places
    return renewed
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

/// The files of each unit.
private struct Units: Sendable {
  let parts: PageParts
  let whole: WholePlans
  let values: SlotValues
  let earlier: EarlierNight?
  let folder: String
  /// Files of the earlier night, by the unit's folder.
  private let earlierPages: [Substring: [PageLayout]]
  private let shared: String

  struct Made: Sendable {
    var position: Int
    var folder: String
    var key: Data?
    var pages: [PageLayout]
    /// A letter that was made anew.
    var letter: Letter?
    /// A letter that was taken over.
    var knownLetter: (path: String, digest: Data)?
  }

  init(parts: PageParts, whole: WholePlans, values: SlotValues, earlier: EarlierNight?, folder: String) {
    self.parts = parts
    self.whole = whole
    self.values = values
    self.earlier = earlier
    self.folder = folder
    earlierPages = Dictionary(grouping: earlier?.written.pages.filter { $0.path.hasPrefix("units/") } ?? []) { layout in
      layout.path.split(separator: "/")[1]
    }
    let report = parts.report
    shared = [
      report.policy.digest, report.programVersion, report.issuer, report.deadline ?? "-", "\(report.isDeadlineOver)",
    ].joined(separator: "\0")
  }

  func write(_ position: Int) throws -> Made {
    let unit = parts.summary.units[position]
    try FileOutput.makeFolder("\(folder)/units/\(unit.folder)")
    var made = Made(position: position, folder: unit.folder, key: key(unit, position), pages: [])
    if let taken = try takenOver(unit, made.key) {
      made.pages = taken
      let path = "units/\(unit.folder)/notice.docx"
      made.knownLetter = earlier?.written.letters[path].map { (path, $0) }
      return made
    }
    let (own, whole) = try speaking(unit)
    made.pages.append(
      try ReportWriter.page(UnitPage(own, whole, position: position).html(), "units/\(unit.folder)/index.html", to: folder, values))
    guard unit.needsNotice else { return made }
    let letter = try NoticeWriter.letter(own, whole)
    let stamp = try FileOutput.write(try NoticeWriter.bytes(letter, values.text), to: "\(folder)/\(letter.path)")
    made.pages.append(PageLayout(path: letter.path, stamp: stamp, places: []))
    made.letter = letter
    return made
  }

  func writeList(_ position: Int) throws -> PageLayout {
    let (parts, unit) = try speaking(parts.summary.units[position])
    let path = "units/\(unit.folder)/deficiencies.xlsx"
    try DeficienciesWriter.write(parts.report, unit, names: parts.names, to: "\(folder)/\(path)")
    return PageLayout(path: path, stamp: try FileOutput.stamp("\(folder)/\(path)"), places: [])
  }

  /// The unit and its whole plans, which then are the report's only ones.
  private func speaking(_ unit: Summary.Unit) throws -> (PageParts, Summary.Unit) {
    let plans = try whole.at(unit.plans)
    var own = unit
    own.plans = Array(plans.indices)
    return (parts.speaking(of: plans), own)
  }

  /// Everything that the unit's files are made from, but for what fills their places. Nil where it cannot be told.
  private func key(_ unit: Summary.Unit, _ position: Int) -> Data? {
    guard !whole.digests.isEmpty else { return nil }
    var hasher = SHA256()
    let texts = [shared, unit.unit, unit.folder, "\(position)"] + unit.plans.map { parts.anchor(parts.report.plans[$0].plan) }
    for text in texts {
      hasher.update(data: Array(text.utf8))
      hasher.update(data: [0])
    }
    for plan in unit.plans { hasher.update(data: whole.digests[plan]) }
    return Data(hasher.finalize())
  }

  /// The earlier night's files, renewed; nil where the unit's are to be made anew.
  private func takenOver(_ unit: Summary.Unit, _ key: Data?) throws -> [PageLayout]? {
    guard let key, let earlier, earlier.written.units[unit.folder] == key, let layouts = earlierPages[Substring(unit.folder)],
      layouts.count == (unit.needsNotice ? 3 : 1)
    else { return nil }
    var pages: [PageLayout] = []
    for layout in layouts {
      guard let page = try ReportWriter.renewedPage(layout, earlier, as: parts.report.asOf, values, to: folder) else { return nil }
      pages.append(page)
    }
    return pages
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

  /// A file written piece by piece.
  final class Stream {
    private let path: String
    private let handle: FileHandle

    init(_ path: String) throws(RunError) {
      self.path = path
      guard FileManager.default.createFile(atPath: path, contents: nil), let handle = FileHandle(forWritingAtPath: path) else {
        throw RunError(.cannotWrite, subject: path, message: "the file cannot be made")
      }
      self.handle = handle
    }

    func write(_ text: String) throws(RunError) {
      do {
        try handle.write(contentsOf: Data(text.utf8))
      } catch {
        throw RunError(.cannotWrite, subject: path, message: "the file cannot be written", cause: plainWords(error))
      }
    }

    func close() throws(RunError) -> FileStamp {
      do {
        try handle.close()
      } catch {
        throw RunError(.cannotWrite, subject: path, message: "the file cannot be written", cause: plainWords(error))
      }
      return try FileOutput.stamp(path)
    }
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
