import Containers
import Testing

/// Types by content: what a name says never counts.
struct ContentTypeTests {
  private static let relationships = """
    <?xml version="1.0"?><Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships"><Relationship Id="r1" \
    Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/officeDocument" Target="TARGET"/></Relationships>
    """

  private static func package(target: String, override: String? = nil, type: String, relationships: String = relationships) -> [UInt8] {
    let types =
      override.map { #"<Override PartName="\#($0)" ContentType="\#(type)"/>"# } ?? #"<Default Extension="xml" ContentType="\#(type)"/>"#
    return ZipForge([
      ZipForge.Member(
        "[Content_Types].xml",
        text:
          #"<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types"><Default Extension="rels" ContentType="a/b"/>\#(types)</Types>"#
      ),
      ZipForge.Member("_rels/.rels", text: relationships.replacing("TARGET", with: target)),
      ZipForge.Member(target.hasPrefix("/") ? String(target.dropFirst()) : target, text: "<x/>"),
    ]).bytes()
  }

  /// A page may begin with a drawing of its own; a drawing holds nothing but itself.
  @Test(arguments: [
    ("<svg xmlns='http://www.w3.org/2000/svg'><path d='M0 0'/></svg><div><p>text</p></div>", ContentType.html),
    ("<!-- saved --><div><svg><path/></svg></div><p>text</p>", .html), ("<html><body><svg/></body></html>", .html),
    (
      "<?xml version='1.0'?><!-- a --><!DOCTYPE svg PUBLIC 'x' 'y'><svg:svg xmlns:svg='http://www.w3.org/2000/svg'></svg:svg>", .image(.svg)
    ),
    ("<svg xmlns='http://www.w3.org/2000/svg'><foreignObject><div><p>in it</p></div></foreignObject></svg>\n", .image(.svg)),
    ("<svg xmlns='http://www.w3.org/2000/svg'><path d='M0", .image(.svg)),
  ])
  func `a page with a drawing is a page`(_ text: String, _ type: ContentType) {
    #expect(ContentType.sniff(Array(text.utf8)) == type)
  }

  private static let word = "application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml"

  @Test func `a document is told by its main part's type, wherever that part lies`() {
    #expect(ContentType.sniff(Self.package(target: "word/document.xml", override: "/word/document.xml", type: Self.word)) == .docx)
    #expect(ContentType.sniff(Self.package(target: "/odd/place.xml", override: "/odd/place.xml", type: Self.word)) == .docx)
    #expect(ContentType.sniff(Self.package(target: "odd.xml", type: Self.word)) == .docx)
  }

  @Test(arguments: [
    ("application/vnd.ms-word.document.macroEnabled.main+xml", ContentType.docx),
    ("application/vnd.openxmlformats-officedocument.wordprocessingml.template.main+xml", .docx),
    ("application/vnd.openxmlformats-officedocument.spreadsheetml.sheet.main+xml", .xlsx),
    ("application/vnd.ms-excel.sheet.macroEnabled.main+xml", .xlsx),
    ("application/vnd.openxmlformats-officedocument.presentationml.slideshow.main+xml", .pptx),
    ("application/vnd.ms-visio.drawing.main+xml", .zip),
  ])
  func `each kind of main part has its type`(type: String, expected: ContentType) {
    #expect(ContentType.sniff(Self.package(target: "main.xml", override: "/main.xml", type: type)) == expected)
  }

  @Test func `strict documents and prefixed elements are told too`() {
    let strict = Self.relationships.replacing(
      "http://schemas.openxmlformats.org/officeDocument/2006", with: "http://purl.oclc.org/ooxml/officeDocument"
    )
    .replacing("<Relationship ", with: "<p:Relationship ").replacing("\"", with: "'")
    #expect(ContentType.sniff(Self.package(target: "d.xml", override: "/d.xml", type: Self.word, relationships: strict)) == .docx)
  }

  @Test func `a package that lost its relationships is told by its parts`() {
    #expect(ContentType.sniff(ZipForge([ZipForge.Member("word/document.xml", text: "<x/>")]).bytes()) == .docx)
  }

  @Test(arguments: [
    ("application/vnd.oasis.opendocument.text", ContentType.odt),
    ("application/vnd.oasis.opendocument.spreadsheet", .ods),
    ("application/epub+zip", .epub),
    ("text/plain", .zip),
  ])
  func `the mimetype member tells`(text: String, expected: ContentType) {
    #expect(ContentType.sniff(ZipForge([ZipForge.Member("mimetype", text: text)]).bytes()) == expected)
  }

  @Test func `a zip is a zip, also behind a stub and when it is cut`() {
    var writer = ZipForge([ZipForge.Member("a.txt", text: "text")])
    #expect(ContentType.sniff(writer.bytes()) == .zip)
    #expect(ContentType.sniff(Array(writer.bytes().prefix(40))) == .zip)
    writer.prefix = Array("MZ".utf8) + [UInt8](repeating: 0, count: 100)
    #expect(ContentType.sniff(writer.bytes()) == .zip)
    writer.hasDirectory = false
    #expect(ContentType.sniff(writer.bytes()) == .executable)
  }

  @Test(arguments: [
    ("%PDF-1.7\n", ContentType.pdf),
    ("junk before\n%PDF-1.4", .pdf),
    (#"{\rtf1\ansi"#, .rtf),
    ("<!DOCTYPE html><title>x</title>", .html),
    ("\n  <HTML><body>", .html),
    ("<table><tr><td>姓名</td></tr></table>", .html),
    ("MIME-Version: 1.0\nContent-Type: multipart/related; boundary=x\n", .mht),
    (#"<?xml version="1.0"?><pkg:package xmlns:pkg="http://schemas.microsoft.com/office/2006/xmlPackage">"#, .flatOPC),
    (#"<w:wordDocument xmlns:w="http://schemas.microsoft.com/office/word/2003/wordml">"#, .wordXML2003),
    (#"<?xml version="1.0"?><plan/>"#, .xml),
    (#"<svg xmlns="http://www.w3.org/2000/svg"/>"#, .image(.svg)),
    ("姓名,职称,单位\n", .text),
    ("a", .text),
    ("BM is how this line begins", .text),
    ("MZ is how this line begins", .text),
    ("", .empty),
  ])
  func `text formats are told by what they begin with`(text: String, expected: ContentType) {
    #expect(ContentType.sniff(Array(text.utf8)) == expected)
  }

  @Test func `text is told in the encodings that Chinese files come in`() {
    #expect(ContentType.sniff(ZipNameTests.gbkName) == .text)
    #expect(ContentType.sniff(ZipNameTests.big5Name) == .text)
    #expect(ContentType.sniff([0xFF, 0xFE, 0x08, 0x5E, 0x44, 0x8D]) == .text)
    // UTF-16 without a mark: "<html></html>".
    #expect(ContentType.sniff(Array("<html></html>".utf8).flatMap { byte -> [UInt8] in [byte, 0] }) == .html)
    // A three-byte character cut by the end of what is looked at: 8192 is no multiple of 3.
    #expect(ContentType.sniff(Array(String(repeating: "培", count: 5000).utf8)) == .text)
  }

  @Test func `binary formats are told by their signatures`() {
    #expect(ContentType.sniff([0xFF, 0xD8, 0xFF, 0xE0, 0]) == .image(.jpeg))
    #expect(ContentType.sniff(Array("Rar!".utf8) + [0x1A, 7, 1, 0]) == .rar)
    #expect(ContentType.sniff([0x37, 0x7A, 0xBC, 0xAF, 0x27, 0x1C, 0, 4]) == .sevenZip)
    #expect(ContentType.sniff([0, 0, 0, 0x18] + Array("ftypisom".utf8) + [0, 0, 0, 0]) == .media(.mp4))
    #expect(ContentType.sniff([0, 0, 0, 0x18] + Array("ftypheic".utf8) + [0, 0, 0, 0]) == .image(.heic))
    #expect(ContentType.sniff([UInt8](repeating: 0, count: 20_000)) == .empty)
    #expect(ContentType.sniff([UInt8](repeating: 0, count: 20_000) + [1]) == .unknown)
    #expect(ContentType.sniff([1, 2, 3, 0, 5]) == .unknown)
  }

  @Test func `a compound file with an encrypted package is told from others`() {
    #expect(ContentType.sniff(compoundFile(stream: "EncryptedPackage")) == .encryptedOffice)
    #expect(ContentType.sniff(compoundFile(stream: "WordDocument")) == .ole2)
    #expect(ContentType.sniff(Array(compoundFile(stream: "EncryptedPackage").prefix(600))) == .ole2)
  }

  /// A compound file of 512-byte sectors (MS-CFB 2.2): the directory in sectors 1 and 2 by way of the FAT in sector 0, the stream's name in
  /// the second.
  private func compoundFile(stream: String) -> [UInt8] {
    var header: [UInt8] = [0xD0, 0xCF, 0x11, 0xE0, 0xA1, 0xB1, 0x1A, 0xE1] + [UInt8](repeating: 0, count: 504)
    header[30] = 9
    header[48] = 1  // first sector of the directory
    header[76] = 0  // first sector of the FAT
    for index in 80..<512 { header[index] = 0xFF }
    var fat: [UInt8] = []
    // Sector 0 is the FAT, 1 goes on in 2, 2 ends the chain.
    for value in [0xFFFF_FFFD, 2, 0xFFFF_FFFE] as [UInt32] { fat.put(value) }
    fat += [UInt8](repeating: 0xFF, count: 512 - fat.count)
    var directory = [UInt8](repeating: 0, count: 512)
    let name = Array(stream.utf8).flatMap { byte -> [UInt8] in [byte, 0] }
    directory += name + [UInt8](repeating: 0, count: 512 - name.count)
    return header + fat + directory
  }
}
