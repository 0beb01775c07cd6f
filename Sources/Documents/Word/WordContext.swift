import Containers
import Findings

/// What the stories of one WordprocessingML document share.
final class WordContext {
  let package: OPCPackage
  let limits: Limits
  /// The main part, whose relationships name styles, numbering and settings.
  let main: String
  lazy var styles = readStyles()
  /// The lists and their counts; nil until a paragraph is in one.
  private(set) var lists: Numbering?
  lazy var showsEvenHeaders = readSettings()
  var tables: [Document.TableShape] = []
  var embedded: [Document.EmbeddedFile] = []
  var pictureTexts: [Document.PictureText] = []
  /// Notes that the visible text refers to.
  var footnotes: Set<Int> = []
  var endnotes: Set<Int> = []
  /// Sections in order.
  var sections: [Section] = []
  var pictures = 0
  /// What the pictures in the body could hold, in square centimetres.
  var pictureArea = 0
  // Sums over the whole document, for the limits; without checks of exclusive access, as in `XMLScanner`.
  @exclusivity(unchecked) var textBytes = 0
  @exclusivity(unchecked) var cells = 0
  @exclusivity(unchecked) var paragraphs = 0
  @exclusivity(unchecked) var embeddedBytes = 0
  @exclusivity(unchecked) var limitHit: String?

  init(package: OPCPackage, main: String) {
    self.package = package
    self.main = main
    limits = package.limits
  }

  /// The lists, read from their part when the first paragraph asks: most documents have the part and half of them use none of it.
  func withNumbering<Result>(_ body: (inout Numbering) -> Result) -> Result {
    var numbering = lists ?? readNumbering()
    // Taken out while it is changed, so that it is not copied.
    lists = nil
    defer { lists = numbering }
    return body(&numbering)
  }

  /// Sets the counts back to an earlier state.
  func restoreLists(_ numbering: Numbering?) {
    lists = numbering
  }

  private func readStyles() -> StyleSheet {
    let reader = StyleSheetReader()
    if let part = package.targets(of: main, type: "styles").first { package.scan(part, handler: reader, pruning: StylePruning.prune) }
    return reader.sheet
  }

  private func readNumbering() -> Numbering {
    let reader = NumberingReader()
    if let part = package.targets(of: main, type: "numbering").first { package.scan(part, handler: reader) }
    return reader.numbering
  }

  private func readSettings() -> Bool {
    let reader = SettingsReader()
    if let part = package.targets(of: main, type: "settings").first { package.scan(part, handler: reader) }
    return reader.showsEvenHeaders
  }

  /// Counts text that is about to be added; false where that is more than the limit allows.
  @discardableResult
  func addText(_ count: Int) -> Bool {
    if textBytes + count > limits.textBytes {
      hitLimit("textBytes: more than \(limits.textBytes) bytes of text; the rest was not read")
      return false
    }
    textBytes += count
    return true
  }

  /// Counts one paragraph, or a table.
  func addParagraph() {
    paragraphs += 1
    if paragraphs > limits.paragraphs { hitLimit("paragraphs: more than \(limits.paragraphs) paragraphs; the rest was not read") }
  }

  func hitLimit(_ sentence: String) {
    if limitHit == nil { limitHit = sentence }
  }

  /// What one section says of its headers and footers. Source: ISO/IEC 29500-1, 17.10.
  struct Section {
    struct Reference {
      var isHeader: Bool
      /// `default`, `first` or `even`.
      var kind: String
      var id: String
    }

    var references: [Reference] = []
    var hasTitlePage = false
    var startsPage = true
  }
}

/// Reads what `settings.xml` says of headers.
private final class SettingsReader: XMLHandler {
  private(set) var showsEvenHeaders = false

  func startElement(_ name: XMLName, _ attributes: XMLAttributes) {
    if name == .wEvenAndOddHeaders { showsEvenHeaders = attributes.isOn() }
  }

  func endElement(_ name: XMLName) {}
}
