import Containers
import Documents
import Findings
import Synchronization
import Testing

/// OCR as tesseract and pdftoppm give it: what they write is put in its place, so that these tests need neither. Headers of pictures are made by hand from
/// their formats' specifications.
@Suite struct RecognitionTests {
  private typealias Word = (line: Int, left: Int, top: Int, width: Int, text: String)

  /// A table of words as tesseract's: each at `left`, `top`, `width` × 30 pixels, in its line.
  private func table(_ words: [Word], confidence: Double = 92) -> String {
    var rows =
      "level\tpage_num\tblock_num\tpar_num\tline_num\tword_num\tleft\ttop\twidth\theight\tconf\ttext\n1\t1\t0\t0\t0\t0\t0\t0\t1654\t2339\t-1\t\n"
    for (index, word) in words.enumerated() {
      rows += "5\t1\t1\t1\t\(word.line)\t\(index)\t\(word.left)\t\(word.top)\t\(word.width)\t30\t\(confidence)\t\(word.text)\n"
    }
    return rows
  }

  private let sentence = [
    (line: 1, left: 200, top: 200, width: 90, text: "本期"), (line: 1, left: 296, top: 200, width: 150, text: "培训班共有"),
    (line: 1, left: 450, top: 200, width: 40, text: "78"), (line: 1, left: 496, top: 200, width: 300, text: "名学员参加并顺利结业"),
  ]

  /// PNG specification, 11.2.1: the signature, IHDR's length and name, width, height.
  private func png(_ width: UInt32, _ height: UInt32) -> [UInt8] {
    func big(_ value: UInt32) -> [UInt8] { withUnsafeBytes(of: value.bigEndian) { Array($0) } }
    return [0x89, 0x50, 0x4E, 0x47, 0x0D, 0x0A, 0x1A, 0x0A, 0, 0, 0, 13] + Array("IHDR".utf8) + big(width) + big(height) + [8, 0, 0, 0, 0]
  }

  /// A grey page of 100 × 100 pixels, with a dark line, or with the dust of an empty sheet (pgm(5)).
  private func drawn(blank: Bool = false) -> [UInt8] {
    Array("P5\n100 100\n255\n".utf8) + [UInt8](repeating: 255, count: 9000) + [UInt8](repeating: blank ? 240 : 0, count: 1000)
  }

  /// What the programs were asked, in order.
  private final class Asked: Sendable {
    let requests = Mutex<[ReadingHelpers.Request]>([])
    var programs: [String] { requests.withLock { $0.map(\.program.rawValue) } }
    var arguments: [[String]] { requests.withLock { $0.map(\.arguments) } }
  }

  private func helpers(
    _ asked: Asked, pdf: String = "", page: [UInt8] = [], words: String = "", table: String = "", end: ProgramOutcome.End = .exited(0)
  )
    -> ReadingHelpers
  {
    ReadingHelpers(available: [.pdftotext, .pdftoppm, .tesseract]) { request in
      asked.requests.withLock { $0.append(request) }
      switch request.program {
      case .pdftotext: return ProgramOutcome(output: Array(pdf.utf8), end: .exited(0))
      case .pdftoppm: return ProgramOutcome(output: page, words: words, end: .exited(0))
      case .tesseract: return ProgramOutcome(output: Array(table.utf8), end: end)
      }
    }
  }

  private func read(_ bytes: [UInt8], _ helpers: ReadingHelpers, limits: Limits = Limits(), heard: () -> Void = {}) -> Document {
    DocumentReader.read(bytes, type: ContentType.sniff(bytes), limits: limits, helpers: helpers, heard: heard)
  }

  private func scan(pages: Int) -> String {
    "<html><body>\n<doc>\n" + String(repeating: "  <page width=\"595.0\" height=\"842.0\">\n  </page>\n", count: pages)
      + "</doc>\n</body></html>\n"
  }

  @Test func aPictureIsReadAndSaysSo() {
    let document = read(png(1654, 2339), helpers(Asked(), table: table(sentence)))
    #expect(document.status == .read)
    #expect(document.reason == nil)
    #expect(document.lines == ["本期培训班共有78名学员参加并顺利结业"])
    #expect(document.recognisedShare == 1)
    #expect(document.place(of: 0) == "正文第1段（OCR识别）")
    #expect(document.detail == "1 pages or pictures were read by OCR")
  }

