/// One member as the archive's headers tell of it, with its place in the file checked.
/// Source: PKWARE APPNOTE 6.3.10, sections 4.3.7 (local header), 4.3.12 (central header), 4.5.3 (zip64), 4.6.9 (0x7075).
struct ZipRecord {
  static let localSignature: [UInt8] = [0x50, 0x4B, 3, 4]
  static let centralSignature: [UInt8] = [0x50, 0x4B, 1, 2]
  static let localLength = 30
  static let centralLength = 46

  var rawName: [UInt8] = []
  /// From the Info-ZIP Unicode path field, only where its CRC fits `rawName`.
  var unicodeName: [UInt8]?
  var flags = 0
  var method = 0
  var crc: UInt32 = 0
  var compressedSize = 0
  var declaredSize = 0
  /// Unix mode bits, or 0 where the archive was made elsewhere.
  var unixMode = 0
  /// MS-DOS attribute bits.
  var dosAttributes = 0
  /// Where the local header stands, from the start of the file.
  var headerOffset = 0
  /// Where its data stands; nil until the local header was looked at.
  var dataRange: Range<Int>?
  /// Why it cannot be read, whatever its data.
  var fault: ReadFault?
  /// The archive ends within its data.
  var isCut = false

  /// APPNOTE 4.4.4: bit 0 encrypted, bit 6 strong encryption, bit 13 masked headers; method 99 is AES (AE-1, AE-2).
  var isEncrypted: Bool { flags & 0x2041 != 0 || method == 99 }
  /// APPNOTE 4.4.4, bit 11.
  var saysUTF8: Bool { flags & 0x800 != 0 }
  /// APPNOTE 4.4.4, bit 3: sizes follow the data.
  var hasDescriptor: Bool { flags & 8 != 0 }

  /// Reads the fields of extra data that matter here. `fields` says which 32-bit fields were all ones, in the order of APPNOTE 4.5.3.
  mutating func readExtra(_ extra: [UInt8], sizeIsLong: Bool, compressedIsLong: Bool, offsetIsLong: Bool) {
    var position = 0
    while position + 4 <= extra.count {
      let identifier = extra.uint16(position)
      let length = extra.uint16(position + 2)
      position += 4
      guard position + length <= extra.count else { return }
      switch identifier {
      case 0x0001:
        var field = position
        func next() -> Int? {
          guard field + 8 <= position + length else { return nil }
          defer { field += 8 }
          return extra.uint64(field)
        }
        if sizeIsLong, let size = next() { declaredSize = size }
        if compressedIsLong, let size = next() { compressedSize = size }
        if offsetIsLong, let offset = next() { headerOffset = offset }
      case 0x7075 where length > 5 && extra[position] == 1:
        if UInt32(extra.uint32(position + 1)) == CRC32.of(rawName) {
          unicodeName = Array(extra[(position + 5)..<(position + length)])
        }
      default:
        break
      }
      position += length
    }
  }
}
