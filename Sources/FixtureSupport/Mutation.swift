/// What people and programs do to a document without making it another (issue 9, "Mutation tests"), and what unmakes it.
///
/// Each is a function of the source alone: chances are seeded by its id.
package enum Mutation: String, CaseIterable, Sendable {
  // The answer must stay.
  case untitled, shortRuns, foreignBefore, foreignAfter, spacedWords, traditional, zeroWidth
  // It must no longer count.
  case scrambled, emptiedCells, blankedRows, titleOnly

  package static let harmless: [Mutation] = [.untitled, .shortRuns, .foreignBefore, .foreignAfter, .spacedWords, .traditional, .zeroWidth]
  package static let harmful: [Mutation] = [.scrambled, .emptiedCells, .blankedRows, .titleOnly]

  /// What mutating needs besides the document.
  package struct Materials: Sendable {
    /// Documents that are no material at all, of which foreign text is taken.
    package var ordinary: [TextSource]
    /// Simplified scalar → a traditional one that is read as it.
    package var traditional: [UInt32: UInt32]

    package init(ordinary: [TextSource], traditional: [UInt32: UInt32]) {
      self.ordinary = ordinary
      self.traditional = traditional
    }
  }

  /// How much foreign text is added, as a share of the document's own.
  private static let foreignShare = 0.3

  /// How many characters a run holds in the DOCX that is built of the mutated source; nil: as ever.
  package var runLength: Int? { self == .shortRuns ? 1 : nil }

  /// The mutated source; nil where the mutation does not apply (no title to remove, hardly any text in cells).
  package func applied(to source: TextSource, _ materials: Materials) -> TextSource? {
    var result = source
    var chance = Chance(source.id + rawValue)
    switch self {
    case .shortRuns: break
    case .untitled:
      guard let title = source.titleIndex, source.blocks.count > 1 else { return nil }
      result.blocks.remove(at: title)
    case .titleOnly:
      guard let title = source.titleIndex, source.blocks.count > 1 else { return nil }
      result.blocks = [source.blocks[title]]
    case .foreignBefore: result.blocks = Self.foreign(for: source, materials, &chance) + source.blocks
    case .foreignAfter: result.blocks = source.blocks + Self.foreign(for: source, materials, &chance)
    case .spacedWords:
      result.mapText { text in
        var spaced = String.UnicodeScalarView()
        var last: Unicode.Scalar?
        for scalar in text.unicodeScalars {
          // Between Han characters only: a space inside a number or a Latin word makes it another.
          if let last, last.isHan, scalar.isHan { spaced.append(chance.pick([" ", "\u{3000}"] as [Unicode.Scalar])) }
          spaced.append(scalar)
          last = scalar
        }
        return String(spaced)
      }
    case .traditional:
      result.mapText { text in
        var scalars = String.UnicodeScalarView()
        for scalar in text.unicodeScalars {
          scalars.append(materials.traditional[scalar.value].flatMap(Unicode.Scalar.init) ?? scalar)
        }
        return String(scalars)
      }
    case .zeroWidth:
      result.mapText { text in
        var scalars = String.UnicodeScalarView()
        for scalar in text.unicodeScalars {
          scalars.append(scalar)
          if chance.flip() { scalars.append(chance.pick(["\u{200B}", "\u{FEFF}", "\u{200D}", "\u{2060}"] as [Unicode.Scalar])) }
        }
        return String(scalars)
      }
    case .scrambled:
      var pool: [Unicode.Scalar] = []
      result.mapText { text in
        pool += text.unicodeScalars.filter { !$0.isBlank }
        return text
      }
      pool.shuffle(using: &chance)
      result.mapText { text in
        var scalars = String.UnicodeScalarView()
        for scalar in text.unicodeScalars { scalars.append(scalar.isBlank ? scalar : pool.removeLast()) }
        return String(scalars)
      }
    case .emptiedCells, .blankedRows:
      // Where cells hold little of the text, what stands outside them still is the document.
      guard source.cellLength * 10 >= source.length * 8 else { return nil }
      let kept = self == .blankedRows ? 1 : 0
      for index in result.blocks.indices {
        guard case .table(let rows) = result.blocks[index].content else { continue }
        result.blocks[index].content = .table(rows.prefix(kept) + rows.dropFirst(kept).map { $0.map { _ in "" } })
      }
    }
    return result
  }

  private static func foreign(for source: TextSource, _ materials: Materials, _ chance: inout Chance) -> [TextSource.Block] {
    guard !materials.ordinary.isEmpty else { return [] }
    var wanted = Int(Double(source.length) * foreignShare)
    var blocks: [TextSource.Block] = []
    while wanted > 0 {
      for block in chance.pick(materials.ordinary).blocks where wanted > 0 {
        var piece = TextSource.Block(content: block.content, segment: nil, line: block.line)
        if case .paragraph(let text) = piece.content, text.count > wanted { piece.content = .paragraph(String(text.prefix(wanted))) }
        wanted -= max(1, piece.content.length)
        blocks.append(piece)
      }
    }
    return blocks
  }
}

extension TextSource {
  /// The block that a reader takes for the title: the first, if it is a heading or a short line without a full stop.
  fileprivate var titleIndex: Int? {
    guard let first = blocks.firstIndex(where: \.content.isOnThePage) else { return nil }
    switch blocks[first].content {
    case .heading, .textBox, .header: return first
    case .paragraph(let text): return text.count <= 40 && !text.hasSuffix("。") ? first : nil
    case .table, .list, .footer, .picture, .inserted, .deleted, .pageBreak: return nil
    }
  }

  /// Characters that a reader sees.
  package var length: Int { blocks.reduce(0) { $0 + $1.content.length } }
  fileprivate var cellLength: Int {
    blocks.reduce(0) { sum, block in if case .table = block.content { sum + block.content.length } else { sum } }
  }

  /// Puts every piece of text through `change`, in the order of the document.
  fileprivate mutating func mapText(_ change: (String) -> String) {
    for index in blocks.indices { blocks[index].content = blocks[index].content.mapped(change) }
  }
}

extension TextSource.Content {
  fileprivate var isOnThePage: Bool {
    switch self {
    case .deleted, .pageBreak, .picture: false
    case .heading, .paragraph, .table, .list, .textBox, .header, .footer, .inserted: true
    }
  }

  fileprivate var length: Int {
    var sum = 0
    _ = mapped { text in
      sum += text.count
      return text
    }
    return isOnThePage ? sum : 0
  }

  fileprivate func mapped(_ change: (String) -> String) -> TextSource.Content {
    switch self {
    case .heading(let text, let level): .heading(change(text), level: level)
    case .paragraph(let text): .paragraph(change(text))
    case .table(let rows): .table(rows.map { $0.map(change) })
    case .list(let items): .list(items.map(change))
    case .textBox(let text): .textBox(change(text))
    case .header(let text): .header(change(text))
    case .footer(let text): .footer(change(text))
    case .inserted(let text): .inserted(change(text))
    case .picture, .deleted, .pageBreak: self
    }
  }
}

extension Unicode.Scalar {
  fileprivate var isHan: Bool { (0x4E00...0x9FFF).contains(value) }
  fileprivate var isBlank: Bool { value == 32 || value == 10 || value == 9 || value == 0x3000 }
}
