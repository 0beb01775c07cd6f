extension RandomAccessCollection {
  /// The first index from which on a predicate holds, found by halving; `endIndex` where it holds nowhere.
  ///
  /// - Parameter holds: false of some elements at the beginning, and true of all behind them.
  @inlinable
  package func partitioningIndex(where holds: (Element) -> Bool) -> Index {
    var (low, count) = (startIndex, self.count)
    while count > 0 {
      let middle = index(low, offsetBy: count / 2)
      if holds(self[middle]) {
        count /= 2
      } else {
        low = index(after: middle)
        count -= count / 2 + 1
      }
    }
    return low
  }
}
