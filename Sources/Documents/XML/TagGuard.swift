/// Refuses start tags with thousands of attributes before libxml2 sees them: up to version 2.11 it compares each attribute with all before it,
/// so that a tag of a few megabytes takes minutes. No element of an office file has a hundred.
struct TagGuard {
  static let sentence = "a start tag has more than \(TagGuard.maximumAttributes) attributes"
  private static let maximumAttributes = 2000
  /// In fewer bytes no tag holds enough attributes to take a second, and most parts are smaller.
  private static let smallestPart = 128 << 10

  private var seen = 0
  private var isInTag = false
  private var equalsSigns = 0

  /// Looks at the next bytes of a part; false where a tag has too many attributes. Bytes of UTF-16 look the same with zeros between.
  mutating func accepts(_ bytes: UnsafeRawBufferPointer) -> Bool {
    seen += bytes.count
    // A part in pieces is large by itself: its first piece is.
    if seen < Self.smallestPart { return true }
    for byte in bytes {
      switch byte {
      case UInt8(ascii: "<"):
        isInTag = true
        equalsSigns = 0
      case UInt8(ascii: ">"): isInTag = false
      case UInt8(ascii: "="):
        if isInTag {
          equalsSigns += 1
          if equalsSigns > Self.maximumAttributes { return false }
        }
      default: break
      }
    }
    return true
  }
}
