import Glibc

/// Takes out of `styles.xml` what nobody here asks for, before it is parsed: latent styles, and table styles with their conditional formats.
/// They are nine tenths of many style parts, and parsing them took longer than the document itself.
enum StylePruning {
  /// The bytes with those elements cut out; the same bytes where the part is written in a way that this simple cutting might misread:
  /// another prefix or encoding, comments, CDATA, processing instructions.
  static func prune(_ bytes: [UInt8]) -> [UInt8] {
    bytes.withUnsafeBytes { buffer in pruned(buffer) } ?? bytes
  }

  private static func pruned(_ buffer: UnsafeRawBufferPointer) -> [UInt8]? {
    guard let base = buffer.baseAddress else { return nil }
    func stands(_ text: StaticString, at position: Int) -> Bool {
      buffer.count - position >= text.utf8CodeUnitCount && memcmp(base + position, text.utf8Start, text.utf8CodeUnitCount) == 0
    }
    var kept: [UInt8] = []
    kept.reserveCapacity(buffer.count / 4)
    var keptTo = 0
    /// The end tag that ends the cutting; styles do not nest, so the next one is the style's own.
    var cutTo: StaticString?
    var position = 0
    while let found = memchr(base + position, CInt(UInt8(ascii: "<")), buffer.count - position) {
      let tag = UnsafeRawPointer(found) - base
      position = tag + 1
      guard position < buffer.count else { break }
      if buffer[position] == UInt8(ascii: "!") || (buffer[position] == UInt8(ascii: "?") && tag > 0) { return nil }
      if let end = cutTo {
        if stands(end, at: tag) {
          keptTo = tag + end.utf8CodeUnitCount
          cutTo = nil
        }
      } else if stands("<w:style w:type=\"table\"", at: tag) || stands("<w:latentStyles", at: tag) {
        // An empty element has no end tag to look for.
        guard let close = memchr(base + tag, CInt(UInt8(ascii: ">")), buffer.count - tag) else { return nil }
        if buffer[UnsafeRawPointer(close) - base - 1] == UInt8(ascii: "/") { continue }
        kept.append(contentsOf: buffer[keptTo..<tag])
        keptTo = tag
        cutTo = stands("<w:latentStyles", at: tag) ? "</w:latentStyles>" : "</w:style>"
      }
    }
    // An element that never ends is damage, which the parser must see.
    if cutTo != nil { return nil }
    kept.append(contentsOf: buffer[keptTo...])
    return kept
  }
}
