import Containers
import Findings

/// What the stories of one WordprocessingML document share.
final class WordContext {
  let package: OPCPackage
  let limits: Limits
  var styles = StyleSheet()
  var numbering = Numbering()
  var showsEvenHeaders = false
  var tables: [Document.TableShape] = []
  var embedded: [Document.EmbeddedFile] = []
  /// Notes that the visible text refers to.
  var footnotes: Set<Int> = []
  var endnotes: Set<Int> = []
  /// Sections in order.
  var sections: [Section] = []
  var pictures = 0
  /// What the pictures in the body could hold, in square centimetres.
  var pictureArea = 0
  // Sums over the whole document, for the limits.
  var textBytes = 0
  var cells = 0
  var blocks = 0
  var limitHit: String?

  /// Blocks of one document. Not in `Limits`: a block costs at most about as much as a table cell, and half a million of them are 40 MB;
  /// the longest real document here has some 20,000.
  static let maximumBlocks = 500_000

  init(package: OPCPackage) {
    self.package = package
    limits = package.limits
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
