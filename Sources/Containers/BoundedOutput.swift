import Glibc

/// Collects what comes out of a decompressor without trusting a declared size and without ever holding it twice.
///
/// An array that grows by doubling holds up to three times its bytes while it moves. Here everything beyond a few MiB goes into pages of
/// its own, which are given back one by one while the final array is filled (mmap(2): freed heap blocks would stay with the process).
struct BoundedOutput: ~Copyable {
  /// Bytes that came out and are kept.
  private(set) var count = 0

  private var bytes: [UInt8] = []
  private var pages: [UnsafeMutableRawBufferPointer] = []
  private let most: Int

  private static let pageSize = 4 << 20

  /// `expected` only saves growing for what is small.
  init(expected: Int, most: Int) {
    self.most = max(0, most)
    bytes.reserveCapacity(min(expected, Self.pageSize, self.most))
  }

  deinit {
    for page in pages { munmap(page.baseAddress, page.count) }
  }

  /// Takes a piece; false, with as much of it as fits, once there are more than `most` bytes or no memory is left.
  mutating func append(_ piece: UnsafeRawBufferPointer) -> Bool {
    let fits = min(piece.count, most - count)
    var rest = piece[..<fits]
    let small = min(rest.count, max(0, Self.pageSize - bytes.count))
    bytes.append(contentsOf: rest.prefix(small))
    rest = rest.dropFirst(small)
    count += small
    while !rest.isEmpty {
      let filled = (count - Self.pageSize) % Self.pageSize
      if filled == 0, !addPage() { return false }
      let step = min(rest.count, Self.pageSize - filled)
      UnsafeMutableRawBufferPointer(rebasing: pages[pages.count - 1][filled...]).copyMemory(
        from: UnsafeRawBufferPointer(rebasing: rest.prefix(step)))
      rest = rest.dropFirst(step)
      count += step
    }
    return fits == piece.count
  }

  private mutating func addPage() -> Bool {
    let page = mmap(nil, Self.pageSize, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0)
    guard let page, page != MAP_FAILED else { return false }
    pages.append(UnsafeMutableRawBufferPointer(start: page, count: Self.pageSize))
    return true
  }

  /// The first `atMost` bytes, in an array of their size; nothing is kept here.
  mutating func finish(atMost: Int = .max) -> [UInt8] {
    let total = min(count, atMost)
    // What is not wanted is given back before anything is taken.
    while let page = pages.last, bytes.count + (pages.count - 1) * Self.pageSize >= total {
      munmap(page.baseAddress, page.count)
      pages.removeLast()
    }
    let result = [UInt8](unsafeUninitializedCapacity: total) { buffer, initialized in
      let whole = UnsafeMutableRawBufferPointer(buffer)
      var offset = min(bytes.count, total)
      bytes.withUnsafeBytes { whole.copyMemory(from: UnsafeRawBufferPointer(rebasing: $0[..<offset])) }
      for page in pages {
        let step = min(page.count, total - offset)
        UnsafeMutableRawBufferPointer(rebasing: whole[offset..<(offset + step)]).copyMemory(
          from: UnsafeRawBufferPointer(rebasing: page[..<step]))
        munmap(page.baseAddress, page.count)
        offset += step
      }
      initialized = total
    }
    bytes = []
    pages = []
    count = 0
    return result
  }
}
