/// How much a hostile upload may cost. Everything is measured on what really comes out of a decompressor or parser,
/// never on a declared size. Every hit is said as `UnreadReason.limit` with the name of the limit.
package struct Limits: Codable, Sendable, Hashable {
  /// Bytes inflated for one document (all parts read), in bytes.
  package var documentBytes = 192 << 20
  /// Bytes inflated for one bundle, nested archives included, in bytes.
  package var bundleBytes = 4 << 30
  /// Inflated ÷ compressed of one member, looked at once more than `ratioFloor` bytes came out.
  package var ratio = 250
  /// Bytes below which no ratio is looked at: small XML compresses hundredfold in honest files.
  package var ratioFloor = 8 << 20
  /// Members of one archive.
  package var members = 20_000
  /// Archives inside archives.
  package var nesting = 4
  /// Depth of XML elements.
  package var xmlDepth = 256
  /// Table cells of one document.
  package var tableCells = 400_000
  /// Text of one document, in UTF-8 bytes.
  package var textBytes = 32 << 20

  package init() {}
}
