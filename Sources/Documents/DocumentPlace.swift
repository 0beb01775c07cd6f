extension Document {
  /// Where a block stands, in words by which a person finds it: `表2 第3行`, `「二、师资」下第4段`, `页眉`; and that it was read by OCR, since its
  /// words are then not to be trusted to the letter.
  ///
  /// Costs a walk back to the last heading; for quotes that are shown, not for every block.
  package func place(of blockIndex: Int) -> String {
    guard blocks.indices.contains(blockIndex) else { return "正文" }
    let place = pagePlace(blockIndex)
    return blocks[blockIndex].look.contains(.recognised) ? place + "（OCR识别）" : place
  }

  private func pagePlace(_ blockIndex: Int) -> String {
    let block = blocks[blockIndex]
    switch block.region {
    case .header: return "页眉"
    case .footer: return "页脚"
    case .footnote: return "脚注"
    case .endnote: return "尾注"
    case .comment: return "批注"
    case .chart: return "图表"
    case .textBox: return block.cell == nil ? "文本框" : "文本框中的表"
    case .body: break
    }
    let page = slide(of: blockIndex)
    if let cell = block.cell { return page + tablePlace(cell) }
    if block.kind == .title { return format == .pptx || format == .ppt ? page + "标题" : "工作表「\(quoted(block))」" }
    if block.kind == .heading { return page + "标题「\(quoted(block))」" }
    if !page.isEmpty { return String(page.dropLast()) }
    return paragraphPlace(blockIndex)
  }

  /// `表2 第3行`; the table's number counts those that do not stand inside another.
  private func tablePlace(_ cell: Block.Cell) -> String {
    let index = Int(cell.table)
    guard tables.indices.contains(index) else { return "表格" }
    let row = "第\(cell.row + 1)行"
    if let name = tables[index].name { return "工作表「\(name)」\(row)" }
    var top = index
    // A parent always comes before its children, so this ends.
    while let parent = tables[top].parent, parent < top { top = parent }
    let number = tables[...top].reduce(0) { $0 + ($1.parent == nil && $1.name == nil ? 1 : 0) }
    return top == index ? "表\(number) \(row)" : "表\(number) 中的内嵌表 \(row)"
  }

  private func paragraphPlace(_ blockIndex: Int) -> String {
    var number = 0
    var index = blockIndex
    while index >= 0 {
      let block = blocks[index]
      if block.region == .body {
        if block.kind == .heading || block.kind == .title { return "「\(quoted(block))」下第\(number)段" }
        if block.cell == nil { number += 1 }
      }
      index -= 1
    }
    return "正文第\(number)段"
  }

  /// `第3页幻灯片 ` in slides, empty elsewhere.
  private func slide(of blockIndex: Int) -> String {
    // Pictures stand behind the slides, in no slide's place.
    guard format == .pptx || format == .ppt, !blocks[blockIndex].look.contains(.recognised) else { return "" }
    return "第\(blocks[...blockIndex].reduce(0) { $0 + ($1.look.contains(.startsPage) ? 1 : 0) })页幻灯片 "
  }

  /// A heading, short enough to stand in a sentence.
  private func quoted(_ block: Block) -> String {
    let text = string(block).split(whereSeparator: \.isWhitespace).joined(separator: " ")
    return text.count <= 20 ? text : text.prefix(19) + "…"
  }
}
