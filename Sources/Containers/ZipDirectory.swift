import Findings

/// The members of a ZIP file and where their data lies, found without inflating anything.
///
/// libzip opens only what it finds consistent, and does not say where a member's data lies, which is needed to see overlapping
/// members. So the directory is read here, with prefix bytes, trailing bytes, wrong counts and missing directories borne,
/// and libzip is given a directory written anew from these records (`canonicalDirectory`): there is one opinion on which members exist.
struct ZipDirectory {
  private static let endSignature: [UInt8] = [0x50, 0x4B, 5, 6]
  private static let endLength = 22
  /// Names are kept three times over, as written, decoded and shown; 20,000 honest ones take two or three MiB.
  private static let mostNameBytes = 8 << 20

  var records: [ZipRecord] = []
  /// Why some members may be missing from `records`; nil when the directory was whole.
  var damage: String?
  /// Where no member's data can lie any more: the directory's start, or the file's end.
  private var dataEnd: Int

  /// Throws `corrupt` where there is no trace of a ZIP, `limit` for too many members, `unsupported` for a part of a split archive.
  init(_ source: ByteSource, limits: Limits) throws(ReadFault) {
    dataEnd = source.count
    if let end = try Self.findEnd(source) {
      dataEnd = end.directory.lowerBound
      try readCentral(source, end, limits: limits)
    } else {
      damage = "the archive has no usable central directory"
    }
    if damage != nil {
      try recover(source, limits: limits)
    }
    try locate(source)
    markOverlaps()
  }

  /// Whether `source` ends in a central directory that can be walked, as a self-extracting archive does.
  static func isPresent(in source: ByteSource) throws(ReadFault) -> Bool {
    guard let end = try findEnd(source, everywhere: false) else { return false }
    return end.entries > 0
  }

  /// What the end of central directory record says, its offsets made absolute.
  struct End {
    var directory: Range<Int>
    /// Bytes before the archive that its offsets do not count (self-extractor stubs).
    var prefix: Int
    var entries: Int
    var isZip64 = false
  }

  // MARK: - Finding the directory

  /// APPNOTE 4.3.16: the record stands in the last 65557 bytes; with junk after it, further up.
  private static func findEnd(_ source: ByteSource, everywhere: Bool = true) throws(ReadFault) -> End? {
    let usual = max(0, source.count - (endLength + 0xFFFF))
    var before = source.count
    // Each candidate costs little, but a file of nothing but signatures has millions: 64 are more than any comment holds by chance.
    for _ in 0..<64 {
      guard let offset = try source.lastOffset(of: endSignature, before: before, from: usual) else { break }
      if let end = try end(at: offset, source) { return end }
      before = offset
    }
    guard everywhere, usual > 0 else { return nil }
    before = usual
    for _ in 0..<64 {
      guard let offset = try source.lastOffset(of: endSignature, before: before) else { return nil }
      if let end = try end(at: offset, source) { return end }
      before = offset
    }
    return nil
  }

  /// The directory that the record at `offset` points to, or nil when there is none where it says.
  private static func end(at offset: Int, _ source: ByteSource) throws(ReadFault) -> End? {
    let record = try source.bytes(offset..<(offset + endLength))
    guard record.count == endLength else { return nil }
    var entries = record.uint16(10)
    var size = record.uint32(12)
    var start = record.uint32(16)
    var directoryEnd = offset
    var isZip64 = false

    let locator = try source.bytes((offset - 20)..<offset)
    if offset >= 20, locator.starts(with: [0x50, 0x4B, 6, 7]), let (at, long) = try zip64End(locator, before: offset - 20, source) {
      entries = long.uint64(32)
      size = long.uint64(40)
      start = long.uint64(48)
      directoryEnd = at
      isZip64 = true
    }
    if entries == 0 && size == 0 { return End(directory: directoryEnd..<directoryEnd, prefix: 0, entries: 0) }
    guard size > 0, size <= directoryEnd else { return nil }
    // The directory normally ends where the end records begin; the difference to the offset said is what was put before the archive.
    for begin in [directoryEnd - size, start] where begin >= 0 && begin < directoryEnd {
      if try source.bytes(begin..<(begin + 4)) == ZipRecord.centralSignature {
        // Only here is it sure that this is an end record and not the words of a comment.
        if record.uint16(4) != 0 && record.uint16(4) != 0xFFFF {
          throw ReadFault(.unsupported, "one part of a split archive (disk \(record.uint16(4) + 1)): the parts must be joined first")
        }
        return End(
          directory: begin..<min(begin + size, directoryEnd), prefix: max(0, begin - start), entries: entries, isZip64: isZip64)
      }
    }
    return nil
  }

