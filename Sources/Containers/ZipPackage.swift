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
      let type = mimeTypes[String(decoding: archive.head(entry, count: 80).filter { $0 > 0x20 }, as: UTF8.self)]
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

  /// By the main part's content type, found through the package relationship. Source: ECMA-376 part 2, 6.2 and 6.5; part 1, 11.3.10, 12.3.23,
  /// 13.3.6.
  private static func openPackagingType(_ archive: ZipArchive) -> ContentType? {
    guard let relationships = part("_rels/.rels", archive) else { return nil }
    var target: String?
    forEachElement("relationship", in: relationships) { element in
      if target == nil, element["type"]?.hasSuffix("/officedocument") == true { target = element["target"] }
    }
    guard let target, let types = part("[Content_Types].xml", archive) else { return nil }
    let name = target.hasPrefix("/") ? target : "/" + target
    let extensionOfName = name.split(separator: ".").last.map(String.init)
    var ofPart: String?
    var ofExtension: String?
    forEachElement("override", in: types) { if $0["partname"] == name { ofPart = $0["contenttype"] } }
    if ofPart == nil { forEachElement("default", in: types) { if $0["extension"] == extensionOfName { ofExtension = $0["contenttype"] } } }
    guard let type = (ofPart ?? ofExtension).map({ Array($0.utf8) }) else { return nil }
    if type.contains(ascii: "wordprocessingml") || type.contains(ascii: "ms-word.") { return .docx }
    if type.contains(ascii: "spreadsheetml") || type.contains(ascii: "ms-excel.") { return .xlsx }
    if type.contains(ascii: "presentationml") || type.contains(ascii: "ms-powerpoint.") { return .pptx }
    return nil
  }

  /// A part's ASCII characters in lower case: part names, extensions and content types all compare without case.
  private static func part(_ name: String, _ archive: ZipArchive) -> [UInt8]? {
    guard let entry = archive.entry(named: name) else { return nil }
    let bytes: [UInt8]
    do throws(ReadFault) { bytes = try archive.read(entry) } catch { bytes = error.salvaged }
    let isUTF16 = bytes.starts(with: [0xFF, 0xFE]) || bytes.starts(with: [0xFE, 0xFF])
    return (isUTF16 ? bytes.filter { $0 != 0 && $0 < 0x80 } : bytes).asciiLowercased()
  }

  /// Calls `body` with the attributes of each start tag of that local name. No XML parser: `Containers` has none, and a wrong guess here only costs
  /// the right reader, which looks again with one. Bytes, not strings: this is done for every package of the night.
  private static func forEachElement(_ name: String, in text: [UInt8], _ body: ([String: String]) -> Void) {
    let name = Array(name.utf8)
    var position = 0
    while let open = text.firstOffset(of: [UInt8(ascii: "<")], from: position) {
      var start = open + 1
      var index = start
      while index < text.count, text[index] > 0x20, text[index] != UInt8(ascii: ">"), text[index] != UInt8(ascii: "/") {
        if text[index] == UInt8(ascii: ":") { start = index + 1 }
        index += 1
      }
      position = index
      if text[start..<index].elementsEqual(name) { body(attributes(in: text, from: &position)) }
    }
  }

  private static func attributes(in text: [UInt8], from position: inout Int) -> [String: String] {
    var attributes: [String: String] = [:]
    while position < text.count, text[position] != UInt8(ascii: ">") {
      let start = position
      while position < text.count, text[position] != UInt8(ascii: "="), text[position] != UInt8(ascii: ">") { position += 1 }
      let name = text[start..<position].filter { $0 > 0x20 }
      while position < text.count, ![UInt8(ascii: "\""), UInt8(ascii: "'"), UInt8(ascii: ">")].contains(text[position]) { position += 1 }
      guard position < text.count, text[position] != UInt8(ascii: ">") else { break }
      let valueStart = position + 1
      guard let close = text.firstOffset(of: [text[position]], from: valueStart) else {
        position = text.count
        break
      }
      attributes[String(decoding: name, as: UTF8.self)] = String(decoding: text[valueStart..<close], as: UTF8.self)
      position = close + 1
    }
    return attributes
  }
}

extension [UInt8] {
  func asciiLowercased() -> [UInt8] {
    map { (UInt8(ascii: "A")...UInt8(ascii: "Z")).contains($0) ? $0 | 0x20 : $0 }
  }
}
