/// What a file is, told by its content and never by its name.
package enum ContentType: Hashable, Sendable {
  /// A ZIP that is none of the packages below.
  case zip
  /// WordprocessingML in OPC, whatever its main part is called (DOCX, DOCM, DOTX, DOTM, Transitional or Strict).
  case docx
  case xlsx
  case pptx
  /// An Office document as one XML file (`pkg:package`).
  case flatOPC
  /// Word 2003's own XML (`w:wordDocument`).
  case wordXML2003
  case odt
  case ods
  case odp
  /// GB/T 33190, the fixed-layout format of Chinese offices.
  case ofd
  case epub
  /// A compound file: DOC, WPS, XLS, ET, PPT, DPS or what else is kept in one.
  case ole2
  /// A compound file that holds an encrypted OOXML document (MS-OFFCRYPTO 2.3.4).
  case encryptedOffice
  case pdf
  case rtf
  case rar
  case sevenZip
  case tar
  case gzip
  case bzip2
  case xz
  case html
  /// A saved web page (RFC 2557).
  case mht
  case xml
  case image(Image)
  /// Sound or video.
  case media(Media)
  /// A program (ELF, PE) that is no self-extracting archive.
  case executable
  case text
  /// No bytes, or nothing but zero bytes.
  case empty
  case unknown

  package enum Image: String, Hashable, Sendable {
    case jpeg, png, gif, bmp, tiff, webp, heic, emf, wmf, svg, psd, djvu
  }

  package enum Media: String, Hashable, Sendable {
    case mp4, avi, matroska, asf, flv, mpeg, mp3, wav, flac, ogg, amr
  }

  /// Whether it carries text or documents at all: sound, video and programs are named but not read.
  package var carriesText: Bool {
    switch self {
    case .media, .executable: false
    default: true
    }
  }

  /// Whether it holds files that are documents of their own.
  package var isContainer: Bool {
    switch self {
    case .zip, .rar, .sevenZip, .tar, .gzip, .bzip2, .xz: true
    default: false
    }
  }

  /// How many bytes from the start `sniffHead` looks at.
  static let headLength = 8192

  /// Tells the type of bytes held in memory.
  package static func sniff(_ bytes: [UInt8]) -> ContentType { sniff(ByteSource(bytes)) }

  /// Tells the type of bytes wherever they are. What cannot be opened is still named by what it begins with.
  package static func sniff(_ source: ByteSource) -> ContentType {
    guard source.count > 0, let head = try? source.bytes(0..<headLength), !head.isEmpty else { return .empty }
    switch sniffHead(head, isWhole: source.count <= head.count) {
    case .zip: return ZipPackage.type(of: source)
    case .ole2: return CompoundFile.holdsEncryptedPackage(source) ? .encryptedOffice : .ole2
    case .executable, .unknown:
      return archive(after: source) ?? (head.allSatisfy { $0 == 0 } && isZero(source) ? .empty : sniffHead(head, isWhole: source.count <= head.count))
    case let other: return other
    }
  }

  /// What the first bytes say: `.zip` for every ZIP-based format, `.ole2` for every compound file.
  static func sniffHead(_ head: [UInt8], isWhole: Bool) -> ContentType {
    if let type = Signature.type(of: head) { return type }
    return TextSniffer.type(of: head, isWhole: isWhole) ?? .unknown
  }

  /// A self-extracting archive: one that begins with a program, or an archive with other bytes before it.
  private static func archive(after source: ByteSource) -> ContentType? {
    if (try? ZipDirectory.isPresent(in: source)) == true { return ZipPackage.type(of: source) }
    // libarchive looks for RAR and 7z behind a program in the first MiB at most; so does this.
    guard let head = try? source.bytes(0..<2), head == Array("MZ".utf8) || head == [0x7F, 0x45] else { return nil }
    for (signature, type) in [(Signature.rar, ContentType.rar), (Signature.sevenZip, .sevenZip)] {
      if (try? source.firstOffset(of: signature, from: 0, before: 1 << 20)) ?? nil != nil { return type }
    }
    return nil
  }

  private static func isZero(_ source: ByteSource) -> Bool {
    struct Other: Error {}
    do {
      try source.forEachChunk { (piece: UnsafeRawBufferPointer) throws(Other) in
        if piece.contains(where: { $0 != 0 }) { throw Other() }
      }
      return true
    } catch {
      return false
    }
  }
}
