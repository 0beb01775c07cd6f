/// Every cue of the policy in one Aho–Corasick automaton over normalised scalars, so that the cost of a document does not grow with
/// the number of cues. Source: A. V. Aho, M. J. Corasick, "Efficient string matching", CACM 18 (1975).
struct CueAutomaton: Sendable {
  /// A cue that was found.
  struct Match {
    /// Index of the cue's group.
    var group: Int32
    /// Scalars of the text that it covers.
    var range: Range<Int>
  }

  /// Edges as one open-addressing table: key (node << 21 | scalar) + 1, value the target node; 0 is free.
  private var keys: [UInt64]
  private var targets: [Int32]
  private let mask: UInt64
  /// Scalars with which a cue begins: between cues, most text is passed over by them alone.
  private let firsts: ScalarSet
  private let fallback: [Int32]
  /// For each node the next node on its fallback chain at which some cue ends, or -1.
  private let outputLink: [Int32]
  /// For each node where its cues stand in `outputs`.
  private let outputStart: [Int32]
  private let outputs: [(group: Int32, length: Int32)]

  /// - Parameter groups: for each group its phrases, already normalised; empty phrases are passed over.
  init(groups: [[[UInt32]]]) {
    var children: [[UInt32: Int32]] = [[:]]
    var ends: [[(group: Int32, length: Int32)]] = [[]]
    for (group, phrases) in groups.enumerated() {
      for phrase in Set(phrases) where !phrase.isEmpty {
        var node = 0
        for scalar in phrase {
          if let next = children[node][scalar] {
            node = Int(next)
          } else {
            children.append([:])
            ends.append([])
            children[node][scalar] = Int32(children.count - 1)
            node = children.count - 1
          }
        }
        ends[node].append((Int32(group), Int32(phrase.count)))
      }
    }
    var fallback = [Int32](repeating: 0, count: children.count)
    var outputLink = [Int32](repeating: -1, count: children.count)
    var queue = children[0].values.sorted()
    var head = 0
    while head < queue.count {
      let node = Int(queue[head])
      head += 1
      for (scalar, child) in children[node].sorted(by: { $0.key < $1.key }) {
        var state = Int(fallback[node])
        while state != 0, children[state][scalar] == nil { state = Int(fallback[state]) }
        let target = children[state][scalar] ?? 0
        fallback[Int(child)] = target == child ? 0 : target
        queue.append(child)
      }
      let link = Int(fallback[node])
      outputLink[node] = ends[link].isEmpty ? outputLink[link] : Int32(link)
    }
    var size = 16
    while size < children.count * 2 { size *= 2 }
    keys = [UInt64](repeating: 0, count: size)
    targets = [Int32](repeating: 0, count: size)
    mask = UInt64(size - 1)
    firsts = ScalarSet(children[0].keys)
    self.fallback = fallback
    self.outputLink = outputLink
    var starts: [Int32] = []
    var flat: [(group: Int32, length: Int32)] = []
    for list in ends {
      starts.append(Int32(flat.count))
      // In the order of the groups: a Set has no order that could be relied on.
      flat += list.sorted { ($0.group, $0.length) < ($1.group, $1.length) }
    }
    starts.append(Int32(flat.count))
    outputStart = starts
    outputs = flat
    for (node, edges) in children.enumerated() {
      for (scalar, target) in edges { insert(Self.key(Int32(node), scalar), target) }
    }
  }

  private static func key(_ node: Int32, _ scalar: UInt32) -> UInt64 {
    (UInt64(UInt32(bitPattern: node)) << 21 | UInt64(scalar)) + 1
  }

  private static func slot(_ key: UInt64) -> UInt64 {
    (key &* 0x9E37_79B9_7F4A_7C15) >> 20
  }

  private mutating func insert(_ key: UInt64, _ target: Int32) {
    var slot = Self.slot(key) & mask
    while keys[Int(slot)] != 0 { slot = (slot + 1) & mask }
    keys[Int(slot)] = key
    targets[Int(slot)] = target
  }

  private func target(_ node: Int32, _ scalar: UInt32) -> Int32 {
    let key = Self.key(node, scalar)
    var slot = Self.slot(key) & mask
    while true {
      let found = keys[Int(slot)]
      if found == key { return targets[Int(slot)] }
      if found == 0 { return -1 }
      slot = (slot + 1) & mask
    }
  }

  /// Calls `visit` for every cue in `scalars`, overlapping ones too, in the order in which they end.
  func matches(in scalars: some RandomAccessCollection<UInt32>, visit: (Match) -> Void) {
    var node: Int32 = 0
    var position = 0
    for scalar in scalars {
      position += 1
      if node == 0, !firsts.contains(scalar) { continue }
      var next = target(node, scalar)
      while next < 0, node != 0 {
        node = fallback[Int(node)]
        next = target(node, scalar)
      }
      node = max(next, 0)
      var reporting = node
      while reporting > 0 {
        let start = Int(outputStart[Int(reporting)])
        let end = Int(outputStart[Int(reporting) + 1])
        for output in outputs[start..<end] {
          visit(Match(group: output.group, range: position - Int(output.length)..<position))
        }
        reporting = outputLink[Int(reporting)]
      }
    }
  }
}
