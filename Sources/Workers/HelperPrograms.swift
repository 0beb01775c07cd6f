internal import Findings
internal import Glibc

/// The programs of others that read what this one does not: found once at the start, named in the log and the reports.
package struct HelperPrograms: Sendable, Hashable {
  /// Absolute paths by name; a program that is not installed has none.
  package private(set) var paths: [String: String] = [:]

  /// Whether print in pictures is read.
  package private(set) var recognition = Recognition.off

  /// What became of `--ocr`.
  package enum Recognition: Sendable, Hashable {
    /// Nobody asked for it.
    case off
    /// With this version of tesseract.
    case ready(version: String)
    /// It was asked for and cannot be done: the Debian packages that are missing.
    case lacking([String])
  }

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

  /// Prepares OCR, where the programs and the Chinese language data are there. Asks tesseract itself.
  package mutating func prepareRecognition() {
    var missing: [String] = []
    if paths["pdftoppm"] == nil { missing.append("poppler-utils") }
    if let tesseract = paths["tesseract"] {
      // One language a line, behind a heading (tesseract(1), --list-langs).
      let languages = HelperRun(program: tesseract, arguments: ["--list-langs"], outputLimit: 1 << 16, seconds: 5).result()
      let names = (languages.words + "\n" + String(decoding: languages.output, as: UTF8.self)).split(whereSeparator: \.isNewline)
      if !names.contains("chi_sim") { missing.append("tesseract-ocr-chi-sim") }
    } else {
      missing += ["tesseract-ocr", "tesseract-ocr-chi-sim"]
    }
    recognition = missing.isEmpty ? .ready(version: version(of: "tesseract") ?? "?") : .lacking(missing)
  }

  /// Whether readers run this program: tesseract only where OCR was asked for and can be done, and pdftoppm for nothing else.
  package func isUsed(_ name: String) -> Bool {
    guard paths[name] != nil else { return false }
    if name == "pdftotext" { return true }
    if case .ready = recognition { return true }
    return false
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
