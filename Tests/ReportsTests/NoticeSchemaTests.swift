import Containers
import Foundation
import Testing

@testable import Reports

#if canImport(FoundationXML)
  import FoundationXML
#endif

/// `notice.docx` held against the sequences of ECMA-376-4 (transitional), wml.xsd: Word refuses a file whose elements stand in another order, where
/// LibreOffice reads it all the same.
@Suite struct NoticeSchemaTests {
  /// Children in the order in which the schema has them, for each element that the letter writes and whose content is a sequence.
  private static let sequences: [String: [String]] = [
    // CT_PPrBase, CT_PPr
    "pPr": [
      "pStyle", "keepNext", "keepLines", "pageBreakBefore", "framePr", "widowControl", "numPr", "suppressLineNumbers", "pBdr", "shd",
      "tabs",
      "suppressAutoHyphens", "kinsoku", "wordWrap", "overflowPunct", "topLinePunct", "autoSpaceDE", "autoSpaceDN", "bidi", "adjustRightInd",
      "snapToGrid", "spacing", "ind", "contextualSpacing", "mirrorIndents", "suppressOverlap", "jc", "textDirection", "textAlignment",
      "textboxTightWrap", "outlineLvl", "divId", "cnfStyle", "rPr", "sectPr", "pPrChange",
    ],
    // EG_RPrBase is a choice in the schema, and this its order in print, which Word writes.
    "rPr": [
      "rStyle", "rFonts", "b", "bCs", "i", "iCs", "caps", "smallCaps", "strike", "dstrike", "outline", "shadow", "emboss", "imprint",
      "noProof",
      "snapToGrid", "vanish", "webHidden", "color", "spacing", "w", "kern", "position", "sz", "szCs", "highlight", "u", "effect", "bdr",
      "shd",
      "fitText", "vertAlign", "rtl", "cs", "em", "lang", "eastAsianLayout", "specVanish", "oMath",
    ],
    "numPr": ["ilvl", "numId"],
    "tbl": ["tblPr", "tblGrid", "tr"],
    "tblPr": [
      "tblStyle", "tblpPr", "tblOverlap", "bidiVisual", "tblStyleRowBandSize", "tblStyleColBandSize", "tblW", "jc", "tblCellSpacing",
      "tblInd",
      "tblBorders", "shd", "tblLayout", "tblCellMar", "tblLook", "tblCaption", "tblDescription",
    ],
    "tblCellMar": ["top", "left", "bottom", "right"],
    "tblBorders": ["top", "left", "bottom", "right", "insideH", "insideV"],
    "tr": ["tblPrEx", "trPr", "tc"],
    "tc": ["tcPr", "p"],
    "tcPr": [
      "cnfStyle", "tcW", "gridSpan", "hMerge", "vMerge", "tcBorders", "shd", "noWrap", "tcMar", "textDirection", "tcFitText", "vAlign",
      "hideMark",
    ],
    "p": ["pPr", "r"],
    "sectPr": [
      "headerReference", "footerReference", "footnotePr", "endnotePr", "type", "pgSz", "pgMar", "paperSrc", "pgBorders", "lnNumType",
      "pgNumType",
      "cols", "formProt", "vAlign", "noEndnote", "titlePg", "textDirection", "bidi", "rtlGutter", "docGrid",
    ],
    "style": [
      "name", "aliases", "basedOn", "next", "link", "autoRedefine", "hidden", "uiPriority", "semiHidden", "unhideWhenUsed", "qFormat",
      "locked",
      "personal", "personalCompose", "personalReply", "rsid", "pPr", "rPr", "tblPr", "trPr", "tcPr", "tblStylePr",
    ],
    "styles": ["docDefaults", "latentStyles", "style"],
    "docDefaults": ["rPrDefault", "pPrDefault"],
    "font": ["altName", "panose1", "charset", "family", "notTrueType", "pitch", "sig"],
    "numbering": ["numPicBullet", "abstractNum", "num"],
    "abstractNum": ["nsid", "multiLevelType", "tmpl", "name", "styleLink", "numStyleLink", "lvl"],
    "lvl": ["start", "numFmt", "lvlRestart", "pStyle", "isLgl", "suff", "lvlText", "lvlPicBulletId", "legacy", "lvlJc", "pPr", "rPr"],
    // CT_Settings has some ninety; these are the ones that this program could want, in the schema's order.
    "settings": [
      "writeProtection", "view", "zoom", "removePersonalInformation", "mirrorMargins", "bordersDoNotSurroundHeader",
      "bordersDoNotSurroundFooter", "gutterAtTop", "proofState", "attachedTemplate", "stylePaneSortMethod", "documentType",
      "trackRevisions",
      "documentProtection", "defaultTabStop", "autoHyphenation", "evenAndOddHeaders", "drawingGridVerticalSpacing",
      "characterSpacingControl",
      "footnotePr", "endnotePr", "compat", "docVars", "rsids", "themeFontLang", "clrSchemeMapping", "decimalSymbol", "listSeparator",
    ],
    "body": ["p", "tbl", "sectPr"],
  ]
  /// Elements whose children may come in any order, or of which there are none.
  private static let free: Set<String> = [
    "document", "r", "trPr", "rPrDefault", "pPrDefault", "fonts", "ftr", "compat", "num", "tblGrid",
  ]

