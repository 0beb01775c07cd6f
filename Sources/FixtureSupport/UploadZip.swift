/// A ZIP as a unit would upload it: members stored (a DOCX inside is packed already), names in UTF-8, single members encrypted where asked.
/// Own code because libzip packs no traditional encryption on every build, and because odd archives are what fixtures are for.
/// Source: APPNOTE.TXT 6.3.10, 4.3 (structure), 6.1 (traditional encryption).
enum UploadZip {
  struct Member {
    var path: String
    var bytes: [UInt8]
    var isEncrypted = false
  }

  static func bytes(_ members: [Member]) -> [UInt8] {
    var out: [UInt8] = []
    var directory: [UInt8] = []
    for member in members {
      let crc = checksum(member.bytes)
      let stored = member.isEncrypted ? encrypted(member.bytes, crc: crc) : member.bytes
      let name = Array(member.path.utf8)
      var common: [UInt8] = []
      // Version 2.0; bit 0 encrypted, bit 11 UTF-8; stored; DOS time 09:00, date 2023-01-10.
      for word: UInt16 in [20, 0x0800 | (member.isEncrypted ? 1 : 0), 0, 9 << 11, (2023 - 1980) << 9 | 1 << 5 | 10] { common.put(word) }
      for word: UInt32 in [crc, UInt32(stored.count), UInt32(member.bytes.count)] { common.put(word) }
      common.put(UInt16(name.count))
      common.put(UInt16(0))
      directory.put(UInt32(0x0201_4B50))
      directory.put(UInt16(20))
      directory += common
      // No comment, disk 0, no attributes.
      directory += [UInt8](repeating: 0, count: 2 + 2 + 2 + 4)
      directory.put(UInt32(out.count))
      directory += name
      out.put(UInt32(0x0403_4B50))
      out += common + name + stored
    }
    let start = UInt32(out.count)
    out += directory
    out.put(UInt32(0x0605_4B50))
    for word: UInt16 in [0, 0, UInt16(members.count), UInt16(members.count)] { out.put(word) }
    for word: UInt32 in [UInt32(directory.count), start] { out.put(word) }
    out.put(UInt16(0))
    return out
  }

  /// With a password that nobody is told.
  private static func encrypted(_ bytes: [UInt8], crc: UInt32) -> [UInt8] {
    var keys: (UInt32, UInt32, UInt32) = (0x1234_5678, 0x2345_6789, 0x3456_7890)
    func update(_ byte: UInt8) {
      keys.0 = step(keys.0, byte)
      keys.1 = (keys.1 &+ (keys.0 & 0xFF)) &* 134_775_813 &+ 1
      keys.2 = step(keys.2, UInt8(keys.1 >> 24))
    }
    for byte in Array("另告".utf8) { update(byte) }
    // Twelve bytes go before the data, the last one the CRC's first (6.1.6).
    let header = [UInt8](repeating: 0x5A, count: 11) + [UInt8(crc >> 24)]
    return (header + bytes).map { byte in
      let mask = UInt16(truncatingIfNeeded: keys.2) | 2
      let key = UInt8(truncatingIfNeeded: (mask &* (mask ^ 1)) >> 8)
      update(byte)
      return byte ^ key
    }
  }

  private static func checksum(_ bytes: [UInt8]) -> UInt32 {
    ~bytes.reduce(0xFFFF_FFFF) { step($0, $1) }
  }

  private static let table: [UInt32] = (0..<256).map { byte in
    (0..<8).reduce(UInt32(byte)) { value, _ in value & 1 == 1 ? 0xEDB8_8320 ^ (value >> 1) : value >> 1 }
  }

  private static func step(_ crc: UInt32, _ byte: UInt8) -> UInt32 {
    table[Int(UInt8(truncatingIfNeeded: crc) ^ byte)] ^ (crc >> 8)
  }
}
