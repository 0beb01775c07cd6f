import Containers
import Findings

/// The parts of an Office document written as one XML file (`pkg:package`, which Word saves as "Word XML document").
///
/// A part is read by parsing the whole file and handing on only what stands inside that part: no part is copied. Each such pass is booked on the budget,
/// so that a file with many parts cannot take time without end.
final class FlatParts: PartSource {
  private let bytes: [UInt8]
  let budget: Budget
  let partNames: [String]
  private let byKey: [String: String]
  /// How the file itself ended: damage there is damage of every part that comes later.
  let outcome: XMLOutcome

  init(_ bytes: [UInt8], limits: Limits, budget: Budget? = nil) throws(ReadFault) {
    self.bytes = bytes
    self.budget = budget ?? Budget(limit: limits.documentBytes, name: "documentBytes")
    let index = FlatIndex()
    try self.budget.take(bytes.count)
    outcome = XMLScanner.scan(bytes, limits: limits, handler: index)
    partNames = index.names.map { String($0.drop { $0 == "/" }) }
    byKey = Dictionary(index.names.map { (Self.key($0), $0) }, uniquingKeysWith: { first, _ in first })
  }

  private static func key(_ name: String) -> String { String(name.lowercased().drop { $0 == "/" }) }

  /// Only parts of binary data have bytes here; XML parts are scanned.
  func part(_ name: String, most: Int) throws(ReadFault) -> [UInt8]? {
    guard let name = byKey[Self.key(name)] else { return nil }
    try budget.take(bytes.count)
    let reader = FlatBinaryPart(name, most: most)
    // Its end is enough; what the file has after it was judged when the file was indexed.
    _ = XMLScanner.scan(bytes, limits: Limits(), handler: reader)
    if reader.isTooLarge { throw ReadFault(.limit, "embeddedBytes: \(name): more than \(most) bytes") }
    return reader.decoded
  }

  func scan(
    _ name: String, limits: Limits, handler: any XMLHandler, pruning: (([UInt8]) -> [UInt8])?
  ) throws(ReadFault) -> XMLOutcome? {
    guard let name = byKey[Self.key(name)] else { return nil }
    try budget.take(bytes.count)
    let filter = FlatPartFilter(name, handler)
    let outcome = XMLScanner.scan(bytes, limits: limits, handler: filter)
    return outcome == .stopped ? .complete : outcome
  }
}

/// The names of all parts.
private final class FlatIndex: XMLHandler {
  private(set) var names: [String] = []

  // More parts than any package may have members.
  var wantsStop: Bool { names.count > 20_000 || bytes > 4 << 20 }
  private var bytes = 0

  func startElement(_ name: XMLName, _ attributes: XMLAttributes) {
    if name == .pkgPart, let part = attributes.string(.pkgName) {
      names.append(part)
      bytes += part.utf8.count
    }
  }

  func endElement(_ name: XMLName) {}
}

/// Hands on what stands in one part's `pkg:xmlData`.
private final class FlatPartFilter: XMLHandler {
  private let part: String
  private let inner: any XMLHandler
  private var isInPart = false
  private var isInData = false
  private var isDone = false

  init(_ part: String, _ inner: any XMLHandler) {
    self.part = part
    self.inner = inner
  }

  var wantsStop: Bool { isDone || inner.wantsStop }

  func startElement(_ name: XMLName, _ attributes: XMLAttributes) {
    if isInData { return inner.startElement(name, attributes) }
    if name == .pkgPart {
      // The next part began: this one is over.
      isDone = isInPart
      isInPart = attributes.string(.pkgName) == part
    } else if name == .pkgXmlData {
      isInData = isInPart
    }
  }

  func endElement(_ name: XMLName) {
    if name == .pkgXmlData { isInData = false }
    if isInData { inner.endElement(name) }
  }

  func text(_ bytes: UnsafeBufferPointer<UInt8>) {
    if isInData { inner.text(bytes) }
  }
}

/// The bytes of one part's `pkg:binaryData`.
private final class FlatBinaryPart: XMLHandler {
  private let part: String
  private var isInPart = false
  private var isCollecting = false
  private var isDone = false
  private var base64 = Base64Decoder()

  private let most: Int

  init(_ part: String, most: Int) {
    self.part = part
    self.most = most
  }

  var decoded: [UInt8]? { base64.bytes.isEmpty ? nil : base64.bytes }
  var isTooLarge: Bool { base64.bytes.count > most }
  var wantsStop: Bool { isDone || isTooLarge }

  func startElement(_ name: XMLName, _ attributes: XMLAttributes) {
    if name == .pkgPart {
      isDone = isInPart
      isInPart = attributes.string(.pkgName) == part
    }
    if name == .pkgBinaryData { isCollecting = isInPart }
  }

  func endElement(_ name: XMLName) {
    if name == .pkgBinaryData { isCollecting = false }
  }

  func text(_ bytes: UnsafeBufferPointer<UInt8>) {
    // `wantsStop` is looked at only with elements, and all of this may be one text.
    if isCollecting && !isTooLarge { base64.take(bytes) }
  }
}

/// Base64 (RFC 4648) in stretches; signs outside the alphabet are passed over, as line breaks must be.
struct Base64Decoder {
  private(set) var bytes: [UInt8] = []
  private var bits: UInt32 = 0
  private var count = 0

  mutating func take(_ text: UnsafeBufferPointer<UInt8>) {
    for byte in text {
      let value: UInt32
      switch byte {
      case UInt8(ascii: "A")...UInt8(ascii: "Z"): value = UInt32(byte) - 65
      case UInt8(ascii: "a")...UInt8(ascii: "z"): value = UInt32(byte) - 71
      case UInt8(ascii: "0")...UInt8(ascii: "9"): value = UInt32(byte) + 4
      case UInt8(ascii: "+"): value = 62
      case UInt8(ascii: "/"): value = 63
      default: continue
      }
      bits = bits << 6 | value
      count += 6
      if count >= 8 {
        count -= 8
        bytes.append(UInt8(truncatingIfNeeded: bits >> UInt32(count)))
      }
    }
  }
}
