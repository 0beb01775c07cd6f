import Containers
import Findings

/// Reads the pictures of a document that is nothing but pictures: a scan pasted into Word, slides made of screenshots.
enum EmbeddedPictures {
  /// Fewer pixels than some 200 × 200 are a logo, a seal, a portrait.
  private static let smallest = 40_000

  /// The document with what OCR reads in its pictures behind its own text; as it is where it needs no OCR, or none was asked for.
  static func read(in document: Document, _ source: ByteSource, limits: Limits, helpers: ReadingHelpers, heard: () -> Void) -> Document {
    guard document.reason == .imageOnly, Recogniser.isPossible(helpers) else { return document }
    var limits = limits
    limits.textBytes = max(0, limits.textBytes - document.text.count)
    var pictures = PictureSink(limits: limits, helpers: helpers)
    var found = 0
    do throws(ReadFault) {
      try forEach(in: source, document.format, limits) { bytes in
        guard case .image(let type) = ContentType.sniff(bytes) else { return true }
        found += 1
        pictures.add(bytes, type, smallest: smallest, heard: heard)
        return pictures.hasRoom
      }
    } catch {
      // The document itself was read from the same bytes: what cannot be had of its pictures is one of them that is not read.
      pictures.fail(error)
    }
    guard found > 0 else { return document }
    let read = pictures.document(document.format)
    guard !read.blocks.isEmpty || read.status == .read else {
      var document = document
      if let reason = read.reason, reason != .empty { (document.reason, document.detail) = (reason, read.detail) }
      return document
    }
    return document.appending(read)
  }

  /// Hands over the pictures in the order in which the document shows them, one at a time, until `take` gives false.
  private static func forEach(
    in source: ByteSource, _ format: Document.Format, _ limits: Limits, _ take: ([UInt8]) -> Bool
  ) throws(ReadFault) {
    switch format {
    case .docx, .xlsx, .pptx, .odt:
      let parts = ZipParts(try ZipArchive(source, limits: limits, budget: nil))
      for name in try names(in: OPCPackage(parts, limits: limits), format, limits) {
        // One that is damaged or too large is passed on as far as it came: its header says whether it is a picture.
        guard let bytes = try parts.part(name, most: limits.embeddedBytes) else { continue }
        guard take(bytes) else { return }
      }
    case .doc, .ppt, .xls:
      let bytes = try source.bytes(0..<source.count)
      try CompoundStorage.withRoot(of: bytes, limits: limits, budget: Budget(limit: limits.documentBytes, name: "documentBytes")) {
        root throws(ReadFault) in
        for name in ["Data", "Pictures", "WordDocument", "Workbook"] {
          guard let stream = try root.stream(name) else { continue }
          guard CarvedPictures.forEach(in: stream, take) else { return }
        }
      }
    case .rtf: _ = CarvedPictures.forEach(inRTF: try source.bytes(0..<source.count), take)
    case .html, .text, .pdf, .image, .unknown: return
    }
  }

  /// The parts that hold the pictures of a package, each once, in the order of the page.
  private static func names(in package: OPCPackage, _ format: Document.Format, _ limits: Limits) throws(ReadFault) -> [String] {
    var names: [String] = []
    func add(_ name: String?) {
      // No more than a limit's worth is read, but a picture of the letterhead may stand on every page.
      if let name, names.count < 1000, !names.contains(name) { names.append(name) }
    }
    for part in pages(in: package, format) {
      let reader = PictureReferences()
      package.scan(part, handler: reader)
      for reference in reader.references {
        if format == .odt {
          add(reference)
        } else {
          add(package.target(of: part, id: reference))
        }
      }
    }
    return names
  }

  /// The parts that show pictures.
  private static func pages(in package: OPCPackage, _ format: Document.Format) -> [String] {
    switch format {
    case .odt: return ["content.xml"]
    case .pptx: return numbered(package.source.partNames, "ppt/slides/slide")
    case .xlsx: return numbered(package.source.partNames, "xl/drawings/drawing")
    default: return package.mainPart(usualName: "word/document.xml").map { [$0] } ?? []
    }
  }

  /// `slide1.xml`, `slide2.xml`, … `slide10.xml`.
  private static func numbered(_ names: [String], _ prefix: String) -> [String] {
    names.compactMap { name -> (Int, String)? in
      guard name.hasPrefix(prefix), name.hasSuffix(".xml") else { return nil }
      return Int(name.dropFirst(prefix.count).dropLast(4)).map { ($0, name) }
    }.sorted { $0.0 < $1.0 }.map(\.1)
  }
}

/// What a part refers to as pictures: `a:blip` (ISO/IEC 29500-1, 20.1.8.13), VML's `v:imagedata`, ODF's `draw:image`.
private final class PictureReferences: XMLHandler {
  let wantsText = false
  private(set) var references: [String] = []

  func startElement(_ name: XMLName, _ attributes: XMLAttributes) {
    let attribute: XMLName
    switch name {
    case .aBlip: attribute = .rEmbed
    case .vImagedata: attribute = .rId
    case .odfImage: attribute = .xlinkHref
    default: return
    }
    if references.count < 10_000, let reference = attributes.string(attribute) { references.append(reference) }
  }

  func endElement(_ name: XMLName) {}
}

extension Document {
  /// This document with another's text behind its own; what was read of it is the other's to say, since it was all that was missing.
  fileprivate func appending(_ other: Document) -> Document {
    var document = self
    let start = text.count
    document.text += other.text
    for var block in other.blocks {
      block.range = block.range.lowerBound + start..<block.range.upperBound + start
      block.cell?.table += Int32(clamping: tables.count)
      document.blocks.append(block)
    }
    document.tables += other.tables.map { table in
      var table = table
      table.parent = table.parent.map { $0 + tables.count }
      return table
    }
    document.status = other.status
    document.reason = other.reason
    document.detail = other.detail
    // Something stands in it, whatever the pictures hold.
    if document.status == .unreadable, !document.blocks.isEmpty { document.status = .partial }
    return document
  }
}
