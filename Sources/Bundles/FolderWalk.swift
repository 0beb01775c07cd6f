import Foundation
import Glibc

/// One name in a folder.
struct FolderEntry {
  enum Kind {
    case file
    case folder
    /// A link whose target is not below the uploads folder.
    case outside
    /// A link to nothing, a socket, a device, a name that is not UTF-8 (and so cannot be handed on).
    case unreadable
  }

  var name: String
  var kind: Kind
}

/// Folders below the uploads folder, never past its edge.
struct FolderWalk {
  /// The uploads folder as realpath(3) gives it.
  let root: String

  init?(_ path: String) {
    guard let real = Self.realPath(path) else { return nil }
    root = real
  }

  static func realPath(_ path: String) -> String? {
    guard let resolved = realpath(path, nil) else { return nil }
    defer { free(resolved) }
    return String(cString: resolved)
  }

  func absolute(_ relative: String) -> String { relative.isEmpty ? root : "\(root)/\(relative)" }

  func isBelowRoot(_ real: String) -> Bool { real == root || real.hasPrefix(root == "/" ? "/" : root + "/") }

  /// Names in a folder, sorted by their bytes. Throws the errno of opendir(3) as a sentence.
  func entries(_ relative: String) throws(WalkError) -> [FolderEntry] {
    guard let handle = opendir(absolute(relative)) else { throw WalkError(path: relative, code: errno) }
    defer { closedir(handle) }
    var result: [FolderEntry] = []
    while let entry = readdir(handle) {
      let (name, isText) = withUnsafePointer(to: &entry.pointee.d_name) { pointer in
        pointer.withMemoryRebound(to: CChar.self, capacity: Int(NAME_MAX) + 1) {
          (String(cString: $0), String(validatingCString: $0) != nil)
        }
      }
      if name == "." || name == ".." { continue }
      let kind = isText ? kind(relative.isEmpty ? name : "\(relative)/\(name)") : .unreadable
      result.append(FolderEntry(name: name, kind: kind))
    }
    return result.sorted { $0.name.utf8.lexicographicallyPrecedes($1.name.utf8) }
  }

  /// What a path is, links followed.
  func kind(_ relative: String) -> FolderEntry.Kind {
    let path = absolute(relative)
    var status = stat()
    guard lstat(path, &status) == 0 else { return .unreadable }
    if status.st_mode & S_IFMT == S_IFLNK {
      guard let real = Self.realPath(path) else { return .unreadable }
      guard isBelowRoot(real) else { return .outside }
      guard stat(path, &status) == 0 else { return .unreadable }
    }
    switch status.st_mode & S_IFMT {
    case S_IFREG: return .file
    case S_IFDIR: return .folder
    default: return .unreadable
    }
  }

  /// All regular files below a path (the path itself where it is one), relative to the root.
  ///
  func files(below relative: String) -> FolderContents {
    var result = FolderContents()
    var seen: Set<String> = []
    func visit(_ path: String, _ kind: FolderEntry.Kind) {
      switch kind {
      case .file: result.files.append(path)
      case .outside: result.outside.append(path)
      case .unreadable: result.unreadable.append(path)
      case .folder:
        // A link to a folder above would turn in circles.
        guard let real = Self.realPath(absolute(path)), seen.insert(real).inserted else { return }
        do {
          for entry in try entries(path) { visit(path.isEmpty ? entry.name : "\(path)/\(entry.name)", entry.kind) }
        } catch {
          result.failures.append(error)
        }
      }
    }
    visit(relative, kind(relative))
    return result
  }
}

/// What lies below one path.
struct FolderContents {
  var files: [String] = []
  /// Links that lead out of the uploads folder.
  var outside: [String] = []
  var unreadable: [String] = []
  /// Folders that could not be opened.
  var failures: [WalkError] = []
}

/// A folder that could not be opened.
struct WalkError: Error {
  var path: String
  var code: Int32

  var sentence: String { "\(path.isEmpty ? "." : path): \(String(cString: strerror(code)))" }
}
