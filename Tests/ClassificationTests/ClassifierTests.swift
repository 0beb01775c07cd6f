import Documents
import Findings
import FixtureSupport
import Policies
import Readings
import Testing

@testable import Classification

/// What holds of every reading, whatever the weights.
struct ClassifierTests {
  /// Typical documents of every kind, tables and prose.
  private static let documents = [
    ("u", "u-001"), ("dev-f", "f006"), ("x", "x-077"), ("v", "v-002"), ("dev-e", "e015"), ("r", "r-002"), ("q", "q-060"), ("q", "q-009"),
    ("dev-f", "f008"), ("dev-d", "d036"),
  ]

  /// A bar between the cells of a row is ours, and so is the mark of a shortened quote; everything else is the document's.
  private func pieces(_ quote: String) -> [String] {
    let whole = quote.hasSuffix("…") ? String(quote.dropLast()) : quote
    return whole.split(separator: "|").map { $0.filter { !$0.isWhitespace } }.filter { !$0.isEmpty }
  }

  @Test(arguments: documents) func quotesStandInTheDocument(hand: String, id: String) throws {
    let document = try Fixtures.document(Fixtures.source(hand, id))
    let reading = try Fixtures.classifier.get().read(document, sha256: "")
    let text = String(decoding: document.text, as: UTF8.self).filter { !$0.isWhitespace }
    let evidence = reading.scores.flatMap { $0.evidence + $0.against } + reading.facts.editions.map(\.evidence)
    for item in evidence {
      #expect(!pieces(item.quote).isEmpty)
      for piece in pieces(item.quote) { #expect(text.contains(piece), "\(item.quote)") }
      #expect(!item.where.isEmpty)
      #expect(!item.because.isEmpty)
    }
    for score in reading.scores {
      #expect(!score.evidence.isEmpty)
      #expect((0...1).contains(score.confidence))
    }
    #expect(reading.scores.map(\.confidence) == reading.scores.map(\.confidence).sorted(by: >))
  }

  @Test func theSameBytesGiveTheSameReading() throws {
    let document = try Fixtures.document(Fixtures.source("q", "q-060"))
    let reading = try Fixtures.classifier.get().read(document, sha256: "")
    let again = try Classifier(policy: Fixtures.policy.get())
    #expect(!reading.scores.isEmpty)
    for _ in 0..<5 { #expect(again.read(document, sha256: "") == reading) }
    #expect(try again.cueDigest == Fixtures.classifier.get().cueDigest)
    #expect(again.cueDigest.count == 64)
  }

  @Test func otherCuesGiveAnotherDigest() throws {
    let policy = try Fixtures.policy.get()
    var cues = try Fixtures.cues
    let file = try WeightsFile(policy.weights, subject: "cas-2023")
    cues.floor /= 2
    #expect(try Classifier(policy: policy, cues: cues, file: file).cueDigest != Fixtures.classifier.get().cueDigest)
  }

  @Test func deletedTextNeverCounts() throws {
    let kept = try Fixtures.source(body: "# 通知\n请各单位于9月19日前报送学员名单，联系人张伟。")
    let struck = try Fixtures.source(
      body: """
        # 通知
        [del] 师资名单
        [del] 张伟，教授，中国科学院某研究所，讲授光学；李明，研究员，某大学，讲授力学。
        请各单位于9月19日前报送学员名单，联系人张伟。
        [del] 本期教材：《光谱分析》，张伟编，科学出版社。
        """)
    let classifier = try Fixtures.classifier.get()
    #expect(try classifier.read(Fixtures.document(struck), sha256: "") == classifier.read(Fixtures.document(kept), sha256: ""))
  }

  @Test func insertedTextCountsLikeAnyOther() throws {
    let plain = try Fixtures.document(Fixtures.source(body: "师资名单\n张伟，教授，某研究所，讲授光学。"))
    let inserted = try Fixtures.document(Fixtures.source(body: "师资名单\n[ins] 张伟，教授，某研究所，讲授光学。"))
    let classifier = try Fixtures.classifier.get()
    #expect(classifier.read(inserted, sha256: "").scores == classifier.read(plain, sha256: "").scores)
  }

  /// A notice of the coming class, long enough to be a part of its own.
  private static let notice = """
    # 关于举办2023年冻土监测培训班的通知
    各野外站、有关单位：
    拟于2023年6月在格尔木举办冻土监测培训班，请各单位于5月10日前报送参加人员，逾期不候，食宿统一安排，费用自理。
    联系人：综合办公室，电话见所网页。会场不提供停车位，请乘车前来，报到时请带身份证件和健康证明。
    特此通知。
    """
  private static let lecturers = """
    | 姓名 | 职称 | 单位 | 讲授内容 |
    | 孟广宁 | 研究员 | 中国科学院西北某研究所 | 冻土热状况观测 |
    | 裴素 | 教授 | 兰州某大学 | 探地雷达 |
    | 邬成 | 高级工程师 | 青藏铁路某段 | 路基变形监测 |
    | 古丽娜 | 副研究员 | 新疆某研究所 | 钻孔测温 |
    """

  /// The years that the score of the list of lecturers goes by, and whether it is flagged as planned.
  private func lecturersAreOf(_ body: String) throws -> (years: [Int], planned: Bool) {
    let reading = try Fixtures.classifier.get().read(Fixtures.document(Fixtures.source(body: body)), sha256: "")
    let score = try #require(reading.scores.first { $0.material == "faculty_list" })
    return (reading.facts.editions(of: score).map(\.year), score.flags.contains(.plannedEdition))
  }

  @Test func aMaterialGoesByTheYearsOfItsOwnPart() throws {
    let undated = try lecturersAreOf(Self.notice + "\n# 师资名单\n" + Self.lecturers)
    #expect(undated.years == [])
    #expect(!undated.planned)
    let past = try lecturersAreOf(Self.notice + "\n# 2021年培训班师资名单\n" + Self.lecturers)
    #expect(past.years == [2021])
    #expect(!past.planned)
  }

  @Test func aFileOfOneMaterialGoesByAllItsYears() throws {
    let planned = try lecturersAreOf("# 师资名单\n拟于2023年6月举办的冻土监测培训班拟请下列老师。\n" + Self.lecturers)
    #expect(planned.years == [2023])
    #expect(planned.planned)
  }

  @Test func theFileNameIsNoInput() throws {
    var source = try Fixtures.source("q", "q-060")
    let classifier = try Fixtures.classifier.get()
    let reading = try classifier.read(Fixtures.document(source), sha256: "")
    for name in ["师资名单.docx", "附件1.docx", "新建 Microsoft Word 文档.docx"] {
      source.filename = name
      #expect(try classifier.read(Fixtures.document(source), sha256: "") == reading)
    }
  }

  @Test func aDocumentInAnotherScriptIsNothing() throws {
    // No run of these characters has a weight, and no cue occurs.
    let document = try Fixtures.document(Fixtures.source(body: "ԱԲԳԴ ԵԶԷԸ\nსახელი გვარი\nⴰⴱⴳⴷ"))
    let policy = try Fixtures.policy.get()
    let reading = try Fixtures.classifier.get().read(document, sha256: "")
    #expect(reading.status == .read)
    #expect(reading.scores.filter { $0.confidence >= policy.thresholds.of($0.material).unconfirmed } == [])
  }

  @Test func anEmptyDocumentHasNoScores() throws {
    let reading = try Fixtures.classifier.get().read(Document(format: .docx), sha256: "ab")
    #expect(reading == DocumentReading(sha256: "ab", format: "docx", status: .read))
  }

  @Test func whatCouldNotBeReadIsSaid() throws {
    let document = Document(format: .docx, status: .unreadable, reason: .encrypted, detail: "is encrypted")
    let reading = try Fixtures.classifier.get().read(document, sha256: "ab")
    #expect(reading == DocumentReading(sha256: "ab", format: "docx", status: .unreadable, reason: .encrypted, detail: "is encrypted"))
  }

  @Test func withoutWeightsOnlyAdjustmentsCount() throws {
    let policy = try Fixtures.policy.get()
    var cues = try Fixtures.cues
    cues.adjust = ["faculty_list": ["bias": -1, "occurs:name_faculty": 3]]
    cues.aliases = [:]
    let classifier = try Classifier(policy: policy, cues: cues, file: WeightsFile())
    let named = try classifier.read(Fixtures.document(Fixtures.source(body: "师资名单")), sha256: "")
    #expect(named.scores.map(\.material) == ["faculty_list"])
    // Log-odds −1 + 3: 1 ÷ (1 + e^−2) = 0.881.
    #expect(named.scores.first?.confidence == 0.881)
    let other = try classifier.read(Fixtures.document(Fixtures.source(body: "今天天气很好")), sha256: "")
    // 1 ÷ (1 + e) = 0.269.
    #expect(other.scores.map(\.confidence) == [0.269])
  }

  @Test func aPolicyWithoutClassifierIsRefused() throws {
    var policy = try Fixtures.policy.get()
    policy.classifier = nil
    let error = #expect(throws: RunError.self) { try Classifier(policy: policy) }
    #expect(error?.code == .badData)
  }

  @Test func anAdjustmentOfNothingIsRefused() throws {
    let policy = try Fixtures.policy.get()
    var cues = try Fixtures.cues
    cues.adjust = ["faculty_list": ["occurs:no_such_group": 1]]
    let file = try WeightsFile(policy.weights, subject: "cas-2023")
    let error = #expect(throws: RunError.self) { try Classifier(policy: policy, cues: cues, file: file) }
    #expect(error?.subject == "classifier.adjust.faculty_list")
    #expect(error?.message.contains("occurs:no_such_group") == true)
  }
}