  /// APPNOTE 4.3.14 and 4.3.15: the zip64 end record, at the place said or right before its locator.
  private static func zip64End(_ locator: [UInt8], before: Int, _ source: ByteSource) throws(ReadFault) -> (Int, [UInt8])? {
    for place in [locator.uint64(8), before - 56] where place >= 0 && place < source.count {
      let record = try source.bytes(place..<(place + 56))
      if record.count == 56, record.starts(with: [0x50, 0x4B, 6, 6]) { return (place, record) }
    }
    return nil
  }

  // MARK: - Reading it

  /// APPNOTE 4.3.12. A record that is none ends the walk with `damage`.
  private mutating func readCentral(_ source: ByteSource, _ end: End, limits: Limits) throws(ReadFault) {
    var position = end.directory.lowerBound
    var nameBytes = 0
    let limit = end.directory.upperBound
    while position < limit {
      let head = try source.bytes(position..<min(position + ZipRecord.centralLength, limit))
      guard head.count == ZipRecord.centralLength, head.starts(with: ZipRecord.centralSignature) else {
        // Signatures and padding may follow the last record (APPNOTE 4.3.13).
        if records.count & 0xFFFF != end.entries & 0xFFFF {
          damage = "the central directory is damaged after \(records.count) of \(end.entries) members"
        }
        return
      }
      let nameLength = head.uint16(28)
      let extraLength = head.uint16(30)
      let commentLength = head.uint16(32)
      let body = try source.bytes((position + 46)..<(position + 46 + nameLength + extraLength))
      var record = ZipRecord()
      record.rawName = Array(body.prefix(nameLength))
      record.flags = head.uint16(8)
      record.method = head.uint16(10)
      record.crc = UInt32(head.uint32(16))
      record.compressedSize = head.uint32(20)
      record.declaredSize = head.uint32(24)
      record.headerOffset = head.uint32(42)
      let attributes = head.uint32(38)
      record.dosAttributes = attributes & 0xFF
      // APPNOTE 4.4.2: host 3 is Unix, 19 is macOS.
      if [3, 19].contains(head.uint16(4) >> 8) { record.unixMode = attributes >> 16 }
      record.readExtra(
        Array(body.dropFirst(nameLength)), sizeIsLong: record.declaredSize == 0xFFFF_FFFF,
        compressedIsLong: record.compressedSize == 0xFFFF_FFFF, offsetIsLong: record.headerOffset == 0xFFFF_FFFF)
      record.headerOffset = record.headerOffset.addingReportingOverflow(end.prefix).overflow ? .max : record.headerOffset + end.prefix
      records.append(record)
      try Self.check(records.count, limits)
      nameBytes += record.rawName.count + (record.unicodeName?.count ?? 0)
      if nameBytes > Self.mostNameBytes { throw ReadFault(.limit, "members: their names take more than \(Self.mostNameBytes) bytes") }
      position += 46 + nameLength + extraLength + commentLength
    }
    if position > limit { damage = "the last record of the central directory is cut" }
  }

  static func check(_ members: Int, _ limits: Limits) throws(ReadFault) {
    if members > limits.members { throw ReadFault(.limit, "members: the archive has more than \(limits.members) members") }
  }

  // MARK: - Placing the data

  /// Finds each member's data behind its local header, whose name and extra lengths are its own (APPNOTE 4.3.7).
  private mutating func locate(_ source: ByteSource) throws(ReadFault) {
    let starts = records.map(\.headerOffset).sorted()
    for index in records.indices where records[index].dataRange == nil {
      let offset = records[index].headerOffset
      let head = offset < source.count ? try source.bytes(offset..<(offset + ZipRecord.localLength)) : []
      guard head.count == ZipRecord.localLength, head.starts(with: ZipRecord.localSignature) else {
        records[index].fault = ReadFault(.corrupt, "there is no member where the directory says (byte \(offset))")
        continue
      }
      let start = min(offset + ZipRecord.localLength + head.uint16(26) + head.uint16(28), source.count)
      if records[index].compressedSize > max(dataEnd, start) - start {
        // A size that leads out of the archive is wrong: the data ends where the next member begins, and its checksum will tell.
        let next = starts.first { $0 > offset } ?? dataEnd
        records[index].compressedSize = max(0, min(next, dataEnd) - start)
        records[index].isCut = damage != nil && next >= dataEnd
      }
      records[index].dataRange = start..<(start + records[index].compressedSize)
    }
  }

