import Findings

extension Document {
  /// Says how well the document was read: faults first, then whether pictures carry what text does not.
  ///
  /// `pictureArea` is what the pictures in the body cover, in cm².
  mutating func settle(_ notes: ReadNotes, pictureArea: Int) {
    let letters = visibleLetters
    if let reason = notes.reason {
      status = letters == 0 && embedded.isEmpty ? .unreadable : .partial
      self.reason = reason
      detail = notes.detail
      return
    }
    if pictures > 0 && pictureArea > 0 {
      if letters == 0 {
        status = .unreadable
        reason = .imageOnly
        detail = "\(pictures) pictures and no text"
      } else if letters < Self.captionLetters && pictureArea * Self.lettersPerSquareCentimetre >= letters * Self.pictureShare {
        status = .partial
        reason = .imageOnly
        detail = "\(pictures) pictures that cover \(pictureArea) cm² beside \(letters) letters of text"
      }
    } else if blocks.isEmpty && embedded.isEmpty {
      status = .unreadable
      reason = .empty
      detail = "the document has no visible text"
    }
  }

  /// Text below this is a title, captions, a covering line. A material's own text (a news report, a list of five lecturers) is longer.
  private static let captionLetters = 150
  /// An A4 page of 12-point Chinese text holds about 1,600 characters on 15 cm × 24 cm.
  private static let lettersPerSquareCentimetre = 4
  /// Pictures "dominate" when they could hold this many times the text that is there: a logo beside a short notice does not.
  private static let pictureShare = 3

  /// Letters, digits and ideographs in the flow of the page: not in headers, footers and comments, which stand on every page or on none.
  var visibleLetters: Int {
    var count = 0
    for block in blocks {
      switch block.region {
      case .header, .footer, .comment: continue
      case .body, .footnote, .endnote, .textBox, .chart: break
      }
      // Lead bytes of multi-byte characters, and ASCII letters and digits. CJK punctuation counts too: an estimate needs no better.
      for byte in text[block.range] where byte >= 0xC0 || (byte < 0x80 && (byte | 0x20 &- 97 < 26 || byte &- 48 < 10)) { count += 1 }
    }
    return count
  }
}
