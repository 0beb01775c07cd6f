/// How much a hostile upload may cost. Everything is measured on what really comes out of a decompressor or parser,
/// never on a declared size. Every hit is said as `UnreadReason.limit` with the name of the limit.
package struct Limits: Codable, Sendable, Hashable {
  /// Bytes inflated for one document (all parts read), in bytes. They pass through; few of them are held.
  package var documentBytes = 192 << 20
  /// Bytes that are held at once for one document: a file that lies compressed in an archive, with the archives around it. 80 MiB beside what
  /// text, blocks and classification take stay within 256 MiB. A file on disk, or stored in an archive as it is, is read where it lies.
  package var heldBytes = 80 << 20
  /// Bytes of one stream of a binary Office document (DOC, XLS, PPT), held beside the file itself. Their pictures lie in streams that are not read whole.
  package var streamBytes = 48 << 20
  /// Bytes of a web page that are parsed: without scripts, style sheets and the pictures written out in it.
  package var markupBytes = 24 << 20
  /// Bytes of files embedded in one document (OLE objects, chunks), which are held until each was read.
  package var embeddedBytes = 24 << 20
  /// Bytes inflated for one bundle, nested archives included, in bytes.
  package var bundleBytes = 4 << 30
  /// Inflated ÷ compressed of one member, looked at once more than `ratioFloor` bytes came out.
  package var ratio = 250
  /// Bytes below which no ratio is looked at: small XML compresses hundredfold in honest files.
  package var ratioFloor = 8 << 20
  /// Members of one archive.
  package var members = 20_000
  /// Archives inside archives.
  package var nesting = 4
  /// Depth of XML elements.
  package var xmlDepth = 256
  /// Table cells of one document.
  package var tableCells = 400_000
  /// Paragraphs outside tables, further paragraphs of cells, and tables, of one document: each becomes a unit of its own for the classifier, of
  /// about a kibibyte. The longest real document here has some 20,000.
  package var paragraphs = 100_000
  /// Text of one document, in UTF-8 bytes: 520,000 Chinese characters, a book of 330 pages. The classifier needs up to 130 bytes for each of them.
  package var textBytes = 3 << 19
  /// Pages and pictures of one document that OCR reads, at 2 to 6 s each.
  package var recognisedPages = 30
  /// Pixels of one page or picture for OCR: 50 million are a camera's finest, and 50 MiB as greys.
  package var picturePixels = 50_000_000

  package init() {}

  /// For the register and the list of funded projects: few files, from the organiser, none of which is classified. Tens of thousands of rows.
  package static let register: Limits = {
    var limits = Limits()
    limits.textBytes = 32 << 20
    return limits
  }()
}
