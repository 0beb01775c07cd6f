import Crypto

extension Digest {
  /// Lower-case hexadecimal.
  var hexadecimal: String {
    let digits = Array("0123456789abcdef".utf8)
    return String(decoding: flatMap { [digits[Int($0 >> 4)], digits[Int($0 & 15)]] }, as: UTF8.self)
  }
}

/// SHA-256 of parts, each closed by a NUL so that ("ab", "c") and ("a", "bc") differ.
func digest(of parts: some Sequence<String>) -> String {
  var hasher = SHA256()
  for part in parts {
    hasher.update(data: Array(part.utf8))
    hasher.update(data: [0])
  }
  return hasher.finalize().hexadecimal
}

func digest(of bytes: [UInt8]) -> String {
  SHA256.hash(data: bytes).hexadecimal
}
