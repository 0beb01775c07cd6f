package import Glibc

/// What the file system says of an uploaded file: enough to tell, without opening it, that it is the file of last night.
///
/// `ctime` is what catches a file whose bytes changed under an mtime that was set back (`touch -r`, `rsync -t`, unpacking):
/// no ordinary call sets it. Source: inode(7).
package struct FileStamp: Codable, Sendable, Hashable {
  /// In bytes.
  package var size: Int64
  /// Last change of the bytes, in nanoseconds since 1970.
  package var modified: Int64
  /// Last change of bytes, name or rights, in nanoseconds since 1970.
  package var changed: Int64
  package var inode: UInt64

  package init(size: Int64, modified: Int64, changed: Int64, inode: UInt64) {
    self.size = size
    self.modified = modified
    self.changed = changed
    self.inode = inode
  }

  /// The stamp of a regular file (a symbolic link is followed); nil where there is none or where it is something else.
  package init?(path: String) {
    var status = stat()
    guard stat(path, &status) == 0, status.st_mode & S_IFMT == S_IFREG else { return nil }
    self.init(status)
  }

  /// What stat(2) gave.
  package init(_ status: stat) {
    self.init(
      size: Int64(status.st_size), modified: Self.nanoseconds(status.st_mtim), changed: Self.nanoseconds(status.st_ctim),
      inode: UInt64(status.st_ino))
  }

  /// The same bytes as far as another machine can tell: an inode and a ctime mean nothing there.
  package func matchesElsewhere(_ other: FileStamp) -> Bool {
    size == other.size && modified == other.modified
  }

  private static func nanoseconds(_ time: timespec) -> Int64 {
    Int64(time.tv_sec) &* 1_000_000_000 &+ Int64(time.tv_nsec)
  }
}
