/// Run properties that decide what is seen and how it looks; nil where nothing is said.
/// Source: ISO/IEC 29500-1, 17.3.2.
struct RunProperties {
  var style: Int?
  var bold: Bool?
  var vanish: Bool?
  /// In half-points.
  var size: Int?
  /// A face that Chinese offices use where others use bold: 黑体, 小标宋.
  var heavyFace: Bool?
  /// A font whose letters are signs; `.text` for any other.
  var face: SymbolFonts.Face?

  /// Takes one child of `w:rPr`.
  mutating func read(_ name: XMLName, _ attributes: XMLAttributes, styles: StyleSheet?) {
    switch name {
    case .wB: bold = attributes.isOn()
    case .wVanish: vanish = attributes.isOn()
    case .wSz: if let value = attributes.int(.wVal), value > 0 { size = min(value, 3276) }  // ST_FontSize reaches 1638 points in Word.
    case .wRFonts:
      if let face = attributes.bytes(.wEastAsia) { heavyFace = Self.isHeavy(face) }
      if let face = attributes.bytes(.wAscii) ?? attributes.bytes(.wHAnsi) { self.face = SymbolFonts.Face(face) }
    case .wRStyle: style = attributes.bytes(.wVal).flatMap { styles?.index(of: $0) }
    default: break
    }
  }

  /// What is said here, completed by what `base` says.
  func over(_ base: RunProperties) -> RunProperties {
    RunProperties(
      style: style ?? base.style, bold: bold ?? base.bold, vanish: vanish ?? base.vanish, size: size ?? base.size,
      heavyFace: heavyFace ?? base.heavyFace, face: face ?? base.face)
  }

  /// 黑体 and 小标宋 by name: GB/T 9704-2012 sets titles in 小标宋 and first-level headings in 黑体, seldom bold.
  private static func isHeavy(_ face: UnsafeBufferPointer<UInt8>) -> Bool {
    if face.equals("黑体") || face.equals("SimHei") { return true }
    // 方正小标宋简体, 方正小标宋_GBK, FZXiaoBiaoSong-B05S, 方正黑体简体, FZHei-B01S.
    return face.contains("小标宋") || face.contains("XiaoBiaoSong") || face.contains("方正黑体") || face.contains("FZHei")
  }
}

/// Paragraph properties that decide structure; nil where nothing is said. Source: ISO/IEC 29500-1, 17.3.1.
struct ParagraphProperties {
  var style: Int?
  /// 0–8 is an outline level, 9 is body text.
  var outlineLevel: Int?
  var centred: Bool?
  /// 0 takes the numbering of the style away.
  var numberingID: Int?
  var numberingLevel: Int?
  var pageBreakBefore: Bool?

  /// Takes one child of `w:pPr` (or of `w:numPr` in it).
  mutating func read(_ name: XMLName, _ attributes: XMLAttributes, styles: StyleSheet?) {
    switch name {
    case .wPStyle: style = attributes.bytes(.wVal).flatMap { styles?.index(of: $0) }
    case .wOutlineLvl: outlineLevel = attributes.int(.wVal)
    case .wJc: if let value = attributes.bytes(.wVal) { centred = value.equals("center") }
    case .wNumId: numberingID = attributes.int(.wVal)
    case .wIlvl: numberingLevel = attributes.int(.wVal).map { min(max($0, 0), 8) }
    case .wPageBreakBefore: pageBreakBefore = attributes.isOn()
    default: break
    }
  }

  /// What is said here, completed by what `base` says.
  func over(_ base: ParagraphProperties) -> ParagraphProperties {
    ParagraphProperties(
      style: style ?? base.style, outlineLevel: outlineLevel ?? base.outlineLevel, centred: centred ?? base.centred,
      numberingID: numberingID ?? base.numberingID, numberingLevel: numberingLevel ?? base.numberingLevel,
      pageBreakBefore: pageBreakBefore ?? base.pageBreakBefore)
  }
}
