/// The records of a BIFF stream one after another. Source: [MS-XLS] 2.1.4.
struct RecordStream: Sequence, IteratorProtocol {
  struct Record {
    var type: Int
    var body: BinaryReader
    /// Where it begins in the stream.
    var offset: Int
  }

  private let stream: BinaryReader
  private var offset: Int

  init(_ stream: BinaryReader, from offset: Int = 0) {
    self.stream = stream
    self.offset = offset
  }

  mutating func next() -> Record? {
    guard let type = stream.uint16(offset), let size = stream.uint16(offset + 2), let body = stream.slice(offset + 4, size) else {
      return nil
    }
    defer { offset += 4 + size }
    return Record(type: type, body: BinaryReader(Array(body)), offset: offset)
  }

  /// The bodies of the CONTINUE records that follow the one read last.
  mutating func continuations() -> [BinaryReader] {
    var bodies: [BinaryReader] = []
    while stream.uint16(offset) == RecordType.continuation, let record = next() { bodies.append(record.body) }
    return bodies
  }
}

/// The records that text depends on ([MS-XLS] 2.3.2).
enum RecordType {
  static let formula = 0x0006
  static let end = 0x000A
  static let date1904 = 0x0022
  static let filePass = 0x002F
  static let continuation = 0x003C
  static let columnInfo = 0x007D
  static let boundSheet = 0x0085
  static let multipleNumbers = 0x00BD
  static let multipleBlanks = 0x00BE
  static let richString = 0x00D6
  static let cellStyle = 0x00E0
  static let mergedCells = 0x00E5
  static let sharedStrings = 0x00FC
  static let sharedLabel = 0x00FD
  static let textObject = 0x01B6
  static let blank = 0x0201
  static let number = 0x0203
  static let label = 0x0204
  static let truthOrError = 0x0205
  static let string = 0x0207
  static let row = 0x0208
  static let shortNumber = 0x027E
  static let format = 0x041E
  static let begin = 0x0809
}

/// Strings that go on in CONTINUE records, where each new record says anew how wide its characters are ([MS-XLS] 2.5.293).
struct ContinuedText {
  private let parts: [BinaryReader]
  private var part = 0
  private var offset = 0

  init(_ parts: [BinaryReader]) { self.parts = parts }

  init(_ body: BinaryReader, from offset: Int) {
    parts = [body]
    self.offset = offset
  }

  private mutating func settle() -> Bool {
    while part < parts.count, offset >= parts[part].count {
      part += 1
      offset = 0
    }
    return part < parts.count
  }

  mutating func byte() -> Int? {
    guard settle(), let value = parts[part].uint8(offset) else { return nil }
    offset += 1
    return value
  }

  mutating func uint16() -> Int? {
    guard let low = byte(), let high = byte() else { return nil }
    return high << 8 | low
  }

  mutating func uint32() -> Int? {
    guard let low = uint16(), let high = uint16() else { return nil }
    return high << 16 | low
  }

  mutating func skip(_ count: Int) {
    var left = count
    while left > 0, settle() {
      let step = min(left, parts[part].count - offset)
      offset += step
      left -= step
    }
  }

  /// A string with its head: its length, its flags, the sizes of what follows its characters. Nil where it is cut off.
  mutating func richString() -> [UInt8]? {
    guard let count = uint16(), let flags = byte() else { return nil }
    var runs = 0
    var extra = 0
    if flags & 8 != 0 { runs = uint16() ?? 0 }
    if flags & 4 != 0 { extra = uint32() ?? 0 }
    let text = characters(count, isWide: flags & 1 != 0)
    skip(4 * runs)
    skip(extra)
    return text
  }

  /// So many characters as UTF-8.
  mutating func characters(_ count: Int, isWide: Bool) -> [UInt8]? {
    var units: [UInt16] = []
    units.reserveCapacity(min(count, 4096))
    var isWide = isWide
    var current = part
    while units.count < count {
      guard settle() else { return nil }
      if part != current {
        // The first byte of a continuation is the flags of its characters.
        guard let flags = byte() else { return nil }
        isWide = flags & 1 != 0
        current = part
        guard settle() else { return nil }
      }
      guard let unit = isWide ? parts[part].uint16(offset) : parts[part].uint8(offset) else { return nil }
      offset += isWide ? 2 : 1
      units.append(UInt16(unit))
    }
    return Array(String(decoding: units, as: UTF16.self).utf8)
  }
}
