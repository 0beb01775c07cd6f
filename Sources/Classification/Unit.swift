import Documents
import Findings

/// What a person takes in at one glance: a paragraph, a heading, a list item or a whole table.
struct Unit: Sendable {
  enum Kind: Sendable, Equatable {
    case heading, paragraph, listItem, table, textBox, header, footer, note
  }

  var kind: Kind
  /// The blocks that it is made of.
  var blocks: Range<Int>
  /// All its text, offsets counted from the start of the document's text; a table's cells joined by ` | `, its rows by line breaks.
  var text: NormalizedText
  /// Where in `text` each block begins, for finding the place of a quote.
  var blockStarts: [Int32]
  /// A table's cells, row by row, merged cells once; empty for everything else.
  var rows: [[[UInt32]]] = []

  /// The block in which a scalar of `text` stands.
  func block(at position: Int) -> Int {
    let after = blockStarts.partitioningIndex { $0 > Int32(position) }
    return blocks.lowerBound + max(0, after - 1)
  }
}

extension Unit {
  /// The units of a document in reading order; comments are left out: they speak about the document, not in it.
  static func units(of document: Document) -> [Unit] {
    var result: [Unit] = []
    var index = 0
    let blocks = document.blocks
    while index < blocks.count {
      let block = blocks[index]
      if block.region == .comment {
        index += 1
        continue
      }
      var end = index + 1
      if let cell = block.cell {
        while end < blocks.count, let other = blocks[end].cell, other.table == cell.table, blocks[end].region == block.region { end += 1 }
        result.append(table(document, index..<end))
      } else {
        let text = NormalizedText(document.text[block.range], shiftedBy: block.range.lowerBound)
        if !text.isEmpty {
          result.append(Unit(kind: kind(of: block), blocks: index..<end, text: text, blockStarts: [0]))
        }
      }
      index = end
    }
    return result.filter { !$0.text.isEmpty }
  }

  private static func kind(of block: Block) -> Kind {
    switch block.region {
    case .header: return .header
    case .footer: return .footer
    case .textBox: return .textBox
    case .footnote, .endnote: return .note
    case .body, .comment, .chart: break
    }
    switch block.kind {
    case .heading, .title: return .heading
    case .listItem: return .listItem
    case .paragraph, .tableCell: return .paragraph
    }
  }

  private static func table(_ document: Document, _ range: Range<Int>) -> Unit {
    var text = NormalizedText()
    var starts: [Int32] = []
    var rows: [[[UInt32]]] = []
    var last: Block.Cell?
    for index in range {
      let block = document.blocks[index]
      guard let cell = block.cell else { continue }
      let words = NormalizedText(document.text[block.range], shiftedBy: block.range.lowerBound)
      if let last, last.row == cell.row, last.column == cell.column {
        // Another paragraph of the same cell.
        if !words.isEmpty, !text.isEmpty { text.join(separator: [32], at: Int32(block.range.lowerBound)) }
        if !rows.isEmpty, !rows[rows.count - 1].isEmpty { rows[rows.count - 1][rows[rows.count - 1].count - 1] += words.scalars }
      } else {
        let newRow = last?.row != cell.row
        if last != nil { text.join(separator: newRow ? [10] : [32, 124, 32], at: Int32(block.range.lowerBound)) }
        if newRow { rows.append([]) }
        // Cells that a merge above or to the left takes up are written as empty, so that columns stay columns.
        while rows[rows.count - 1].count < min(Int(cell.column), 64) { rows[rows.count - 1].append([]) }
        rows[rows.count - 1].append(words.scalars)
      }
      last = cell
      starts.append(Int32(text.count))
      text.append(words)
    }
    return Unit(kind: .table, blocks: range, text: text, blockStarts: starts, rows: rows)
  }
}
