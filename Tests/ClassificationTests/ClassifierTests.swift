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
