import Findings

/// The smallest hashes of all runs of some scalars of a text: two texts share about as many of them as they share runs (A. Broder, "On the
/// resemblance and containment of documents", 1997).
struct Sketch {
  /// Ascending, no two alike.
  private(set) var hashes: [UInt64] = []
  private let most: Int
  /// Scalars of a run.
  private let shingle: Int
  /// The last of them, in a ring.
  private var ring: [UInt32]
  private var count = 0

  /// - Parameter shingle: a power of two.
  init(_ most: Int, shingle: Int) {
    precondition(shingle > 0 && shingle & (shingle - 1) == 0, "places in the ring are told by masking")
    self.most = most
    self.shingle = shingle
    ring = [UInt32](repeating: 0, count: shingle)
  }

  mutating func add(_ scalar: UInt32) {
    let mask = shingle - 1
    ring[count & mask] = scalar
    count += 1
    guard count >= shingle else { return }
    // FNV-1a over scalars: stable from run to run, unlike `Hasher`.
    var hash: UInt64 = 0xcbf2_9ce4_8422_2325
    for offset in 0..<shingle { hash = (hash ^ UInt64(ring[(count + offset) & mask])) &* 0x100_0000_01b3 }
    if hashes.count == most, hash >= hashes[most - 1] { return }
    let place = hashes.partitioningIndex { $0 >= hash }
    if place < hashes.count, hashes[place] == hash { return }
    if hashes.count == most { hashes.removeLast() }
    hashes.insert(hash, at: place)
  }
}
