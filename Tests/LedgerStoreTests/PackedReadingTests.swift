import Findings
import Foundation
import Readings
import Testing

@Suite struct PackedReadingTests {
  /// Every field set, to something that is not its default.
  private var full: DocumentReading {
    func evidence(_ quote: String) -> Evidence { Evidence(quote: quote, where: "表1 第1行", because: "栏目") }
    var reading = DocumentReading(sha256: hash("a"), format: "docx", status: .partial, reason: .imageOnly, detail: "two pictures")
    reading.scores = [
      MaterialScore(
        material: "faculty_list", confidence: 0.1 + 0.2, flags: [.blankTemplate, .pptOnly], evidence: [evidence("姓名"), evidence("")],
        against: [evidence("🀄\u{0}\n")]),
      MaterialScore(material: "publicity", confidence: 0.5, editions: [0, 300]),
      MaterialScore(material: "course_list", confidence: 0.5, editions: []),
    ]
    reading.facts.characters = 1_234_567
    reading.facts.emptyCellShare = 1 / 3
    reading.facts.editions = [
      .init(year: 2021, tense: .held, evidence: evidence("举办了")), .init(year: -1, tense: .unclear, evidence: evidence("?")),
    ]
    reading.facts.organisations = [.init(name: "计算技术研究所", count: 300)]
    reading.facts.trainings = [.init(name: "研修班", count: 0)]
    reading.facts.selfMadeTextbook = evidence("自编")
    reading.facts.sketch = [0, .max, 1 << 63, 127, 128]
    reading.facts.opening = "关于举办"
    return reading
  }

  @Test func whatIsPackedComesBack() throws {
    #expect(try DocumentReading(packed: full.packed) == full)
    let plain = DocumentReading(sha256: "", format: "", status: .read)
    #expect(try DocumentReading(packed: plain.packed) == plain)
  }

  /// A field that is forgotten by the packer would be lost without a word: every one is changed in turn and must come back changed.
  @Test func noFieldIsForgotten() throws {
    let fields = try #require(try JSONSerialization.jsonObject(with: JSONEncoder().encode(full)) as? [String: Any])
    #expect(Set(fields.keys) == ["sha256", "format", "status", "reason", "detail", "scores", "facts"])
    let facts = try #require(fields["facts"] as? [String: Any])
    #expect(
      Set(facts.keys) == [
        "characters", "emptyCellShare", "editions", "organisations", "trainings", "selfMadeTextbook", "sketch", "opening",
      ])
  }

  @Test func everyCutIsRefused() {
    let bytes = full.packed
    for count in bytes.indices {
      #expect(throws: UnpackingFault.self) { try DocumentReading(packed: bytes.prefix(count)) }
    }
    #expect(throws: UnpackingFault.self) { try DocumentReading(packed: bytes + [0]) }
  }

  /// Whatever one byte is changed to, the answer is a reading or a fault, never a crash or a demand for terabytes.
  @Test func noByteIsTrusted() {
    let bytes = full.packed
    for index in bytes.indices {
      for value in [0, 1, 0x7F, 0x80, 0xFF] as [UInt8] {
        var changed = bytes
        changed[index] = value
        _ = try? DocumentReading(packed: changed)
      }
    }
    #expect(throws: UnpackingFault.self) { try DocumentReading(packed: [0] + bytes.dropFirst()) }
  }
}
