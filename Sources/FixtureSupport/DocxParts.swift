/// The parts of a Word package that do not depend on its text, or hardly.
enum DocxParts {
  private static let declaration = "<?xml version=\"1.0\" encoding=\"UTF-8\" standalone=\"yes\"?>\n"
  private static let office = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
  private static let package = "http://schemas.openxmlformats.org/package/2006"
  private static let word = "application/vnd.openxmlformats-officedocument.wordprocessingml"

  static func root(_ name: String, _ content: String) -> String {
    """
    \(declaration)<w:\(name) xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main" xmlns:r="\(office)" \
    xmlns:mc="http://schemas.openxmlformats.org/markup-compatibility/2006" xmlns:v="urn:schemas-microsoft-com:vml" \
    xmlns:wp="http://schemas.openxmlformats.org/drawingml/2006/wordprocessingDrawing" \
    xmlns:a="http://schemas.openxmlformats.org/drawingml/2006/main" xmlns:pic="http://schemas.openxmlformats.org/drawingml/2006/picture" \
    xmlns:wps="http://schemas.microsoft.com/office/word/2010/wordprocessingShape">\(content)</w:\(name)>
    """
  }

  static func contentTypes(header: Bool, footer: Bool) -> String {
    var overrides = ["document": "document.main", "styles": "styles", "numbering": "numbering"]
    if header { overrides["header1"] = "header" }
    if footer { overrides["footer1"] = "footer" }
    let lines = overrides.sorted { $0.key < $1.key }.map {
      "<Override PartName=\"/word/\($0.key).xml\" ContentType=\"\(word).\($0.value)+xml\"/>"
    }
    return """
      \(declaration)<Types xmlns="\(package)/content-types"><Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>\
      <Default Extension="xml" ContentType="application/xml"/><Default Extension="png" ContentType="image/png"/>\(lines.joined())</Types>
      """
  }

  static let packageRelations = """
    \(declaration)<Relationships xmlns="\(package)/relationships">\
    <Relationship Id="rId1" Type="\(office)/officeDocument" Target="word/document.xml"/></Relationships>
    """

  static func relations(header: Bool, footer: Bool, picture: Bool) -> String {
    var targets = [(1, "styles", "styles.xml"), (2, "numbering", "numbering.xml")]
    if picture { targets.append((3, "image", "media/image1.png")) }
    if header { targets.append((4, "header", "header1.xml")) }
    if footer { targets.append((5, "footer", "footer1.xml")) }
    let lines = targets.map { "<Relationship Id=\"rId\($0.0)\" Type=\"\(office)/\($0.1)\" Target=\"\($0.2)\"/>" }
    return "\(declaration)<Relationships xmlns=\"\(package)/relationships\">\(lines.joined())</Relationships>"
  }

  /// Style ids as Chinese Word writes them: a heading's id is its number, the name is English.
  static let styles: String = {
    var xml = "<w:style w:type=\"paragraph\" w:default=\"1\" w:styleId=\"a\"><w:name w:val=\"Normal\"/></w:style>"
    for level in 1...6 {
      xml += """
        <w:style w:type="paragraph" w:styleId="\(level)"><w:name w:val="heading \(level)"/><w:basedOn w:val="a"/>\
        <w:pPr><w:outlineLvl w:val="\(level - 1)"/></w:pPr><w:rPr><w:b/><w:sz w:val="\(48 - 4 * level)"/></w:rPr></w:style>
        """
    }
    xml += "<w:style w:type=\"paragraph\" w:styleId=\"a5\"><w:name w:val=\"List Paragraph\"/><w:basedOn w:val=\"a\"/></w:style>"
    xml += "<w:style w:type=\"table\" w:styleId=\"a6\"><w:name w:val=\"Table Grid\"/></w:style>"
    return root("styles", xml)
  }()

  /// 1: a bullet; 2: numbers in brackets, as Chinese offices count.
  static let numbering: String = {
    func definition(_ id: Int, _ format: String, _ text: String) -> String {
      """
      <w:abstractNum w:abstractNumId="\(id)"><w:lvl w:ilvl="0"><w:start w:val="1"/><w:numFmt w:val="\(format)"/>\
      <w:lvlText w:val="\(text)"/></w:lvl></w:abstractNum>
      """
    }
    let numbers = [1, 2].map { "<w:num w:numId=\"\($0)\"><w:abstractNumId w:val=\"\($0)\"/></w:num>" }
    return root("numbering", definition(1, "bullet", "•") + definition(2, "decimal", "（%1）") + numbers.joined())
  }()

