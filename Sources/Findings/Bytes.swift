extension Sequence<UInt8> {
  /// The bytes as lower-case hexadecimal letters, two a byte: how digests are written everywhere.
  package var hexadecimal: String {
    let digits = Array("0123456789abcdef".utf8)
    var letters: [UInt8] = []
    letters.reserveCapacity(2 * underestimatedCount)
    for byte in self {
      letters.append(digits[Int(byte >> 4)])
      letters.append(digits[Int(byte & 15)])
    }
    return String(decoding: letters, as: UTF8.self)
  }
}
