import Policies
import Testing

@testable import Classification

@Suite("What the cue digest is taken of")
struct CueDigestTests {
  private func cues() throws -> ClassifierPolicy { try #require(Fixtures.policy.get().classifier) }

  @Test("a change of any field changes it")
  func everyField() throws {
    let before = try cues()
    let changes: [(inout ClassifierPolicy) -> Void] = [
      { $0.weights = "other" }, { $0.floor += 0.01 }, { $0.ocrConfidence /= 2 }, { $0.groups.removeLast() }, { $0.surnames += "甲" },
      { $0.titles.append("甲") },
      { $0.latinTitles.append("x") }, { $0.organisationEndings.append("甲") }, { $0.trainingEndings.append("甲") },
      { $0.heldWords.append("甲") },
      { $0.plannedWords.append("甲") }, { $0.selfMadeWords.append("甲") },
      { $0.adjust["course_list", default: [:]]["bias", default: 0] += 1 },
      { $0.aliases["甲"] = "乙" },
    ]
    // A field that is new must be added to `canonical`, and here.
    #expect(Mirror(reflecting: before).children.count == changes.count)
    let group = try #require(before.groups.first)
    #expect(Mirror(reflecting: group).children.count == 4)
    var seen: Set<[UInt8]> = [before.canonical]
    for change in changes {
      var after = before
      change(&after)
      #expect(seen.insert(after.canonical).inserted)
    }
    for change in [{ $0.id += "x" }, { $0.phrases.append("甲") }, { $0.because += "甲" }, { $0.speaksFor.append("甲") }]
      as [(inout ClassifierPolicy.Group) -> Void]
    {
      var after = before
      change(&after.groups[0])
      #expect(seen.insert(after.canonical).inserted)
    }
  }

  @Test("where one text ends and the next begins counts, the order of a dictionary does not")
  func boundaries() throws {
    var one = try cues()
    var other = one
    one.titles = ["教授", "研究员"]
    other.titles = ["教授研究员"]
    #expect(one.canonical != other.canonical)
    one = other
    one.aliases = ["a": "1", "b": "2", "c": "3"]
    other.aliases = ["c": "3", "b": "2", "a": "1"]
    #expect(one.canonical == other.canonical)
  }
}
