import Glibc

/// Refuses start tags with thousands of attributes before libxml2 sees them: up to version 2.11 it compares each attribute with all before it,
/// so that a tag of a few megabytes takes minutes. No element of an office file has a hundred.
struct TagGuard {
  static let sentence = "a start tag has more than \(TagGuard.maximumAttributes) attributes"
  private static let maximumAttributes = 2000
  /// In fewer bytes no tag holds enough attributes to take a second, and most parts are smaller.
  private static let smallestPart = 128 << 10

  private var seen = 0
  /// Inside a tag that the last piece did not end.
  private var isInTag = false
  private var equalsSigns = 0

  /// Looks at the next bytes of a part; false where a tag has too many attributes. Bytes of UTF-16 look the same with zeros between.
  mutating func accepts(_ bytes: UnsafeRawBufferPointer) -> Bool {
    seen += bytes.count
    // A part in pieces is large by itself: its first piece is.
    guard seen >= Self.smallestPart, let base = bytes.baseAddress else { return true }
    var position = 0
    while position < bytes.count {
      if !isInTag {
        guard let open = memchr(base + position, CInt(UInt8(ascii: "<")), bytes.count - position) else { return true }
        position = UnsafeRawPointer(open) - base + 1
        isInTag = true
        equalsSigns = 0
      }
      let close = memchr(base + position, CInt(UInt8(ascii: ">")), bytes.count - position).map { UnsafeRawPointer($0) - base }
      let end = close ?? bytes.count
      // A short stretch cannot hold many attributes (` a=""` is the shortest), unless it only goes on from the piece before.
      if equalsSigns > 0 || end - position > Self.maximumAttributes * 5 || close == nil {
        for byte in UnsafeRawBufferPointer(rebasing: bytes[position..<end]) where byte == UInt8(ascii: "=") { equalsSigns += 1 }
        if equalsSigns > Self.maximumAttributes { return false }
      }
      isInTag = close == nil
      position = end + 1
    }
    return true
  }
}