  /// What is out of order in a part, and every element and attribute of it.
  private final class Order: NSObject, XMLParserDelegate {
    var faults: [String] = []
    var elements: [(name: String, attributes: [String: String])] = []
    private var open: [(name: String, last: Int)] = []

    init(_ xml: Data) {
      super.init()
      let parser = XMLParser(data: xml)
      parser.delegate = self
      if !parser.parse() { faults.append("not well-formed") }
    }

    func parser(
      _ parser: XMLParser, didStartElement element: String, namespaceURI: String?, qualifiedName: String?, attributes: [String: String]
    ) {
      let name = element.components(separatedBy: ":").last ?? element
      elements.append((name, attributes))
      if let parent = open.last {
        if let sequence = NoticeSchemaTests.sequences[parent.name] {
          if let place = sequence.firstIndex(of: name) {
            // Paragraphs and tables of a body are a choice; only the section's properties have a place, the last.
            if place < parent.last, !(parent.name == "body" && parent.last < 2) { faults.append("\(name) late in \(parent.name)") }
            open[open.count - 1].last = max(place, parent.name == "body" && place < 2 ? 0 : place)
          } else {
            faults.append("\(name) is unknown in \(parent.name)")
          }
        } else if !NoticeSchemaTests.free.contains(parent.name) {
          faults.append("\(parent.name) is not in the test's tables")
        }
      }
      open.append((name, 0))
    }

    func parser(_ parser: XMLParser, didEndElement element: String, namespaceURI: String?, qualifiedName: String?) { open.removeLast() }
  }

  private let archives: [ZipArchive]

  init() throws {
    let written = try WrittenReport()
    archives = try written.files.filter { $0.hasSuffix("notice.docx") }.map {
      try ZipArchive(bytes: [UInt8](try written.data($0)), limits: Limits())
    }
  }

