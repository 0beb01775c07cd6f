import Containers
import Findings

/// Reads a WordprocessingML package: DOCX, DOCM, DOTX, DOTM, Transitional or Strict.
enum WordReader {
  static func read(_ package: OPCPackage) -> Document {
    guard let main = package.mainPart(usualName: "word/document.xml") else {
      return package.unreadable(.docx, .corrupt, "the package has no main document part")
    }
    let context = WordContext(package: package, main: main)
    guard var body = StoryReader.read(part: main, kind: .body, context: context) else {
      return package.unreadable(.docx, .corrupt, "the main part \(main) is missing")
    }
    LookHeadings.mark(&body)
    readMargins(context, main: main, into: &body)
    return document(body, context)
  }

  /// Word 2003's own XML, one file for everything. Its lists are numbered otherwise than today's; their numbers are not shown.
  static func read2003(_ bytes: [UInt8], limits: Limits) -> Document {
    let source = SingleXML(bytes)
    let package = OPCPackage(source, limits: limits)
    let context = WordContext(package: package, main: SingleXML.name)
    let styles = StyleSheetReader()
    // How the file ended is noted once, when its body is read.
    _ = XMLScanner.scan(bytes, limits: limits, handler: styles)
    context.styles = styles.sheet
    var body = StoryReader.read(part: SingleXML.name, kind: .body, context: context) ?? BlockRun()
    LookHeadings.mark(&body)
    return document(body, context)
  }

  /// What stands outside the text: headers and footers (each part once, however many sections show it), notes and comments.
  private static func readMargins(_ context: WordContext, main: String, into body: inout BlockRun) {
    func add(_ part: String, _ kind: StoryReader.Kind) {
      guard context.limitHit == nil, let run = StoryReader.read(part: part, kind: kind, context: context) else { return }
      body.append(run)
    }
    let (headers, footers) = shownMargins(context, main: main)
    for part in headers { add(part, .header) }
    for part in footers { add(part, .footer) }
    func first(_ type: String) -> String? { context.package.targets(of: main, type: type).first }
    if !context.footnotes.isEmpty, let part = first("footnotes") { add(part, .footnotes) }
    if !context.endnotes.isEmpty, let part = first("endnotes") { add(part, .endnotes) }
    if let part = first("comments") { add(part, .comments) }
  }

  /// The header and footer parts that some page shows. A section without a reference takes the one before it; the first page's shows only with
  /// `w:titlePg`, that of even pages only with `w:evenAndOddHeaders` (ISO/IEC 29500-1, 17.10).
  private static func shownMargins(_ context: WordContext, main: String) -> (headers: [String], footers: [String]) {
    var headers: [String] = []
    var footers: [String] = []
    var inherited: [String: WordContext.Section.Reference] = [:]
    for section in context.sections {
      for reference in section.references { inherited["\(reference.isHeader) \(reference.kind)"] = reference }
      for (_, reference) in inherited.sorted(by: { $0.key < $1.key }) {
        let isShown =
          switch reference.kind {
          case "first": section.hasTitlePage
          case "even": context.showsEvenHeaders
          default: true
          }
        guard isShown, let part = context.package.target(of: main, id: reference.id) else { continue }
        if reference.isHeader {
          if !headers.contains(part) { headers.append(part) }
        } else if !footers.contains(part) {
          footers.append(part)
        }
      }
    }
    return (headers, footers)
  }

  private static func document(_ body: BlockRun, _ context: WordContext) -> Document {
    var document = Document(
      text: body.text, blocks: body.blocks, tables: context.tables, format: .docx, pictures: context.pictures,
      pictureTexts: context.pictureTexts, embedded: context.embedded)
    if let limit = context.limitHit { context.package.notes.note(.limit, limit) }
    document.settle(context.package.notes, pictureArea: context.pictureArea)
    return document
  }
}

/// A package of one part.
private final class SingleXML: PartSource {
  static let name = "document"
  private let bytes: [UInt8]

  init(_ bytes: [UInt8]) { self.bytes = bytes }

  let budget = Budget(limit: 0, name: "documentBytes")
  var partNames: [String] { [Self.name] }

  func part(_ name: String, most: Int) throws(ReadFault) -> [UInt8]? { name == Self.name ? bytes : nil }

  func scan(
    _ name: String, limits: Limits, handler: any XMLHandler, pruning: (([UInt8]) -> [UInt8])?
  ) throws(ReadFault) -> XMLOutcome? {
    name == Self.name ? XMLScanner.scan(bytes, limits: limits, handler: handler) : nil
  }
}

extension OPCPackage {
  /// A document of which nothing could be read. A fault met on the way says more than `detail` does.
  func unreadable(_ format: Document.Format, _ reason: UnreadReason, _ detail: String) -> Document {
    Document(format: format, status: .unreadable, reason: notes.reason ?? reason, detail: notes.detail ?? detail)
  }
}
