import Containers
import Documents
import Findings
import Foundation
import Testing

/// RTF as Word, WPS and LibreOffice write it. The escapes are of GBK (`iconv -t GBK`): 师资 is CA A6 D7 CA, 名单 C3 FB B5 A5, 甲 BC D7, 乙 D2 D2.
@Suite struct RTFTests {
  private func read(_ body: String, head: String = #"\ansi\ansicpg936\deff0{\fonttbl{\f0\fcharset134 SimSun;}{\f1\fcharset136 MingLiU;}}"#)
    -> Document
  {
    let bytes = Array("{\\rtf1\(head)\(body)}".utf8)
    return DocumentReader.read(bytes, type: ContentType.sniff(bytes), limits: Limits())
  }

  @Test func escapesAreReadInTheCodePage() {
    let document = read(#"\pard\f0 \'ca\'a6\'d7\'ca\'c3\'fb\'b5\'a5\par A\~B\tab C\line D\emdash\{\}\\\par"#)
    #expect(document.format == .rtf)
    #expect(document.status == .read)
    #expect(document.lines == ["师资名单", "A\u{A0}B\tC\nD—{}\\"])
  }

  /// Big5 師資名單: AE 76 B8 EA A6 57 B3 E6; the second bytes 76 and 57 are the letters v and W.
  @Test func aFontsCharsetOutweighsTheCodePage() {
    #expect(read(#"\pard\f1 \'aev\'b8\'ea\'a6W\'b3\'e6\par"#).lines == ["師資名單"])
  }

  /// GB18030 writes 㐀 as 81 39 EE 39: its second and fourth bytes look like digits, and a long text must not be cut behind them. Whatever the length, one
  /// of these texts has such a byte where the pieces end.
  @Test(arguments: 4094...4100) func aLongTextIsNotCutWithinACharacter(_ count: Int) {
    let bytes =
      Array(#"{\rtf1\ansi\ansicpg54936\pard "#.utf8) + [UInt8](repeating: 0x61, count: count)
      + Array(repeatElement([0x81, 0x30, 0x81, 0x30] as [UInt8], count: 100).joined()) + Array(#"\par}"#.utf8)
    // 81 30 81 30 is U+0080 (GB 18030-2022, four-byte range of the BMP).
    #expect(
      DocumentReader.read(bytes, type: .rtf, limits: Limits()).lines
        == [String(repeating: "a", count: count) + String(repeating: "\u{80}", count: 100)])
  }

  /// Tables and notes that are never finished are counted while they are open; what came before the limit is kept.
  @Test(arguments: [#"a\par "#, #"a\cell "#, #"a\cell\row "#, #"{\footnote a}"#]) func anOpenTableIsBounded(_ piece: String) {
    var limits = Limits()
    limits.tableCells = 200
    let bytes = Array((#"{\rtf1\ansi \trowd\cellx100\pard\intbl "# + String(repeating: piece, count: 2000)).utf8)
    let document = DocumentReader.read(bytes, type: .rtf, limits: limits)
    #expect(document.reason == .limit)
    #expect(document.detail?.hasPrefix("tableCells: ") == true)
    #expect(document.lines.first == "a")
    #expect(document.blocks.count <= 200)
  }

  /// WPS writes the bytes themselves.
  @Test func bareBytesAreReadToo() {
    let bytes = Array(#"{\rtf1\ansi\ansicpg936\pard "#.utf8) + [0xCA, 0xA6, 0xD7, 0xCA] + Array(#"\par}"#.utf8)
    #expect(DocumentReader.read(bytes, type: .rtf, limits: Limits()).lines == ["师资"])
  }

  /// `\ucN` says how much behind each `\u` stands for readers that do not know it (specification, "Unicode RTF"). 30002 is 甲, 20057 is 乙;
  /// 𠮷 is U+20BB7, in UTF-16 D842 DFB7.
  @Test func unicodeReplacesItsFallback() {
    #expect(read(#"\pard\uc1\u30002?\u20057 ?X\uc2\u30002\'bc\'d7{\uc0\u20057 Y}\u30002\'bc\'d7Z\par"#).lines == ["甲乙X甲乙Y甲Z"])
    #expect(read(#"\pard\uc1\u-10174?\u-8265?\par"#).lines == ["𠮷"])
  }

  @Test func whatIsNoTextIsLeftOut() {
    let document = read(
      #"""
      {\stylesheet{\s1\outlinelevel0 heading 1;}{\s2 heading 2;}}{\info{\title \'bc\'d7}}{\*\generator Riched20;}{\*\unknown{\b x} y}
      \pard\s1\outlinelevel0 \'ca\'a6\'d7\'ca\par\pard\s2 \'c3\'fb\'b5\'a5\par
      \pard A{\v hidden}{\deleted gone}B{\field{\*\fldinst HYPERLINK "x"}{\fldrslt link}}{\*\bkmkstart m}{\*\bkmkend m}\par
      """#)
    #expect(document.lines == ["师资", "名单", "ABlink"])
    #expect(document.blocks.map(\.kind) == [.heading, .heading, .paragraph])
    #expect(document.blocks.map(\.level) == [1, 2, 0])
  }

  @Test func tablesKeepTheirCells() {
    let document = read(
      #"""
      \pard before\par
      \trowd\trleft0\clvmgf\cellx2000\cellx4000\cellx6000\pard\intbl A\cell B\par b\cell C\cell\row
      \trowd\trleft0\clvmrg\cellx2000\cellx6000\pard\intbl\cell \cell\row
      \trowd\trleft0\cellx2000\cellx4000\cellx6000\pard\intbl D\cell\cell E\cell\row
      \pard after\par
      """#)
    #expect(document.lines == ["before", "A", "B", "b", "C", "", "D", "", "E", "after"])
    let cells = document.blocks.compactMap(\.cell)
    #expect(cells.map(\.row) == [0, 0, 0, 0, 1, 2, 2, 2])
    #expect(cells.map(\.column) == [0, 1, 1, 2, 1, 0, 1, 2])
    #expect(cells[0].rowSpan == 2)
    #expect(cells[4].columnSpan == 2)
    #expect(document.tables.map(\.rows) == [3])
    #expect(document.tables.map(\.columns) == [3])
  }

  @Test func storiesAreKeptApart() {
    let document = read(
      #"""
      {\header\pard H\par}{\footer\pard F\par}\pard T1{\*\footnote\pard N\par}T2{\footnote\ftnalt\pard E\par}{\*\annotation{\*\atndate 1}C\par}\par
      \pard {\shp{\*\shpinst{\sp{\sn txflTextFlow}{\sv 0}}{\shptxt\pard X\par}}{\shprslt\pard X\par}}Q\par
      """#)
    #expect(document.lines(.body) == ["T1T2", "Q"])
    #expect(document.lines(.header) == ["H"])
    #expect(document.lines(.footer) == ["F"])
    #expect(document.lines(.footnote) == ["N"])
    #expect(document.lines(.endnote) == ["E"])
    #expect(document.lines(.comment) == ["C"])
    #expect(document.lines(.textBox) == ["X"])
  }

  @Test func listsShowTheirNumbers() {
    let document = read(#"\pard{\listtext 1.\tab}\ls1 A\par\pard{\pntext 2)\tab}B\par\pard C\par"#)
    #expect(document.lines == ["1.\tA", "2)\tB", "C"])
    #expect(document.blocks.map(\.kind) == [.listItem, .listItem, .paragraph])
  }

  @Test func headingsAreFoundByTheirLooks() {
    let document = read(
      #"\pard\qc{\b\fs44 \'ca\'a6\'d7\'ca\'c3\'fb\'b5\'a5}\par\pard\fs24 \'bc\'d7, \'d2\'d2 and more text in the size of the body.\par"#)
    #expect(document.blocks.map(\.kind) == [.heading, .paragraph])
    #expect(document.blocks[0].look.contains([.bold, .centred, .large]))
  }

  /// LibreOffice sets ideographs by the associated properties (specification, "Associated Character Properties").
  @Test func doubleByteLettersHaveTheirOwnLook() {
    let document = read(
      #"\pard\qc{\dbch\afs44\ab\dbch\u30002?\u20057?}{\loch\fs44\b\loch 2022}\par\pard\rtlch\ab\afs44\ltrch\fs24 \'bc\'d7 and more text of the body.\par"#
    )
    #expect(document.blocks.map(\.kind) == [.heading, .paragraph])
    #expect(document.blocks[0].look.contains([.bold, .large]))
    #expect(!document.blocks[1].look.contains(.bold))
  }

  @Test func picturesAreCounted() {
    // 8500 twips are 15 cm.
    let document = read(#"\pard A{\*\shppict{\pict\picwgoal8500\pichgoal8500\pngblip 89504e47}}{\nonshppict{\pict\wmetafile8 0100}}\par"#)
    #expect(document.pictures == 1)
    #expect(document.reason == .imageOnly)
    #expect(document.lines == ["A"])
  }

  @Test func binaryDataIsPassedOver() {
    #expect(read("\\pard A{\\pict\\bin4 {{}}}B\\par").lines == ["AB"])
  }

  @Test func anEmbeddedFileIsSaid() {
    let document = read(#"\pard A{\object\objemb{\*\objclass Excel.Sheet.8}{\*\objdata 0105}{\result{\pard B}}}\par"#)
    #expect(document.lines == ["AB"])
    #expect(document.status == .partial)
    #expect(document.reason == .unsupported)
  }

  @Test func aCutOffFileIsPartial() {
    let document = DocumentReader.read(Array(#"{\rtf1\ansi\pard one\par two"#.utf8), type: .rtf, limits: Limits())
    #expect(document.lines == ["one", "two"])
    #expect(document.status == .partial)
    #expect(document.reason == .corrupt)
  }

  @Test func groupsWithinGroupsEnd() {
    let document = read(
      "\\pard A\\par" + String(repeating: "{\\b ", count: 200_000) + "deep" + String(repeating: "}", count: 200_000) + "B\\par")
    #expect(document.lines == ["A", "B"])
    #expect(document.reason == .limit)
  }

  @Test func rowsOfManyCellsEnd() {
    let row = "\\trowd" + String(repeating: "\\cellx100", count: 5000) + "\\intbl" + String(repeating: " x\\cell", count: 5000) + "\\row"
    let document = read("\\pard" + String(repeating: row, count: 100))
    #expect(document.reason == .limit)
    #expect(document.blocks.count == Limits().tableCells)
  }
}
