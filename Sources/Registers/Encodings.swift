import Foundation
import Glibc

/// Bytes of a text export → text. Filing systems and Excel save CSV as UTF-8 with or without a byte-order mark, UTF-16, or GB18030
/// (contract, section 2); nothing in the file says which.
enum Encodings {
  /// Nil where the bytes are none of these.
  static func decode(_ bytes: [UInt8]) -> String? {
    if bytes.starts(with: [0xEF, 0xBB, 0xBF]) { return utf8(bytes[3...]) ?? convert(bytes[3...], from: "GB18030") }
    if bytes.starts(with: [0xFF, 0xFE]) { return convert(bytes[2...], from: "UTF-16LE") }
    if bytes.starts(with: [0xFE, 0xFF]) { return convert(bytes[2...], from: "UTF-16BE") }
    if let order = bareUTF16(bytes) { return convert(bytes[...], from: order) }
    return utf8(bytes[...]) ?? convert(bytes[...], from: "GB18030")
  }

  private static func utf8(_ bytes: ArraySlice<UInt8>) -> String? { String(validating: bytes, as: UTF8.self) }

  /// UTF-16 without a mark shows in zero bytes at every other place of its ASCII (commas, digits, line breaks). Text in the other encodings
  /// holds no zero byte at all.
  private static func bareUTF16(_ bytes: [UInt8]) -> String? {
    guard bytes.count >= 4, bytes.count.isMultiple(of: 2) else { return nil }
    var even = 0
    var odd = 0
    for (index, byte) in bytes.prefix(65_536).enumerated() where byte == 0 {
      if index.isMultiple(of: 2) { even += 1 } else { odd += 1 }
    }
    if even == 0, odd == 0 { return nil }
    return odd > even ? "UTF-16LE" : "UTF-16BE"
  }

  /// iconv(3). Nil where the converter is not installed, or the bytes are not of that encoding.
  private static func convert(_ bytes: ArraySlice<UInt8>, from encoding: String) -> String? {
    guard let converter = iconv_open("UTF-8", encoding), Int(bitPattern: converter) != -1 else { return nil }
    defer { iconv_close(converter) }
    var input = Array(bytes)
    // GB18030 grows by at most 3 bytes of UTF-8 for 2 of its own, UTF-16 the same.
    var output = [UInt8](repeating: 0, count: input.count * 2 + 16)
    let written: Int? = input.withUnsafeMutableBytes { source in
      output.withUnsafeMutableBytes { target in
        var from = source.baseAddress?.assumingMemoryBound(to: CChar.self)
        var fromLeft = source.count
        var to = target.baseAddress?.assumingMemoryBound(to: CChar.self)
        var toLeft = target.count
        let result = iconv(converter, &from, &fromLeft, &to, &toLeft)
        return result == -1 || fromLeft != 0 ? nil : target.count - toLeft
      }
    }
    guard let written else { return nil }
    return String(decoding: output[..<written], as: UTF8.self)
  }
}
