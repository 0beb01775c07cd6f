/// Beginnings of texts, counted in characters as a reader counts them. Tells the same as `String`, sooner.
enum Characters {
  /// The first `count` characters of UTF-8 bytes.
  ///
  /// Where each scalar is a character of its own, as in all but a few Chinese texts, the scalars are counted; otherwise `String` looks for the
  /// boundaries (UAX #29), which takes many times as long.
  static func prefix(of bytes: ArraySlice<UInt8>, _ count: Int) -> String {
    var reader = UTF8ScalarReader(bytes, offset: bytes.startIndex)
    var left = count
    while let (scalar, offset) = reader.next() {
      // Of the first scalar beyond, too: a combining mark belongs to the last character within.
      guard standsAlone(scalar) else { return String(String(decoding: bytes, as: UTF8.self).prefix(count)) }
      if left == 0 { return String(decoding: bytes[..<offset], as: UTF8.self) }
      left -= 1
    }
    return String(decoding: bytes, as: UTF8.self)
  }

  /// The words of UTF-8 bytes on one line, single spaces between them; of more than `most` characters the first `most` and an ellipsis.
  static func line(_ bytes: ArraySlice<UInt8>, most: Int) -> String {
    var reader = UTF8ScalarReader(bytes, offset: bytes.startIndex)
    var line: [UInt8] = []
    var count = 0
    var isAfterSpace = false
    while let (scalar, offset) = reader.next() {
      guard standsAlone(scalar) else { return lineOfString(bytes, most: most) }
      if scalar == 0x20 || scalar == 0x09 || scalar == 0x0A || scalar == 0x3000 {
        isAfterSpace = count > 0
        continue
      }
      if isAfterSpace, count < most {
        line.append(0x20)
        count += 1
      }
      isAfterSpace = false
      if count == most { return String(decoding: line, as: UTF8.self) + "…" }
      line += bytes[offset..<reader.offset]
      count += 1
    }
    return String(decoding: line, as: UTF8.self)
  }

  private static func lineOfString(_ bytes: ArraySlice<UInt8>, most: Int) -> String {
    let flat = String(decoding: bytes, as: UTF8.self).split(whereSeparator: \.isWhitespace).joined(separator: " ")
    return flat.count > most ? flat.prefix(most) + "…" : flat
  }

  /// Whether a scalar is a character of its own among others of which the same holds: nothing of UAX #29 joins it to its neighbours. Line feed and
  /// tab, printing ASCII, punctuation and ideographs of the everyday Chinese blocks, full-width forms. Not carriage return (it joins a line feed).
  private static func standsAlone(_ scalar: UInt32) -> Bool {
    switch scalar {
    case 0x4E00...0x9FFF, 0x20...0x7E, 0x09, 0x0A, 0x3000...0x3029, 0xFF01...0xFF5E, 0x2010...0x2027, 0x3400...0x4DBF: true
    default: false
    }
  }
}
