package import Findings

/// Programs of others that readers may run, and how. This module starts no process itself: who calls it does, under its own limits.
package struct ReadingHelpers: Sendable {
  /// The programs that readers know of.
  package enum Program: String, CaseIterable, Sendable {
    /// poppler's: the text of a PDF.
    case pdftotext
    /// poppler's: a PDF's pages as pictures.
    case pdftoppm
    /// The text in pictures.
    case tesseract
  }

  /// What a reader asks for: the file comes on standard input, the result goes to standard output.
  package struct Request: Sendable {
    package var program: Program
    package var arguments: [String]
    package var input: [UInt8]
    /// The most bytes of output.
    package var outputLimit: Int
    package var seconds: Double
  }

  /// Those that are installed.
  package var available: Set<Program>
  package var run: @Sendable (Request) -> ProgramOutcome

  package init(available: Set<Program>, run: @escaping @Sendable (Request) -> ProgramOutcome) {
    self.available = available
    self.run = run
  }

  /// No programs: what needs one is `unsupported`.
  package static let none = ReadingHelpers(available: []) { request in
    ProgramOutcome(end: .notStarted("\(request.program.rawValue) is not to be run"))
  }
}
