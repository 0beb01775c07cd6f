/// What libarchive does not tell of a RAR: whether it is one part of several, and which members of a RAR 5 are encrypted
/// (libarchive 3.6 reads their ciphertext as if it were data).
///
/// Sources: RAR 4.x technote (MARK_HEAD, MAIN_HEAD) and the RAR 5.0 archive format (general block format, file header, encryption record).
struct RarHeaders {
  private(set) var isVolume = false
  /// Whether the archive's own header follows the mark: what has the mark alone is no archive.
  private(set) var hasMainHeader = false
  /// Numbers of the file headers, from 0 in the order in which they lie, whose data is encrypted.
  private(set) var encryptedFiles: Set<Int> = []

  init() {}

  /// What the headers say, as far as they can be read.
  init(_ source: ByteSource) {
    // A self-extractor's program comes first; libarchive looks no further than the first MiB either.
    guard let start = (try? source.firstOffset(of: Signature.rar, from: 0, before: 1 << 20)) ?? nil else { return }
    guard let mark = try? source.bytes(start..<(start + 8)), mark.count == 8 else { return }
    if mark[6] == 0 {
      // RAR 4: the main header is right behind the mark of 7 bytes: CRC (2), type 0x73, flags (2), of which 0x0001 is "volume".
      guard let head = try? source.bytes((start + 7)..<(start + 12)), head.count == 5, head[2] == 0x73 else { return }
      hasMainHeader = true
      isVolume = head.uint16(3) & 1 != 0
    } else {
      readBlocks(source, from: start + 8)
    }
  }

  private mutating func readBlocks(_ source: ByteSource, from start: Int) {
    var position = start
    var files = 0
    // Every block takes at least 7 bytes, so this ends; a header has at most 2 MiB by the format, and those that matter far less.
    while let head = try? source.bytes(position..<(position + 4096)), head.count > 7 {
      var fields = Fields(bytes: head, position: 4)
      guard let size = fields.next(), size > 0 else { return }
      let body = fields.position
      guard let type = fields.next(), let flags = fields.next() else { return }
      let extra = flags & 1 != 0 ? fields.next() : 0
      let data = flags & 2 != 0 ? fields.next() : 0
      guard let extra, let data else { return }
      switch type {
      case 1:
        hasMainHeader = true
        if let archive = fields.next() { isVolume = archive & 1 != 0 }
      case 2:
        if extra <= size, Self.hasEncryption(head, from: body + size - extra, to: min(body + size, head.count)) {
          encryptedFiles.insert(files)
        }
        files += 1
      case 4, 5:
        // An encryption header hides all that follows; the end header ends it.
        return
      default:
        break
      }
      let (next, overflow) = (position + body + size).addingReportingOverflow(data)
      if overflow { return }
      position = next
    }
  }

  /// Whether the extra area holds a record of type 1, file encryption.
  private static func hasEncryption(_ head: [UInt8], from start: Int, to end: Int) -> Bool {
    var fields = Fields(bytes: head, position: start)
    while fields.position < end {
      guard let size = fields.next(), size > 0 else { return false }
      let next = fields.position + size
      guard let type = fields.next() else { return false }
      if type == 1 { return true }
      fields.position = next
    }
    return false
  }

  /// Reads the format's numbers: seven bits a byte, the lowest first, the top bit set on all but the last.
  private struct Fields {
    let bytes: [UInt8]
    var position: Int

    /// Nil where the bytes end or the number has more than 7 bytes, which none here needs.
    mutating func next() -> Int? {
      var value = 0
      for shift in stride(from: 0, to: 49, by: 7) {
        guard position >= 0, position < bytes.count else { return nil }
        let byte = bytes[position]
        position += 1
        value |= Int(byte & 0x7F) << shift
        if byte & 0x80 == 0 { return value }
      }
      return nil
    }
  }
}