  /// Three rows of two cells each, once apart by white and once by a rule that tesseract takes for a letter.
  @Test func cellsStandApart() {
    var words: [Word] = []
    for row in 0..<3 {
      let top = 200 + 60 * row
      words.append((row, 200, top, 90, ["姓名", "周启明", "林婉清"][row]))
      words.append((row, 320, top, 4, row == 2 ? "“|" : "|"))
      words.append((row, 420, top, 90, ["职称", "研究员", "教授"][row]))
      words.append((row, 520, top, 2, "丨"))
      words.append((row, 530, top, 90, ["单位", "土壤研究所", "农业大学"][row]))
    }
    let document = read(png(1654, 2339), helpers(Asked(), table: table(words)))
    #expect(document.lines == ["姓名", "职称", "单位", "周启明", "研究员", "土壤研究所", "林婉清", "教授", "农业大学"])
    #expect(document.blocks.compactMap(\.cell).map(\.row) == [0, 0, 0, 1, 1, 1, 2, 2, 2])
  }

  @Test func withoutOCRAPictureIsAPicture() {
    let asked = Asked()
    var helpers = helpers(asked, table: table(sentence))
    helpers.available = [.pdftotext]
    let document = read(png(1654, 2339), helpers)
    #expect(document.status == .unreadable)
    #expect(document.reason == .imageOnly)
    #expect(asked.programs == [])
  }

  /// What is not found in text that nobody can rely on must not be called missing: it stays `image-only`, and what was read is shown.
  @Test func aDoubtfulReadingIsNoReading() {
    let document = read(png(1654, 2339), helpers(Asked(), table: table(sentence, confidence: 45)))
    #expect(document.status == .partial)
    #expect(document.reason == .imageOnly)
    #expect(document.lines == ["本期培训班共有78名学员参加并顺利结业"])
    let nothing = read(png(1654, 2339), helpers(Asked(), table: table([])))
    #expect(nothing.status == .unreadable)
    #expect(nothing.reason == .imageOnly)
  }

  /// The header says what it would unfold to, and no program is started for it.
  @Test func aPictureOfTooManyPixelsIsLeftAlone() {
    let asked = Asked()
    let document = read(png(60_000, 60_000), helpers(asked))
    #expect(document.status == .unreadable)
    #expect(document.reason == .limit)
    #expect(document.detail?.contains("picturePixels") == true)
    #expect(asked.programs == [])
  }

  @Test(arguments: [
    (ProgramOutcome.End.exited(1), UnreadReason.corrupt), (.signaled(11), .crash), (.signaled(6), .limit), (.timedOut, .timeout),
    (.tooMuch, .limit), (.notStarted("no"), .imageOnly),
  ]) func aProgramThatFailsIsSaid(_ end: ProgramOutcome.End, _ reason: UnreadReason) {
    let document = read(png(1654, 2339), helpers(Asked(), end: end))
    #expect(document.status == .unreadable)
    #expect(document.reason == reason)
  }

  /// Each page by itself, and each is heard, so that a supervisor's deadline is one for the page.
  @Test func pagesOfAScanAreDrawnOneByOne() {
    let asked = Asked()
    var heard = 0
    let document = read(
      Array("%PDF-1.4".utf8), helpers(asked, pdf: scan(pages: 3), page: drawn(), table: table(sentence)), heard: { heard += 1 })
    #expect(document.status == .read)
    #expect(document.lines.count == 3)
    #expect(document.blocks.allSatisfy { $0.look.contains(.startsPage) })
    #expect(asked.programs == ["pdftotext", "pdftoppm", "tesseract", "pdftoppm", "tesseract", "pdftoppm", "tesseract"])
    #expect(asked.arguments[3].starts(with: ["-gray", "-f", "2", "-l", "2"]))
    // A4 at 200 dots an inch: 842 ÷ 72 × 200.
    #expect(asked.arguments[1].contains("2338"))
    #expect(heard >= 6)
  }

  @Test func pagesBeyondTheLimitAreSaid() {
    var limits = Limits()
    limits.recognisedPages = 2
    let document = read(
      Array("%PDF-1.4".utf8), helpers(Asked(), pdf: scan(pages: 5), page: drawn(), table: table(sentence)), limits: limits)
    #expect(document.status == .partial)
    #expect(document.reason == .limit)
    #expect(document.detail?.contains("recognisedPages") == true)
    #expect(document.lines.count == 2)
  }

  /// A page may call itself 200 m wide: what is drawn of it is no more than the limit.
  @Test func aPageOfAnySizeIsDrawnWithinTheLimit() throws {
    let asked = Asked()
    let huge = scan(pages: 1).replacing("595.0", with: "576000").replacing("842.0", with: "576000")
    _ = read(Array("%PDF-1.4".utf8), helpers(asked, pdf: huge, page: drawn(), table: table(sentence)))
    let arguments = try #require(asked.arguments.dropFirst().first)
    let place = try #require(arguments.firstIndex(of: "-scale-to"))
    let side = try #require(Int(arguments[place + 1]))
    #expect(side * side <= Limits().picturePixels)
  }

  @Test func aBlankPageIsReadAsNothing() {
    let document = read(Array("%PDF-1.4".utf8), helpers(Asked(), pdf: scan(pages: 1), page: drawn(blank: true), table: table(sentence)))
    #expect(document.status == .unreadable)
    #expect(document.reason == .empty)
  }

