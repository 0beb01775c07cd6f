import Crypto
import Findings
import Foundation
import Glibc
import Judging
import LedgerStore
import Policies
import Readings
import Workers

/// Everything that a night's verdicts depend on, without opening an upload or parsing the register: two nights of one fingerprint come out alike.
///
/// It takes in the register's and the list's bytes, the policy, the program (its file too: a rebuilt one judges anew), the options that change what is
/// read or said, and the name, size, times and inode of everything below the uploads folder. Not the day: of what is judged only the end of
/// decisions depends on it, and `text` takes those in.
struct NightFingerprint: Sendable {
  /// Digest of all but the decisions.
  private let inputs: String
  /// Uploaded files by their path below the folder.
  let stamps: [String: FileStamp]

  /// Nil where it cannot be told: an input that cannot be read (the run itself says so), a link or another thing below the uploads folder whose target
  /// may change unseen, a file changed so lately that its next change might bear the same time, readings made elsewhere, `--full`, `--rebuild-ledger`.
  init?(_ options: AuditOptions, policy: LoadedPolicy) {
    guard options.readings == nil, !options.full, !options.rebuildsLedger, !options.injectsFaults,
      let uploads = realpath(options.uploads, nil)
    else { return nil }
    let root = String(cString: uploads)
    free(uploads)
    guard let register = FileManager.default.contents(atPath: options.register), let program = FileStamp(path: options.executable) else {
      return nil
    }
    var list = "none"
    if let path = options.funded {
      guard let bytes = FileManager.default.contents(atPath: path) else { return nil }
      list = digest(of: [UInt8](bytes))
    }
    let began = Self.now()
    var walk = UploadsWalk()
    guard walk.visit(root, below: "") else { return nil }
    // File systems count time in ticks of a few milliseconds, so a file changed within one may be changed again under the same time.
    guard walk.newest < began - 20_000_000 else { return nil }
    stamps = walk.stamps
    let output = URL(fileURLWithPath: options.output).standardizedFileURL.path
    inputs = digest(of: [
      "1", options.programVersion, "\(program)", String(getuid()), policy.policy.digest, digest(of: policy.policy.weights),
      policy.classifier.reader, policy.classifier.cues, policy.helpers.map { "\($0.name) \($0.version ?? "none")" }.joined(separator: ","),
      options.register, digest(of: [UInt8](register)), options.funded ?? "", list, root, output, "\(options.settle)", options.issuer ?? "",
      // Once the day is over the letters no longer name it.
      options.replyBy.map { options.isReplyByOver ? "over \($0)" : $0 } ?? "", walk.digest(),
    ])
  }

  /// The whole fingerprint, with the ledger's decisions and which of them are over on the day.
  func text(_ decisions: [String: [Decision]], asOf: String) -> String {
    digest(
      of: [inputs]
        + decisions.sorted { $0.key < $1.key }.flatMap(\.value).flatMap { decision in
          // A kept decision is never changed, so its number stands for it. ISO dates compare as text.
          [String(decision.id), decision.until.map { $0 < asOf ? "over" : "holds" } ?? "holds"]
        })
  }

  private static func now() -> Int64 {
    var time = timespec()
    clock_gettime(CLOCK_REALTIME, &time)
    return Int64(time.tv_sec) * 1_000_000_000 + Int64(time.tv_nsec)
  }
}

/// Names, sizes, times and inodes below a folder. Source: readdir(3), fstatat(2).
private struct UploadsWalk {
  var stamps: [String: FileStamp] = [:]
  /// The latest change of anything, in nanoseconds since 1970.
  var newest = Int64.min

  /// False where something is there that cannot be told by its stamp.
  mutating func visit(_ folder: String, below prefix: String) -> Bool {
    guard let handle = opendir(folder) else { return false }
    defer { closedir(handle) }
    let descriptor = dirfd(handle)
    var folders: [String] = []
    errno = 0
    while let entry = readdir(handle) {
      var status = stat()
      let name = withUnsafePointer(to: &entry.pointee.d_name) { pointer in
        pointer.withMemoryRebound(to: CChar.self, capacity: Int(NAME_MAX) + 1) { name -> String? in
          fstatat(descriptor, name, &status, AT_SYMLINK_NOFOLLOW) == 0 ? String(validatingCString: name) : nil
        }
      }
      guard let name else { return false }
      if name == "." || name == ".." { continue }
      let stamp = FileStamp(status)
      newest = max(newest, stamp.changed, stamp.modified)
      switch status.st_mode & S_IFMT {
      case S_IFREG: stamps[prefix + name] = stamp
      case S_IFDIR:
        // A folder's rights decide what is seen in it; its name alone makes it a bundle.
        stamps[prefix + name + "/"] = FileStamp(size: Int64(status.st_mode), modified: 0, changed: stamp.changed, inode: stamp.inode)
        folders.append(name)
      default: return false
      }
      errno = 0
    }
    guard errno == 0 else { return false }
    for name in folders where !visit("\(folder)/\(name)", below: prefix + name + "/") { return false }
    return true
  }

  func digest() -> String {
    var hasher = SHA256()
    for (path, stamp) in stamps.sorted(by: { $0.key.utf8.lexicographicallyPrecedes($1.key.utf8) }) {
      var path = path
      path.withUTF8 { hasher.update(bufferPointer: UnsafeRawBufferPointer($0)) }
      let numbers: [UInt64] = [
        0, UInt64(bitPattern: stamp.size), UInt64(bitPattern: stamp.modified), UInt64(bitPattern: stamp.changed), stamp.inode,
      ]
      numbers.withUnsafeBytes { hasher.update(bufferPointer: $0) }
    }
    return hasher.finalize().hexadecimal
  }
}

/// A policy with the reader that its cues and the helper programs make.
struct LoadedPolicy: Sendable {
  let policy: Policy
  /// Programs of others that read what this one does not, with their versions where they are installed.
  let helpers: [(name: String, version: String?)]
  let programs: HelperPrograms
  let classifier: DocumentClassifier

  /// Throws `RunError` 65 or 66 for the policy.
  init(_ name: String, ocr: Bool) throws {
    policy = try Policy.load(name)
    programs = HelperPrograms.find(ocr: ocr)
    classifier = try DocumentClassifier(policy: policy, programs: programs)
    helpers = programs.versions()
  }

  var key: ReadingKey { ReadingKey(reader: classifier.reader, cues: classifier.cues) }
}
