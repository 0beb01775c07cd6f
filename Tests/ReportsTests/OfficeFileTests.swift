import Containers
import Documents
import Findings
import Foundation
import Judging
import Testing

@testable import Reports

/// The notice and the workbook, read back by the program's own readers and, where it is installed, by LibreOffice.
@Suite struct OfficeFileTests {
  private let written: WrittenReport
  /// A unit with every kind of entry.
  private let unit: Summary.Unit
  private let plans: [PlanVerdict]

  init() throws {
    let written = try WrittenReport()
    self.written = written
    unit = try #require(Summary(written.report).units.first { $0.unit == "中国科学院北辰自动化研究所" })
    plans = unit.plans.map { written.report.plans[$0] }
  }

  private func file(_ name: String) throws -> [UInt8] { [UInt8](try written.data("units/\(unit.folder)/\(name)")) }

  private func part(_ name: String, of file: String) throws -> String {
    let archive = try ZipArchive(bytes: self.file(file), limits: Limits())
    let entry = try #require(archive.entry(named: name))
    return String(decoding: try archive.read(entry), as: UTF8.self)
  }

  @Test func `the notice reads as the letter it is`() throws {
    let document = DocumentReader.read(try file("notice.docx"), type: .docx, limits: Limits())
    #expect(document.status == .read)
    let blocks = document.blocks.map { ($0, document.string($0)) }
    let body = blocks.filter { $0.0.region == .body }.map(\.1)
    #expect(body.first == "补正材料通知")
    #expect(body[2] == "中国科学院北辰自动化研究所：")
    #expect(body.last == "2023年3月1日")
    #expect(body[body.count - 2] == "中国科学院人事局")
    #expect(body.contains("附件：1．补正材料清单（deficiencies.xlsx）"))
    let headings = blocks.filter { $0.0.kind == .heading && $0.0.level == 1 }.map(\.1)
    #expect(headings.contains { $0.hasSuffix("需要补交或重交的材料") })
    // One row for each missing or deficient material, and the header.
    let rows = plans.filter(\.concernsUnit).flatMap(\.requirements).count { $0.verdict == .missing || $0.verdict == .deficient }
    #expect(rows > 0)
    #expect(document.tables.map(\.rows) == [rows + 1])
    #expect(document.tables.map(\.columns) == [5])
    #expect(blocks.contains { $0.0.region == .footer })
  }

