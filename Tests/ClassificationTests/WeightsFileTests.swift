import Findings
import Policies
import Testing

@testable import Classification

struct WeightsFileTests {
  private func parse(_ text: String) throws -> WeightsFile { try WeightsFile(Array(text.utf8), subject: "test.weights") }

  private func failure(_ text: String) -> RunError? {
    do {
      _ = try parse(text)
      return nil
    } catch {
      return error as? RunError
    }
  }

  @Test func whatIsWrittenIsRead() throws {
    var file = WeightsFile()
    file.remarks = ["Weights by hand."]
    file.targets = ["faculty_list", "flag:ppt_only"]
    file.bias = [-1.5, 0.25]
    file.features = [("occurs:name_faculty", [0.125, 0])]
    file.grams = [(" 师", [0, -2]), ("教 授", [3, 0.001])]
    file.cueBias = [-2, 0]
    file.cues = [("density:name_faculty", [0, 0.5])]
    file.stackBias = [0.5, -0.5]
    file.stack = [("whole", [1, 2], [0.5, 0], [1.25, 4]), ("best", [0, 1], [0, 0], [1, 1])]
    let text = file.text
    let read = try parse(text)
    #expect(read.remarks == file.remarks)
    #expect(read.targets == file.targets)
    #expect(read.bias == file.bias)
    #expect(read.features.map(\.name) == ["occurs:name_faculty"])
    #expect(read.features.map(\.weights) == [[0.125, 0]])
    #expect(read.grams.map(\.gram) == [" 师", "教 授"])
    #expect(read.grams.map(\.weights) == [[0, -2], [3, 0.001]])
    #expect(read.cueBias == [-2, 0])
    #expect(read.cues.map(\.name) == ["density:name_faculty"])
    #expect(read.cues.map(\.weights) == [[0, 0.5]])
    #expect(read.stackBias == [0.5, -0.5])
    #expect(read.stack.map(\.name) == ["whole", "best"])
    #expect(read.stack.map(\.weights) == [[1, 2], [0, 1]])
    #expect(read.stack.map(\.means) == [[0.5, 0], [0, 0]])
    #expect(read.stack.map(\.scales) == [[1.25, 4], [1, 1]])
    #expect(read.text == text)
  }

  /// Fields in thousandths, between tabs; a zero is nothing; `␣` is a space: what the file's description says.
  @Test func isReadAsDescribed() throws {
    let file = try parse("# A remark.\ntargets\ta\tb\nbias\t-1500\t250\n\ngram\t␣师\t\t-7\n")
    #expect(file.remarks == ["A remark."])
    #expect(file.bias == [-1.5, 0.25])
    #expect(file.grams.map(\.gram) == [" 师"])
    #expect(file.grams.map(\.weights) == [[0, -0.007]])
  }

  @Test(arguments: [
    ("targets\ta\tb\nbias\t1\n", "line 2", "has 1 weights for 2 targets"),
    ("targets\ta\n\ngram\t师\t1,5\n", "line 3", "“1,5” is no whole number"),
    ("targets\ta\nword\t师\t1\n", "line 2", "unknown kind “word”"),
    ("bias\t1\n", "line 1", "has 1 weights for 0 targets"),
  ])
  func saysWhereItDoesNotFit(text: String, line: String, message: String) throws {
    let error = try #require(failure(text))
    #expect(error.code == .badData)
    #expect(error.subject == "test.weights")
    #expect(error.message.contains(line))
    #expect(error.message.contains(message))
  }

  @Test func aRunOfFourIsRefused() throws {
    let policy = try Fixtures.policy.get()
    let cues = try Fixtures.cues
    var file = WeightsFile()
    file.targets = ["faculty_list"]
    file.grams = [("师资名单", [1])]
    let error = #expect(throws: RunError.self) { try Classifier(policy: policy, cues: cues, file: file) }
    #expect(error?.code == .badData)
    #expect(error?.message.contains("“师资名单”") == true)
  }

  /// One feature, one run that occurs twice, worked out by hand: the readable features count in both scores, runs of characters in one of them.
  @Test func bothScoresAreTheSumsThatTheFileSays() throws {
    let cues = try Fixtures.cues
    let reader = TrainingReader(cues)
    var file = WeightsFile()
    file.targets = ["faculty_list", "course_list"]
    file.bias = [-1, 1]
    file.features = [(reader.featureNames[3], [2, 0])]
    file.grams = [("师", [4, -4]), ("课", [1, 1])]
    file.cueBias = [0.5, 0]
    file.cues = [(reader.featureNames[3], [-3, 1])]
    let sample = TrainingDocument.Sample(
      features: [(3, 0.5), (4, 7)], grams: [(UInt64(("师" as Unicode.Scalar).value), 2), (UInt64(("天" as Unicode.Scalar).value), 9)],
      length: 11)
    let scores = try reader.scorer(file).scores(sample)
    // The only known run has the whole length of the vector, whatever its count.
    #expect(scores.all == [4, -3])  // −1 + 2 · ½ + 4, and 1 − 4
    #expect(scores.cues == [-1, 0.5])  // ½ − 3 · ½, and ½
  }

  /// More targets than one vector register holds.
  @Test func manyTargetsAreSummedAlike() throws {
    let reader = TrainingReader(try Fixtures.cues)
    var file = WeightsFile()
    file.targets = (0..<19).map { "m\($0)" }
    file.bias = [Float](repeating: 0, count: 19)
    let twice: [Float] = (0..<19).map { Float($0) * 2 }
    file.grams = [("师", (0..<19).map(Float.init)), ("课", twice)]
    let sample = TrainingDocument.Sample(features: [], grams: [(UInt64(("课" as Unicode.Scalar).value), 1)], length: 1)
    // The length by which a sum is divided is a square root, so the last digit may differ.
    #expect(zip(try reader.scorer(file).scores(sample).all, twice).allSatisfy { abs($0 - $1) < 1e-4 })
  }

  @Test func aCounterCountsAndIsEmptyAfterwards() throws {
    var counter = RowCounter(rows: 5)
    counter.add(3, 1)
    counter.add(0, 2)
    counter.add(3, 4)
    #expect(counter.drain().map { [$0.row, $0.count] } == [[3, 5], [0, 2]])
    #expect(counter.drain().isEmpty)
  }

  @Test func theShippedFileFitsThePolicy() throws {
    let policy = try Fixtures.policy.get()
    let file = try WeightsFile(policy.weights, subject: "cas-2023")
    #expect(Set(file.targets) == Set(policy.materials.map(\.id) + FlagTarget.allCases.map(\.rawValue)))
    // Features that no group of the policy makes would silently weigh nothing.
    let names = Set(Classifier.extractor(try Fixtures.cues).space.names)
    #expect(file.features.map(\.name).filter { !names.contains($0) } == [])
    #expect(file.cues.map(\.name).filter { !names.contains($0) } == [])
    #expect(!file.cues.isEmpty)
    #expect(file.stack.map(\.name) == Combination.names)
  }
}
