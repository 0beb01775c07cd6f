import Findings
import Glibc

/// The files of a folder, in the order of their names' bytes, found without leaving it.
///
/// Names are taken as bytes: a folder unpacked from an old ZIP may hold names in GB18030, which no `String` can hold.
struct FolderWalk {
  enum Found {
    case file(shown: String, ByteSource)
    case unreadable(shown: String, ReadFault)
    case ignored(IgnoredFile)
  }

  let root: String
  /// Folders in folders: deeper than any upload, and below what descriptors and the stack allow.
  private static let deepest = 64

  /// Throws `RunError` (`noInput`) where `root` does not exist or cannot be opened, and what `body` throws.
  func visit(shownAs shown: String, _ body: (Found) throws -> Void) throws {
    // The root itself may be a link: whoever names it means what it points to.
    let descriptor = Glibc.open(root, O_RDONLY | O_CLOEXEC | O_NONBLOCK)
    guard descriptor >= 0 else {
      throw RunError(.noInput, subject: root, message: "the file cannot be opened", cause: String(cString: strerror(errno)))
    }
    try visit(descriptor, shown: shown, depth: 0, body)
  }

  /// Takes the descriptor and closes it.
  private func visit(_ descriptor: CInt, shown: String, depth: Int, _ body: (Found) throws -> Void) throws {
    var status = stat()
    guard fstat(descriptor, &status) == 0 else {
      let words = String(cString: strerror(errno))
      close(descriptor)
      return try body(.unreadable(shown: shown, ReadFault(.corrupt, "\(shown) cannot be read: \(words)")))
    }
    switch status.st_mode & S_IFMT {
    case S_IFREG:
      try body(.file(shown: shown, ByteSource(owning: descriptor, count: Int(status.st_size))))
    case S_IFDIR:
      guard depth < Self.deepest, let directory = fdopendir(descriptor) else {
        close(descriptor)
        return try body(.unreadable(shown: shown, ReadFault(.limit, "\(shown) lies more than \(Self.deepest) folders deep")))
      }
      defer { closedir(directory) }
      try visit(directory, shown: shown, depth: depth, body)
    default:
      close(descriptor)
      try body(.unreadable(shown: shown, ReadFault(.unsupported, "\(shown) is no regular file")))
    }
  }

  private func visit(_ directory: OpaquePointer, shown: String, depth: Int, _ body: (Found) throws -> Void) throws {
    let raw = Self.names(in: directory).sorted { $0.lexicographicallyPrecedes($1) }
    let decoder = NameDecoder(raw)
    for name in raw {
      let text = DisplayName.text(decoder.decode(name))
      if let kind = IgnoredFile.kind(of: text) {
        try body(.ignored(kind))
        continue
      }
      let path = "\(shown)/\(text)"
      let descriptor = (name + [0]).withUnsafeBytes { bytes in
        openat(dirfd(directory), bytes.assumingMemoryBound(to: CChar.self).baseAddress!, O_RDONLY | O_CLOEXEC | O_NONBLOCK | O_NOFOLLOW)
      }
      if descriptor >= 0 {
        try visit(descriptor, shown: path, depth: depth + 1, body)
      } else if errno == ELOOP {
        // What a link points to inside the folder is read under its own name; following it could go round in circles.
        if isInside(Self.realPath(of: name, in: directory)) {
          try body(.ignored(.symbolicLink))
        } else {
          try body(
            .unreadable(shown: path, ReadFault(.unsupported, "\(path) is a link out of the folder, or to nothing, and is not followed")))
        }
      } else {
        // open(2): ENXIO for a socket. All else is a file that is there and cannot be had: closed to this account, or on a disk that fails.
        let reason = errno == ENXIO ? UnreadReason.unsupported : .corrupt
        try body(.unreadable(shown: path, ReadFault(reason, "\(path) cannot be opened: \(String(cString: strerror(errno)))")))
      }
    }
  }

  /// Whether a real path lies below the real path of the root.
  private func isInside(_ path: String?) -> Bool {
    guard let path, let real = realpath(root, nil) else { return false }
    defer { free(real) }
    return path.hasPrefix(String(cString: real) + "/")
  }

  /// Where a link in the end leads, or nil where that does not exist (realpath(3)).
  private static func realPath(of name: [UInt8], in directory: OpaquePointer) -> String? {
    let path = Array("/proc/self/fd/\(dirfd(directory))/".utf8) + name + [0]
    return path.withUnsafeBytes { bytes in
      guard let real = realpath(bytes.assumingMemoryBound(to: CChar.self).baseAddress!, nil) else { return nil }
      defer { free(real) }
      return String(cString: real)
    }
  }

  private static func names(in directory: OpaquePointer) -> [[UInt8]] {
    var names: [[UInt8]] = []
    while let entry = readdir(directory) {
      let name = withUnsafePointer(to: &entry.pointee.d_name) { pointer in
        pointer.withMemoryRebound(to: UInt8.self, capacity: Int(entry.pointee.d_reclen)) { bytes in
          Array(UnsafeBufferPointer(start: bytes, count: strlen(UnsafeRawPointer(bytes).assumingMemoryBound(to: CChar.self))))
        }
      }
      if name != Array(".".utf8), name != Array("..".utf8) { names.append(name) }
    }
    return names
  }
}
