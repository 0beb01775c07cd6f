import Containers

/// Finds JPEG and PNG pictures within other bytes: in the streams of binary Office files, where a BLIP holds the file as it was ([MS-ODRAW] 2.2.23), and in
/// RTF, where its bytes stand as hexadecimal digits.
enum CarvedPictures {
  /// Hands over each picture until `take` gives false; false where it did.
  static func forEach(in bytes: [UInt8], _ take: ([UInt8]) -> Bool) -> Bool {
    var offset = 0
    while offset + 16 < bytes.count {
      guard bytes[offset] == 0xFF || bytes[offset] == 0x89, let end = pngEnd(bytes, offset) ?? jpegEnd(bytes, offset) else {
        offset += 1
        continue
      }
      guard take(Array(bytes[offset..<end])) else { return false }
      offset = end
    }
    return true
  }

  /// Chunks up to IEND (PNG specification, 5.3).
  private static func pngEnd(_ bytes: [UInt8], _ start: Int) -> Int? {
    guard bytes[start...].starts(with: [0x89, 0x50, 0x4E, 0x47, 0x0D, 0x0A, 0x1A, 0x0A]) else { return nil }
    var offset = start + 8
    while offset + 12 <= bytes.count {
      let length = bytes[offset..<(offset + 4)].reduce(0) { $0 << 8 | Int($1) }
      let type = bytes[(offset + 4)..<(offset + 8)]
      guard length <= bytes.count - offset - 12 else { return nil }
      offset += 12 + length
      if type.elementsEqual("IEND".utf8) { return offset }
    }
    return nil
  }

  /// Segments up to the scans, then to the end marker: within scans 0xFF is followed by 0 or a restart marker (ITU-T T.81, B.1.1.5).
  /// Nil where it is cut off.
  static func jpegEnd(_ bytes: [UInt8], _ start: Int) -> Int? {
    guard bytes[start...].starts(with: [0xFF, 0xD8, 0xFF]), bytes[start + 3] >= 0xC0 else { return nil }
    var offset = start + 2
    while offset + 4 <= bytes.count {
      guard bytes[offset] == 0xFF else { return nil }
      let marker = bytes[offset + 1]
      if marker == 0xD9 { return offset + 2 }
      if marker == 0xFF {
        offset += 1
        continue
      }
      let length = Int(bytes[offset + 2]) << 8 | Int(bytes[offset + 3])
      guard length >= 2, length <= bytes.count - offset - 2 else { return nil }
      offset += 2 + length
      guard marker == 0xDA else { continue }
      while offset + 2 <= bytes.count, bytes[offset] != 0xFF || bytes[offset + 1] == 0 || (0xD0...0xD7).contains(bytes[offset + 1]) {
        offset += 1
      }
    }
    return offset + 2 <= bytes.count && bytes[offset] == 0xFF && bytes[offset + 1] == 0xD9 ? offset + 2 : nil
  }

  /// `\jpegblip` and `\pngblip` of RTF 1.9.1, "Pictures": behind them stand control words and groups, then digits.
  static func forEach(inRTF bytes: [UInt8], _ take: ([UInt8]) -> Bool) -> Bool {
    var offset = 0
    while let backslash = bytes[offset...].firstIndex(of: UInt8(ascii: "\\")) {
      offset = backslash + 1
      guard let mark = [Array("jpegblip".utf8), Array("pngblip".utf8)].first(where: { bytes[offset...].starts(with: $0) }) else { continue }
      let (picture, end) = hexadecimal(bytes, from: offset + mark.count)
      offset = end
      if !picture.isEmpty, !take(picture) { return false }
    }
    return true
  }

  private static func hexadecimal(_ bytes: [UInt8], from start: Int) -> (picture: [UInt8], end: Int) {
    var offset = start
    var depth = 0
    while offset < bytes.count {
      let byte = bytes[offset]
      if byte == UInt8(ascii: "\\") {
        // A control word, with the blank that ends it.
        offset += 1
        while offset < bytes.count, bytes[offset] != 0x20, bytes[offset] > 0x20, !"\\{}".utf8.contains(bytes[offset]) { offset += 1 }
      } else if byte == UInt8(ascii: "{") {
        depth += 1
        offset += 1
      } else if byte == UInt8(ascii: "}") {
        guard depth > 0 else { return ([], offset) }
        depth -= 1
        offset += 1
      } else if depth > 0 || byte <= 0x20 {
        offset += 1
      } else {
        break
      }
    }
    var picture: [UInt8] = []
    var half: UInt8?
    while offset < bytes.count {
      let byte = bytes[offset]
      guard byte > 0x20 else {
        offset += 1
        continue
      }
      guard let digit = MIMEMessage.hexadecimal(byte) else { break }
      offset += 1
      if let high = half {
        picture.append(high << 4 | digit)
        half = nil
      } else {
        half = digit
      }
    }
    return (picture, offset)
  }
}
