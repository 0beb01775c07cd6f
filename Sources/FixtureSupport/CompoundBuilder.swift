/// Writes compound files by hand, as tests of the binary Office formats need them. Source: MS-CFB 2.2 (header), 2.3 (FAT), 2.5 (DIFAT), 2.6 (directory).
package struct CompoundBuilder {
  private final class Node {
    let name: String
    let kind: UInt8
    var bytes: [UInt8]
    var children: [Int] = []
    var left = CompoundBuilder.free
    var right = CompoundBuilder.free
    var child = CompoundBuilder.free
    var start: UInt32 = 0

    init(_ name: String, kind: UInt8, bytes: [UInt8] = []) {
      self.name = name
      self.kind = kind
      self.bytes = bytes
    }
  }

  private static let sector = 512
  private static let free: UInt32 = 0xFFFF_FFFF
  private static let endOfChain: UInt32 = 0xFFFF_FFFE
  /// Streams below this lie in the mini stream; none here does, to keep this short: they are filled up with zero bytes.
  private static let cutoff = 4096

  private var nodes = [Node("Root Entry", kind: 5)]
  private var storages = ["": 0]

  package init() {}

  /// `path`: storages and a stream's name, with `/` between them.
  package mutating func add(_ path: String, _ bytes: [UInt8]) {
    let parts = path.split(separator: "/").map(String.init)
    var parent = 0
    for depth in parts.indices.dropLast() {
      let storage = parts[...depth].joined(separator: "/")
      if storages[storage] == nil {
        storages[storage] = nodes.count
        nodes[parent].children.append(nodes.count)
        nodes.append(Node(parts[depth], kind: 1))
      }
      parent = storages[storage] ?? 0
    }
    nodes[parent].children.append(nodes.count)
    let fill = [UInt8](repeating: 0, count: max(0, Self.cutoff - bytes.count))
    nodes.append(Node(parts.last ?? "", kind: 2, bytes: bytes + fill))
  }

  package func bytes() -> [UInt8] {
    var body: [UInt8] = []
    var table: [UInt32] = []
    func put(_ bytes: [UInt8]) -> UInt32 {
      let first = table.count
      let count = (bytes.count + Self.sector - 1) / Self.sector
      for index in 0..<count { table.append(index == count - 1 ? Self.endOfChain : UInt32(first + index + 1)) }
      body += bytes + [UInt8](repeating: 0, count: count * Self.sector - bytes.count)
      return UInt32(first)
    }
    for node in nodes {
      node.child = tree(node.children.sorted { Self.precedes(nodes[$0].name, nodes[$1].name) }[...])
      node.start = node.kind == 2 ? put(node.bytes) : node.kind == 5 ? Self.endOfChain : 0
    }
    var directory: [UInt8] = []
    for node in nodes { Self.entry(node, &directory) }
    while directory.count % Self.sector != 0 { Self.entry(Node("", kind: 0), &directory) }
    let directoryStart = put(directory)
    // The table speaks of its own sectors too: 109 of them are named in the header, the others in sectors of 127.
    var tables = 0
    var lists = 0
    while true {
      let needed = (table.count + tables + lists + 127) / 128
      let more = max(0, (needed - 109 + 126) / 127)
      if needed <= tables, more <= lists { break }
      (tables, lists) = (needed, more)
    }
    let first = table.count
    table += [UInt32](repeating: 0xFFFF_FFFD, count: tables) + [UInt32](repeating: 0xFFFF_FFFC, count: lists)
    table += [UInt32](repeating: Self.free, count: tables * 128 - table.count)
    let named = (0..<tables).map { UInt32(first + $0) }
    var bytes: [UInt8] = [0xD0, 0xCF, 0x11, 0xE0, 0xA1, 0xB1, 0x1A, 0xE1] + [UInt8](repeating: 0, count: 16)
    for word: UInt16 in [0x3E, 3, 0xFFFE, 9, 6, 0, 0, 0] { bytes.put(word) }
    let listStart = lists > 0 ? UInt32(first + tables) : Self.endOfChain
    for word: UInt32 in [0, UInt32(tables), directoryStart, 0, UInt32(Self.cutoff), Self.endOfChain, 0, listStart, UInt32(lists)] {
      bytes.put(word)
    }
    for index in 0..<109 { bytes.put(index < named.count ? named[index] : Self.free) }
    bytes += body
    for word in table { bytes.put(word) }
    for list in 0..<lists {
      for index in (109 + 127 * list)..<(109 + 127 * (list + 1)) { bytes.put(index < named.count ? named[index] : Self.free) }
      bytes.put(list == lists - 1 ? Self.endOfChain : UInt32(first + tables + list + 1))
    }
    return bytes
  }

  /// The entries of a storage as a tree sorted by their names; gives its root.
  private func tree(_ sorted: ArraySlice<Int>) -> UInt32 {
    guard !sorted.isEmpty else { return Self.free }
    let middle = (sorted.startIndex + sorted.endIndex) / 2
    let node = nodes[sorted[middle]]
    node.left = tree(sorted[..<middle])
    node.right = tree(sorted[(middle + 1)...])
    return UInt32(sorted[middle])
  }

  /// MS-CFB 2.6.4: shorter names first, then by upper-case letters.
  private static func precedes(_ first: String, _ second: String) -> Bool {
    (first.utf16.count, first.uppercased()) < (second.utf16.count, second.uppercased())
  }

  private static func entry(_ node: Node, _ bytes: inout [UInt8]) {
    let letters = Array(node.name.utf16)
    for index in 0..<32 { bytes.put(index < letters.count ? letters[index] : 0) }
    bytes.put(UInt16(node.name.isEmpty ? 0 : 2 * (letters.count + 1)))
    bytes += [node.kind, 1]
    for word in [node.left, node.right, node.child] { bytes.put(word) }
    bytes += [UInt8](repeating: 0, count: 16 + 4 + 8 + 8)
    bytes.put(node.start)
    bytes.put(UInt64(node.bytes.count))
  }
}

