import Containers
import Findings

/// Reads print in pictures with tesseract (tesseract(1)), pages of PDF after pdftoppm (pdftoppm(1)) has drawn them, both as helper programs.
///
/// It counts the pages and pictures of one document: a scan of a thousand pages costs no more than the limit says.
struct Recogniser {
  /// What became of one page or picture.
  enum Outcome {
    /// Print that was read well.
    case read(PDFPages.Page)
    /// Something was read, but not so that what is not found in it could be said not to be there.
    case doubtful(PDFPages.Page)
    /// White paper.
    case blank
    case failed(UnreadReason, String)
  }

  let limits: Limits
  let helpers: ReadingHelpers
  /// Pages and pictures that were given to tesseract.
  private(set) var count = 0

  init(limits: Limits, helpers: ReadingHelpers) {
    self.limits = limits
    self.helpers = helpers
  }

  /// Whether the programs are there and OCR was asked for.
  static func isPossible(_ helpers: ReadingHelpers) -> Bool { helpers.available.contains(.tesseract) }

  /// Seconds that one page may take; a worker's deadline counts from the last page's end. A dense page of A4 took 3 to 6 s on a slow machine.
  private static let pageSeconds = 45.0
  private static let drawingSeconds = 30.0
  /// The resolution that was measured best on scans of Chinese print, of 150, 200 and 300.
  private static let dotsPerInch = 200.0
  /// A4's short side at that resolution, in pixels.
  private static let shortSide = 1654.0
  private static let widthOfA4 = 595.0

  /// One page of a PDF, from 1, drawn and read. `width` and `height` in points, as the PDF says.
  mutating func page(_ number: Int, of pdf: [UInt8], width: Double, height: Double, heard: () -> Void) -> Outcome {
    guard take() else { return Self.tooMany(limits) }
    heard()
    // A page may call itself a kilometre wide: what is drawn is bounded by the longer side, in pixels, whatever the page says.
    let size = Self.drawn(width: width > 0 ? width : Self.widthOfA4, height: height > 0 ? height : 842, limits)
    return draw(
      pdf, page: number, longSide: size, dots: Int(Self.dotsPerInch), points: width > 0 ? min(width, 14_400) : Self.widthOfA4, heard: heard)
  }

  /// One page of a picture, from 0, as the program's library decodes it.
  mutating func picture(_ bytes: [UInt8], _ header: PictureHeader, page: Int = 0, heard: () -> Void) -> Outcome {
    let size = header.pages[page]
    guard size.pixels <= limits.picturePixels else {
      return .failed(.limit, "picturePixels: the picture has \(size.width) × \(size.height) pixels, more than \(limits.picturePixels)")
    }
    guard take() else { return Self.tooMany(limits) }
    heard()
    // Photographs are turned as the camera was held, and have more pixels than print needs: poppler does both.
    if header.components == 1 || header.components == 3, header.pages.count == 1, helpers.available.contains(.pdftoppm) {
      let wrapped = PictureAsPDF(bytes, header)
      let short = Double(min(size.width, size.height))
      let scale = short < 800 ? 2 : min(1, Self.shortSide / short)
      let longSide = min(
        Self.longest(limits, width: Double(size.width), height: Double(size.height)), scale * Double(max(size.width, size.height)))
      let outcome = draw(
        wrapped.bytes, page: 1, longSide: Int(longSide), dots: Self.dots(short * scale), points: wrapped.width, heard: heard)
      // Poppler fills up in silence what a picture that was cut off lacks.
      if CarvedPictures.jpegEnd(bytes, 0) == nil {
        if case .read(let page) = outcome { return .doubtful(page) }
        if case .doubtful = outcome { return outcome }
        return .failed(.corrupt, "the picture is cut off")
      }
      // A sheet of a scan may be empty; a picture that somebody sent is of something.
      if case .blank = outcome { return .failed(.imageOnly, Self.nothing) }
      return outcome
    }
    var arguments = ["stdin", "stdout", "--dpi", "\(Self.dots(Double(min(size.width, size.height))))"]
    if header.pages.count > 1 { arguments += ["-c", "tessedit_page_number=\(page)"] }
    return recognise(bytes, arguments, width: size.width, points: Self.points(size.width, size.height))
  }

  /// The resolution of a picture whose shorter side has so many pixels, taken for A4's 8.27 inches. Told none, tesseract guesses one from the letters, and
  /// loses half of a dense table.
  private static func dots(_ shortSide: Double) -> Int { Int(min(600, max(70, shortSide / 8.27))) }

  private mutating func take() -> Bool {
    guard count < limits.recognisedPages else { return false }
    count += 1
    return true
  }

  private static func tooMany(_ limits: Limits) -> Outcome {
    .failed(.limit, "recognisedPages: more than \(limits.recognisedPages) pages and pictures without text; the others were not read")
  }

  /// Portrait paper is taken to be A4; landscape, A4 on its side.
  private static func points(_ width: Int, _ height: Int) -> Double { width > height ? 842 : widthOfA4 }

  /// The longer side in pixels at the resolution, within the limit.
  private static func drawn(width: Double, height: Double, _ limits: Limits) -> Int {
    Int(max(16, min(max(width, height) / 72 * dotsPerInch, longest(limits, width: width, height: height))))
  }

