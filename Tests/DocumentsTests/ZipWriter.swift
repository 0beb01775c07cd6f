/// Writes a ZIP of stored members: enough for any reader, and no library that the code under test uses too. Source: APPNOTE 4.3.
enum ZipWriter {
  static func zip(_ members: [(name: String, bytes: [UInt8])]) -> [UInt8] {
    var archive: [UInt8] = []
    var directory: [UInt8] = []
    for (name, bytes) in members {
      let offset = archive.count
      let crc = crc32(bytes)
      var common: [UInt8] = []
      common.append(u16: 20)
      // Names are UTF-8 (bit 11).
      common.append(u16: 0x0800)
      common.append(u16: 0)
      common.append(u32: 0x0021_0000)
      common.append(u32: crc)
      common.append(u32: UInt32(bytes.count))
      common.append(u32: UInt32(bytes.count))
      common.append(u16: UInt16(name.utf8.count))
      common.append(u16: 0)
      archive.append(u32: 0x0403_4b50)
      archive += common
      archive += name.utf8
      archive += bytes
      directory.append(u32: 0x0201_4b50)
      directory.append(u16: 20)
      directory += common
      for _ in 0..<3 { directory.append(u16: 0) }
      directory.append(u32: 0)
      directory.append(u32: UInt32(offset))
      directory += name.utf8
    }
    let start = archive.count
    archive += directory
    archive.append(u32: 0x0605_4b50)
    archive.append(u32: 0)
    archive.append(u16: UInt16(members.count))
    archive.append(u16: UInt16(members.count))
    archive.append(u32: UInt32(directory.count))
    archive.append(u32: UInt32(start))
    archive.append(u16: 0)
    return archive
  }

  private static let table: [UInt32] = (0..<256).map { index in
    (0..<8).reduce(UInt32(index)) { value, _ in value & 1 == 1 ? 0xEDB8_8320 ^ (value >> 1) : value >> 1 }
  }

  private static func crc32(_ bytes: [UInt8]) -> UInt32 {
    ~bytes.reduce(0xFFFF_FFFF as UInt32) { table[Int(($0 ^ UInt32($1)) & 0xFF)] ^ ($0 >> 8) }
  }
}

extension [UInt8] {
  fileprivate mutating func append(u16 value: UInt16) {
    append(UInt8(value & 0xFF))
    append(UInt8(value >> 8))
  }

  fileprivate mutating func append(u32 value: UInt32) {
    append(u16: UInt16(value & 0xFFFF))
    append(u16: UInt16(value >> 16))
  }
}
