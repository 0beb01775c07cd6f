import Foundation

#if canImport(FoundationXML)
  import FoundationXML
#endif

/// Whether bytes are well-formed XML, by a parser that is not the program's own.
enum XMLCheck {
  static func isWellFormed(_ data: Data) -> Bool { XMLParser(data: data).parse() }
}
