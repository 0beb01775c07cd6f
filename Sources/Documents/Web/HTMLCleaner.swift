import Glibc

/// Takes out of a page what shows nothing and what is not HTML: scripts, style sheets, drawings, comments, and pictures written out in attributes. A saved
/// page is mostly that, and libxml2's parser, older than HTML5, takes `<` in a script for a tag here and there.
///
/// It works on bytes in any encoding whose characters never hold `<`, `>` or quotes as second bytes: UTF-8, GB18030, Big5 and the other legacy ones.
struct HTMLCleaner {
  private let bytes: UnsafeRawBufferPointer
  private let most: Int
  private var result: [UInt8] = []
  /// Where each mark was found last, or `Int.max`, and from where it was looked for: looking for it again for each of a million beginnings would take
  /// time that grows with the square.
  private var places: [String: (from: Int, place: Int)] = [:]

  /// What is left, at most `most` bytes of it; `isCut` where there was more.
  static func clean(_ bytes: [UInt8], most: Int = .max) -> (page: [UInt8], isCut: Bool) {
    bytes.withUnsafeBytes { bytes in
      var cleaner = HTMLCleaner(bytes, most)
      cleaner.run()
      return (cleaner.result, cleaner.result.count >= most)
    }
  }

  private init(_ bytes: UnsafeRawBufferPointer, _ most: Int) {
    self.bytes = bytes
    self.most = most
    // Exactly as much as may be needed: an array that doubles holds three times its bytes meanwhile.
    result.reserveCapacity(min(bytes.count, most))
  }

  private mutating func keep(_ range: Range<Int>) {
    let end = min(range.upperBound, range.lowerBound + most - result.count)
    if end > range.lowerBound { result.append(contentsOf: UnsafeRawBufferPointer(rebasing: bytes[range.lowerBound..<end])) }
  }

  private mutating func run() {
    guard let base = bytes.baseAddress else { return }
    var position = 0
    while position < bytes.count, result.count < most {
      guard let open = memchr(base + position, CInt(UInt8(ascii: "<")), bytes.count - position) else { break }
      let start = UnsafeRawPointer(open) - base
      keep(position..<start)
      position = start
      if let end = skipped(from: start) {
        // A drawing parts the words around it, as a picture does; all else is as if it were not there.
        if matches(start, "<svg"), result.last != 0x20, result.count < most { result.append(0x20) }
        position = end
      } else if start + 1 < bytes.count, Self.isLetter(bytes[start + 1]) {
        position = tagEnd(from: start, keeps: true) ?? bytes.count
      } else {
        keep(start..<(start + 1))
        position += 1
      }
    }
    if position < bytes.count { keep(position..<bytes.count) }
  }

  /// Where something to be skipped that begins at `start` ends; nil where nothing does.
  private mutating func skipped(from start: Int) -> Int? {
    if matches(start, "<!--") {
      // `<!-->` and `<!--->` are whole comments (WHATWG HTML, 13.2.5.43 and 13.2.5.44).
      for whole in ["<!-->", "<!--->"] as [StaticString] where matches(start, whole) { return start + whole.utf8CodeUnitCount }
      // Word hides style sheets in conditional comments, and shows others between `<![if …]>` and `<![endif]>`, which are no comments.
      let ends = [find("-->", from: start + 4).map { $0 + 3 }, find("--!>", from: start + 4).map { $0 + 4 }]
      return ends.compactMap { $0 }.min() ?? bytes.count
    }
    if matches(start, "<![") { return find(">", from: start).map { $0 + 1 } }
    for (open, close) in Self.hidden where matches(start, open) {
      let next = start + open.utf8CodeUnitCount
      // `<styled>` is another element.
      guard next < bytes.count, [0x20, 0x09, 0x0A, 0x0D, UInt8(ascii: ">"), UInt8(ascii: "/")].contains(bytes[next]) else { continue }
      guard let tagEnd = tagEnd(from: next) else { return bytes.count }
      let endsItself = tagEnd >= 2 && bytes[tagEnd - 2] == UInt8(ascii: "/")
      let isDrawing = matches(start, "<svg")
      // Only drawings may be empty by a slash (WHATWG HTML, 13.1.2.1); where no end follows at all, a page in XHTML is meant.
      if isDrawing, endsItself { return tagEnd }
      guard let end = find(close, from: tagEnd) else { return isDrawing || endsItself ? tagEnd : bytes.count }
      return find(">", from: end).map { $0 + 1 } ?? bytes.count
    }
    return nil
  }

  private static let hidden: [(StaticString, StaticString)] = [
    ("<script", "</script"), ("<style", "</style"), ("<svg", "</svg"), ("<template", "</template"),
  ]

  // MARK: - Tags

  /// Values above this are pictures and the like: no attribute that matters here is longer.
  private static let longestValue = 8192

  /// Where a tag ends of which `start` is within, quotes minded; nil where it has no end. `keeps`: what there is of it is kept from `start` on, but for
  /// its longest values.
  private mutating func tagEnd(from start: Int, keeps: Bool = false) -> Int? {
    var position = start
    var kept = start
    var before: UInt8 = 0
    while position < bytes.count {
      let byte = bytes[position]
      if byte == UInt8(ascii: ">") {
        if keeps { keep(kept..<(position + 1)) }
        return position + 1
      }
      if before == UInt8(ascii: "="), byte == 0x22 || byte == 0x27, let close = find(byte, from: position + 1) {
        if keeps, close - position > Self.longestValue {
          keep(kept..<(position + 1))
          kept = close
        }
        position = close
      }
      if byte > 0x20 { before = byte }
      position += 1
    }
    if keeps { keep(kept..<bytes.count) }
    return nil
  }

  private static func isLetter(_ byte: UInt8) -> Bool { (byte | 0x20) &- 97 < 26 }

  // MARK: - Searching

  private func matches(_ start: Int, _ literal: StaticString) -> Bool {
    let count = literal.utf8CodeUnitCount
    guard start + count <= bytes.count else { return false }
    for index in 0..<count {
      var byte = bytes[start + index]
      if byte &- 0x41 < 26 { byte |= 0x20 }
      if byte != literal.utf8Start[index] { return false }
    }
    return true
  }

  private mutating func find(_ byte: UInt8, from start: Int) -> Int? {
    find(byte == 0x22 ? "\"" : "'", from: start)
  }

  private mutating func find(_ literal: StaticString, from start: Int) -> Int? {
    let key = literal.description
    if let known = places[key], known.from <= start, start <= known.place { return known.place == .max ? nil : known.place }
    guard let base = bytes.baseAddress else { return nil }
    var position = start
    while position < bytes.count {
      guard let found = memchr(base + position, CInt(literal.utf8Start[0]), bytes.count - position) else { break }
      let place = UnsafeRawPointer(found) - base
      if matches(place, literal) {
        places[key] = (start, place)
        return place
      }
      position = place + 1
    }
    places[key] = (start, .max)
    return nil
  }
}
