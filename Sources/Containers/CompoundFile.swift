/// Just enough of the compound file format to see an encrypted OOXML document. Source: MS-CFB 2.2 (header), 2.3 (FAT), 2.6 (directory).
enum CompoundFile {
  /// Whether the directory names a stream `EncryptedPackage` (MS-OFFCRYPTO 2.3.4.4).
  static func holdsEncryptedPackage(_ source: ByteSource) -> Bool {
    guard let header = try? source.bytes(0..<512), header.count == 512 else { return false }
    let shift = header.uint16(30)
    guard shift == 9 || shift == 12 else { return false }
    let size = 1 << shift
    let name: [UInt8] = Array("EncryptedPackage".utf8).flatMap { byte -> [UInt8] in [byte, 0] }
    var sector = header.uint32(48)
    // A directory of 4096 sectors holds 16384 streams of the smallest sectors; the count also ends a chain that bites its tail.
    for _ in 0..<4096 {
      // 0xFFFFFFFA and above are no sectors.
      guard sector < 0xFFFF_FFFA else { return false }
      let place = (sector + 1) << shift
      guard let entries = try? source.bytes(place..<(place + size)), entries.count == size else { return false }
      for entry in stride(from: 0, to: size, by: 128) where entries[entry..<(entry + name.count)].elementsEqual(name) { return true }
      guard let next = nextSector(sector, header, size, source) else { return false }
      sector = next
    }
    return false
  }

  /// The FAT's word on the sector after `sector`. Only the 109 FAT sectors named in the header are used: a directory rarely lies beyond 6.8
  /// MB.
  private static func nextSector(_ sector: Int, _ header: [UInt8], _ size: Int, _ source: ByteSource) -> Int? {
    let perSector = size / 4
    let index = sector / perSector
    guard index < 109 else { return nil }
    let table = header.uint32(76 + 4 * index)
    guard table < 0xFFFF_FFFA else { return nil }
    let place = (table + 1) * size + 4 * (sector % perSector)
    guard let bytes = try? source.bytes(place..<(place + 4)), bytes.count == 4 else { return nil }
    return bytes.uint32(0)
  }
}
