import Findings

extension RTFReader {
  /// Control words of lines, paragraphs, cells and rows. True where the word was one.
  mutating func layout(_ name: String, _ number: Int?) -> Bool {
    switch name {
    case "par": endParagraph()
    case "sect", "page":
      endParagraph()
      if flows.count == 1, flows[0].rows.isEmpty { sink.startsPage = true }
    case "line", "softline": append(blank: 0x0A)
    case "tab": append(blank: 0x09)
    case "cell": endCell()
    case "nestcell": endParagraph()
    case "row":
      flows[flows.count - 1].endRow(row)
    case "trowd":
      row = EdgedRow()
      nextCell = EdgedRow.Cell()
    case "trleft": row.leftEdge = number ?? 0
    case "clmgf": nextCell.horizontal = .first
    case "clmrg": nextCell.horizontal = .continued
    case "clvmgf": nextCell.vertical = .first
    case "clvmrg": nextCell.vertical = .continued
    case "cellx":
      // Word allows 63 cells; a hostile row may not grow without end.
      guard row.cells.count < 1000 else { break }
      nextCell.rightEdge = number ?? 0
      row.cells.append(nextCell)
      nextCell = EdgedRow.Cell()
    case "pard": state.resetParagraph()
    case "intbl": state.isInTable = true
    case "itap": state.isInTable = (number ?? 0) > 0
    case "qc": state.isCentred = true
    case "ql", "qr", "qj", "qd": state.isCentred = false
    case "outlinelevel": state.outlineLevel = number
    case "s": state.style = number
    case "ls": state.isListed = true
    case "pagebb": if flows.count == 1, flows[0].rows.isEmpty { sink.startsPage = true }
    default: return false
    }
    return true
  }

  /// Control words of characters and of the whole document.
  mutating func character(_ name: String, _ number: Int?) {
    let isOn = number != 0
    switch name {
    case "plain": state.resetCharacters()
    case "f": state.font = number
    case "fs": state.size = min(max(number ?? 24, 0), 4000)
    case "b": state.isBold = isOn
    case "dbch": state.isOfDoubleBytes = true
    case "loch", "hich", "ltrch", "rtlch": state.isOfDoubleBytes = false
    case "ab": if state.isOfDoubleBytes { state.eastAsianBold = isOn }
    case "afs": if state.isOfDoubleBytes { state.eastAsianSize = min(max(number ?? 24, 0), 4000) }
    case "v": state.isHidden = isOn
    case "deleted": state.isDeleted = isOn
    case "ansicpg": codePage = number
    case "mac": codePage = codePage ?? 10000
    case "deflang", "deflangfe": if number == 2052 { isChinese = true }
    // An endnote is a footnote with a word more.
    case "ftnalt":
      if flows.last?.region == .footnote { flows[flows.count - 1] = StoryFlow(region: .endnote) }
    case "emdash": visible("—")
    case "endash": visible("–")
    case "bullet": visible("•")
    case "lquote": visible("‘")
    case "rquote": visible("’")
    case "ldblquote": visible("“")
    case "rdblquote": visible("”")
    case "emspace", "enspace", "qmspace": visible(" ")
    default: break
    }
  }

  mutating func visible(_ string: String) {
    if isVisible { append(string) }
  }

  // MARK: - Pictures and objects

  mutating func pictureWord(_ name: String, _ number: Int?) {
    let value = min(max(number ?? 0, 0), 100_000)
    switch name {
    case "picwgoal": picture.width = value
    case "pichgoal": picture.height = value
    case "picscalex": picture.scaleX = value
    case "picscaley": picture.scaleY = value
    default: break
    }
  }

  mutating func endPicture() {
    sink.pictures += 1
    // 567 twips are a centimetre; without a size, 10 cm × 10 cm.
    let known = picture.width > 0 && picture.height > 0
    sink.pictureArea += known ? min(picture.width * picture.scaleX / 56_700 * (picture.height * picture.scaleY / 56_700), 1000) : 100
  }

  mutating func endObjectClass() {
    let name = String(decoding: objectClass, as: UTF8.self)
    let documents = ["Word.", "Excel.", "PowerPoint.", "Package", "AcroExch.", "WPS.", "KWPS.", "ET.", "KET.", "WPP.", "KWPP."]
    guard documents.contains(where: name.hasPrefix) else { return }
    sink.notes.note(.unsupported, "an embedded file (\(name)) is not read: only what the page shows of it")
  }
}
