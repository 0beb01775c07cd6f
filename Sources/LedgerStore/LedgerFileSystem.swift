internal import Foundation

/// Where the ledger lies.
enum LedgerFileSystem {
  /// File systems that other hosts may mount too, by the names of /proc/mounts (proc(5)).
  private static let networkTypes: Set<String> = [
    "nfs", "nfs4", "cifs", "smb3", "ceph", "lustre", "beegfs", "gpfs", "9p", "fuse.sshfs", "fuse.glusterfs", "fuse.ceph", "fuse.juicefs",
  ]

  /// False where it cannot be told: then the lock file still keeps runs apart.
  static func isNetwork(_ path: String) -> Bool {
    guard let mounts = try? String(contentsOfFile: "/proc/mounts", encoding: .utf8) else { return false }
    return isNetwork(folder: URL(fileURLWithPath: path).deletingLastPathComponent().resolvingSymlinksInPath().path, mounts: mounts)
  }

  /// Looks for the mount that holds the folder: the longest that is a prefix of it, the last of equals (it hides those below).
  static func isNetwork(folder: String, mounts: String) -> Bool {
    var best = (length: -1, type: "")
    for line in mounts.split(separator: "\n") {
      let fields = line.split(separator: " ")
      guard fields.count > 2 else { continue }
      // A blank in a mount point is written \040 there (getmntent(3)).
      let mount = fields[1].replacingOccurrences(of: "\\040", with: " ")
      let isParent = mount == "/" || folder == mount || folder.hasPrefix(mount + "/")
      if isParent, mount.utf8.count >= best.length { best = (mount.utf8.count, String(fields[2])) }
    }
    return networkTypes.contains(best.type)
  }
}
