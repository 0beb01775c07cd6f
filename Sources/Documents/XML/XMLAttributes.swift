/// The attributes of the element that is being opened; valid only inside `XMLHandler.startElement`.
struct XMLAttributes {
  /// libxml2's array: local name, prefix, namespace, value, end of value for each attribute.
  let base: UnsafeMutablePointer<UnsafePointer<UInt8>?>?
  let count: Int
  let names: XMLNameCache

  /// The value of an attribute, or nil. Valid only during the callback.
  func bytes(_ name: XMLName) -> UnsafeBufferPointer<UInt8>? {
    guard let base else { return nil }
    for index in 0..<count {
      let attribute = base + index * 5
      guard let local = attribute[0], names.token(local: local, uri: attribute[2]) == name else { continue }
      guard let start = attribute[3], let end = attribute[4] else { return nil }
      return UnsafeBufferPointer(start: start, count: end - start)
    }
    return nil
  }

  /// At most the first 4 KiB: no name, id, path or format is longer, and what is kept of thousands of attributes must stay small.
  func string(_ name: XMLName) -> String? {
    bytes(name).map { String(decoding: $0.prefix(4096), as: UTF8.self) }
  }

  /// A decimal integer with an optional sign; nil where the value is anything else or does not fit.
  func int(_ name: XMLName) -> Int? {
    bytes(name).flatMap { $0.decimalInteger }
  }

  /// An `ST_OnOff` property element (ISO/IEC 29500-1, 22.9.2.7): present without a value is on.
  func isOn(_ name: XMLName = .wVal) -> Bool {
    guard let value = bytes(name) else { return true }
    return !(value.equals("0") || value.equals("false") || value.equals("off") || value.equals("none"))
  }
}

extension UnsafeBufferPointer<UInt8> {
  /// Whether these are exactly the bytes of an ASCII literal.
  func equals(_ literal: StaticString) -> Bool {
    guard count == literal.utf8CodeUnitCount, let base = baseAddress else { return count == 0 && literal.utf8CodeUnitCount == 0 }
    for index in 0..<count where base[index] != literal.utf8Start[index] { return false }
    return true
  }

  /// Whether a literal stands somewhere in these bytes.
  func contains(_ literal: StaticString) -> Bool {
    let length = literal.utf8CodeUnitCount
    guard length > 0, count >= length else { return length == 0 }
    for start in 0...(count - length) where self[start] == literal.utf8Start[0] {
      if UnsafeBufferPointer(rebasing: self[start..<(start + length)]).equals(literal) { return true }
    }
    return false
  }

  /// These bytes as a decimal integer; nil when they are not one or it needs more than 18 digits.
  var decimalInteger: Int? {
    guard !isEmpty else { return nil }
    var value = 0
    var index = 0
    let negative = self[0] == UInt8(ascii: "-")
    if negative || self[0] == UInt8(ascii: "+") { index = 1 }
    guard index < count, count - index <= 18 else { return nil }
    while index < count {
      let digit = self[index] &- 48
      guard digit < 10 else { return nil }
      value = value * 10 + Int(digit)
      index += 1
    }
    return negative ? -value : value
  }
}
