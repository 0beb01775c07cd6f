internal import Crypto
internal import Foundation

/// SHA-256, as the 32 bytes that the tables hold and as the 64 letters that everything else speaks of.
enum Digest {
  static func bytes(of data: some DataProtocol) -> Data {
    Data(SHA256.hash(data: data))
  }

  /// Each part is closed by a NUL, so that ("ab", "c") and ("a", "bc") differ; no path or digest holds one.
  static func bytes(of parts: some Sequence<String>) -> Data {
    var hasher = SHA256()
    for part in parts {
      hasher.update(data: Array(part.utf8))
      hasher.update(data: [0])
    }
    return Data(hasher.finalize())
  }

  /// Nil unless it is 64 lower-case hexadecimal letters.
  static func bytes(hexadecimal text: String) -> Data? {
    let letters = Array(text.utf8)
    guard letters.count == 64 else { return nil }
    var bytes = Data(capacity: 32)
    for index in stride(from: 0, to: 64, by: 2) {
      guard let high = value(letters[index]), let low = value(letters[index + 1]) else { return nil }
      bytes.append(high << 4 | low)
    }
    return bytes
  }

  private static func value(_ letter: UInt8) -> UInt8? {
    switch letter {
    case UInt8(ascii: "0")...UInt8(ascii: "9"): letter - UInt8(ascii: "0")
    case UInt8(ascii: "a")...UInt8(ascii: "f"): letter - UInt8(ascii: "a") + 10
    default: nil
    }
  }
}
