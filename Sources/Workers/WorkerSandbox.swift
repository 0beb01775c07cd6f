internal import CSandbox
internal import Foundation
internal import Glibc

/// What a worker may still do once it has started: read the uploads and what it needs to run, run the named helpers, and nothing else.
package struct WorkerSandbox: Sendable, Hashable {
  /// Files, or folders with all below them, that may be read: the uploads.
  package var readable: [String]
  /// Programs that read other formats, by absolute path; those that are not installed are passed over.
  package var helpers: [String]

  package init(readable: [String], helpers: [String]) {
    self.readable = readable
    self.helpers = helpers
  }

  /// Shuts this process in; there is no way out again. Gives one English sentence for each protection that this kernel lacks.
  ///
  /// Landlock holds for the calling thread and those that it starts, so call it before any other is started (landlock_restrict_self(2)).
  package func enter() -> [String] {
    var warnings: [String] = []
    let runnable = Self.runnable(helpers)
    let readable = self.readable.map(Self.resolved) + Self.neededToRun(withHelpers: !runnable.isEmpty)
    let code = Self.withCStrings(readable) { readable in
      Self.withCStrings(runnable) { csandbox_landlock_enter(readable.baseAddress, readable.count, $0.baseAddress, $0.count) }
    }
    if code != 0 {
      warnings.append("this kernel has no Landlock (\(String(cString: strerror(code)))): workers can read and write what this account can")
    } else if Self.threadCount() > 1 {
      warnings.append("a worker had other threads before its sandbox: those are outside it")
    }
    let seccomp = csandbox_seccomp_enter()
    if seccomp != 0 {
      warnings.append("this kernel has no seccomp filter (\(String(cString: strerror(seccomp)))): workers can reach the network")
    }
    return warnings
  }

  /// The helpers, and the loader that the kernel runs them with: it needs the right too.
  private static func runnable(_ helpers: [String]) -> [String] {
    let found = helpers.map(resolved).filter { access($0, X_OK) == 0 }
    guard !found.isEmpty else { return [] }
    let loaders = ["/lib64/ld-linux-x86-64.so.2", "/lib/ld-linux-aarch64.so.1", "/lib/ld-musl-x86_64.so.1"]
    return found + loaders.map(resolved)
  }

  /// Libraries, this program's own folder's among them, and the few files that the C library and Foundation look into.
  private static func neededToRun(withHelpers: Bool) -> [String] {
    var paths = [
      "/usr/lib", "/lib", "/lib64", "/usr/lib64", "/usr/local/lib", "/etc/ld.so.cache", "/etc/localtime", "/usr/share/zoneinfo",
      "/usr/lib/locale",
      "/dev/null", "/dev/zero", "/dev/urandom", "/dev/random", "/proc/self", "/proc/meminfo", "/proc/cpuinfo", "/sys/devices/system/cpu",
    ]
    // The Swift runtime may lie anywhere: what is mapped now is where it lies.
    let maps = (try? String(contentsOfFile: "/proc/self/maps", encoding: .utf8)) ?? ""
    for line in maps.split(separator: "\n") where line.contains(".so") {
      guard let slash = line.firstIndex(of: "/"), let end = line.lastIndex(of: "/"), slash < end else { continue }
      paths.append(String(line[slash..<end]))
    }
    if withHelpers {
      // Character maps and fonts (poppler), language data (tesseract).
      paths += [
        "/usr/share/poppler", "/usr/share/fonts", "/etc/fonts", "/usr/share/fontconfig", "/var/cache/fontconfig",
        "/usr/share/tesseract-ocr", "/usr/share/tessdata",
      ]
    }
    return Array(Set(paths))
  }

  private static func resolved(_ path: String) -> String {
    guard let real = realpath(path, nil) else { return path }
    defer { free(real) }
    return String(cString: real)
  }

  private static func threadCount() -> Int {
    (try? FileManager.default.contentsOfDirectory(atPath: "/proc/self/task").count) ?? 1
  }

  private static func withCStrings<Result>(_ strings: [String], _ body: (UnsafeBufferPointer<UnsafePointer<CChar>?>) -> Result) -> Result {
    let copies = strings.map { strdup($0) }
    defer { for copy in copies { free(copy) } }
    return copies.map { UnsafePointer($0) }.withUnsafeBufferPointer(body)
  }
}
