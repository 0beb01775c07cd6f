package import Foundation
internal import Synchronization

/// Contents that need not be read again: those of the ledger, handed to a worker as a file, and those that it has read itself since.
///
/// A class, because what one bundle teaches holds for the next.
package final class KnownContents: Sendable {
  /// SHA-256 digests of 32 bytes each, in ascending order.
  private let digests: Data
  private let read = Mutex<Set<String>>([])

  /// None but what is noted.
  package init() { digests = Data() }

  /// From a file that `bytes(of:)` made. Throws Foundation's error where it cannot be read.
  package init(file path: String) throws {
    digests = try Data(contentsOf: URL(fileURLWithPath: path), options: .alwaysMapped)
  }

  /// The file's bytes for digests of 32 bytes each, in any order.
  package static func bytes(of digests: some Sequence<Data>) -> Data {
    digests.sorted { $0.lexicographicallyPrecedes($1) }.reduce(into: Data()) { $0 += $1 }
  }

  package func note(_ sha256: String) { _ = read.withLock { $0.insert(sha256) } }

  /// `sha256`: 64 lower-case hexadecimal letters.
  package func contains(_ sha256: String) -> Bool {
    if read.withLock({ $0.contains(sha256) }) { return true }
    let wanted = Self.digest(sha256)
    guard wanted.count == 32 else { return false }
    return digests.withUnsafeBytes { bytes in
      var low = 0
      var high = bytes.count / 32
      while low < high {
        let middle = (low + high) / 2
        let found = bytes[(middle * 32)..<(middle * 32 + 32)]
        if found.elementsEqual(wanted) { return true }
        if found.lexicographicallyPrecedes(wanted) { low = middle + 1 } else { high = middle }
      }
      return false
    }
  }

  private static func digest(_ text: String) -> [UInt8] {
    let letters = Array(text.utf8)
    guard letters.count == 64 else { return [] }
    return stride(from: 0, to: 64, by: 2).compactMap { UInt8(String(decoding: letters[$0..<($0 + 2)], as: UTF8.self), radix: 16) }
  }
}