  /// Members that share bytes are how a small file pretends to be a huge one (overlapping bombs, quines): the first is read, the others are
  /// not.
  private mutating func markOverlaps() {
    let order = records.indices.filter { records[$0].dataRange != nil }
      .sorted { (records[$0].headerOffset, $0) < (records[$1].headerOffset, $1) }
    var reached = -1
    var owner = 0
    for index in order {
      if let range = records[index].dataRange {
        if records[index].headerOffset < reached {
          records[index].fault = ReadFault(.limit, "overlap: its data is also the data of member \(owner + 1)")
        } else {
          owner = index
        }
        reached = max(reached, range.upperBound)
      }
    }
  }

  // MARK: - Writing it anew

  /// A central directory and end record for these records, to be read as if it stood at `offset`, right after the archive's bytes.
  /// Names are the records' numbers: libzip needs none, and equal names would only slow it down.
  func canonicalDirectory(at offset: Int) -> [UInt8] {
    var out: [UInt8] = []
    for (index, record) in records.enumerated() {
      let name = Array(String(index).utf8)
      let size = Self.field(record.declaredSize)
      let compressed = Self.field(record.compressedSize)
      let place = Self.field(record.headerOffset)
      let long = [size.long, compressed.long, place.long].compactMap { $0 }
      out += ZipRecord.centralSignature
      // Made by and needed: 4.5, the first with zip64. Bits 1 and 2 of the flags belong to LZMA. What is encrypted is never handed to
      // libzip, which refuses a whole archive for an AES member without its extra field.
      let method = record.isEncrypted ? 0 : record.method
      for value in [45, 45, UInt16(record.flags & 6), UInt16(method), 0, 0] as [UInt16] { out.append(littleEndian: value) }
      for value in [record.crc, compressed.short, size.short] { out.append(littleEndian: value) }
      for value in [UInt16(name.count), UInt16(long.isEmpty ? 0 : 4 + 8 * long.count), 0, 0, 0, 0, 0] as [UInt16] {
        out.append(littleEndian: value)
      }
      out.append(littleEndian: place.short)
      out += name
      if !long.isEmpty {
        out.append(littleEndian: 1 as UInt16)
        out.append(littleEndian: UInt16(8 * long.count))
        for value in long { out.append(littleEndian: value) }
      }
    }
    appendEnd(to: &out, directoryAt: offset)
    return out
  }

  private func appendEnd(to out: inout [UInt8], directoryAt offset: Int) {
    let size = out.count
    let place = Self.field(offset)
    if place.long != nil || records.count >= 0xFFFF {
      let here = offset + size
      out += [0x50, 0x4B, 6, 6]
      out.append(littleEndian: 44 as UInt64)
      for value in [45, 45] as [UInt16] { out.append(littleEndian: value) }
      for value in [0, 0] as [UInt32] { out.append(littleEndian: value) }
      for value in [records.count, records.count, size, offset] { out.append(littleEndian: UInt64(value)) }
      out += [0x50, 0x4B, 6, 7]
      out.append(littleEndian: 0 as UInt32)
      out.append(littleEndian: UInt64(here))
      out.append(littleEndian: 1 as UInt32)
    }
    out += Self.endSignature
    let count = UInt16(clamping: records.count)
    for value in [0, 0, count, count] as [UInt16] { out.append(littleEndian: value) }
    out.append(littleEndian: UInt32(size))
    out.append(littleEndian: place.short)
    out.append(littleEndian: 0 as UInt16)
  }

  /// A number as its 32-bit field and, where it does not fit, its zip64 field.
  private static func field(_ value: Int) -> (short: UInt32, long: UInt64?) {
    value >= 0xFFFF_FFFF ? (0xFFFF_FFFF, UInt64(value)) : (UInt32(value), nil)
  }
}
