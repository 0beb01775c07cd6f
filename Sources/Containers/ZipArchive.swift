import Findings

/// A ZIP file opened for reading: its members, and their bytes under limits.
///
/// Not safe to use from two tasks at once.
package final class ZipArchive {
  /// One member, as the archive tells of it. Only `fault` and what `read` gives are certain.
  package struct Entry {
    let index: Int
    /// The name, decoded; never used as a path on disk. `displayName` is what may be shown.
    package let name: String
    /// The name harmless to show: no control or bidirectional characters, no way out of the archive.
    package let displayName: String
    package let isDirectory: Bool
    /// A symbolic link: its bytes are a path, not a document.
    package let isSymbolicLink: Bool
    package let isEncrypted: Bool
    /// Bytes it takes in the archive.
    package let compressedSize: Int
    /// Bytes that its header says it has; a hint, nothing more.
    package let declaredSize: Int
    /// Why it cannot be read, known before any of it is: encrypted, overlapping, out of place.
    package let fault: ReadFault?
  }

  package let entries: [Entry]
  /// Why members may be missing from `entries`; nil when the archive's directory is whole.
  package let damage: String?
  /// Whether the archive broke off or is damaged: `entries` holds what could be found.
  package var isPartial: Bool { damage != nil }
  /// What `read` books on.
  package private(set) var budget: Budget

  private let source: ByteSource
  private let records: [ZipRecord]
  private let limits: Limits
  private let handle: LibzipHandle
  private let byPartName: [String: Int]

  /// Opens an archive held in memory. See `init(_:limits:budget:)`.
  package convenience init(bytes: [UInt8], limits: Limits, budget: Budget? = nil) throws(ReadFault) {
    try self.init(ByteSource(bytes), limits: limits, budget: budget)
  }

  /// Opens an archive. Bytes read from it are booked on `budget`, by default one of `limits.documentBytes` of its own.
  /// Throws `corrupt` (no ZIP), `empty`, `limit` (too many members) or `unsupported` (a part of a split archive).
  package init(_ source: ByteSource, limits: Limits, budget: Budget? = nil) throws(ReadFault) {
    guard source.count > 0 else { throw ReadFault(.empty, "the file has no bytes") }
    let directory = try ZipDirectory(source, limits: limits)
    self.source = source
    self.limits = limits
    self.budget = budget ?? Budget(limit: limits.documentBytes, name: "documentBytes")
    records = directory.records
    damage = directory.damage
    handle = try LibzipHandle(source, directory)
    let names = NameDecoder(records.filter { !$0.saysUTF8 && $0.unicodeName == nil }.map(\.rawName))
    entries = records.enumerated().map { index, record in
      Entry(index: index, record: record, name: names.decode(record))
    }
    var byPartName: [String: Int] = [:]
    for entry in entries where !entry.isDirectory {
      let key = Self.partKey(entry.name)
      // The first of two parts of one name is the one that was there before something was appended.
      if byPartName[key] == nil { byPartName[key] = entry.index }
    }
    self.byPartName = byPartName
  }

  /// Goes on under another budget: an archive that was opened to tell its type need not be opened again to be read.
  package func use(_ budget: Budget) { self.budget = budget }

  /// The part of that name: ASCII letters compare without case, a leading `/` does not count, `\` reads as `/`,
  /// and percent-encoded names match plain ones. Source: ECMA-376 part 2, 6.2.2.3 and 7.3.
  package func entry(named name: String) -> Entry? {
    byPartName[Self.partKey(name)].map { entries[$0] }
  }

  private static func partKey(_ name: String) -> String {
    var bytes = name.utf8.map { byte -> UInt8 in
      switch byte {
      case UInt8(ascii: "\\"): UInt8(ascii: "/")
      case UInt8(ascii: "A")...UInt8(ascii: "Z"): byte | 0x20
      default: byte
      }
    }
    if bytes.first == UInt8(ascii: "/") { bytes.removeFirst() }
    if bytes.contains(UInt8(ascii: "%")) { bytes = percentDecoded(bytes) }
    return String(decoding: bytes, as: UTF8.self)
  }

  private static func percentDecoded(_ bytes: [UInt8]) -> [UInt8] {
    var result: [UInt8] = []
    var index = 0
    while index < bytes.count {
      if bytes[index] == UInt8(ascii: "%"), index + 2 < bytes.count,
        let value = UInt8(String(decoding: bytes[(index + 1)...(index + 2)], as: UTF8.self), radix: 16)
      {
        result.append(value)
        index += 3
      } else {
        result.append(bytes[index])
        index += 1
      }
    }
    return result
  }

  // MARK: - Reading

  /// All bytes of a member, its CRC checked. Throws `encrypted`, `unsupported`, `limit` or `corrupt`; the last two with what came out
  /// before in `salvaged` (of what is too large, no more than a text may have: `Limits.textBytes`). Memory grows with what really comes
  /// out, up to `most` bytes, which is the limit of that name, and what the budget has left.
  package func read(_ entry: Entry, most: Int = .max, limit: String = "heldBytes") throws(ReadFault) -> [UInt8] {
    var output = BoundedOutput(expected: entry.declaredSize, most: most)
    var fault: ReadFault?
    do throws(ReadFault) {
      try stream(entry) { piece throws(ReadFault) in
        guard output.append(piece) else {
          throw ReadFault(.limit, "\(limit): \(entry.displayName): more than \(max(0, most)) bytes came out")
        }
      }
    } catch {
      fault = error
    }
    let bytes = output.finish(atMost: fault?.reason == .limit ? limits.textBytes : .max)
    if let fault { throw ReadFault(fault.reason, fault.detail, salvaged: bytes) }
    return bytes
  }

  /// The first bytes of a member, to tell what it is: at most `count`, fewer where it is short or damaged, none where it cannot be read.
  package func head(_ entry: Entry, count: Int = 4096) -> [UInt8] {
    var bytes: [UInt8] = []
    let enough = ReadFault(.limit, "all that is wanted came out")
    do throws(ReadFault) {
      try inflate(entry, chunk: count) { piece throws(ReadFault) in
        bytes.append(contentsOf: piece)
        if bytes.count >= count { throw enough }
      }
    } catch {
      // Whoever reads the member in whole is told what is wrong with it.
    }
    return Array(bytes.prefix(count))
  }

  /// A member's bytes piece by piece, without holding them. Throws like `read`, without `salvaged`; also what `body` throws.
  package func stream(_ entry: Entry, _ body: (UnsafeRawBufferPointer) throws(ReadFault) -> Void) throws(ReadFault) {
    try inflate(entry, chunk: Self.chunk) { piece throws(ReadFault) in
      // What still fits is handed over: a limit must not cost what was read before it.
      let fits = min(piece.count, budget.remaining)
      if fits > 0 { try body(UnsafeRawBufferPointer(rebasing: piece[..<fits])) }
      try budget.take(piece.count)
    }
  }

  /// The bytes of a member as they lie in the archive, where it is stored uncompressed and unencrypted; nil otherwise. Nothing is checked.
  package func storedWindow(_ entry: Entry) -> ByteSource? {
    let record = records[entry.index]
    guard record.method == 0, entry.fault == nil, let range = record.dataRange else { return nil }
    return source.window(range)
  }

  private static let chunk = 1 << 15

  private func inflate(
    _ entry: Entry, chunk: Int, _ body: (UnsafeRawBufferPointer) throws(ReadFault) -> Void
  ) throws(ReadFault) {
    if let fault = entry.fault { throw fault }
    let record = records[entry.index]
    try checkMethod(record, entry)
    var produced = 0
    let ratioFloor = limits.ratioFloor
    let most = entry.compressedSize.multipliedReportingOverflow(by: limits.ratio).partialValue
    let ending = try handle.inflate(entry.index, chunk: chunk) { piece throws(ReadFault) in
      produced += piece.count
      if produced > ratioFloor, produced > most {
        throw ReadFault(.limit, "ratio: \(entry.displayName) inflates to more than \(limits.ratio) times its size")
      }
      try body(piece)
    }
    var words: String
    switch ending {
    case .whole:
      if !record.isCut { return }
      words = "the archive ends within it"
    case .wrongSize:
      if !record.isCut, try crc(of: entry) == record.crc { return }
      words = "\(produced) bytes came out, not the \(entry.declaredSize) declared, and they do not match the checksum"
    case .damaged(let said):
      words = said
      try salvage(entry, from: produced, body)
    }
    if record.isCut { words = "the archive ends within it" }
    throw ReadFault(.corrupt, "\(entry.displayName): \(words)")
  }

  /// libzip gives nothing of the piece in which an error stands, so the last piece is read again in small steps.
  private func salvage(
    _ entry: Entry, from produced: Int, _ body: (UnsafeRawBufferPointer) throws(ReadFault) -> Void
  ) throws(ReadFault) {
    var position = 0
    _ = try handle.inflate(entry.index, chunk: 64) { piece throws(ReadFault) in
      position += piece.count
      if position > produced { try body(UnsafeRawBufferPointer(rebasing: piece[max(0, piece.count - (position - produced))...])) }
    }
  }

  private func crc(of entry: Entry) throws(ReadFault) -> UInt32 {
    var crc = CRC32()
    _ = try handle.inflate(entry.index, chunk: Self.chunk) { piece throws(ReadFault) in crc.add(piece) }
    return crc.value
  }

  /// Methods whose decoder would take memory that nothing here bounds are not handed to libzip.
  private func checkMethod(_ record: ZipRecord, _ entry: Entry) throws(ReadFault) {
    switch record.method {
    case 0, 8, 12: return
    case 14:
      // APPNOTE 5.8.8: version (2 bytes), size of properties (2), then one byte and the dictionary's size, which the decoder allocates.
      guard let start = record.dataRange?.lowerBound else { return }
      let properties = try source.bytes(start..<(start + 9))
      let dictionary = properties.uint32(5)
      if dictionary > 64 << 20 {
        throw ReadFault(.limit, "\(entry.displayName): its LZMA dictionary of \(dictionary) bytes is larger than 64 MiB")
      }
    default:
      throw ReadFault(
        .unsupported, "\(entry.displayName): compression method \(record.method) (\(Self.methodName(record.method))) is not read")
    }
  }

  /// APPNOTE 4.4.5.
  private static func methodName(_ method: Int) -> String {
    switch method {
    case 1: "shrunk"
    case 2...5: "reduced"
    case 6: "imploded"
    case 9: "Deflate64"
    case 10: "PKWARE DCL"
    case 19: "LZ77"
    case 93: "Zstandard"
    case 95: "XZ"
    case 96: "JPEG"
    case 97: "WavPack"
    case 98: "PPMd"
    default: "unknown"
    }
  }
}

extension ZipArchive.Entry {
  fileprivate init(index: Int, record: ZipRecord, name: String) {
    self.index = index
    self.name = name
    displayName = DisplayName.path(name)
    // MS-DOS attribute 0x10 is a directory; a Unix mode says so by its type bits (0x4000), a link by 0xA000.
    isDirectory =
      name.hasSuffix("/") || name.hasSuffix("\\") || record.unixMode & 0xF000 == 0x4000
      || (record.dosAttributes & 0x10 != 0 && record.compressedSize == 0)
    isSymbolicLink = record.unixMode & 0xF000 == 0xA000
    isEncrypted = record.isEncrypted
    compressedSize = record.compressedSize
    declaredSize = record.declaredSize
    fault = record.fault ?? (record.isEncrypted ? ReadFault(.encrypted, "\(DisplayName.path(name)) needs a password") : nil)
  }
}
