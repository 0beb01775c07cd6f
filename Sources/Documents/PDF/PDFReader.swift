import Containers
import Findings

/// Reads PDF by poppler's pdftotext (pdftotext(1), `-bbox-layout`): the lines of each page with their places, of which paragraphs, headings and tables are
/// made. A PDF whose pages carry hardly any text is a scan: with OCR its pages are read as pictures.
enum PDFReader {
  /// Seconds that pdftotext may take; a worker's own deadline for a document is longer.
  private static let seconds = 40.0

  static func read(_ bytes: [UInt8], limits: Limits, helpers: ReadingHelpers, heard: () -> Void) -> Document {
    guard helpers.available.contains(.pdftotext) else {
      return unreadable(.unsupported, "PDF is read by pdftotext (Debian's poppler-utils), which this machine does not have")
    }
    // A word of the output takes some hundred bytes for its place.
    let outcome = helpers.run(
      .init(
        program: .pdftotext, arguments: ["-q", "-enc", "UTF-8", "-bbox-layout", "-", "-"], input: bytes,
        outputLimit: min(limits.textBytes * 8, limits.documentBytes), seconds: seconds))
    var sink = BlockSink(limits: limits)
    switch outcome.end {
    case .exited(0): break
    case .exited(let code):
      // pdftotext(1): 1 for a PDF that cannot be opened, 3 for permissions. A password is the usual reason for the first.
      if outcome.words.contains("password") || isEncrypted(bytes) { return unreadable(.encrypted, "the PDF is protected by a password") }
      if outcome.output.isEmpty { return unreadable(.corrupt, "pdftotext cannot read the PDF (exit \(code)): \(firstLine(outcome.words))") }
      sink.notes.note(.corrupt, "pdftotext ended with \(code): \(firstLine(outcome.words))")
    case .signaled(let signal):
      return unreadable(signal == 6 ? .limit : .crash, "pdftotext died of signal \(signal) while it read the PDF")
    case .timedOut: return unreadable(.timeout, "pdftotext took longer than \(Int(seconds)) s")
    case .tooMuch: sink.notes.note(.limit, "textBytes: the PDF has more text than the limit allows; the rest was not read")
    case .notStarted(let why): return unreadable(.unsupported, "pdftotext could not be run: \(why)")
    }
    let pages = PDFPages(outcome.output)
    var scans = ScannedPages(limits: limits, helpers: helpers)
    for (index, page) in pages.pages.enumerated() where sink.hasRoom {
      sink.startsPage = true
      if page.letters < fewestLetters {
        scans.add(page, index, of: bytes, to: &sink, heard: heard)
      } else {
        PDFPageLayout.add(page, to: &sink)
      }
      sink.startsPage = false
    }
    let unread = scans.unread
    // Pages without text are pictures, as a rule; A4 is 600 cm². A blank page at the end of a longer text is nothing; one within may be the scan of
    // the very list that is looked for.
    let within = unread.count { $0 < pages.pages.count - 1 }
    if within > 0 || unread.count * 4 >= pages.pages.count, !unread.isEmpty {
      sink.pictures = unread.count
      sink.pictureArea = unread.count * 600
      if let reason = scans.failure.reason, let detail = scans.failure.detail {
        sink.notes.note(reason, "\(unread.count) of \(pages.pages.count) pages were not read by OCR: \(detail)")
      } else if unread.count < pages.pages.count {
        sink.notes.note(.imageOnly, "\(unread.count) of \(pages.pages.count) pages carry no text: they are pictures")
      }
    }
    var document = sink.document(.pdf)
    if document.detail == nil, scans.read > 0 { document.detail = "\(scans.read) of \(pages.pages.count) pages were read by OCR" }
    return document
  }

  /// A page with fewer has a page number, or a scanner's mark.
  private static let fewestLetters = 12

  /// Pages without text, and what OCR makes of them where it was asked for.
  private struct ScannedPages {
    private var recogniser: Recogniser
    /// The places of those whose text is not known, from 0.
    private(set) var unread: [Int] = []
    /// How many OCR read.
    private(set) var read = 0
    /// Why OCR did not read those that it did not.
    private(set) var failure = ReadNotes()

    init(limits: Limits, helpers: ReadingHelpers) { recogniser = Recogniser(limits: limits, helpers: helpers) }

    mutating func add(_ page: PDFPages.Page, _ index: Int, of pdf: [UInt8], to sink: inout BlockSink, heard: () -> Void) {
      guard Recogniser.isPossible(recogniser.helpers) else {
        unread.append(index)
        return PDFPageLayout.add(page, to: &sink)
      }
      let outcome = recogniser.page(index + 1, of: pdf, width: page.width, height: page.height, heard: heard)
      sink.add(outcome)
      switch outcome {
      case .read: read += 1
      case .blank: break
      case .doubtful:
        read += 1
        fail(index, .imageOnly, Recogniser.doubt)
      case .failed(let reason, let detail):
        PDFPageLayout.add(page, to: &sink)
        fail(index, reason, detail)
      }
    }

    private mutating func fail(_ index: Int, _ reason: UnreadReason, _ detail: String) {
      unread.append(index)
      failure.note(reason, detail)
    }
  }

  private static func unreadable(_ reason: UnreadReason, _ detail: String) -> Document {
    Document(format: .pdf, status: .unreadable, reason: reason, detail: detail)
  }

  private static func firstLine(_ words: String) -> String {
    words.split(whereSeparator: \.isNewline).first.map { String($0.prefix(200)) } ?? "it says nothing"
  }

  /// The trailer names an encryption dictionary (ISO 32000-1, 7.6.1); it stands in the last kilobytes, or in the cross-reference stream.
  private static func isEncrypted(_ bytes: [UInt8]) -> Bool {
    let name = Array("/Encrypt".utf8)
    return bytes.indices.contains { bytes[$0] == name[0] && bytes[$0...].starts(with: name) }
  }
}
