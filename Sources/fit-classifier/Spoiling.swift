import FixtureSupport

/// Ways in which a document stops being a material.
enum Spoiling {
  /// One or two variants of a source, chosen by its number so that the set stays a third of the documents.
  static func variants(of source: TextSource, number: Int) -> [(name: String, source: TextSource, flags: Set<String>)] {
    switch number % 4 {
    case 0: return titleOnly(source).map { [("title", $0, [])] } ?? []
    case 1: return [("shuffled", shuffled(source), [])]
    case 2: return emptied(source).map { [("emptied", $0, ["blank_template"])] } ?? []
    default: return []
    }
  }

  /// The first heading, text box or short line; nil where there is none or nothing else.
  private static func titleOnly(_ source: TextSource) -> TextSource? {
    guard let first = source.blocks.first, source.blocks.count > 2 else { return nil }
    switch first.content {
    case .heading, .textBox, .header: break
    case .paragraph(let text) where text.count < 40: break
    default: return nil
    }
    var result = source
    result.blocks = [first]
    return result
  }

  /// Every text with its characters in another order, the same one every time.
  private static func shuffled(_ source: TextSource) -> TextSource {
    var generator = SplitMix(state: UInt64(source.id.utf8.reduce(7) { $0 &* 31 &+ UInt64($1) }))
    func shuffle(_ text: String) -> String { String(text.shuffled(using: &generator)) }
    var result = source
    for index in result.blocks.indices {
      switch result.blocks[index].content {
      case .heading(let text, let level): result.blocks[index].content = .heading(shuffle(text), level: level)
      case .paragraph(let text): result.blocks[index].content = .paragraph(shuffle(text))
      case .table(let rows): result.blocks[index].content = .table(rows.map { $0.map(shuffle) })
      case .list(let items): result.blocks[index].content = .list(items.map(shuffle))
      case .textBox(let text): result.blocks[index].content = .textBox(shuffle(text))
      case .header(let text): result.blocks[index].content = .header(shuffle(text))
      case .footer(let text): result.blocks[index].content = .footer(shuffle(text))
      case .inserted(let text): result.blocks[index].content = .inserted(shuffle(text))
      case .picture, .deleted, .pageBreak: break
      }
    }
    return result
  }

  /// Tables with only their first row filled; nil where tables are not most of the document.
  private static func emptied(_ source: TextSource) -> TextSource? {
    var inTables = 0
    var outside = 0
    var result = source
    for index in result.blocks.indices {
      switch result.blocks[index].content {
      case .table(let rows):
        guard rows.count > 2 else { return nil }
        inTables += rows.joined().reduce(0) { $0 + $1.count }
        result.blocks[index].content = .table([rows[0]] + rows.dropFirst().map { $0.map { _ in "" } })
      case .paragraph(let text), .textBox(let text), .inserted(let text): outside += text.count
      case .list(let items): outside += items.reduce(0) { $0 + $1.count }
      case .heading, .header, .footer, .picture, .deleted, .pageBreak: break
      }
    }
    return inTables > 2 * outside ? result : nil
  }
}

/// A small generator that gives the same numbers everywhere. Source: S. Vigna, splitmix64, public domain.
struct SplitMix: RandomNumberGenerator {
  var state: UInt64

  mutating func next() -> UInt64 {
    state &+= 0x9E37_79B9_7F4A_7C15
    var value = state
    value = (value ^ (value >> 30)) &* 0xBF58_476D_1CE4_E5B9
    value = (value ^ (value >> 27)) &* 0x94D0_49BB_1331_11EB
    return value ^ (value >> 31)
  }
}