  /// Poppler leaves out what it cannot decode and goes on: an empty page is then none, and half a page not the whole.
  @Test func aPageDrawnWithErrorsIsNotWhole() {
    let words = "Syntax Error: Couldn't decode the picture\n"
    let blank = read(Array("%PDF-1.4".utf8), helpers(Asked(), pdf: scan(pages: 1), page: drawn(blank: true), words: words))
    #expect(blank.status == .unreadable)
    #expect(blank.reason == .corrupt)
    let half = read(Array("%PDF-1.4".utf8), helpers(Asked(), pdf: scan(pages: 1), page: drawn(), words: words, table: table(sentence)))
    #expect(half.status == .partial)
    #expect(half.reason == .imageOnly)
    #expect(half.lines.count == 1)
  }

  /// What poppler cannot decode it may leave out in silence; no scanner gives a page without a speck.
  @Test func aPageOnWhichNothingIsDrawnIsNotKnown() {
    let page = Array("P5\n100 100\n255\n".utf8) + [UInt8](repeating: 255, count: 10_000)
    let document = read(Array("%PDF-1.4".utf8), helpers(Asked(), pdf: scan(pages: 1), page: page, table: table(sentence)))
    #expect(document.status == .unreadable)
    #expect(document.reason == .imageOnly)
  }

  /// TIFF 6.0: two directories, each with width and height, in both byte orders; tesseract reads one page a run.
  @Test(arguments: [false, true]) func pagesOfATIFFAreReadOneByOne(isBig: Bool) {
    func short(_ value: Int) -> [UInt8] {
      let pair = [UInt8(value & 255), UInt8(value >> 8)]
      return isBig ? pair.reversed() : pair
    }
    func long(_ value: Int) -> [UInt8] {
      let pair = [short(value & 0xFFFF), short(value >> 16)]
      return Array((isBig ? pair.reversed() : pair).joined())
    }
    func directory(_ next: Int) -> [UInt8] {
      let width: [[UInt8]] = [short(256), short(3), long(1), short(1654), short(0)]
      let height: [[UInt8]] = [short(257), short(4), long(1), long(2339)]
      return short(2) + width.joined() + height.joined() + long(next)
    }
    let head: [UInt8] = Array((isBig ? "MM" : "II").utf8) + short(42) + long(8)
    let bytes: [UInt8] = head + directory(38) + directory(0)
    let asked = Asked()
    let document = read(bytes, helpers(asked, table: table(sentence)))
    #expect(document.lines.count == 2)
    #expect(asked.arguments.map { $0.contains("tessedit_page_number=1") } == [false, true])
    // A chain of directories that bites its own tail ends at the limit of pages.
    let circle: [UInt8] = head + directory(8)
    #expect(read(circle, helpers(Asked(), table: table(sentence))).reason == .limit)
  }

  /// A DOCX that holds nothing but scans: read in the order of the page, and each once.
  @Test func picturesOfADocumentAreReadInTheirOrder() {
    var fixture = WordFixture(
      ["b", "a", "b"].map { id in
        """
        <w:p><w:r><w:drawing><wp:inline><wp:extent cx="6000000" cy="8000000"/><a:graphic><a:graphicData><pic:pic><pic:blipFill>\
        <a:blip r:embed="\(id)"/></pic:blipFill></pic:pic></a:graphicData></a:graphic></wp:inline></w:drawing></w:r></w:p>
        """
      }.joined())
    fixture.pictures = [("a", "media/image1.png", png(1000, 1000)), ("b", "media/image2.png", png(2000, 1000))]
    let asked = Asked()
    let document = read(fixture.bytes, helpers(asked, table: table(sentence)))
    #expect(document.format == .docx)
    #expect(document.status == .read)
    #expect(document.lines.count == 2)
    #expect(asked.requests.withLock { $0.map(\.input) } == [png(2000, 1000), png(1000, 1000)])
    #expect(read(fixture.bytes, .none).reason == .imageOnly)
  }

  /// RTF 1.9.1, "Pictures": digits behind control words and a group.
  @Test func picturesOfRTFAreRead() {
    let digits = png(1000, 1000).map { String(UInt16($0) + 256, radix: 16).dropFirst() }.joined()
    let rtf = "{\\rtf1{\\pict\\picw1000\\pich1000\\picwgoal9000\\pichgoal9000\\pngblip\\bliptag7{\\*\\blipuid 0a0b}\n\(digits)}}"
    let asked = Asked()
    let document = read(Array(rtf.utf8), helpers(asked, table: table(sentence)))
    #expect(document.lines == ["本期培训班共有78名学员参加并顺利结业"])
    #expect(asked.requests.withLock { $0.map(\.input) } == [png(1000, 1000)])
  }
}
