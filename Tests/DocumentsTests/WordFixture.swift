import Containers
import Documents

/// A DOCX made from the XML that a test is about.
struct WordFixture {
  static let namespaces = """
    xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main" \
    xmlns:r="http://schemas.openxmlformats.org/officeDocument/2006/relationships" \
    xmlns:mc="http://schemas.openxmlformats.org/markup-compatibility/2006" \
    xmlns:wp="http://schemas.openxmlformats.org/drawingml/2006/wordprocessingDrawing" \
    xmlns:a="http://schemas.openxmlformats.org/drawingml/2006/main" \
    xmlns:pic="http://schemas.openxmlformats.org/drawingml/2006/picture" \
    xmlns:c="http://schemas.openxmlformats.org/drawingml/2006/chart" \
    xmlns:dgm="http://schemas.openxmlformats.org/drawingml/2006/diagram" \
    xmlns:wps="http://schemas.microsoft.com/office/word/2010/wordprocessingShape" \
    xmlns:v="urn:schemas-microsoft-com:vml" xmlns:o="urn:schemas-microsoft-com:office:office" \
    xmlns:w14="http://schemas.microsoft.com/office/word/2010/wordml"
    """
  private static let officeRelationships = "http://schemas.openxmlformats.org/officeDocument/2006/relationships/"

  /// What stands inside `w:body`.
  var body: String
  /// What stands inside `w:styles`.
  var styles = ""
  /// What stands inside `w:numbering`.
  var numbering = ""
  /// Further parts that `document.xml` refers to: relationship id, type, part name, content.
  var parts: [(id: String, type: String, name: String, content: String)] = []
  /// Pictures that `document.xml` refers to: relationship id, part name, bytes.
  var pictures: [(id: String, name: String, bytes: [UInt8])] = []
  var limits = Limits()
  /// Replaces the whole main part.
  var mainPart: [UInt8]?

  init(_ body: String) {
    self.body = body
  }

  var bytes: [UInt8] {
    var relationships = ""
    var members: [(name: String, bytes: [UInt8])] = []
    var all = parts
    if !styles.isEmpty { all.append(("s", "styles", "styles.xml", "<w:styles \(Self.namespaces)>\(styles)</w:styles>")) }
    if !numbering.isEmpty { all.append(("n", "numbering", "numbering.xml", "<w:numbering \(Self.namespaces)>\(numbering)</w:numbering>")) }
    for part in all {
      relationships += "<Relationship Id=\"\(part.id)\" Type=\"\(Self.officeRelationships)\(part.type)\" Target=\"\(part.name)\"/>"
      members.append(("word/" + part.name, Array(part.content.utf8)))
    }
    for picture in pictures {
      relationships += "<Relationship Id=\"\(picture.id)\" Type=\"\(Self.officeRelationships)image\" Target=\"\(picture.name)\"/>"
      members.append(("word/" + picture.name, picture.bytes))
    }
    let main = "<w:document \(Self.namespaces)><w:body>\(body)</w:body></w:document>"
    return ZipWriter.zip(
      [
        (
          "_rels/.rels",
          Array(
            """
            <Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">\
            <Relationship Id="m" Type="\(Self.officeRelationships)officeDocument" Target="word/document.xml"/></Relationships>
            """.utf8)
        ),
        ("word/document.xml", mainPart ?? Array(main.utf8)),
        (
          "word/_rels/document.xml.rels",
          Array(
            "<Relationships xmlns=\"http://schemas.openxmlformats.org/package/2006/relationships\">\(relationships)</Relationships>".utf8)
        ),
      ] + members)
  }

  func read() -> Document {
    DocumentReader.read(bytes, type: .docx, limits: limits)
  }
}

extension Document {
  /// The text of each block.
  var lines: [String] { blocks.map { string($0) } }

  func lines(_ region: Block.Region) -> [String] {
    blocks.filter { $0.region == region }.map { string($0) }
  }
}

/// A paragraph of one plain run.
func p(_ text: String, _ properties: String = "", run: String = "") -> String {
  "<w:p><w:pPr>\(properties)</w:pPr><w:r><w:rPr>\(run)</w:rPr><w:t xml:space=\"preserve\">\(text)</w:t></w:r></w:p>"
}

/// A run.
func r(_ text: String, _ properties: String = "") -> String {
  "<w:r><w:rPr>\(properties)</w:rPr><w:t xml:space=\"preserve\">\(text)</w:t></w:r>"
}
