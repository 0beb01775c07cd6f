import Foundation
import Testing

/// The programs and the data that `--ocr` needs, as Debian installs them.
private enum Tesseract {
  static let isHere =
    ["tesseract", "pdftoppm"].allSatisfy { FileManager.default.isExecutableFile(atPath: "/usr/bin/\($0)") }
    && ["4.00", "5"].contains { FileManager.default.fileExists(atPath: "/usr/share/tesseract-ocr/\($0)/tessdata/chi_sim.traineddata") }
}

/// `--ocr` through the built program, with tesseract and its Chinese data, in a worker's sandbox. The scan is `fixtures/scans/faculty.jpg`.
@Suite("OCR", .enabled(if: Tesseract.isHere, "no tesseract with chi_sim on this machine"), .timeLimit(.minutes(5)))
struct OCRTests {
  private var scan: [UInt8] {
    get throws { [UInt8](try Data(contentsOf: URL(fileURLWithPath: "\(Night.fixtures)/scans/faculty.jpg"))) }
  }

  /// A PDF of one page that is the scan; ISO 32000-1, 7.5 (file structure) and 7.4.8 (DCTDecode). The scan has 1240 × 900 pixels of RGB or grey.
  private func pdf(_ picture: [UInt8]) -> [UInt8] {
    let content = "q 595 0 0 432 0 400 cm /P Do Q"
    let objects: [[UInt8]] = [
      Array("<< /Type /Catalog /Pages 2 0 R >>".utf8), Array("<< /Type /Pages /Kids [3 0 R] /Count 1 >>".utf8),
      Array(
        "<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Contents 4 0 R /Resources << /XObject << /P 5 0 R >> >> >>".utf8),
      Array("<< /Length \(content.utf8.count) >>\nstream\n\(content)\nendstream".utf8),
      Array(
        """
        << /Type /XObject /Subtype /Image /Width 1240 /Height 900 /ColorSpace /DeviceGray /BitsPerComponent 8 /Filter /DCTDecode \
        /Length \(picture.count) >>\nstream\n
        """.utf8) + picture + Array("\nendstream".utf8),
    ]
    var file = Array("%PDF-1.4\n".utf8)
    var places: [Int] = []
    for (index, object) in objects.enumerated() {
      places.append(file.count)
      file += Array("\(index + 1) 0 obj\n".utf8) + object + Array("\nendobj\n".utf8)
    }
    var table = "xref\n0 6\n0000000000 65535 f \n"
    for place in places { table += String(repeating: "0", count: 10 - String(place).count) + "\(place) 00000 n \n" }
    return file + Array("\(table)trailer\n<< /Size 6 /Root 1 0 R >>\nstartxref\n\(file.count)\n%%EOF\n".utf8)
  }

  private func material(_ name: String, in line: [String: Any]) throws -> [String: Any]? {
    try #require(line["materials"] as? [[String: Any]]).first { $0["material"] as? String == name }
  }

  @Test("a picture and a scanned PDF are known as what they show, and the evidence says that it was OCR")
  func scansAreRead() throws {
    let scratch = try Scratch()
    try scratch.write(scan, to: "a.jpg")
    try scratch.write(pdf(scan), to: "b.pdf")
    let result = try Program.run(["classify", "--ocr", "--format", "jsonl", scratch.path("a.jpg"), scratch.path("b.pdf")])
    #expect(result.code == 0)
    #expect(result.lines.count == 2)
    for line in result.lines {
      let document = try object(line)
      #expect(document["status"] as? String == "read")
      let faculty = try #require(try material("faculty_list", in: document))
      let evidence = try #require(faculty["evidence"] as? [[String: Any]])
      #expect(!evidence.isEmpty)
      #expect(evidence.allSatisfy { ($0["where"] as? String)?.contains("OCR识别") == true })
      // The policy's factor: no document read by OCR alone is as sure as one of text can be.
      #expect(try #require(faculty["confidence"] as? Double) <= 0.9)
    }
  }

