/// The bytes that formats begin with. Sources: each format's specification, and the magic files of file(1).
enum Signature {
  static let rar: [UInt8] = Array("Rar!".utf8) + [0x1A, 7]
  static let sevenZip: [UInt8] = [0x37, 0x7A, 0xBC, 0xAF, 0x27, 0x1C]
  static let ole2: [UInt8] = [0xD0, 0xCF, 0x11, 0xE0, 0xA1, 0xB1, 0x1A, 0xE1]

  static func type(of head: [UInt8]) -> ContentType? {
    for (signature, type) in atStart where head.starts(with: signature) { return type }
    if head.count > 12 {
      let form = Array(head[8..<12])
      if head.starts(with: Array("RIFF".utf8)) {
        if form == Array("WEBP".utf8) { return .image(.webp) }
        if form == Array("WAVE".utf8) { return .media(.wav) }
        if form == Array("AVI ".utf8) { return .media(.avi) }
      }
      // ISO 14496-12: a box of type ftyp with its brand.
      if Array(head[4..<8]) == Array("ftyp".utf8) {
        return ["heic", "heix", "mif1", "avif", "heim", "hevc"].contains(String(decoding: form, as: UTF8.self))
          ? .image(.heic) : .media(.mp4)
      }
      if head.starts(with: Array("AT&TFORM".utf8)) { return .image(.djvu) }
    }
    // [MS-EMF] 2.3.4.2: a header record, with " EMF" at byte 40.
    if head.count >= 44, head.uint32(0) == 1, Array(head[40..<44]) == Array(" EMF".utf8) { return .image(.emf) }
    // POSIX ustar, and old tar by its header checksum.
    if isTar(head) { return .tar }
    // ISO 32000-1 annex H: readers accept a header within the first 1024 bytes.
    if let place = head.firstOffset(of: Array("%PDF-".utf8)), place < 1024 { return .pdf }
    // ISO 11172-3: eleven set bits begin a frame; a layer of 00 or a rate of 1111 is none.
    if head.count > 2, head[0] == 0xFF, head[1] & 0xE0 == 0xE0, head[1] & 0x06 != 0, head[1] & 0x18 != 0x08, head[2] & 0xF0 != 0xF0,
      head[2] & 0x0C != 0x0C, head[1] != 0xFE, head[1] != 0xFF
    {
      return .media(.mp3)
    }
    return nil
  }

  private static let atStart: [([UInt8], ContentType)] = [
    ([0x50, 0x4B, 3, 4], .zip),
    ([0x50, 0x4B, 5, 6], .zip),
    // APPNOTE 8.5.4 and 8.5.5: spanning markers before the first header.
    ([0x50, 0x4B, 7, 8, 0x50, 0x4B, 3, 4], .zip),
    (Array("PK00PK".utf8) + [3, 4], .zip),
    (ole2, .ole2),
    (rar, .rar),
    // RAR 1.4.
    ([0x52, 0x45, 0x7E, 0x5E], .rar),
    (sevenZip, .sevenZip),
    ([0x1F, 0x8B, 8], .gzip),
    (Array("BZh".utf8), .bzip2),
    ([0xFD, 0x37, 0x7A, 0x58, 0x5A, 0], .xz),
    (Array("{\\rtf".utf8), .rtf),
    (Array("%PDF-".utf8), .pdf),
    ([0xFF, 0xD8, 0xFF], .image(.jpeg)),
    ([0x89, 0x50, 0x4E, 0x47, 0x0D, 0x0A, 0x1A, 0x0A], .image(.png)),
    (Array("GIF8".utf8), .image(.gif)),
    ([0x49, 0x49, 0x2A, 0], .image(.tiff)),
    ([0x4D, 0x4D, 0, 0x2A], .image(.tiff)),
    ([0xD7, 0xCD, 0xC6, 0x9A], .image(.wmf)),
    (Array("8BPS".utf8), .image(.psd)),
    ([0x1A, 0x45, 0xDF, 0xA3], .media(.matroska)),
    ([0x30, 0x26, 0xB2, 0x75, 0x8E, 0x66, 0xCF, 0x11], .media(.asf)),
    (Array("FLV".utf8) + [1], .media(.flv)),
    ([0, 0, 1, 0xBA], .media(.mpeg)),
    ([0, 0, 1, 0xB3], .media(.mpeg)),
    (Array("ID3".utf8), .media(.mp3)),
    (Array("fLaC".utf8), .media(.flac)),
    (Array("OggS".utf8), .media(.ogg)),
    (Array("#!AMR".utf8), .media(.amr)),
    ([0x7F, 0x45, 0x4C, 0x46], .executable),
  ]

  /// Signatures of two letters that text may begin with, so that more than them must fit.
  static func weakType(of head: [UInt8]) -> ContentType? {
    // A PE program has its header's offset at 60; a DOS program is none that a unit uploads.
    if head.starts(with: Array("MZ".utf8)), head.contains(0) { return .executable }
    // [MS-WMF] BITMAPFILEHEADER: reserved zero bytes at 6, and the data within reach.
    if head.starts(with: Array("BM".utf8)), head.count > 26, head.uint32(6) == 0, head.uint32(10) >= 26, head.uint32(10) < 1 << 16 {
      return .image(.bmp)
    }
    return nil
  }

  /// A tar header's checksum counts its own field as blanks (POSIX pax, ustar interchange format).
  private static func isTar(_ head: [UInt8]) -> Bool {
    guard head.count >= 512, head[0] != 0 else { return false }
    let field = head[148..<156].filter { (0x30...0x37).contains($0) }
    guard !field.isEmpty, let said = Int(String(decoding: field, as: UTF8.self), radix: 8) else { return false }
    let sum = head[..<148].reduce(0) { $0 + Int($1) } + 8 * 0x20 + head[156..<512].reduce(0) { $0 + Int($1) }
    return sum == said
  }
}
