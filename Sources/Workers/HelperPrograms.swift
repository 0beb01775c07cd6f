internal import Findings
internal import Glibc

/// The programs of others that read what this one does not: found once at the start, named in the log and the reports.
package struct HelperPrograms: Sendable, Hashable {
  /// Absolute paths by name; a program that is not installed has none.
  package private(set) var paths: [String: String] = [:]

  /// Those that are known: poppler's for PDF, tesseract for pictures.
  package static let names = ["pdftotext", "pdftoppm", "tesseract"]

  package init() {}

  /// Looks where the shell would, and where Debian and self-built software lie.
  package static func find(in path: String) -> HelperPrograms {
    var found = HelperPrograms()
    for name in names {
      for folder in path.split(separator: ":") where folder.hasPrefix("/") {
        let candidate = "\(folder)/\(name)"
        if access(candidate, X_OK) == 0 {
          found.paths[name] = candidate
          break
        }
      }
    }
    return found
  }

  package subscript(_ name: String) -> String? { paths[name] }

  /// Each known program with its version, nil where it is not installed; "?" where it does not say. Asks the programs themselves.
  package func versions() -> [(name: String, version: String?)] {
    Self.names.map { ($0, version(of: $0)) }
  }

  /// Nil where the program is not installed; "?" where it does not say. Asks the program itself.
  package func version(of name: String) -> String? {
    guard let path = paths[name] else { return nil }
    let run = HelperRun(program: path, arguments: [name == "tesseract" ? "--version" : "-v"], outputLimit: 4096, seconds: 5)
    let result = run.result()
    // `pdftotext version 22.12.0`, `tesseract 5.3.0`; poppler says it on standard error.
    let words = (result.words + " " + String(decoding: result.output, as: UTF8.self)).split(whereSeparator: \.isWhitespace)
    return words.first { $0.first?.isNumber == true && $0.contains(".") }.map(String.init) ?? "?"
  }
}