  @Test("the text is that of the page, without blanks between Chinese characters, and the table is one")
  func text() throws {
    let scratch = try Scratch()
    try scratch.write(scan, to: "a.jpg")
    let result = try Program.run(["extract", "--ocr", scratch.path("a.jpg")])
    #expect(result.code == 0)
    for words in ["土壤微生物组学培训班师资名单", "南京土壤研究所", "高通量测序数据分析", "职称和单位以授课时为准"] {
      #expect(result.output.contains(words))
    }
    let row = try #require(result.lines.first { $0.contains("陈思远") })
    #expect(row.hasPrefix("|"))
    #expect(row.contains("| 副研究员 |"))
  }

  @Test("without --ocr a picture is image-only, and the next night with --ocr reads it anew; and the other way round")
  func readingsAreKeptApart() throws {
    let scratch = try Scratch()
    try scratch.write(
      Array("计划编号,单位,计划名称,计划类别,是否申请资助,精品项目\nP1,南京土壤研究所,土壤班,专业技术研修班,是,精品培训项目\n".utf8), to: "register.csv")
    try scratch.write(scan, to: "uploads/P1/a.jpg")
    func night(_ more: [String]) throws -> (reason: String?, verdict: String?, errors: String) {
      let result = try Program.run(
        [
          "audit", "--register", scratch.path("register.csv"), "--uploads", scratch.path("uploads"), "--output", scratch.path("out"),
          "--as-of", "2023-03-01",
        ] + more)
      #expect(result.code == 0)
      let plan = try object(scratch.text("out/latest/audit.jsonl").split(separator: "\n")[0])
      let unread = try #require(plan["unread"] as? [[String: Any]])
      let requirements = try #require(plan["requirements"] as? [[String: Any]])
      return (
        unread.first?["reason"] as? String,
        requirements.first { $0["material"] as? String == "faculty_list" }?["verdict"] as? String, result.errors
      )
    }
    let plain = try night([])
    #expect(plain.reason == "image-only")
    #expect(plain.verdict == "unconfirmed")
    #expect(plain.errors.contains(/tesseract [0-9.]+: no, only with --ocr/))
    let read = try night(["--ocr"])
    #expect(read.reason == nil)
    #expect(read.verdict == "present" || read.verdict == "unconfirmed")
    #expect(read.errors.contains(/tesseract [0-9.]+: yes/))
    #expect(try night([]).reason == "image-only")
    #expect(try night(["--ocr"]).reason == nil)
  }

  @Test("--ocr without the programs is a warning, never a crash, and a picture stays image-only")
  func withoutPrograms() throws {
    let scratch = try Scratch()
    try scratch.write(scan, to: "a.jpg")
    let result = try Program.run(["classify", "--ocr", "--format", "jsonl", scratch.path("a.jpg")], path: scratch.root)
    #expect(result.code == 0)
    let line = try object(result.lines[0])
    #expect(line["status"] as? String == "unreadable")
    #expect(line["reason"] as? String == "image-only")
    #expect(result.errors.contains("tesseract-ocr"))
  }

  @Test("a picture that declares a billion pixels, and one cut off, cost one line each")
  func hostile() throws {
    let scratch = try Scratch()
    // GIF89a, 17 and 18: a screen of 65,535 × 65,535.
    try scratch.write(Array("GIF89a".utf8) + [255, 255, 255, 255, 0, 0, 0, 0x3B], to: "bomb.gif")
    try scratch.write(Array(scan.prefix(300)), to: "cut.jpg")
    let result = try Program.run(["classify", "--ocr", "--format", "jsonl", scratch.path("bomb.gif"), scratch.path("cut.jpg")])
    #expect(result.code == 0)
    let lines = try result.lines.map { try object($0) }
    #expect(lines.map { $0["status"] as? String } == ["unreadable", "unreadable"])
    #expect(lines[0]["reason"] as? String == "limit")
    #expect(lines[1]["reason"] as? String == "corrupt")
  }
}
