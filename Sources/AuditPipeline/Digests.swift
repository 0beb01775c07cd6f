import Crypto
import Findings

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
