/// A compound file that looks like a document saved with a password: streams `EncryptionInfo` and `EncryptedPackage` of bytes without meaning.
/// Source: MS-OFFCRYPTO 2.3.4 (the streams), MS-CFB 2.2 (header), 2.3 (FAT), 2.6 (directory).
enum EncryptedPackage {
  private static let sector = 512
  private static let endOfChain: UInt32 = 0xFFFF_FFFE
  private static let free: UInt32 = 0xFFFF_FFFF
  /// Streams below this lie in the mini stream (2.2, Mini Stream Cutoff Size); ours do not, to keep this short.
  private static let cutoff = 4096

  static func bytes(around package: [UInt8]) -> [UInt8] {
    let info = [UInt8](repeating: 0, count: cutoff)
    // One FAT sector speaks of 128 sectors; what is above is cut, nobody can read it anyway.
    var secret = Array(package.prefix(100 * sector))
    var chance = Chance(String(package.count))
    for index in secret.indices { secret[index] ^= UInt8(truncatingIfNeeded: chance.next()) }
    while secret.count < cutoff || secret.count % sector != 0 { secret.append(UInt8(truncatingIfNeeded: chance.next())) }

    let infoFirst = 2
    let secretFirst = infoFirst + info.count / sector
    let end = secretFirst + secret.count / sector
    var table = [UInt32](repeating: free, count: sector / 4)
    table[0] = 0xFFFF_FFFD
    table[1] = endOfChain
    for index in infoFirst..<end { table[index] = index + 1 == secretFirst || index + 1 == end ? endOfChain : UInt32(index + 1) }

    var bytes: [UInt8] = [0xD0, 0xCF, 0x11, 0xE0, 0xA1, 0xB1, 0x1A, 0xE1] + [UInt8](repeating: 0, count: 16)
    for word: UInt16 in [0x3E, 3, 0xFFFE, 9, 6, 0, 0, 0] { bytes.put(word) }
    // No directory count in version 3, one FAT sector, directory at 1, no transaction, the cutoff, no mini FAT, no DIFAT.
    for word: UInt32 in [0, 1, 1, 0, UInt32(cutoff), endOfChain, 0, endOfChain, 0, 0] { bytes.put(word) }
    for _ in 1..<109 { bytes.put(free) }
    for word in table { bytes.put(word) }
    entry("Root Entry", kind: 5, child: 1, right: free, start: endOfChain, size: 0, &bytes)
    entry("EncryptionInfo", kind: 2, child: free, right: 2, start: UInt32(infoFirst), size: info.count, &bytes)
    entry("EncryptedPackage", kind: 2, child: free, right: free, start: UInt32(secretFirst), size: secret.count, &bytes)
    entry("", kind: 0, child: free, right: free, start: 0, size: 0, &bytes)
    return bytes + info + secret
  }

  private static func entry(_ name: String, kind: UInt8, child: UInt32, right: UInt32, start: UInt32, size: Int, _ bytes: inout [UInt8]) {
    var letters = Array(name.utf16)
    let length = name.isEmpty ? 0 : 2 * (letters.count + 1)
    letters += [UInt16](repeating: 0, count: 32 - letters.count)
    for letter in letters { bytes.put(letter) }
    bytes.put(UInt16(length))
    bytes += [kind, 1]
    for word in [free, right, child] { bytes.put(word) }
    bytes += [UInt8](repeating: 0, count: 16 + 4 + 8 + 8)
    bytes.put(start)
    bytes.put(UInt64(size))
  }
}

extension [UInt8] {
  /// Little-endian, as ZIP and compound files have it.
  mutating func put(_ value: some FixedWidthInteger) {
    Swift.withUnsafeBytes(of: value.littleEndian) { append(contentsOf: $0) }
  }
}
