/// What the signs of symbol fonts look like in Unicode: ticks and boxes carry meaning in Chinese forms.
enum SymbolFonts {
  /// Which signs a font's letters are.
  enum Face: Sendable {
    case text, symbol, wingdings, wingdings2

    /// By the font's name; names differ in case between writers.
    init(_ name: UnsafeBufferPointer<UInt8>) {
      self = .text
      // Few names begin like these, so that most are told by one byte.
      guard let first = name.first, first | 0x20 == UInt8(ascii: "s") || first | 0x20 == UInt8(ascii: "w") else { return }
      switch String(decoding: name, as: UTF8.self).lowercased() {
      case "symbol": self = .symbol
      case "wingdings": self = .wingdings
      case "wingdings 2": self = .wingdings2
      default: break
      }
    }
  }

  /// A `w:sym`'s sign. Sources: the code charts of Wingdings, Wingdings 2 and Symbol in Unicode's L2/12-368 (Wingdings mapping).
  static func string(face: Face, code: UInt32) -> String {
    // Symbol fonts stand in the private area F000–F0FF or at the bare code (ISO/IEC 29500-1, 17.3.3.30).
    if code < 0x100 || (0xF000...0xF0FF).contains(code) {
      if let sign = sign(face, code & 0xFF) { return sign }
      // A sign of the private area says nothing outside its font.
      if code >= 0xF000 { return "•" }
    }
    guard let scalar = Unicode.Scalar(code), code >= 0x20, !(0xE000...0xF8FF).contains(code) else { return "" }
    return String(Character(scalar))
  }

  /// The signs that text shows where it is set in a symbol font: a tick in a form is often an `R` in Wingdings 2.
  static func string(_ bytes: UnsafeBufferPointer<UInt8>, face: Face) -> String {
    var result = ""
    for scalar in String(decoding: bytes, as: UTF8.self).unicodeScalars {
      let code = scalar.value
      if code > 0x20, code < 0x100 || (0xF000...0xF0FF).contains(code) {
        result += string(face: face, code: code)
      } else {
        result.unicodeScalars.append(scalar)
      }
    }
    return result
  }

  private static func sign(_ face: Face, _ code: UInt32) -> String? {
    switch face {
    case .text: nil
    case .symbol: symbol[code]
    case .wingdings: wingdings[code]
    case .wingdings2: wingdings2[code]
    }
  }

  /// The text of a bullet: signs of the private area are shown as the bullet that they nearly always are.
  static func bullet(_ text: String) -> String {
    String(String.UnicodeScalarView(text.unicodeScalars.map { (0xE000...0xF8FF).contains($0.value) ? "•" : $0 }))
  }

  private static let wingdings: [UInt32: String] = [
    0x6C: "●", 0x6D: "○", 0x6E: "■", 0x6F: "□", 0x71: "❑", 0x75: "◆", 0x76: "❖", 0x9F: "•", 0xA1: "○", 0xA7: "▪", 0xA8: "□",
    0xD8: "➢", 0xE0: "→", 0xDF: "←", 0xE1: "↑", 0xE2: "↓", 0xFB: "✗", 0xFC: "✓", 0xFD: "☒", 0xFE: "☑", 0x81: "①", 0x82: "②",
    0x83: "③", 0x84: "④", 0x85: "⑤", 0x86: "⑥", 0x87: "⑦", 0x88: "⑧", 0x89: "⑨", 0x8A: "⑩", 0x2A: "✉", 0x28: "☎",
  ]
  private static let wingdings2: [UInt32: String] = [
    0x4F: "✗", 0x50: "✓", 0x51: "☒", 0x52: "☑", 0x53: "☒", 0x54: "☒", 0x98: "•", 0xA2: "■", 0xA3: "□", 0x30: "□", 0x75: "⓪",
  ]
  /// The Symbol font's own encoding (Adobe, Symbol Set; the same as Unicode's vendor table APPLE/SYMBOL.TXT without the apple).
  private static let symbol: [UInt32: String] = {
    let low = " !∀#∃%&∋()∗+,−./0123456789:;<=>?≅ΑΒΧΔΕΦΓΗΙϑΚΛΜΝΟΠΘΡΣΤΥςΩΞΨΖ[∴]⊥_‾αβχδεφγηιϕκλμνοπθρστυϖωξψζ{|}∼"
    let high = "€ϒ′≤⁄∞ƒ♣♦♥♠↔←↑→↓°±″≥×∝∂•÷≠≡≈…⏐⎯↵ℵℑℜ℘⊗⊕∅∩∪⊃⊇⊄⊂⊆∈∉∠∇®©™∏√⋅¬∧∨⇔⇐⇑⇒⇓◊〈®©™∑⎛⎜⎝⎡⎢⎣⎧⎨⎩⎪•〉∫⌠⎮⌡⎞⎟⎠⎤⎥⎦⎫⎬⎭"
    var table: [UInt32: String] = [:]
    for (index, sign) in low.unicodeScalars.enumerated() { table[0x20 + UInt32(index)] = String(sign) }
    for (index, sign) in high.unicodeScalars.enumerated() { table[0xA0 + UInt32(index)] = String(sign) }
    return table
  }()
}
