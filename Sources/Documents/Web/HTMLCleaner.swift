import Glibc

/// Takes out of a page what shows nothing and what is not HTML: scripts, style sheets, comments. A saved page is mostly that, and libxml2's parser,
/// older than HTML5, takes `<` in a script for a tag here and there.
enum HTMLCleaner {
  static func clean(_ utf8: [UInt8]) -> [UInt8] {
    var result: [UInt8] = []
    result.reserveCapacity(utf8.count)
    utf8.withUnsafeBytes { bytes in
      guard let base = bytes.baseAddress else { return }
      var position = 0
      while position < bytes.count {
        guard let open = memchr(base + position, CInt(UInt8(ascii: "<")), bytes.count - position) else { break }
        let start = UnsafeRawPointer(open) - base
        result.append(contentsOf: bytes[position..<start])
        position = start
        if let end = skipped(bytes, from: start) {
          // A word before and a word after must not become one.
          result.append(0x20)
          position = end
        } else {
          result.append(bytes[start])
          position += 1
        }
      }
      if position < bytes.count { result.append(contentsOf: bytes[position...]) }
    }
    return result
  }

  /// Where something to be skipped that begins at `start` ends; nil where nothing does.
  private static func skipped(_ bytes: UnsafeRawBufferPointer, from start: Int) -> Int? {
    if matches(bytes, start, "<!--") {
      // Word hides style sheets in conditional comments, and shows others between `<![if …]>` and `<![endif]>`, which are no comments.
      return find("-->", in: bytes, from: start + 4).map { $0 + 3 } ?? bytes.count
    }
    if matches(bytes, start, "<![") { return find(">", in: bytes, from: start).map { $0 + 1 } }
    for (open, close) in hidden where matches(bytes, start, open) {
      let next = start + open.utf8CodeUnitCount
      // `<styled>` is another element.
      guard next < bytes.count, [0x20, 0x09, 0x0A, 0x0D, UInt8(ascii: ">"), UInt8(ascii: "/")].contains(bytes[next]) else { continue }
      guard let end = find(close, in: bytes, from: next) else { return bytes.count }
      return find(">", in: bytes, from: end).map { $0 + 1 } ?? bytes.count
    }
    return nil
  }

  private static let hidden: [(StaticString, StaticString)] = [
    ("<script", "</script"), ("<style", "</style"), ("<svg", "</svg"), ("<template", "</template"),
  ]

  private static func matches(_ bytes: UnsafeRawBufferPointer, _ start: Int, _ literal: StaticString) -> Bool {
    let count = literal.utf8CodeUnitCount
    guard start + count <= bytes.count else { return false }
    for index in 0..<count {
      var byte = bytes[start + index]
      if byte &- 0x41 < 26 { byte |= 0x20 }
      if byte != literal.utf8Start[index] { return false }
    }
    return true
  }

  private static func find(_ literal: StaticString, in bytes: UnsafeRawBufferPointer, from start: Int) -> Int? {
    guard let base = bytes.baseAddress else { return nil }
    var position = start
    while position < bytes.count {
      guard let found = memchr(base + position, CInt(literal.utf8Start[0]), bytes.count - position) else { return nil }
      let place = UnsafeRawPointer(found) - base
      if matches(bytes, place, literal) { return place }
      position = place + 1
    }
    return nil
  }
}
