import Containers
import Testing

/// Names as the tool that wrote them meant them. The bytes of legacy names are written out by hand from the GB 18030 and Big5 tables.
struct ZipNameTests {
  /// 师资名单
  static let gbkName: [UInt8] = [0xCA, 0xA6, 0xD7, 0xCA, 0xC3, 0xFB, 0xB5, 0xA5]
  /// 課程計劃
  static let big5Name: [UInt8] = [0xBD, 0xD2, 0xB5, 0x7B, 0xAD, 0x70, 0xB9, 0xBA]

  private func names(_ members: [ZipForge.Member]) throws -> [String] {
    try ZipArchive(bytes: ZipForge(members).bytes(), limits: Limits()).entries.map(\.name)
  }

  @Test func `the UTF-8 flag is believed`() throws {
    let member = ZipForge.Member("培训/1.docx", text: "x").with { $0.flags = 0x800 }
    #expect(try names([member]) == ["培训/1.docx"])
  }

  @Test func `UTF-8 without the flag is seen, as macOS writes it`() throws {
    #expect(try names([ZipForge.Member("培训/1.docx", text: "x")]) == ["培训/1.docx"])
  }

  @Test func `GB18030 without a flag is seen, as Windows and WPS write it`() throws {
    #expect(try names([ZipForge.Member(rawName: Self.gbkName + Array(".docx".utf8), [])]) == ["师资名单.docx"])
  }

  @Test func `Big5 without a flag is seen`() throws {
    #expect(try names([ZipForge.Member(rawName: Self.big5Name + Array(".docx".utf8), [])]) == ["課程計劃.docx"])
  }

  /// In GB 18030 these are bytes that UTF-8 allows too: 通知, 摘要, 采购 and, for UTF-8, é.
  @Test(
    arguments: [
      ([0xCD, 0xA8, 0xD6, 0xAA], "通知"), ([0xD5, 0xAA, 0xD2, 0xAA], "摘要"), ([0xB2, 0xC9, 0xB9, 0xBA], "采购"), ([0x63, 0xC3, 0xA9], "cé"),
      ([0xD0, 0x9F, 0xD1, 0x80], "Пр"),
    ] as [([UInt8], String)])
  func `short names are read as what they are likeliest to be`(bytes: [UInt8], name: String) throws {
    #expect(try names([ZipForge.Member(rawName: bytes, [])]) == [name])
  }

  @Test func `a name that says it is UTF-8 is not guessed at`() throws {
    let member = ZipForge.Member(rawName: [0xCD, 0xA8, 0xD6, 0xAA], []).with { $0.flags = 0x800 }
    #expect(try names([member]) == ["\u{368}\u{5AA}"])
  }

  @Test func `a flag that lies does not spoil the name`() throws {
    let member = ZipForge.Member(rawName: Self.gbkName, []).with { $0.flags = 0x800 }
    #expect(try names([member]) == ["师资名单"])
  }

  @Test func `the Unicode path field goes before the name's own bytes`() throws {
    let member = ZipForge.Member(rawName: Self.gbkName, []).with { $0.extra = ZipForge.unicodePath("名单（終）.docx", of: Self.gbkName) }
    #expect(try names([member]) == ["名单（終）.docx"])
  }

  @Test func `a Unicode path field for another name is not believed`() throws {
    let member = ZipForge.Member(rawName: Self.gbkName, []).with {
      $0.extra = ZipForge.unicodePath("wrong.docx", of: Self.gbkName, crc: 1)
    }
    #expect(try names([member]) == ["师资名单"])
  }

  @Test func `bytes that are in no Chinese charset are read as code page 437`() throws {
    // 0x82 is é there; as a lead byte of GB18030 or Big5 it would need a second byte.
    #expect(try names([ZipForge.Member(rawName: Array("r".utf8) + [0x82], [])]) == ["ré"])
  }

  @Test(arguments: [
    ("../../etc/passwd", "(..)/(..)/etc/passwd"),
    ("/etc/passwd", "etc/passwd"),
    (#"C:\材料\1.docx"#, "C:/材料/1.docx"),
    ("a/./b//c", "a/b/c"),
    ("..", "(..)"),
    ("/", "(no name)"),
    ("", "(no name)"),
    // U+202E turns what follows around: "exe.doc" would be shown as "cod.exe".
    ("名单\u{202E}cod.exe", "名单\\u{202E}cod.exe"),
    ("a\u{0}b\u{1B}[31m\nc", "a\\u{0}b\\u{1B}[31m\\u{A}c"),
    ("zero\u{200B}width", "zero\\u{200B}width"),
  ])
  func `names are shown harmless`(name: String, shown: String) {
    #expect(DisplayName.path(name) == shown)
  }

  @Test func `what is shown is not what is looked up`() throws {
    let archive = try ZipArchive(bytes: ZipForge([ZipForge.Member("../a.docx", text: "x")]).bytes(), limits: Limits())
    #expect(archive.entries[0].name == "../a.docx")
    #expect(archive.entries[0].displayName == "(..)/a.docx")
  }

  @Test(arguments: ["word/document.xml", "/word/document.xml", "WORD/Document.XML", #"word\document.xml"#, "word/d%6Fcument.xml"])
  func `part names compare as OPC says`(name: String) throws {
    let archive = try ZipArchive(bytes: ZipForge([ZipForge.Member("Word/document.xml", text: "x")]).bytes(), limits: Limits())
    #expect(archive.entry(named: name) != nil)
    #expect(archive.entry(named: name + "x") == nil)
  }

  @Test func `parts written with backslashes are found`() throws {
    let archive = try ZipArchive(bytes: ZipForge([ZipForge.Member(#"word\document.xml"#, text: "x")]).bytes(), limits: Limits())
    #expect(archive.entry(named: "word/document.xml") != nil)
  }
}
