import Containers
import Documents
import Findings
import Foundation
import Testing

/// Plain text in the encodings that Chinese files come in. The bytes of GB18030 and Big5 were made by iconv(1), not by this program.
@Suite struct PlainTextTests {
  private func read(_ bytes: [UInt8]) -> Document {
    DocumentReader.read(bytes, type: ContentType.sniff(bytes), limits: Limits())
  }

  private let text = "培训班师资名单\r\n\r\n一、授课教师\n张三，教授，中国科学院"
  private let lines = ["培训班师资名单", "一、授课教师", "张三，教授，中国科学院"]

  private func utf16(_ text: String, isBigEndian: Bool) -> [UInt8] {
    text.utf16.flatMap { isBigEndian ? [UInt8($0 >> 8), UInt8($0 & 0xFF)] : [UInt8($0 & 0xFF), UInt8($0 >> 8)] }
  }

  private func bytes(_ hexadecimal: String) -> [UInt8] {
    let digits = Array(hexadecimal.utf8).map { UInt8(String(UnicodeScalar($0)), radix: 16) ?? 0 }
    return stride(from: 0, to: digits.count, by: 2).map { digits[$0] << 4 | digits[$0 + 1] }
  }

  @Test func utf8WithAndWithoutItsMark() {
    #expect(read(Array(text.utf8)).lines == lines)
    let marked = read([0xEF, 0xBB, 0xBF] + Array(text.utf8))
    #expect(marked.lines == lines)
    #expect(marked.format == .text)
    #expect(marked.status == .read)
  }

  /// RFC 1843. 培训班师资名单 in GB 2312 without the eighth bits (`iconv -t GB2312`), a tilde, and a line that is joined with the next.
  @Test func hzIsRead() {
    let document = read(Array(#"A~~B~{E`Q50`J&WJC{5%~}"#.utf8) + Array("\n讲座".utf8.prefix(1)) + Array("one ~\ntwo".utf8))
    #expect(document.lines == ["A~B培训班师资名单", "one two"])
    // Tildes and braces of other texts are none.
    #expect(read(Array("f(x) ~{a b} ~} text".utf8)).lines == ["f(x) ~{a b} ~} text"])
  }

  /// Of a text that is far too long, what fits is kept, whole characters of it, and the limit is named.
  @Test(arguments: ["UTF-8", "GB18030", "UTF-16"]) func aTextThatIsTooLongIsReadInPart(_ charset: String) {
    let character: [UInt8] = charset == "UTF-8" ? Array("教".utf8) : charset == "UTF-16" ? [0x59, 0x65] : [0xBD, 0xCC]
    let bytes = (charset == "UTF-16" ? [0xFF, 0xFE] : []) + Array(repeatElement(character, count: 4_000_000).joined())
    let document = read(bytes)
    #expect(document.status == .partial)
    #expect(document.reason == .limit)
    #expect(document.detail?.hasPrefix("textBytes: ") == true)
    let text = document.lines.joined()
    #expect(text.unicodeScalars.count == Limits().textBytes / 3)
    #expect(text.unicodeScalars.allSatisfy { $0 == "教" })
  }

  @Test(arguments: [true, false]) func utf16WithItsMark(_ isBigEndian: Bool) {
    #expect(read(utf16("\u{FEFF}" + text, isBigEndian: isBigEndian)).lines == lines)
  }

  @Test(arguments: [true, false]) func utf16WithoutAMark(_ isBigEndian: Bool) {
    #expect(read(utf16(text, isBigEndian: isBigEndian)).lines == lines)
  }

  /// `printf '师资名单\n张三 教授' | iconv -t GB18030 | xxd -p`
  @Test func gb18030() {
    #expect(read(bytes("caa6d7cac3fbb5a50ad5c5c8fd20bdcccada")).lines == ["师资名单", "张三 教授"])
  }

  /// `printf '培訓班師資名單\n授課教師的職稱' | iconv -t BIG5 | xxd -p`
  @Test func big5() {
    #expect(read(bytes("b0f6b056af5aae76b8eaa657b3e60ab1c2bdd2b1d0ae76aabac2bebad9")).lines == ["培訓班師資名單", "授課教師的職稱"])
  }

  /// One bad byte in a long text does not make it another encoding.
  @Test func aDamagedByteIsBorne() {
    let sentence = bytes("caa6d7cac3fbb5a5a3acd5c5c8fdbdcccada0a")
    let whole = Array(repeating: sentence, count: 200).flatMap { $0 }
    let document = read(whole + [0xFF] + sentence)
    #expect(document.lines.count == 201)
    #expect(document.lines.first == "师资名单，张三教授")
    #expect(document.status == .read)
  }

  /// Random bytes, and code units that are Chinese by chance, are no text.
  @Test func aBinaryFileIsNoText() {
    var state: UInt64 = 7
    func next() -> UInt8 {
      state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
      return UInt8(truncatingIfNeeded: state >> 33)
    }
    let random = (0..<4096).map { _ in next() }
    #expect(read(random).reason == .unsupported)
    // Rare ideographs only: what pairs of other bytes look like.
    let rare = (0..<512).flatMap { _ in [next() & 0x7F, 0x80 + next() % 16] }
    #expect(read([1, 2] + rare).reason == .unsupported)
  }

  @Test func textIsLimited() {
    var limits = Limits()
    limits.textBytes = 40
    let document = DocumentReader.read(Array(text.utf8), type: .text, limits: limits)
    #expect(document.lines == ["培训班师资名单", "一、授课教师"])
    #expect(document.reason == .limit)
  }

  @Test func aFormFeedBeginsAPage() {
    let document = read(Array("第一页\u{C}第二页".utf8))
    #expect(document.blocks.map { $0.look.contains(.startsPage) } == [false, true])
  }
}
