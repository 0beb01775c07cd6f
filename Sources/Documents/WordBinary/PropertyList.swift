/// Walks a list of property modifiers. Source: [MS-DOC] 2.2.5 (Sprm), 2.2.5.1.
struct PropertyList: Sequence, IteratorProtocol {
  struct Modifier {
    var code: Int
    var operand: ArraySlice<UInt8>

    /// The operand's first byte, or first two, as a number.
    var byte: Int { operand.first.map { Int($0) } ?? 0 }
    var word: Int {
      operand.count >= 2 ? Int(operand[operand.startIndex]) | Int(operand[operand.startIndex + 1]) << 8 : byte
    }
  }

  private var rest: ArraySlice<UInt8>

  init(_ bytes: ArraySlice<UInt8>) { rest = bytes }

  mutating func next() -> Modifier? {
    guard rest.count >= 3 else { return nil }
    let code = Int(rest[rest.startIndex]) | Int(rest[rest.startIndex + 1]) << 8
    rest = rest.dropFirst(2)
    var count: Int
    switch code >> 13 {
    case 0, 1: count = 1
    case 2, 4, 5: count = 2
    case 3: count = 4
    case 7: count = 3
    default:
      let first = Int(rest[rest.startIndex])
      if code == Self.tableDefinition {
        // A two-byte count that counts one more than there is.
        guard rest.count >= 2 else { return nil }
        count = (first | Int(rest[rest.startIndex + 1]) << 8) - 1
        rest = rest.dropFirst(2)
      } else {
        // sprmPChgTabs with 255 says nothing of its length: what follows cannot be found.
        if code == 0xC615, first == 255 { return nil }
        count = first
        rest = rest.dropFirst()
      }
    }
    guard count >= 0, count <= rest.count else { return nil }
    defer { rest = rest.dropFirst(count) }
    return Modifier(code: code, operand: rest.prefix(count))
  }

  static let tableDefinition = 0xD608
}

/// What the letters of a stretch look like, as far as it matters.
struct BinaryRun: Equatable {
  var isBold = false
  var isHidden = false
  var isDeleted = false
  /// In half-points; Word's own default is 10 points.
  var size = 20
  /// A character of a symbol font that stands in for the one in the text.
  var symbol: Int?
  /// A character with a meaning of its own: a picture, a field mark.
  var isSpecial = false

  /// Applies modifiers on top of the style's properties, which toggles refer to (2.6.1; 2.9.327, ToggleOperand).
  mutating func apply(_ list: PropertyList) {
    let style = self
    func toggle(_ value: Int, _ inherited: Bool) -> Bool {
      switch value {
      case 0: false
      case 0x80: inherited
      case 0x81: !inherited
      default: true
      }
    }
    for modifier in list {
      switch modifier.code {
      case 0x0835: isBold = toggle(modifier.byte, style.isBold)
      case 0x083C: isHidden = toggle(modifier.byte, style.isHidden)
      // sprmCFRMarkDel, and sprmCFFldVanish, which hides the text of private fields.
      case 0x0800: isDeleted = modifier.byte != 0
      case 0x0802: if modifier.byte != 0 { isHidden = true }
      case 0x0855: isSpecial = modifier.byte != 0
      case 0x4A43: size = modifier.word
      case 0x6A09:
        let place = modifier.operand
        if place.count == 4 { symbol = Int(place[place.startIndex + 2]) | Int(place[place.startIndex + 3]) << 8 }
      default: break
      }
    }
  }
}

/// What a paragraph is, as far as it matters.
struct BinaryParagraph {
  var style = 0
  var isCentred = false
  var isInTable = false
  /// The mark that ends a row.
  var endsRow = false
  /// How many tables it stands in.
  var tableDepth = 0
  /// The mark of an inner table's cell or row.
  var endsInnerCell = false
  var endsInnerRow = false
  /// 0–8; 9 is body text.
  var outlineLevel: Int?
  var isListed = false
  var startsPage = false
  var row: EdgedRow?
  /// Where in the Data stream more of its properties lie.
  var moreProperties: Int?

  mutating func apply(_ list: PropertyList) {
    for modifier in list {
      switch modifier.code {
      case 0x2403, 0x2461: isCentred = modifier.byte == 1
      case 0x2416: isInTable = modifier.byte != 0
      case 0x2417: endsRow = modifier.byte != 0
      case 0x6649: tableDepth = modifier.byte
      case 0x244B: endsInnerCell = modifier.byte != 0
      case 0x244C: endsInnerRow = modifier.byte != 0
      case 0x2640: outlineLevel = modifier.byte
      case 0x460B: isListed = modifier.word != 0 && modifier.word != 0xF801
      case 0x2407: startsPage = modifier.byte != 0
      case 0x6645, 0x6646:
        let place = Array(modifier.operand)
        if place.count == 4 { moreProperties = Int(place[0]) | Int(place[1]) << 8 | Int(place[2]) << 16 | Int(place[3]) << 24 }
      case PropertyList.tableDefinition: row = Self.row(modifier.operand)
      case 0xD62B:
        // sprmTVertMerge: a cell's number, and 1 for a merged cell, 3 for the first.
        let values = Array(modifier.operand)
        if values.count == 2, let count = row?.cells.count, Int(values[0]) < count {
          row?.cells[Int(values[0])].vertical = values[1] == 1 ? .continued : values[1] == 3 ? .first : .none
        }
      case 0x5624:
        // sprmTMerge: from a cell up to another.
        let values = Array(modifier.operand)
        if values.count == 2, let count = row?.cells.count, values[0] < values[1], Int(values[1]) <= count {
          for index in Int(values[0])..<Int(values[1]) { row?.cells[index].horizontal = index == Int(values[0]) ? .first : .continued }
        }
      default: break
      }
    }
  }

  /// The cells of a row: a count, the places of the edges, a descriptor of 20 bytes for each cell, of which some may be left out (2.9.325).
  private static func row(_ operand: ArraySlice<UInt8>) -> EdgedRow? {
    let reader = BinaryReader(Array(operand))
    guard let count = reader.uint8(0), count > 0, count <= 64, let left = reader.int16(1) else { return nil }
    var row = EdgedRow(leftEdge: left)
    for index in 0..<count {
      guard let edge = reader.int16(3 + 2 * index) else { return nil }
      var cell = EdgedRow.Cell(rightEdge: edge)
      let flags = reader.uint16(1 + 2 * (count + 1) + 20 * index) ?? 0
      switch flags & 3 {
      case 1: cell.horizontal = .first
      case 2, 3: cell.horizontal = .continued
      default: break
      }
      switch flags >> 5 & 3 {
      case 1: cell.vertical = .continued
      case 2, 3: cell.vertical = .first
      default: break
      }
      row.cells.append(cell)
    }
    return row
  }
}
