import Containers

/// Tables: rows, cells, merges. Source: ISO/IEC 29500-1, 17.4.
extension StoryReader {
  func beginTable() {
    if flow.paragraph.isOpen { endParagraph() }
    flushJoin()
    context.addParagraph()
    let parent = flow.tables.last.map(\.index)
    flow.tables.append(Flow.Table(index: context.tables.count))
    context.tables.append(Document.TableShape(rows: 0, columns: 0, parent: parent))
  }

  func endTable() {
    guard !flow.tables.isEmpty else { return }
    if flow.isInCell { endCell() }
    closeOrigins()
    guard let table = flow.tables.popLast() else { return }
    context.tables[table.index].rows = table.row + 1
    context.tables[table.index].columns = table.columns
  }

  func beginRow() {
    guard !flow.tables.isEmpty else { return }
    flow.tables[flow.tables.count - 1].row += 1
    flow.tables[flow.tables.count - 1].column = 0
    flow.tables[flow.tables.count - 1].rowDepth = depth
  }

  func endRow() {
    if flow.isInCell { endCell() }
  }

  func rowProperty(_ name: XMLName, _ attributes: XMLAttributes) {
    guard !flow.tables.isEmpty else { return }
    switch name {
    case .wGridBefore: flow.tables[flow.tables.count - 1].column = Self.span(attributes.int(.wVal) ?? 0, least: 0)
    case .wHidden: if attributes.isOn() { deleteRow() }
    default: break
    }
  }

  /// A row that is deleted, or hidden, is not on the page: the rest of it is passed over.
  func deleteRow() {
    guard let table = flow.tables.last, table.rowDepth > 0 else { return }
    flow.tables[flow.tables.count - 1].row -= 1
    properties = .none
    skipFloor = table.rowDepth
  }

  func beginCell() {
    guard let table = flow.tables.last else { return }
    if table.isInCell { endCell() }
    context.cells += 1
    if context.cells > context.limits.tableCells {
      return context.hitLimit("tableCells: more than \(context.limits.tableCells) table cells; the rest was not read")
    }
    let last = flow.tables.count - 1
    flow.tables[last].isInCell = true
    flow.tables[last].cellDepth = depth
    flow.tables[last].cell = Block.Cell(
      table: Int32(clamping: table.index), row: Int32(clamping: max(table.row, 0)), column: Int32(clamping: table.column))
    flow.tables[last].cellFirstBlock = flow.run.blocks.count
    flow.tables[last].continuesMerge = false
    flow.tables[last].startsMerge = false
  }

  func cellProperty(_ name: XMLName, _ attributes: XMLAttributes) {
    guard flow.isInCell else { return }
    let last = flow.tables.count - 1
    switch name {
    case .wGridSpan: flow.tables[last].cell.columnSpan = Int16(Self.span(attributes.int(.wVal) ?? 1, least: 1))
    case .wVMerge:
      if let value = attributes.bytes(.wVal), value.equals("restart") {
        flow.tables[last].startsMerge = true
      } else {
        flow.tables[last].continuesMerge = true
      }
    case .wCellDel:
      // A deleted cell leaves no gap.
      flow.tables[last].isInCell = false
      properties = .none
      skipFloor = flow.tables[last].cellDepth
    default: break
    }
  }

  func endCell() {
    guard flow.isInCell else { return }
    if flow.paragraph.isOpen { endParagraph() }
    flushJoin()
    let last = flow.tables.count - 1
    let table = flow.tables[last]
    let column = table.column
    let isContinuation = table.continuesMerge && table.origins[column] != nil
    if isContinuation {
      flow.tables[last].origins[column]?.rows += 1
    } else {
      closeOrigin(column)
      if flow.run.blocks.count == table.cellFirstBlock {
        // An empty cell is a fact of the page: a form that nobody filled in is told by it.
        let end = flow.run.text.count
        push(Block(kind: .tableCell, region: flow.region, range: end..<end, cell: table.cell), size: 0)
      }
      if table.startsMerge {
        flow.tables[last].origins[column] = Flow.Table.Origin(firstBlock: table.cellFirstBlock, endBlock: flow.run.blocks.count, rows: 1)
      }
    }
    flow.tables[last].column = column + Int(table.cell.columnSpan)
    flow.tables[last].columns = max(table.columns, flow.tables[last].column)
    flow.tables[last].isInCell = false
  }

  /// Writes the height of a merged cell into its blocks, once it is known.
  private func closeOrigin(_ column: Int) {
    let last = flow.tables.count - 1
    guard let origin = flow.tables[last].origins.removeValue(forKey: column), origin.rows > 1 else { return }
    for index in origin.firstBlock..<origin.endBlock where flow.run.blocks[index].cell?.table == Int32(flow.tables[last].index) {
      flow.run.blocks[index].cell?.rowSpan = Int16(clamping: origin.rows)
    }
  }

  private func closeOrigins() {
    for column in Array(flow.tables[flow.tables.count - 1].origins.keys) { closeOrigin(column) }
  }

  /// A number of columns, within what Word itself allows (63 columns; 1000 leaves room for other writers).
  private static func span(_ value: Int, least: Int) -> Int {
    min(max(value, least), 1000)
  }
}