/// Word 97–2003 documents written by hand: text in pieces, with pages of properties. Source: [MS-DOC] 2.5.1 (Fib), 2.9.38 (Clx).
package struct WordBinaryBuilder {
  /// Where the text begins in the stream.
  package static let textStart = 2048

  /// UTF-16 in one piece.
  package var text: String
  /// Numbers of pages of 512 bytes with properties of characters and of paragraphs; nil for documents without.
  package var characterPages: [UInt32]?
  package var paragraphPages: [UInt32]?
  /// What follows the text in the stream, from the next multiple of 512 on.
  package var tail: [UInt8] = []
  /// Further streams by their paths.
  package var streams: [(path: String, bytes: [UInt8])] = []

  package init(_ text: String) { self.text = text }

  /// The number of the page that `tail` begins with.
  package var tailPage: UInt32 { UInt32((Self.textStart + 2 * text.utf16.count + 511) / 512) }

  package func bytes() -> [UInt8] {
    let letters = Array(text.utf16)
    var table = [UInt8](repeating: 0, count: 16)
    var places: [Int: (start: Int, count: Int)] = [33: (16, 21)]
    // One piece: its two ends, then its descriptor.
    table.append(2)
    for word: UInt32 in [16, 0, UInt32(letters.count)] { table.put(word) }
    table.put(0 as UInt16)
    table.put(UInt32(Self.textStart))
    table.put(0 as UInt16)
    for (index, pages) in [(12, characterPages), (13, paragraphPages)] {
      guard let pages else { continue }
      places[index] = (table.count, 4 * (2 * pages.count + 1))
      for place in 0...pages.count { table.put(UInt32(place)) }
      for page in pages { table.put(page) }
    }
    var main: [UInt8] = []
    for word: UInt16 in [0xA5EC, 0xC1, 0, 0x804, 0, 0x0200] { main.put(word) }
    main += [UInt8](repeating: 0, count: 20)
    main.put(14 as UInt16)
    main += [UInt8](repeating: 0, count: 28)
    main.put(22 as UInt16)
    for index in 0..<22 { main.put(UInt32(index == 3 ? letters.count : 0)) }
    main.put(93 as UInt16)
    for index in 0..<93 {
      main.put(UInt32(places[index]?.start ?? 0))
      main.put(UInt32(places[index]?.count ?? 0))
    }
    main += [UInt8](repeating: 0, count: Self.textStart - main.count)
    for letter in letters { main.put(letter) }
    while main.count % 512 != 0 { main.append(0) }
    main += tail
    var file = CompoundBuilder()
    file.add("WordDocument", main)
    file.add("1Table", table)
    for stream in streams { file.add(stream.path, stream.bytes) }
    return file.bytes()
  }
}
