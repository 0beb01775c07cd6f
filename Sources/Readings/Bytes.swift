/// Bytes that are not what they should be: a damaged ledger, or a worker gone astray.
package struct UnpackingFault: Error, Sendable, CustomStringConvertible {
  package var offset: Int
  package var expected: String

  package init(offset: Int, expected: String) {
    self.offset = offset
    self.expected = expected
  }

  package var description: String { "byte \(offset) is not \(expected)" }
}

/// Writes numbers, texts and lists one behind the other.
package struct ByteWriter: Sendable {
  package var bytes: [UInt8] = []

  package init() {}

  /// LEB128: seven bits a byte, the lowest first (DWARF 5, section 7.6).
  package mutating func write(_ number: UInt64) {
    var rest = number
    while rest >= 0x80 {
      bytes.append(UInt8(truncatingIfNeeded: rest) | 0x80)
      rest >>= 7
    }
    bytes.append(UInt8(rest))
  }

  /// Any whole number; those below zero take ten bytes, and none is expected.
  package mutating func write(_ number: Int) { write(UInt64(bitPattern: Int64(number))) }

  package mutating func writeFixed(_ number: UInt64) {
    withUnsafeBytes(of: number.littleEndian) { bytes.append(contentsOf: $0) }
  }

  package mutating func write(_ number: Double) { writeFixed(number.bitPattern) }

  package mutating func write(_ text: String) {
    var text = text
    text.withUTF8 {
      write(UInt64($0.count))
      bytes.append(contentsOf: $0)
    }
  }

  /// Nil and a text differ in the first byte.
  package mutating func write(_ text: String?) {
    bytes.append(text == nil ? 0 : 1)
    if let text { write(text) }
  }

  package mutating func write<Element>(_ list: [Element], _ each: (inout ByteWriter, Element) -> Void) {
    write(UInt64(list.count))
    for element in list { each(&self, element) }
  }

  package mutating func write(_ texts: [String]) { write(texts) { $0.write($1) } }

  /// Nil as an empty list, a value as a list of it.
  package mutating func write<Value>(optional value: Value?, _ each: (inout ByteWriter, Value) -> Void) {
    write(value.map { [$0] } ?? [], each)
  }

  package mutating func write(_ evidence: Evidence) {
    for text in [evidence.quote, evidence.where, evidence.because] { write(text) }
  }

  package mutating func write(_ evidence: [Evidence]) { write(evidence) { $0.write($1) } }
}

/// Reads what a `ByteWriter` wrote, and trusts none of it.
package struct ByteReader: Sendable {
  private let bytes: [UInt8]
  package private(set) var offset = 0

  package init(_ bytes: some Collection<UInt8>) {
    self.bytes = Array(bytes)
  }

  package var isAtEnd: Bool { offset == bytes.count }

  package mutating func byte() throws(UnpackingFault) -> UInt8 {
    guard offset < bytes.count else { throw UnpackingFault(offset: offset, expected: "there") }
    defer { offset += 1 }
    return bytes[offset]
  }

  package mutating func number() throws(UnpackingFault) -> UInt64 {
    var number: UInt64 = 0
    var shift: UInt64 = 0
    while true {
      let byte = try byte()
      // The tenth byte holds the 64th bit and no more.
      guard shift < 63 || byte <= 1 else { throw UnpackingFault(offset: offset - 1, expected: "the end of a number") }
      number |= UInt64(byte & 0x7F) << shift
      if byte < 0x80 { return number }
      shift += 7
    }
  }

  package mutating func integer() throws(UnpackingFault) -> Int { Int(Int64(bitPattern: try number())) }

  /// A number that counts bytes or elements that follow.
  package mutating func count() throws(UnpackingFault) -> Int {
    guard let count = Int(exactly: try number()) else { throw UnpackingFault(offset: offset, expected: "a count") }
    return count
  }

  package mutating func fixed() throws(UnpackingFault) -> UInt64 {
    guard bytes.count - offset >= 8 else { throw UnpackingFault(offset: offset, expected: "a number of eight bytes") }
    defer { offset += 8 }
    return bytes.withUnsafeBytes { UInt64(littleEndian: $0.loadUnaligned(fromByteOffset: offset, as: UInt64.self)) }
  }

  package mutating func double() throws(UnpackingFault) -> Double { Double(bitPattern: try fixed()) }

  package mutating func text() throws(UnpackingFault) -> String {
    let count = try count()
    guard count <= bytes.count - offset else { throw UnpackingFault(offset: offset, expected: "a text of \(count) bytes") }
    guard let text = String(validating: bytes[offset..<offset + count], as: UTF8.self) else {
      throw UnpackingFault(offset: offset, expected: "UTF-8")
    }
    offset += count
    return text
  }

  package mutating func optionalText() throws(UnpackingFault) -> String? {
    switch try byte() {
    case 0: nil
    case 1: try text()
    default: throw UnpackingFault(offset: offset - 1, expected: "0 or 1")
    }
  }

  /// A word of an enumeration.
  package mutating func word<Word: RawRepresentable<String>>() throws(UnpackingFault) -> Word {
    let start = offset
    guard let word = Word(rawValue: try text()) else { throw UnpackingFault(offset: start, expected: "a \(Word.self)") }
    return word
  }

  package mutating func optionalWord<Word: RawRepresentable<String>>() throws(UnpackingFault) -> Word? {
    let start = offset
    guard let text = try optionalText() else { return nil }
    guard let word = Word(rawValue: text) else { throw UnpackingFault(offset: start, expected: "a \(Word.self)") }
    return word
  }

  package mutating func list<Element>(_ each: (inout ByteReader) throws(UnpackingFault) -> Element) throws(UnpackingFault) -> [Element] {
    let count = try count()
    // Each element takes a byte at least: a false count ends here and not in memory.
    guard count <= bytes.count - offset else { throw UnpackingFault(offset: offset, expected: "a list of \(count)") }
    var list: [Element] = []
    list.reserveCapacity(count)
    for _ in 0..<count { list.append(try each(&self)) }
    return list
  }

  package mutating func texts() throws(UnpackingFault) -> [String] {
    try list { reader throws(UnpackingFault) in try reader.text() }
  }

  package mutating func optional<Value>(_ each: (inout ByteReader) throws(UnpackingFault) -> Value) throws(UnpackingFault) -> Value? {
    try list(each).first
  }

  package mutating func evidence() throws(UnpackingFault) -> Evidence {
    Evidence(quote: try text(), where: try text(), because: try text())
  }

  package mutating func evidenceList() throws(UnpackingFault) -> [Evidence] {
    try list { reader throws(UnpackingFault) in try reader.evidence() }
  }

  /// The first byte of what is kept for long: the number of its layout.
  package mutating func expect(layout: UInt8) throws(UnpackingFault) {
    guard try byte() == layout else { throw UnpackingFault(offset: 0, expected: "layout \(layout)") }
  }

  package func expectEnd() throws(UnpackingFault) {
    guard isAtEnd else { throw UnpackingFault(offset: offset, expected: "the end") }
  }
}
