import Testing

@testable import Classification

@Suite("The sketch of a text and sets of scalars")
struct SketchTests {
  /// FNV-1a, 64 bits, a scalar a step, as its authors describe it (http://www.isthe.com/chongo/tech/comp/fnv/).
  private func hash(_ scalars: ArraySlice<UInt32>) -> UInt64 {
    var hash: UInt64 = 14_695_981_039_346_656_037
    for scalar in scalars { hash = (hash ^ UInt64(scalar)) &* 1_099_511_628_211 }
    return hash
  }

  private func sketch(_ text: [UInt32]) -> [UInt64] {
    var sketch = Sketch(64, shingle: 8)
    for scalar in text { sketch.add(scalar) }
    return sketch.hashes
  }

  @Test("it holds the 64 smallest of all runs of eight, each once")
  func smallest() {
    // 400 different runs, and the first 100 of them twice.
    let text = (0..<407).map { UInt32(0x4E00 + $0 * 7919 % 5000) }
    let all = Set((0...text.count - 8).map { hash(text[$0..<$0 + 8]) })
    #expect(all.count == 400)
    #expect(sketch(text) == Array(all.sorted().prefix(64)))
    let repeated = text + text.prefix(107)
    let more = Set((0...repeated.count - 8).map { hash(repeated[$0..<$0 + 8]) })
    #expect(sketch(repeated) == Array(more.sorted().prefix(64)))
  }

  @Test("fewer runs give a shorter sketch, less than one run gives none")
  func short() {
    let text = Array("师资名单课程安排表".unicodeScalars.map(\.value))
    #expect(sketch(text).sorted() == [hash(text[0..<8]), hash(text[1..<9])].sorted())
    #expect(sketch(Array(text.prefix(7))).isEmpty)
  }

  @Test("a set of scalars holds those that it was given, beyond the basic plane too")
  func scalars() {
    let set = ScalarSet("a师\u{20000}\u{FFFF}")
    for value in [0x61, 0x5E08, 0x20000, 0xFFFF] as [UInt32] { #expect(set.contains(value)) }
    for value in [0, 0x62, 0x5E09, 0x20001, 0x2FFFF, 0x5E08 + 0x10000] as [UInt32] { #expect(!set.contains(value)) }
    #expect(!ScalarSet("").contains(0))
  }
}
