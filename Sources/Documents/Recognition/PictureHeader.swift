import Containers

/// What a picture's own header says of it, read before any program decodes it: a picture that would unfold to more pixels than the limit is left alone.
struct PictureHeader: Equatable {
  /// Width and height of each page in pixels, as declared; one page but for TIFF.
  var pages: [Size]
  /// A JPEG's colour components; 0 for other formats.
  var components = 0
  /// EXIF orientation (TIFF 6.0 tag 274), 1…8: how a camera was held. 1 where nothing is said.
  var orientation = 1

  struct Size: Equatable {
    var width: Int
    var height: Int
    /// Never overflows: the formats' own fields end at 32 bits.
    var pixels: Int { width * height }
  }

  /// Nil where the header is damaged, or the format is none that tesseract's library reads.
  init?(_ bytes: [UInt8], _ type: ContentType.Image) {
    let sizes: [Size]?
    switch type {
    case .png: sizes = Self.png(bytes)
    case .gif: sizes = Self.size(bytes.little16(6), bytes.little16(8))
    case .bmp: sizes = Self.bmp(bytes)
    case .webp: sizes = Self.webp(bytes)
    case .tiff: sizes = TIFFDirectories(bytes, at: 0)?.pages()
    case .jpeg:
      guard let frame = JPEGFrame(bytes) else { return nil }
      sizes = Self.size(frame.width, frame.height)
      components = frame.components
      orientation = frame.orientation
    case .heic, .emf, .wmf, .svg, .psd, .djvu: return nil
    }
    guard let sizes, !sizes.isEmpty else { return nil }
    pages = sizes
  }

  private static func size(_ width: Int?, _ height: Int?) -> [Size]? {
    guard let width, let height, width > 0, height > 0 else { return nil }
    return [Size(width: width, height: height)]
  }

  /// IHDR comes first (PNG specification, 11.2.1).
  private static func png(_ bytes: [UInt8]) -> [Size]? { size(bytes.big32(16), bytes.big32(20)) }

  /// [MS-WMF] BITMAPCOREHEADER and BITMAPINFOHEADER; a negative height stores the rows from the top.
  private static func bmp(_ bytes: [UInt8]) -> [Size]? {
    guard let header = bytes.little32(14) else { return nil }
    if header == 12 { return size(bytes.little16(18), bytes.little16(20)) }
    guard let width = bytes.little32(18), let height = bytes.little32(22) else { return nil }
    return size(width, Int(Int32(truncatingIfNeeded: height).magnitude))
  }

  /// RFC 9649: VP8X, VP8L and VP8 chunks.
  private static func webp(_ bytes: [UInt8]) -> [Size]? {
    guard bytes.count >= 30 else { return nil }
    switch bytes[15] {
    case UInt8(ascii: "X"):
      return size(
        1 + Int(bytes[24]) + Int(bytes[25]) << 8 + Int(bytes[26]) << 16, 1 + Int(bytes[27]) + Int(bytes[28]) << 8 + Int(bytes[29]) << 16)
    case UInt8(ascii: "L"):
      guard let bits = bytes.little32(21) else { return nil }
      return size(1 + bits & 0x3FFF, 1 + bits >> 14 & 0x3FFF)
    default: return size(bytes.little16(26).map { $0 & 0x3FFF }, bytes.little16(28).map { $0 & 0x3FFF })
    }
  }
}

/// The frame header and the EXIF orientation of a JPEG. Source: ITU-T T.81 annex B; Exif 2.3, 4.5.
private struct JPEGFrame {
  private(set) var width = 0
  private(set) var height = 0
  private(set) var components = 0
  private(set) var orientation = 1

  init?(_ bytes: [UInt8]) {
    var offset = 2
    while offset + 4 <= bytes.count {
      guard bytes[offset] == 0xFF else { return nil }
      let marker = bytes[offset + 1]
      // Fill bytes, and markers that stand alone.
      if marker == 0xFF {
        offset += 1
        continue
      }
      if marker == 0x01 || (0xD0...0xD8).contains(marker) {
        offset += 2
        continue
      }
      guard let length = bytes.big16(offset + 2), length >= 2 else { return nil }
      switch marker {
      case 0xC0...0xC3, 0xC5...0xC7, 0xC9...0xCB, 0xCD...0xCF:
        guard let height = bytes.big16(offset + 5), let width = bytes.big16(offset + 7), offset + 9 < bytes.count else { return nil }
        (self.width, self.height, components) = (width, height, Int(bytes[offset + 9]))
        return
      case 0xE1 where bytes[(offset + 4)...].starts(with: Array("Exif\0\0".utf8)):
        let body = Array(bytes[(offset + 10)..<min(bytes.count, offset + 2 + length)])
        if let said = TIFFDirectories(body, at: 0)?.orientation(), (1...8).contains(said) { orientation = said }
      // The picture's data begins, and no frame was told of.
      case 0xD9, 0xDA: return nil
      default: break
      }
      offset += 2 + length
    }
    return nil
  }
}

/// The chain of directories of a TIFF file. Source: TIFF 6.0, section 2.
private struct TIFFDirectories {
  private let bytes: [UInt8]
  private let isBig: Bool
  private let first: Int

  init?(_ bytes: [UInt8], at start: Int) {
    guard bytes.count >= start + 8 else { return nil }
    self.bytes = bytes
    isBig = bytes[start] == UInt8(ascii: "M")
    guard let first = isBig ? bytes.big32(start + 4) : bytes.little32(start + 4) else { return nil }
    self.first = first
  }

  /// No scan that a unit sends has more; a chain that turns in a circle ends here too.
  private static let mostPages = 4096

  /// Nil where a page does not say its size.
  func pages() -> [PictureHeader.Size]? {
    var pages: [PictureHeader.Size] = []
    var offset = first
    while offset != 0, pages.count < Self.mostPages {
      guard let count = short(offset), let width = value(256, offset, count), let height = value(257, offset, count), width > 0, height > 0
      else { return nil }
      pages.append(.init(width: width, height: height))
      guard let next = long(offset + 2 + 12 * count) else { break }
      offset = next
    }
    return pages
  }

  func orientation() -> Int? { short(first).flatMap { value(274, first, $0) } }

  /// A value of one SHORT or LONG.
  private func value(_ tag: Int, _ directory: Int, _ count: Int) -> Int? {
    for index in 0..<count {
      let entry = directory + 2 + 12 * index
      guard short(entry) == tag else { continue }
      return short(entry + 2) == 3 ? short(entry + 8) : long(entry + 8)
    }
    return nil
  }

  private func short(_ offset: Int) -> Int? { isBig ? bytes.big16(offset) : bytes.little16(offset) }
  private func long(_ offset: Int) -> Int? { isBig ? bytes.big32(offset) : bytes.little32(offset) }
}

extension [UInt8] {
  fileprivate func little16(_ offset: Int) -> Int? { BinaryReader(self).uint16(offset) }
  fileprivate func big16(_ offset: Int) -> Int? { little16(offset).map { $0 >> 8 | ($0 & 0xFF) << 8 } }
  fileprivate func little32(_ offset: Int) -> Int? { BinaryReader(self).uint32(offset).map { Int($0) } }
  fileprivate func big32(_ offset: Int) -> Int? { BinaryReader(self).uint32(offset).map { Int($0.byteSwapped) } }
}
