import Containers
import Findings

/// Refuses compound files made to cost: chains that bite their tails, and directories that libgsf would walk by recursion until the stack ends.
/// Source: MS-CFB 2.2 (header), 2.3 (FAT), 2.5 (DIFAT), 2.6 (directory).
enum CompoundGuard {
  /// Entries of a directory. libgsf descends into each by recursion, some 300 bytes of stack an entry.
  private static let mostEntries = 4096
  /// Sector numbers from here on are marks.
  private static let marks: UInt32 = 0xFFFF_FFFA

  static func check(_ bytes: [UInt8]) throws(ReadFault) {
    let file = BinaryReader(bytes)
    guard bytes.count >= 512, let shift = file.uint16(30), shift == 9 || shift == 12, file.uint16(32) == 6 else {
      throw ReadFault(.corrupt, "the compound file's header is damaged")
    }
    let size = 1 << Int(shift)
    let sectors = (bytes.count + size - 1) / size
    let table = try fat(file, size: size, sectors: sectors)
    var directory: [Int] = []
    var sector = file.uint32(48) ?? marks
    while sector < marks {
      guard Int(sector) < table.count, directory.count <= sectors else {
        throw ReadFault(.corrupt, "the compound file's directory has no end")
      }
      directory.append(Int(sector))
      if directory.count * size / 128 > mostEntries {
        throw ReadFault(.limit, "the compound file's directory has more than \(mostEntries) entries")
      }
      sector = table[Int(sector)]
    }
    // No two chains share a sector, so all together they are no longer than the table.
    var steps = 0
    for place in directory {
      for entry in stride(from: (place + 1) * size, to: (place + 2) * size, by: 128) {
        guard let kind = file.uint8(entry + 66), kind == 2 || kind == 5, let start = file.uint32(entry + 116) else { continue }
        // Short streams lie in the root's stream, under a table of their own.
        if kind == 2, let length = file.uint32(entry + 120), length < 4096 { continue }
        var sector = start
        while sector < marks, Int(sector) < table.count {
          steps += 1
          if steps > table.count { throw ReadFault(.corrupt, "the chains of the compound file run in circles") }
          sector = table[Int(sector)]
        }
      }
    }
    try checkShort(file, table, size: size)
  }

  /// The table of short streams: each of its chains must end.
  private static func checkShort(_ file: BinaryReader, _ table: [UInt32], size: Int) throws(ReadFault) {
    var short: [UInt32] = []
    var sector = file.uint32(60) ?? marks
    while sector < marks, Int(sector) < table.count {
      // A short sector has 64 bytes of the file; the table is filled up to a whole sector.
      guard short.count <= file.count / 64 + size / 4 else { throw ReadFault(.corrupt, "the table of short streams has no end") }
      for place in 0..<(size / 4) { short.append(file.uint32((Int(sector) + 1) * size + 4 * place) ?? marks) }
      sector = table[Int(sector)]
    }
    // 0: not looked at, 1: on the chain at hand, 2: known to end.
    var states = [UInt8](repeating: 0, count: short.count)
    for start in short.indices where states[start] == 0 {
      var place = start
      var chain: [Int32] = []
      while place < short.count, states[place] == 0 {
        states[place] = 1
        chain.append(Int32(clamping: place))
        guard short[place] < marks else { break }
        place = Int(short[place])
        if place < short.count, states[place] == 1 { throw ReadFault(.corrupt, "the chains of short streams run in circles") }
      }
      for place in chain { states[Int(place)] = 2 }
    }
  }

  /// The sector allocation table: the sectors named in the header, then those in the chain of tables behind it.
  private static func fat(_ file: BinaryReader, size: Int, sectors: Int) throws(ReadFault) -> [UInt32] {
    var places: [UInt32] = (0..<109).compactMap { file.uint32(76 + 4 * $0) }.filter { $0 < marks }
    var next = file.uint32(68) ?? marks
    var tables = 0
    while next < marks, Int(next) < sectors {
      tables += 1
      guard tables <= sectors else { throw ReadFault(.corrupt, "the compound file's list of tables has no end") }
      let base = (Int(next) + 1) * size
      for place in 0..<(size / 4 - 1) { if let sector = file.uint32(base + 4 * place), sector < marks { places.append(sector) } }
      next = file.uint32(base + size - 4) ?? marks
    }
    // Twice what the sectors of the file need, and some more for small ones that were given room to grow.
    guard places.count <= 2 * sectors / (size / 4) + 128 else {
      throw ReadFault(.corrupt, "the compound file names more tables than it has sectors")
    }
    var table: [UInt32] = []
    table.reserveCapacity(places.count * size / 4)
    for place in places {
      let base = (Int(place) + 1) * size
      guard base < file.count else { throw ReadFault(.corrupt, "the compound file is cut off: a table lies beyond its end") }
      for index in 0..<(size / 4) { table.append(file.uint32(base + 4 * index) ?? marks) }
    }
    return table
  }
}