  /// The longer side at which a rectangle of this shape has as many pixels as the limit allows.
  private static func longest(_ limits: Limits, width: Double, height: Double) -> Double {
    (Double(limits.picturePixels) * max(width, height) / max(1, min(width, height))).squareRoot().rounded(.down)
  }

  private func draw(_ pdf: [UInt8], page: Int, longSide: Int, dots: Int, points: Double, heard: () -> Void) -> Outcome {
    guard helpers.available.contains(.pdftoppm) else {
      return .failed(.imageOnly, "pages are drawn by pdftoppm, which this machine does not have")
    }
    let drawing = helpers.run(
      .init(
        program: .pdftoppm, arguments: ["-gray", "-f", "\(page)", "-l", "\(page)", "-scale-to", "\(longSide)", "-"], input: pdf,
        outputLimit: limits.picturePixels + 64, seconds: Self.drawingSeconds))
    guard case .exited(0) = drawing.end, let map = GrayMap(drawing.output) else { return Self.failure(drawing, .pdftoppm) }
    // Of what poppler cannot decode, it draws nothing and says so: that is no blank page, and the rest of a page is not the whole of it.
    let isDamaged = drawing.words.contains("Error")
    if map.isUniform, !isDamaged {
      return .failed(.imageOnly, "nothing is drawn on the page: it is empty, or what is on it cannot be decoded")
    }
    if map.isBlank { return isDamaged ? .failed(.corrupt, "pdftoppm draws nothing of a page: \(Self.firstLine(drawing.words))") : .blank }
    heard()
    let outcome = recognise(drawing.output, ["stdin", "stdout", "--dpi", "\(dots)"], width: map.width, points: points)
    if isDamaged, case .read(let page) = outcome { return .doubtful(page) }
    return outcome
  }

  /// `psm 4`, a column of text of several sizes: measured against 3 and 6 on scans of the corpus, it loses the fewest characters. `chi_sim` alone reads
  /// Latin letters too, and Chinese ones better than together with `eng`.
  private func recognise(_ picture: [UInt8], _ arguments: [String], width: Int, points: Double) -> Outcome {
    let outcome = helpers.run(
      .init(
        program: .tesseract, arguments: arguments + ["-l", "chi_sim", "--psm", "4", "-c", "tessedit_create_tsv=1"], input: picture,
        outputLimit: 16 << 20, seconds: Self.pageSeconds))
    guard case .exited(0) = outcome.end else { return Self.failure(outcome, .tesseract) }
    let page = RecognisedPage(table: outcome.output, width: width, points: points)
    if page.isReadable { return .read(page.page) }
    return page.isEmpty ? .failed(.imageOnly, Self.nothing) : .doubtful(page.page)
  }

  private static let nothing = "OCR finds no text in the picture"

  private static func firstLine(_ words: String) -> String {
    words.split(whereSeparator: \.isNewline).first.map { String($0.prefix(200)) } ?? "it says nothing"
  }

  private static func failure(_ outcome: ProgramOutcome, _ program: ReadingHelpers.Program) -> Outcome {
    let words = Self.firstLine(outcome.words)
    switch outcome.end {
    case .exited(let code): return .failed(.corrupt, "\(program.rawValue) cannot read the picture (exit \(code)): \(words)")
    // SIGABRT: C++ has no more memory under the cap.
    case .signaled(let signal):
      return .failed(signal == 6 ? .limit : .crash, "\(program.rawValue) died of signal \(signal) while it read a picture")
    case .timedOut: return .failed(.timeout, "\(program.rawValue) took too long for one page or picture")
    case .tooMuch: return .failed(.limit, "picturePixels: \(program.rawValue) makes more of the page than the limit allows")
    case .notStarted(let why): return .failed(.imageOnly, "\(program.rawValue) could not be run: \(why)")
    }
  }
}

/// A picture of greys, as pdftoppm writes it: `P5`, width, height, 255, and a byte a pixel (pgm(5)).
private struct GrayMap {
  let width: Int
  private let pixels: ArraySlice<UInt8>

  init?(_ bytes: [UInt8]) {
    let head = bytes.prefix(32).split(maxSplits: 4, omittingEmptySubsequences: true) { $0 == 0x20 || $0 == 0x0A }
    guard head.count == 5, head[0].elementsEqual(Array("P5".utf8)), let width = Int(String(decoding: head[1], as: UTF8.self)), width > 0
    else {
      return nil
    }
    self.width = width
    pixels = bytes[head[4].startIndex...]
  }

  /// Not one dot that differs from the others: what was scanned always has some, so nothing was drawn.
  var isUniform: Bool {
    guard let first = pixels.first else { return true }
    return pixels.withUnsafeBufferPointer { buffer in buffer.allSatisfy { $0 == first } }
  }

  /// Hardly a dark dot: an empty sheet, with the specks of a scanner. A line of text darkens more.
  var isBlank: Bool {
    guard !pixels.isEmpty else { return true }
    return pixels.withUnsafeBufferPointer { buffer in
      buffer.reduce(0) { $0 + ($1 < 160 ? 1 : 0) } * 10_000 < buffer.count
    }
  }
}
