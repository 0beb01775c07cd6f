import Containers
import Findings

/// Reads a picture as a document: a photographed or scanned page, a TIFF of many.
enum PictureReader {
  /// What a picture is without OCR.
  static let unread = Document(
    format: .image, status: .unreadable, reason: .imageOnly, detail: "a picture: its text needs OCR", pictures: 1)

  static func read(
    _ bytes: [UInt8], _ type: ContentType.Image, limits: Limits, helpers: ReadingHelpers, heard: () -> Void
  ) -> Document {
    guard Recogniser.isPossible(helpers) else { return unread }
    var pictures = PictureSink(limits: limits, helpers: helpers)
    pictures.add(bytes, type, heard: heard)
    return pictures.document(.image)
  }
}

/// Takes pictures one after the other, and makes a document of what OCR reads in them.
struct PictureSink {
  private var recogniser: Recogniser
  private var sink: BlockSink
  private var pages = 0
  private var unread = 0
  private var failure = ReadNotes()

  init(limits: Limits, helpers: ReadingHelpers) {
    recogniser = Recogniser(limits: limits, helpers: helpers)
    sink = BlockSink(limits: limits)
  }

  /// False once nothing more is taken.
  var hasRoom: Bool { sink.hasRoom && failure.reason != .limit }

  /// Adds each page of a picture. `smallest`: what has fewer pixels is a logo or a seal, and passed over.
  mutating func add(_ bytes: [UInt8], _ type: ContentType.Image, smallest: Int = 0, heard: () -> Void) {
    guard let header = PictureHeader(bytes, type) else {
      return fail(
        type.isRead ? .corrupt : .imageOnly,
        type.isRead ? "the picture's header is damaged" : "OCR reads no pictures of the kind \(type.rawValue)")
    }
    for (index, size) in header.pages.enumerated() where size.pixels >= smallest && hasRoom {
      sink.startsPage = true
      let outcome = recogniser.picture(bytes, header, page: index, heard: heard)
      sink.add(outcome)
      sink.startsPage = false
      switch outcome {
      case .read: pages += 1
      case .blank: break
      case .doubtful:
        pages += 1
        fail(.imageOnly, Recogniser.doubt)
      case .failed(let reason, let detail): fail(reason, detail)
      }
    }
  }

  /// One picture that could not be had.
  mutating func fail(_ fault: ReadFault) { fail(fault.reason, fault.detail) }

  private mutating func fail(_ reason: UnreadReason, _ detail: String) {
    unread += 1
    failure.note(reason, detail)
  }

  /// The document of all that was read.
  consuming func document(_ format: Document.Format) -> Document {
    if let reason = failure.reason, let detail = failure.detail { sink.notes.note(reason, detail) }
    sink.pictures = pages + unread
    var document = sink.document(format)
    if document.detail == nil, pages > 0 { document.detail = "\(pages) pages or pictures were read by OCR" }
    return document
  }
}

extension Recogniser {
  static let doubt = "OCR is not sure of what it reads: handwriting, a photograph, a page on its side, or a damaged one"
}

extension BlockSink {
  /// Adds what was read of a page or picture, marked as such.
  mutating func add(_ outcome: Recogniser.Outcome) {
    guard case .read(let page) = outcome.orDoubtful else { return }
    isRecognised = true
    PDFPageLayout.add(page, to: &self)
    isRecognised = false
  }
}

extension Recogniser.Outcome {
  /// What was read is shown and looked at, whether it can be relied on or not.
  fileprivate var orDoubtful: Recogniser.Outcome {
    if case .doubtful(let page) = self { return .read(page) }
    return self
  }
}

extension ContentType.Image {
  /// Whether tesseract's library reads the format.
  var isRead: Bool {
    switch self {
    case .jpeg, .png, .gif, .bmp, .tiff, .webp: true
    case .heic, .emf, .wmf, .svg, .psd, .djvu: false
    }
  }
}