  @Test func `every part of the notice is well-formed XML`() throws {
    let archive = try ZipArchive(bytes: file("notice.docx"), limits: Limits())
    #expect(archive.damage == nil)
    #expect(
      archive.entries.map(\.name) == [
        "[Content_Types].xml", "_rels/.rels", "docProps/core.xml", "docProps/app.xml", "word/document.xml", "word/_rels/document.xml.rels",
        "word/styles.xml", "word/numbering.xml", "word/settings.xml", "word/fontTable.xml", "word/footer1.xml",
      ])
    for entry in archive.entries {
      #expect(XMLCheck.isWellFormed(Data(try archive.read(entry))), "\(entry.name)")
    }
  }

  @Test func `every style that the letter uses is defined`() throws {
    let styles = try part("word/styles.xml", of: "notice.docx")
    let used = Set(
      try part("word/document.xml", of: "notice.docx").matches(of: #/w:(?:pStyle|tblStyle) w:val="([^"]+)"/#).map { String($0.1) })
    #expect(used.count > 8)
    for style in used { #expect(styles.contains("w:styleId=\"\(style)\""), "\(style)") }
  }

  @Test func `hostile units get letters that open`() throws {
    for folder in Set(written.files.filter { $0.hasSuffix("notice.docx") }.map { ($0 as NSString).deletingLastPathComponent }) {
      let bytes = [UInt8](try written.data(folder + "/notice.docx"))
      #expect(DocumentReader.read(bytes, type: .docx, limits: Limits()).status == .read, "\(folder)")
    }
  }

  @Test func `the workbook has a row per plan and material, the findings and the unread files`() throws {
    let document = DocumentReader.read(try file("deficiencies.xlsx"), type: .xlsx, limits: Limits())
    #expect(document.status == .read)
    #expect(document.tables.map(\.name) == ["材料", "问题", "未能完整读取的文件"])
    let expected = [plans.flatMap(\.requirements).count, plans.flatMap(\.findings).count, plans.flatMap(\.unread).count]
    #expect(document.tables.map(\.rows) == expected.map { $0 + 1 })
    let cells = document.blocks.filter { $0.cell?.table == 0 && $0.cell?.row == 1 }.map { document.string($0) }
    let first = try #require(plans.first { $0.requirements.contains { $0.verdict == .missing } })
    #expect(cells.first == first.plan)
    #expect(cells.contains("缺失"))
  }

  @Test func `the workbook holds strings and numbers, a frozen header, a filter and widths, and no formula`() throws {
    let sheet = try part("xl/worksheets/sheet1.xml", of: "deficiencies.xlsx")
    #expect(!sheet.contains("<f>") && !sheet.contains("<hyperlink"))
    #expect(sheet.contains("state=\"frozen\"") && sheet.contains("<autoFilter ref=\"A1:J"))
    #expect(sheet.contains("<cols><col min=\"1\" max=\"1\""))
    // The first day of the policy's year, not the day of the run: a unit for which nothing changed gets the very same file.
    #expect(try part("docProps/core.xml", of: "deficiencies.xlsx").contains("2023-01-01T00:00:00Z"))
  }

  @Test func `a cell that looks like a formula stays text`() throws {
    let path = NSTemporaryDirectory() + "reports-book-\(UUID().uuidString).xlsx"
    defer { try? FileManager.default.removeItem(atPath: path) }
    let book = try WorkbookWriter(path: path, title: "t", author: "a", created: 0)
    book.beginSheet("一", columns: [("列", 10)], rows: 3)
    book.text("=1+1", row: 1, column: 0)
    book.text("http://evil.example", row: 2, column: 0)
    book.text(String(repeating: "长", count: 40_000), row: 3, column: 0)
    try book.close()
    let bytes = [UInt8](try Data(contentsOf: URL(fileURLWithPath: path)))
    let document = DocumentReader.read(bytes, type: .xlsx, limits: Limits())
    let cells = document.blocks.filter { $0.cell != nil }.map { document.string($0) }
    #expect(cells.dropFirst().prefix(2) == ["=1+1", "http://evil.example"])
    #expect(cells.last?.utf16.count == WorkbookWriter.cellLimit)
    let archive = try ZipArchive(bytes: bytes, limits: Limits())
    let sheet = String(decoding: try archive.read(try #require(archive.entry(named: "xl/worksheets/sheet1.xml"))), as: UTF8.self)
    #expect(!sheet.contains("<f>") && !sheet.contains("hyperlink"))
  }

  @Test func `a workbook that cannot be written says which and why`() throws {
    let book = try WorkbookWriter(path: "/nonexistent-folder/x.xlsx", title: "t", author: "a", created: 0)
    book.beginSheet("一", columns: [("列", 10)], rows: 0)
    let error = #expect(throws: RunError.self) { try book.close() }
    #expect(error?.code == .cannotWrite)
    #expect(error?.subject == "/nonexistent-folder/x.xlsx")
    #expect(error?.cause?.isEmpty == false)
  }

  @Test func `a unit with nothing to correct or confirm gets a page and no letter`() throws {
    let summary = Summary(written.report)
    let quiet = try #require(summary.units.first { !$0.needsNotice })
    #expect(written.files.contains("units/\(quiet.folder)/index.html"))
    #expect(!written.files.contains("units/\(quiet.folder)/notice.docx"))
    #expect(!written.files.contains("units/\(quiet.folder)/deficiencies.xlsx"))
  }

  /// Bytes 10–13 of an archive are the first member's time and date: 1980-01-01 00:00 in DOS form. Source: APPNOTE.TXT, 4.3.7 and 4.4.6.
  @Test(arguments: ["notice.docx", "deficiencies.xlsx"])
  func `no member carries the time at which it was written`(_ name: String) throws {
    let bytes = try file(name)
    var members = 0
    for start in bytes.indices.dropLast(14) where bytes[start..<start + 4] == [0x50, 0x4B, 0x03, 0x04] {
      #expect(bytes[start + 10..<start + 14] == [0, 0, 0x21, 0], "\(start)")
      members += 1
    }
    #expect(members >= 8)
  }

  @Test func `a packed archive gives back its members, empty and large`() throws {
    let large = [UInt8]((0..<300_000).map { UInt8(truncatingIfNeeded: $0 &* 7919 >> 3) })
    let members = [ZipWriter.Member(name: "a/空.txt", bytes: []), ZipWriter.Member(name: "b.bin", bytes: large)]
    let bytes = try ZipWriter.archive(members)
    #expect(try ZipWriter.archive(members) == bytes)
    let archive = try ZipArchive(bytes: bytes, limits: Limits())
    #expect(archive.entries.map(\.name) == ["a/空.txt", "b.bin"])
    #expect(try archive.read(archive.entries[1]) == large)
  }

  private static let office = ["/usr/bin/soffice", "/usr/bin/libreoffice"].first { FileManager.default.isExecutableFile(atPath: $0) }

  @Test(.enabled(if: office != nil, "no LibreOffice on this machine"))
  func `LibreOffice opens both`() throws {
    let out = written.folder + "/office"
    let process = Process()
    process.executableURL = URL(fileURLWithPath: Self.office!)
    let folder = written.folder + "/units/" + unit.folder
    process.arguments = [
      "--headless", "-env:UserInstallation=file://\(out)/profile", "--convert-to", "pdf", "--outdir", out, folder + "/notice.docx",
      folder + "/deficiencies.xlsx",
    ]
    process.standardOutput = FileHandle.nullDevice
    process.standardError = FileHandle.nullDevice
    try process.run()
    process.waitUntilExit()
    for name in ["notice.pdf", "deficiencies.pdf"] {
      #expect(try Data(contentsOf: URL(fileURLWithPath: out + "/" + name)).prefix(5) == Data("%PDF-".utf8), "\(name)")
    }
  }
}
