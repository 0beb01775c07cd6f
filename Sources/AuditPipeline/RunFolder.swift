import Findings
import Foundation
import Glibc

/// `OUTPUT` with its `runs/<id>` and the `latest` link (contract, section 6): a night is made in a hidden folder and appears whole.
struct RunFolder {
  let output: String

  /// Checks, before anything is read, that the output can be written; makes nothing. Throws `RunError` 73.
  static func check(_ output: String) throws(RunError) {
    var path = URL(fileURLWithPath: output).standardizedFileURL.path
    while path != "/", access(path, F_OK) != 0 { path = (path as NSString).deletingLastPathComponent }
    var isFolder: ObjCBool = false
    _ = FileManager.default.fileExists(atPath: path, isDirectory: &isFolder)
    guard isFolder.boolValue else {
      throw RunError(.cannotWrite, subject: output, message: "the output cannot be written: \(path) is a file; name a folder")
    }
    guard access(path, W_OK | X_OK) == 0 else {
      throw RunError(
        .cannotWrite, subject: output, message: "the output cannot be written: \(path) does not allow it; name another folder",
        cause: String(cString: strerror(errno)))
    }
    var status = stat()
    if lstat(output + "/latest", &status) == 0, status.st_mode & S_IFMT != S_IFLNK {
      throw RunError(
        .cannotWrite, subject: output + "/latest",
        message: "this is no link to a run, so the night could not be put in its place; move it away, or name another --output")
    }
    if stat(output + "/runs", &status) == 0, status.st_mode & S_IFMT != S_IFDIR {
      throw RunError(.cannotWrite, subject: output + "/runs", message: "this is no folder; move it away, or name another --output")
    }
  }

  /// Folders that a run which could not begin has made and left empty: rmdir(2) takes no others.
  static func takeBack(_ output: String, existed: (output: Bool, runs: Bool)) {
    if !existed.runs { rmdir(output + "/runs") }
    if !existed.output { rmdir(output) }
  }

  static func exists(_ output: String) -> (output: Bool, runs: Bool) {
    (access(output, F_OK) == 0, access(output + "/runs", F_OK) == 0)
  }

  init(_ output: String) throws(RunError) {
    self.output = output
    try Self.make(output + "/runs")
    // What a killed run left behind.
    for name in (try? FileManager.default.contentsOfDirectory(atPath: output + "/runs")) ?? [] where name.hasPrefix(Self.unfinished) {
      try? FileManager.default.removeItem(atPath: "\(output)/runs/\(name)")
    }
  }

  private static let unfinished = ".unfinished-"

  /// The day, or the day and a number where the day has been audited before.
  func freeID(for day: String, taken: Set<String>) -> String {
    var id = day
    var number = 1
    while taken.contains(id) || access("\(output)/runs/\(id)", F_OK) == 0 {
      number += 1
      id = "\(day)-\(number)"
    }
    return id
  }

  /// The folder in which the night's files are made.
  func workshop(_ id: String) -> String { "\(output)/runs/\(Self.unfinished)\(id)" }

  func folder(_ id: String) -> String { "\(output)/runs/\(id)" }

  /// Puts the finished night in its place and turns `latest` to it: a reader sees the night before or this one, never half of one (rename(2)).
  func publish(_ id: String) throws(RunError) {
    let made = FileManager.default.enumerator(atPath: workshop(id))?.compactMap { $0 as? String } ?? []
    for name in made + ["."] { try Self.flush("\(workshop(id))/\(name)") }
    try Self.move(workshop(id), to: folder(id))
    try Self.flush(output + "/runs")
    let link = "\(output)/.latest-\(id)"
    unlink(link)
    guard symlink("runs/\(id)", link) == 0 else {
      throw RunError(
        .cannotWrite, subject: link, message: "the link to the latest run cannot be made", cause: String(cString: strerror(errno)))
    }
    try Self.move(link, to: output + "/latest")
    try Self.flush(output)
  }

  /// Removes runs that are no longer kept. A folder that cannot be removed is only said: the night is done.
  func remove(_ ids: [String], warn: (String) -> Void) {
    for id in ids where access(folder(id), F_OK) == 0 {
      do {
        try FileManager.default.removeItem(atPath: folder(id))
      } catch {
        warn("the old run \(folder(id)) could not be removed: \(error.localizedDescription)")
      }
    }
  }

  private static func make(_ path: String) throws(RunError) {
    do {
      try FileManager.default.createDirectory(atPath: path, withIntermediateDirectories: true)
    } catch {
      throw RunError(
        .cannotWrite, subject: path, message: "the folder cannot be made; name another one with --output", cause: error.localizedDescription
      )
    }
  }

  private static func move(_ source: String, to target: String) throws(RunError) {
    guard rename(source, target) == 0 else {
      throw RunError(
        .cannotWrite, subject: target, message: "the finished run cannot be put in its place", cause: String(cString: strerror(errno)))
    }
  }

  /// On the disk before the link says that it is: after a power cut `latest` must not lead to empty files (syncfs(2) would flush a whole disk).
  private static func flush(_ path: String) throws(RunError) {
    let descriptor = open(path, O_RDONLY | O_CLOEXEC | O_NOFOLLOW)
    guard descriptor >= 0 else { return }
    defer { close(descriptor) }
    // EINVAL: a file system that keeps nothing to flush.
    guard fsync(descriptor) == 0 || errno == EINVAL else {
      throw RunError(
        .cannotWrite, subject: path, message: "the run could not be written to the disk", cause: String(cString: strerror(errno)))
    }
  }
}
