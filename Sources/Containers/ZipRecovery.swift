import Findings

/// Members of an archive whose directory is missing or damaged (an upload that broke off), found by their local headers.
extension ZipDirectory {
  /// Adds the members that no record speaks of yet. Source: APPNOTE 4.3.7 (local header), 4.3.9 (data descriptor).
  mutating func recover(_ source: ByteSource, limits: Limits) throws(ReadFault) {
    let known = Set(records.map(\.headerOffset))
    var scanner = SignatureScanner(source, ZipRecord.localSignature, from: 0, before: source.count)
    var chance = 0
    while let offset = try scanner.next() {
      guard var record = try Self.localRecord(at: offset, source) else {
        // Four bytes are a signature by chance once in 4 GiB; a file full of them was made to waste time.
        chance += 1
        if chance > 50 * limits.members { throw ReadFault(.limit, "members: the archive is full of headers that are none") }
        continue
      }
      try Self.settleSize(&record, source)
      scanner.skip(to: record.dataRange?.upperBound ?? 0)
      if known.contains(offset) { continue }
      records.append(record)
      try Self.check(records.count, limits)
    }
    if records.isEmpty { throw ReadFault(.corrupt, "the archive has no directory, and no member was found in it") }
  }

  /// The record that a local header makes, or nil where the four bytes were chance.
  private static func localRecord(at offset: Int, _ source: ByteSource) throws(ReadFault) -> ZipRecord? {
    let head = try source.bytes(offset..<(offset + ZipRecord.localLength))
    guard head.count == ZipRecord.localLength else { return nil }
    let nameLength = head.uint16(26)
    let extraLength = head.uint16(28)
    // APPNOTE 4.4.3: no version above 6.3 exists; methods end at 99. A name that is cut off leaves nothing to read.
    guard nameLength > 0, head.uint16(4) & 0xFF <= 63, head.uint16(8) <= 99 else { return nil }
    let body = try source.bytes((offset + 30)..<(offset + 30 + nameLength + extraLength))
    guard body.count == nameLength + extraLength else { return nil }
    var record = ZipRecord()
    record.rawName = Array(body.prefix(nameLength))
    record.flags = head.uint16(6)
    record.method = head.uint16(8)
    record.crc = UInt32(head.uint32(14))
    record.compressedSize = head.uint32(18)
    record.declaredSize = head.uint32(22)
    record.headerOffset = offset
    // Set before the extra field is read: local zip64 fields never hold an offset.
    record.readExtra(
      Array(body.dropFirst(nameLength)), sizeIsLong: record.declaredSize == 0xFFFF_FFFF,
      compressedIsLong: record.compressedSize == 0xFFFF_FFFF, offsetIsLong: false)
    let start = offset + 30 + nameLength + extraLength
    record.dataRange = start..<start
    return record
  }

  /// Where the data ends: by the header, by the descriptor behind it, or by the next header; else the member is cut.
  private static func settleSize(_ record: inout ZipRecord, _ source: ByteSource) throws(ReadFault) {
    guard let start = record.dataRange?.lowerBound else { return }
    if record.hasDescriptor && record.compressedSize == 0 {
      if try settleByDescriptor(&record, start: start, source) { return }
      record.compressedSize = source.count - start
      record.isCut = true
    } else if record.compressedSize > source.count - start {
      record.compressedSize = max(0, source.count - start)
      record.isCut = true
    }
    record.dataRange = start..<(start + record.compressedSize)
  }

  /// Looks for the descriptor, with or without its optional signature, whose compressed size is the distance to the data's start.
  private static func settleByDescriptor(_ record: inout ZipRecord, start: Int, _ source: ByteSource) throws(ReadFault) -> Bool {
    var scanner = SignatureScanner(source, [0x50, 0x4B], from: start, before: source.count)
    while let next = try scanner.next() {
      let mark = try scanner.bytes(at: next, 4)
      guard mark.count == 4 else { return false }
      switch (mark[2], mark[3]) {
      case (7, 8):
        // With signature: CRC, then sizes of 4 or 8 bytes each.
        let mark = try source.bytes(next..<(next + 24))
        for (size, isLong) in [(mark.uint32(8), false), (mark.uint64(8), true)]
        where size == next - start && mark.count >= (isLong ? 24 : 16) {
          record.crc = UInt32(mark.uint32(4))
          record.declaredSize = isLong ? mark.uint64(16) : mark.uint32(12)
          record.compressedSize = size
          record.dataRange = start..<next
          return true
        }
      case (3, 4), (1, 2):
        // Without signature: it ends right before the next header.
        for (length, isLong) in [(12, false), (20, true)] where next - start >= length {
          let bytes = try source.bytes((next - length)..<next)
          let size = isLong ? bytes.uint64(4) : bytes.uint32(4)
          if size == next - length - start {
            record.crc = UInt32(bytes.uint32(0))
            record.declaredSize = isLong ? bytes.uint64(12) : bytes.uint32(8)
            record.compressedSize = size
            record.dataRange = start..<(next - length)
            return true
          }
        }
      default:
        break
      }
    }
    return false
  }
}
