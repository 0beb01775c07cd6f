internal import Containers
package import Findings

/// A text source as the DOCX that a training office would have saved: the ways in which Word files differ (headings by style or only bold and
/// centred, runs cut at odd places, text boxes twice over, tracked changes) vary by the source's id, so that no reader can rely on one of them.
/// Source: ECMA-376 part 1, chapters 17 (WordprocessingML) and 20 (DrawingML); the outside builder, shared/corpus/build.py, does the same.
package struct DocxBuilder {
  private var chance: Chance
  private var body = ""
  private var header = ""
  private var footer = ""
  /// Counts drawings and revisions, whose ids must differ.
  private var serial = 0
  private var hasPicture = false

  private let runLength: Int?

  private init(seed: String, runLength: Int?) {
    chance = Chance(seed)
    self.runLength = runLength
  }

  /// The file's bytes, the same on every machine; `damage` is done where the source asks for it (`zip-encrypted` is the archive's to do).
  ///
  /// - Parameter runLength: characters of each run; nil: as Word would happen to have cut them.
  package static func bytes(_ source: TextSource, runLength: Int? = nil) throws(RunError) -> [UInt8] {
    var builder = DocxBuilder(seed: source.id, runLength: runLength)
    if source.damage == .imageOnly {
      builder.picture(lines: source.blocks.count)
    } else {
      for block in source.blocks { builder.add(block.content) }
    }
    let bytes = try builder.package()
    switch source.damage {
    case .encrypted: return EncryptedPackage.bytes(around: bytes)
    // Most of a short file is its central directory and styles; the cut at six tenths loses the directory.
    case .truncated: return Array(bytes.prefix(bytes.count * 6 / 10))
    case .imageOnly, .zipEncrypted, nil: return bytes
    }
  }

  private mutating func add(_ content: TextSource.Content) {
    switch content {
    case .heading(let text, let level): heading(text, level)
    case .paragraph(let text): body += "<w:p>\(runs(text))</w:p>"
    case .table(let rows): table(rows)
    case .list(let items):
      let number = chance.flip() ? 1 : 2
      for item in items {
        body +=
          "<w:p><w:pPr><w:pStyle w:val=\"a5\"/><w:numPr><w:ilvl w:val=\"0\"/><w:numId w:val=\"\(number)\"/></w:numPr></w:pPr>\(runs(item))</w:p>"
      }
    case .textBox(let text): textBox(text)
    case .header(let text): header += "<w:p>\(runs(text))</w:p>"
    case .footer(let text): footer += "<w:p>\(runs(text))</w:p>"
    case .picture(let text): picture(lines: text.count / 32 + 1)
    case .inserted(let text): revision("ins", "t", text)
    case .deleted(let text): revision("del", "delText", text)
    case .pageBreak: body += "<w:p><w:r><w:br w:type=\"page\"/></w:r></w:p>"
    }
  }

  private mutating func heading(_ text: String, _ level: Int) {
    if chance.flip() {
      body += "<w:p><w:pPr><w:pStyle w:val=\"\(level)\"/></w:pPr>\(runs(text, font: ""))</w:p>"
    } else {
      // Most people never use heading styles.
      let size = max(28, 36 - 2 * level)
      body += "<w:p><w:pPr><w:jc w:val=\"center\"/></w:pPr>\(runs(text, font: "<w:b/><w:sz w:val=\"\(size)\"/>"))</w:p>"
    }
  }

  /// Word cuts text into runs at odd places: after a spelling check, at a change of input method, where somebody once typed.
  private mutating func runs(_ text: String, font: String = "<w:rFonts w:hint=\"eastAsia\" w:eastAsia=\"仿宋_GB2312\"/><w:sz w:val=\"24\"/>")
    -> String
  {
    let properties = font.isEmpty ? "" : "<w:rPr>\(font)</w:rPr>"
    var rest = Substring(text)
    var xml = ""
    while !rest.isEmpty {
      let count = runLength ?? chance.pick([1, 2, 3, 5, 8, 13, 21, 60])
      xml += "<w:r>\(properties)<w:t xml:space=\"preserve\">\(escaped(rest.prefix(count)))</w:t></w:r>"
      rest = rest.dropFirst(count)
    }
    return xml
  }

  private mutating func table(_ rows: [[String]]) {
    let columns = rows.map(\.count).max() ?? 1
    body += "<w:tbl><w:tblPr><w:tblStyle w:val=\"a6\"/><w:tblW w:w=\"0\" w:type=\"auto\"/></w:tblPr><w:tblGrid>"
    body += String(repeating: "<w:gridCol w:w=\"\(max(600, 9000 / columns))\"/>", count: columns) + "</w:tblGrid>"
    for row in rows {
      body += "<w:tr>"
      for column in 0..<columns {
        body += "<w:tc><w:tcPr><w:tcW w:w=\"\(max(600, 9000 / columns))\" w:type=\"dxa\"/></w:tcPr>"
        let paragraphs = (column < row.count ? row[column] : "").split(separator: "\n", omittingEmptySubsequences: false)
        for paragraph in paragraphs { body += "<w:p>\(runs(String(paragraph)))</w:p>" }
        body += "</w:tc>"
      }
      body += "</w:tr>"
    }
    // Two tables without a paragraph between them are one to Word (17.4.37).
    body += "</w:tbl><w:p/>"
  }

  private mutating func textBox(_ text: String) {
    serial += 1
    body += "<w:p>" + DocxParts.textBox(escaped(text), id: serial) + "</w:p>"
  }

  /// As wide as the page's text; `lines` lines high.
  private mutating func picture(lines: Int) {
    serial += 1
    hasPicture = true
    body += "<w:p>" + DocxParts.picture(id: serial, height: 360_000 * (1 + lines)) + "</w:p>"
  }

  private mutating func revision(_ mark: String, _ element: String, _ text: String) {
    serial += 1
    body += "<w:p><w:\(mark) w:id=\"\(serial)\" w:author=\"王\" w:date=\"2022-11-01T09:00:00Z\"><w:r>"
    body += "<w:\(element) xml:space=\"preserve\">\(escaped(text))</w:\(element)></w:r></w:\(mark)></w:p>"
  }

  private func package() throws(RunError) -> [UInt8] {
    var section = ""
    if !header.isEmpty { section += "<w:headerReference w:type=\"default\" r:id=\"rId4\"/>" }
    if !footer.isEmpty { section += "<w:footerReference w:type=\"default\" r:id=\"rId5\"/>" }
    section +=
      "<w:pgSz w:w=\"11906\" w:h=\"16838\"/><w:pgMar w:top=\"1440\" w:right=\"1800\" w:bottom=\"1440\" w:left=\"1800\" w:header=\"851\" w:footer=\"992\" w:gutter=\"0\"/>"
    var parts: [(String, String)] = [
      ("[Content_Types].xml", DocxParts.contentTypes(header: !header.isEmpty, footer: !footer.isEmpty)),
      ("_rels/.rels", DocxParts.packageRelations),
      ("word/document.xml", DocxParts.root("document", "<w:body>\(body)<w:sectPr>\(section)</w:sectPr></w:body>")),
      ("word/_rels/document.xml.rels", DocxParts.relations(header: !header.isEmpty, footer: !footer.isEmpty, picture: hasPicture)),
      ("word/styles.xml", DocxParts.styles),
      ("word/numbering.xml", DocxParts.numbering),
    ]
    if !header.isEmpty { parts.append(("word/header1.xml", DocxParts.root("hdr", header))) }
    if !footer.isEmpty { parts.append(("word/footer1.xml", DocxParts.root("ftr", footer))) }
    var members = parts.map { ZipWriter.Member(name: $0.0, bytes: Array($0.1.utf8)) }
    if hasPicture { members.append(ZipWriter.Member(name: "word/media/image1.png", bytes: DocxParts.png)) }
    return try ZipWriter.archive(members)
  }
}

/// Text as XML character data: escaped, and without the control characters that XML 1.0 does not allow.
func escaped(_ text: some StringProtocol) -> String {
  var result = ""
  for scalar in text.unicodeScalars {
    switch scalar {
    case "&": result += "&amp;"
    case "<": result += "&lt;"
    case ">": result += "&gt;"
    case "\"": result += "&quot;"
    case "\t", "\n": result.unicodeScalars.append(scalar)
    case _ where scalar.value < 0x20 || scalar.value == 0xFFFE || scalar.value == 0xFFFF: continue
    default: result.unicodeScalars.append(scalar)
    }
  }
  return result
}
