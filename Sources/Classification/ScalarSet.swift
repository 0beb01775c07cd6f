/// A set of Unicode scalars, asked for every scalar of every document: a bit each in the basic multilingual plane, where all of the policy's words
/// lie, and a list for the rest.
struct ScalarSet: Sendable {
  /// Sixty-four scalars an element.
  private var bits = [UInt64](repeating: 0, count: 0x10000 / 64)
  private var beyond: [UInt32] = []

  init(_ scalars: some Sequence<UInt32>) {
    for scalar in scalars {
      if scalar < 0x10000 {
        bits[Int(scalar >> 6)] |= 1 << UInt64(scalar & 63)
      } else if !beyond.contains(scalar) {
        beyond.append(scalar)
      }
    }
  }

  init(_ string: String) { self.init(string.unicodeScalars.lazy.map(\.value)) }

  @inline(__always)
  func contains(_ scalar: UInt32) -> Bool {
    scalar < 0x10000 ? bits[Int(scalar >> 6)] & (1 << UInt64(scalar & 63)) != 0 : beyond.contains(scalar)
  }
}
