/// What a group of RTF inherits and gives up at its end.
struct RTFState {
  /// Where the text of the group goes.
  enum Destination: Equatable {
    /// Into the flow at hand: the body, a header, a note, a text box.
    case flow
    case skipped
    case fontTable
    case styleSheet
    /// The class of an embedded object.
    case objectClass
    /// A picture's data, whose size is in its control words.
    case picture
    /// A shape, of which only what stands in `\shptxt` is text.
    case shape
  }

  var destination = Destination.flow
  /// Bytes or words to be passed over behind `\u`.
  var fallback = 1
  var font: Int?
  var isBold = false
  var isHidden = false
  var isDeleted = false
  /// In half-points.
  var size = 24
  /// The words for associated properties (`\ab`, `\afs`) speak of double-byte letters.
  var isOfDoubleBytes = false
  /// What they said, for letters of East Asian scripts.
  var eastAsianBold: Bool?
  var eastAsianSize: Int?
  // Of the paragraph.
  var isCentred = false
  var isInTable = false
  var outlineLevel: Int?
  var style: Int?
  var isListed = false

  /// `\plain`
  mutating func resetCharacters() {
    font = nil
    isBold = false
    isHidden = false
    isDeleted = false
    size = 24
    isOfDoubleBytes = false
    eastAsianBold = nil
    eastAsianSize = nil
  }

  /// `\pard`
  mutating func resetParagraph() {
    isCentred = false
    isInTable = false
    outlineLevel = nil
    style = nil
    isListed = false
  }
}