  /// As Word writes one: a drawing for itself and the same words again in VML for older programs. A reader that takes both reads them twice.
  static func textBox(_ text: String, id: Int) -> String {
    let content = "<w:txbxContent><w:p><w:r><w:t xml:space=\"preserve\">\(text)</w:t></w:r></w:p></w:txbxContent>"
    return """
      <w:r><mc:AlternateContent><mc:Choice Requires="wps"><w:drawing><wp:anchor distT="0" distB="0" distL="0" distR="0" simplePos="0" \
      relativeHeight="\(id)" behindDoc="0" locked="0" layoutInCell="1" allowOverlap="1"><wp:simplePos x="0" y="0"/>\
      <wp:positionH relativeFrom="column"><wp:posOffset>0</wp:posOffset></wp:positionH>\
      <wp:positionV relativeFrom="paragraph"><wp:posOffset>0</wp:posOffset></wp:positionV><wp:extent cx="4000000" cy="500000"/>\
      <wp:effectExtent l="0" t="0" r="0" b="0"/><wp:wrapNone/><wp:docPr id="\(id)" name="文本框 \(id)"/><wp:cNvGraphicFramePr/><a:graphic>\
      <a:graphicData uri="http://schemas.microsoft.com/office/word/2010/wordprocessingShape"><wps:wsp><wps:cNvSpPr txBox="1"/><wps:spPr>\
      <a:xfrm><a:off x="0" y="0"/><a:ext cx="4000000" cy="500000"/></a:xfrm><a:prstGeom prst="rect"><a:avLst/></a:prstGeom></wps:spPr>\
      <wps:txbx>\(content)</wps:txbx><wps:bodyPr/></wps:wsp></a:graphicData></a:graphic></wp:anchor></w:drawing></mc:Choice><mc:Fallback>\
      <w:pict><v:shape style="width:300pt;height:40pt"><v:textbox>\(content)</v:textbox></v:shape></w:pict></mc:Fallback></mc:AlternateContent></w:r>
      """
  }

  /// Sizes in EMU, 360,000 to the centimetre.
  static func picture(id: Int, height: Int) -> String {
    let size = "cx=\"5274310\" cy=\"\(height)\""
    return """
      <w:r><w:drawing><wp:inline distT="0" distB="0" distL="0" distR="0"><wp:extent \(size)/><wp:docPr id="\(id)" name="图片 \(id)"/><a:graphic>\
      <a:graphicData uri="http://schemas.openxmlformats.org/drawingml/2006/picture"><pic:pic><pic:nvPicPr><pic:cNvPr id="\(id)" name="image1.png"/>\
      <pic:cNvPicPr/></pic:nvPicPr><pic:blipFill><a:blip r:embed="rId3"/><a:stretch><a:fillRect/></a:stretch></pic:blipFill><pic:spPr><a:xfrm>\
      <a:off x="0" y="0"/><a:ext \(size)/></a:xfrm><a:prstGeom prst="rect"><a:avLst/></a:prstGeom></pic:spPr></pic:pic></a:graphicData>\
      </a:graphic></wp:inline></w:drawing></w:r>
      """
  }

  /// One white pixel. No OCR finds a word in it, which is the point: what stands in a picture is unread until somebody looks.
  static let png: [UInt8] = [
    0x89, 0x50, 0x4E, 0x47, 0x0D, 0x0A, 0x1A, 0x0A, 0x00, 0x00, 0x00, 0x0D, 0x49, 0x48, 0x44, 0x52, 0x00, 0x00, 0x00, 0x01, 0x00, 0x00,
    0x00,
    0x01, 0x08, 0x00, 0x00, 0x00, 0x00, 0x3A, 0x7E, 0x9B, 0x55, 0x00, 0x00, 0x00, 0x0A, 0x49, 0x44, 0x41, 0x54, 0x78, 0x9C, 0x63, 0xF8,
    0x0F,
    0x00, 0x01, 0x01, 0x01, 0x00, 0xB1, 0x38, 0xF6, 0x14, 0x00, 0x00, 0x00, 0x00, 0x49, 0x45, 0x4E, 0x44, 0xAE, 0x42, 0x60, 0x82,
  ]
}
