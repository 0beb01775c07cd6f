import Glibc

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
  package static func sniff(_ source: ByteSource) -> ContentType { identify(source, Limits()).type }

  /// The type, and the archive that had to be opened to tell it.
  static func identify(_ source: ByteSource, _ limits: Limits) -> (type: ContentType, archive: ZipArchive?) {
    guard source.count > 0, let head = try? source.bytes(0..<headLength), !head.isEmpty else { return (.empty, nil) }
    let type = sniffHead(head, isWhole: source.count <= head.count)
    switch type {
    case .zip: return ZipPackage.identify(source, limits)
    case .ole2: return (CompoundFile.holdsEncryptedPackage(source) ? .encryptedOffice : .ole2, nil)
    case .executable, .unknown:
      if (try? ZipDirectory.isPresent(in: source)) == true { return ZipPackage.identify(source, limits) }
      if let archive = selfExtractor(source) { return (archive, nil) }
      return (head.allSatisfy { $0 == 0 } && isZero(source) ? .empty : type, nil)
    default: return (type, nil)
    }
  }

  /// What the first bytes say: `.zip` for every ZIP-based format, `.ole2` for every compound file.
  static func sniffHead(_ head: [UInt8], isWhole: Bool) -> ContentType {
    if let type = Signature.type(of: head) { return type }
    return TextSniffer.type(of: head, isWhole: isWhole) ?? .unknown
  }

  /// The RAR or 7z behind a program.
  private static func selfExtractor(_ source: ByteSource) -> ContentType? {
    // libarchive looks for RAR and 7z behind a program in the first MiB at most; so does this.
    guard let head = try? source.bytes(0..<2), head == Array("MZ".utf8) || head == [0x7F, 0x45] else { return nil }
    for (signature, type) in [(Signature.rar, ContentType.rar), (Signature.sevenZip, .sevenZip)] {
      if (try? source.firstOffset(of: signature, from: 0, before: 1 << 20)) ?? nil != nil { return type }
    }
    return nil
  }

  /// Every byte is equal to the one after it, and the first is zero: memcmp(3) compares a piece with itself, one byte on.
  private static func isZero(_ source: ByteSource) -> Bool {
    struct Other: Error {}
    do {
      try source.forEachChunk { (piece: UnsafeRawBufferPointer) throws(Other) in
        guard let base = piece.baseAddress, piece[0] == 0, memcmp(base, base + 1, piece.count - 1) == 0 else { throw Other() }
      }
      return true
    } catch {
      // Other bytes, or a file that cannot be read, whose reader will say so.
      return false
    }
  }
}
