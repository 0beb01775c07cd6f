/// Tells which format a ZIP is, by the parts it holds.
enum ZipPackage {
  /// Never fails: a ZIP that cannot be opened, or is no package, is a `.zip`, whose reader will say what is wrong with it.
  static func identify(_ source: ByteSource, _ limits: Limits) -> (ContentType, ZipArchive?) {
    // The two parts looked at are small in every honest file; a budget of their own keeps a hostile one cheap.
    guard let archive = try? ZipArchive(source, limits: limits, budget: Budget(limit: 8 << 20, name: "sniffing")) else {
      return (.zip, nil)
    }
    return (type(of: archive), archive)
  }

  static func type(of archive: ZipArchive) -> ContentType {
    if let type = openPackagingType(archive) { return type }
    if let entry = archive.entry(named: "mimetype"),
      let type = mimeTypes[String(decoding: archive.head(entry, count: 80), as: UTF8.self).trimmed]
    {
      return type
    }
    if archive.entry(named: "OFD.xml") != nil { return .ofd }
    // A damaged package still shows its main part.
    if archive.entry(named: "word/document.xml") != nil { return .docx }
    if archive.entry(named: "xl/workbook.xml") != nil || archive.entry(named: "xl/workbook.bin") != nil { return .xlsx }
    if archive.entry(named: "ppt/presentation.xml") != nil { return .pptx }
    if archive.entry(named: "content.xml") != nil, archive.entry(named: "META-INF/manifest.xml") != nil { return .odt }
    return .zip
  }

  private static let mimeTypes: [String: ContentType] = [
    "application/vnd.oasis.opendocument.text": .odt,
    "application/vnd.oasis.opendocument.text-template": .odt,
    "application/vnd.oasis.opendocument.spreadsheet": .ods,
    "application/vnd.oasis.opendocument.spreadsheet-template": .ods,
    "application/vnd.oasis.opendocument.presentation": .odp,
    "application/vnd.oasis.opendocument.presentation-template": .odp,
    "application/epub+zip": .epub,
  ]

  /// By the main part's content type, found through the package relationship. Source: ECMA-376 part 2, 6.2 and 6.5; part 1, 11.3.10,
  /// 12.3.23, 13.3.6.
  private static func openPackagingType(_ archive: ZipArchive) -> ContentType? {
    guard let relationships = part("_rels/.rels", archive) else { return nil }
    let target = elements("Relationship", relationships).first { $0["type"]?.hasSuffix("/officedocument") == true }?["target"]
    guard let target, let types = part("[Content_Types].xml", archive) else { return nil }
    let name = target.hasPrefix("/") ? target : "/" + target
    let extensionOfName = name.split(separator: ".").last.map(String.init)
    let type =
      elements("Override", types).first { $0["partname"] == name }?["contenttype"]
      ?? elements("Default", types).first { $0["extension"] == extensionOfName }?["contenttype"]
    guard let type else { return nil }
    if type.contains("wordprocessingml") || type.contains("ms-word.") { return .docx }
    if type.contains("spreadsheetml") || type.contains("ms-excel.") { return .xlsx }
    if type.contains("presentationml") || type.contains("ms-powerpoint.") { return .pptx }
    return nil
  }

  /// A part's text, in lower case: part names, extensions and content types all compare without case.
  private static func part(_ name: String, _ archive: ZipArchive) -> String? {
    guard let entry = archive.entry(named: name) else { return nil }
    let bytes: [UInt8]
    do throws(ReadFault) { bytes = try archive.read(entry) } catch { bytes = error.salvaged }
    let text =
      bytes.starts(with: [0xFF, 0xFE]) || bytes.starts(with: [0xFE, 0xFF])
      ? String(decoding: bytes.filter { $0 != 0 && $0 < 0x80 }, as: UTF8.self) : String(decoding: bytes, as: UTF8.self)
    return text.lowercased()
  }

  /// The attributes of each start tag of that local name. No XML parser: `Containers` has none, and a wrong guess here only costs the right
  /// reader, which looks again with one.
  private static func elements(_ name: String, _ text: String) -> [[String: String]] {
    text.split(separator: "<").compactMap { tag -> [String: String]? in
      guard let end = tag.firstIndex(where: { $0.isWhitespace }) else { return nil }
      guard tag[..<end].split(separator: ":").last == Substring(name.lowercased()) else { return nil }
      var attributes: [String: String] = [:]
      var rest = tag[end...]
      while let equals = rest.firstIndex(of: "="), let open = rest[equals...].firstIndex(where: { $0 == "\"" || $0 == "'" }) {
        let valueStart = rest.index(after: open)
        guard let close = rest[valueStart...].firstIndex(of: rest[open]) else { break }
        let key = String(rest[..<equals]).trimmed
        attributes[key] = String(rest[valueStart..<close])
        rest = rest[rest.index(after: close)...]
      }
      return attributes
    }
  }
}

extension String {
  fileprivate var trimmed: String {
    let isBlank: (Character) -> Bool = { $0.isWhitespace }
    return String(drop(while: isBlank).reversed().drop(while: isBlank).reversed())
  }
}