  private func part(_ name: String, _ archive: ZipArchive) throws -> Data {
    Data(try archive.read(try #require(archive.entry(named: name), "\(name)")))
  }

  @Test func `elements stand in the schema's order`() throws {
    #expect(archives.count > 5)
    for archive in archives {
      for name in ["document", "styles", "numbering", "settings", "fontTable", "footer1"] {
        #expect(Order(try part("word/\(name).xml", archive)).faults.isEmpty, "\(name)")
      }
    }
  }

  @Test func `the test itself finds what is out of order`() {
    let wrong = [
      "<w:p><w:pPr><w:jc/><w:ind/></w:pPr></w:p>": "ind late in pPr", "<w:p><w:r/><w:pPr/></w:p>": "pPr late in p",
      "<w:tbl><w:tblPr><w:tblW/><w:tblStyle/></w:tblPr></w:tbl>": "tblStyle late in tblPr",
      "<w:body><w:sectPr/><w:p/></w:body>": "p late in body", "<w:pPr><w:fonz/></w:pPr>": "fonz is unknown in pPr",
    ]
    for (xml, fault) in wrong { #expect(Order(Data(xml.utf8)).faults == [fault]) }
    #expect(Order(Data("<w:body><w:tbl/><w:p/><w:tbl/><w:p/><w:sectPr/></w:body>".utf8)).faults.isEmpty)
  }

  @Test func `every relationship leads to a part that has its content type, and every id is used once`() throws {
    let archive = try #require(archives.first)
    let types = Order(try part("[Content_Types].xml", archive)).elements
    let overrides = Dictionary(
      uniqueKeysWithValues: types.compactMap { one in one.attributes["PartName"].map { ($0, one.attributes["ContentType"]!) } })
    let defaults = Set(types.compactMap { $0.attributes["Extension"] })
    for entry in archive.entries where entry.name != "[Content_Types].xml" {
      #expect(overrides["/" + entry.name] != nil || defaults.contains(entry.name.components(separatedBy: ".").last!), "\(entry.name)")
    }
    for part in overrides.keys { #expect(archive.entry(named: String(part.dropFirst())) != nil, "\(part)") }
    for (file, base) in [("_rels/.rels", ""), ("word/_rels/document.xml.rels", "word/")] {
      let relations = Order(try part(file, archive)).elements.filter { $0.name == "Relationship" }.map(\.attributes)
      #expect(Set(relations.map { $0["Id"]! }).count == relations.count)
      for relation in relations {
        let target = base + relation["Target"]!
        #expect(archive.entry(named: target) != nil, "\(target)")
        // The last words of a relationship's type are those of its part's content type, but for the package's own.
        let kind = relation["Type"]!.components(separatedBy: "/").last!
        let type = try #require(overrides["/" + target])
        let expected = [
          "officeDocument": "document.main", "extended-properties": "extended-properties", "core-properties": "core-properties",
        ]
        #expect(type.contains(expected[kind] ?? kind), "\(kind): \(type)")
      }
    }
    let document = Order(try part("word/document.xml", archive)).elements
    let used = document.compactMap { $0.attributes["r:id"] }
    let known = Set(Order(try part("word/_rels/document.xml.rels", archive)).elements.compactMap { $0.attributes["Id"] })
    #expect(!used.isEmpty && used.allSatisfy(known.contains))
    let numbering = Order(try part("word/numbering.xml", archive)).elements
    let numbers = Set(numbering.filter { $0.name == "num" }.compactMap { $0.attributes["w:numId"] })
    let styles = Order(try part("word/styles.xml", archive)).elements
    for one in styles + document where one.name == "numId" { #expect(numbers.contains(one.attributes["w:val"]!)) }
    let ids = styles.filter { $0.name == "style" }.compactMap { $0.attributes["w:styleId"] }
    #expect(Set(ids).count == ids.count)
    for one in styles + numbering where ["basedOn", "next", "pStyle"].contains(one.name) { #expect(ids.contains(one.attributes["w:val"]!)) }
  }

  @Test func `it is laid out as GBT 9704-2012 lays out a letter`() throws {
    let archive = try #require(archives.first)
    let document = Order(try part("word/document.xml", archive)).elements
    func first(_ name: String) -> [String: String] { document.first { $0.name == name }?.attributes ?? [:] }
    // 5.1: A4. 5.2.1: 37 mm above and 28 mm on the left (both ± 1), a type area of 156 by 225 mm. In twentieths of a point: 1 mm is 56.69.
    let size = first("pgSz")
    let margins = first("pgMar")
    #expect(size["w:w"] == "11906" && size["w:h"] == "16838")
    let millimetres = { (key: String) in Double(margins[key] ?? "")! / 56.693 }
    #expect(abs(millimetres("w:top") - 37) <= 1 && abs(millimetres("w:left") - 28) <= 1)
    #expect(abs(210 - millimetres("w:left") - millimetres("w:right") - 156) <= 1)
    #expect(abs(297 - millimetres("w:top") - millimetres("w:bottom") - 225) <= 1)
    let styles = try part("word/styles.xml", archive)
    let text = String(decoding: styles, as: UTF8.self)
    func style(_ id: String) -> String {
      text.components(separatedBy: "w:styleId=\"\(id)\"").last!.components(separatedBy: "</w:style>")[0]
    }
    // 5.2.2: 仿宋 of size three (16 pt). 7.3.1: the title in 小标宋 of size two (22 pt), centred. 7.3.3: first headings in 黑体.
    let defaults = text.components(separatedBy: "</w:docDefaults>")[0]
    #expect(defaults.contains("w:eastAsia=\"仿宋\"") && defaults.contains("<w:sz w:val=\"32\"/>"))
    #expect(
      style("Title").contains("小标宋") && style("Title").contains("<w:sz w:val=\"44\"/>")
        && style("Title").contains("<w:jc w:val=\"center\"/>"))
    #expect(style("Heading1").contains("w:eastAsia=\"黑体\""))
    // 7.5: page numbers in 宋体 of size four (14 pt), with a dash on either side.
    #expect(style("Footer").contains("宋体") && style("Footer").contains("<w:sz w:val=\"28\"/>"))
    let footer = String(decoding: try part("word/footer1.xml", archive), as: UTF8.self)
    #expect(footer.contains("— </w:t>") && footer.contains(" PAGE ") && footer.contains("> —</w:t>"))
    // 7.3.5: signature and date on the right, the attachments above them and set in by two characters.
    #expect(style("Date").contains("<w:jc w:val=\"right\"/>") && style("Signature").contains("<w:jc w:val=\"right\"/>"))
    let names = document.filter { $0.name == "pStyle" }.compactMap { $0.attributes["w:val"] }
    #expect(names.suffix(4) == ["Attachment", "Attachment", "Signature", "Date"])
    // Every East Asian font named is declared, with another that stands in for it.
    let fonts = String(decoding: try part("word/fontTable.xml", archive), as: UTF8.self)
    for match in text.matches(of: #/w:eastAsia="([^"]+)"/#) where match.1 != "zh-CN" {
      #expect(fonts.contains("<w:font w:name=\"\(match.1)\"><w:altName"), "\(match.1)")
    }
    // A table's header stands on each page, and no row is cut in two.
    for archive in archives {
      let all = Order(try part("word/document.xml", archive)).elements
      let tables = all.count { $0.name == "tbl" }
      #expect(all.count { $0.name == "tblHeader" } == tables)
      #expect(all.count { $0.name == "cantSplit" } == all.count { $0.name == "tr" })
    }
  }

  private static let python = ["/usr/bin/python3"].first { FileManager.default.isExecutableFile(atPath: $0) }
  private static let hasPythonDocx = python.map { run($0, ["-c", "import docx"]).code == 0 } ?? false

  private static func run(_ path: String, _ arguments: [String]) -> (code: Int32, output: String) {
    let process = Process()
    process.executableURL = URL(fileURLWithPath: path)
    process.arguments = arguments
    let pipe = Pipe()
    process.standardOutput = pipe
    process.standardError = FileHandle.nullDevice
    guard (try? process.run()) != nil else { return (127, "") }
    let data = pipe.fileHandleForReading.readDataToEndOfFile()
    process.waitUntilExit()
    return (process.terminationStatus, String(decoding: data, as: UTF8.self))
  }

  @Test(.enabled(if: hasPythonDocx, "no python-docx on this machine"))
  func `python-docx opens each letter and finds its title and styles`() throws {
    let written = try WrittenReport()
    let script =
      "import sys, docx; d = docx.Document(sys.argv[1]); print(d.paragraphs[0].style.name, d.paragraphs[0].text, d.paragraphs[-1].style.name)"
    for file in written.files where file.hasSuffix("notice.docx") {
      let result = Self.run(Self.python!, ["-c", script, written.folder + "/" + file])
      #expect(result.code == 0 && result.output == "Title 补正材料通知 Date\n", "\(file): \(result.output)")
    }
  }
}
