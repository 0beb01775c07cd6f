import Containers
import Findings

/// Reads PDF by poppler's pdftotext (pdftotext(1), `-bbox-layout`): the lines of each page with their places, of which paragraphs, headings and tables are
/// made. A PDF whose pages carry hardly any text is a scan.
enum PDFReader {
  /// Seconds that pdftotext may take; a worker's own deadline for a document is longer.
  private static let seconds = 40.0

  static func read(_ bytes: [UInt8], limits: Limits, helpers: ReadingHelpers) -> Document {
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
    for page in pages.pages where sink.hasRoom {
      sink.startsPage = true
      PDFPageLayout.add(page, to: &sink)
      sink.startsPage = false
    }
    let scanned = pages.pages.count { $0.letters < fewestLetters }
    // Pages without text are pictures, as a rule; A4 is 600 cm². A blank page at the end of a longer text is nothing; one within may be the scan of
    // the very list that is looked for.
    let within = pages.pages.dropLast().count { $0.letters < fewestLetters }
    if within > 0 || scanned * 4 >= pages.pages.count, scanned > 0 {
      sink.pictures = scanned
      sink.pictureArea = scanned * 600
      if scanned < pages.pages.count {
        sink.notes.note(.imageOnly, "\(scanned) of \(pages.pages.count) pages carry no text: they are pictures")
      }
    }
    return sink.document(.pdf)
  }

  /// A page with fewer has a page number, or a scanner's mark.
  private static let fewestLetters = 12

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
