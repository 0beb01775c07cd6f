import CLibxml2
import Glibc

/// Hears the events of a web page in document order. Names and attribute names are in lower case; every start has its end.
protocol HTMLHandler: AnyObject {
  func startElement(_ name: String, _ attributes: HTMLAttributes)
  func endElement(_ name: String)
  /// UTF-8; one run of text may come in several stretches.
  func text(_ bytes: UnsafeBufferPointer<UInt8>)
  /// True ends the parse.
  var wantsStop: Bool { get }
}

/// The attributes of the element that is being opened; valid only inside `HTMLHandler.startElement`.
struct HTMLAttributes {
  /// libxml2's array: name, value, name, value …, NULL.
  let base: UnsafeMutablePointer<UnsafePointer<UInt8>?>?

  subscript(_ name: StaticString) -> String? {
    guard var next = base else { return nil }
    while let key = next[0] {
      if strcmp(
        UnsafeRawPointer(key).assumingMemoryBound(to: CChar.self), UnsafeRawPointer(name.utf8Start).assumingMemoryBound(to: CChar.self))
        == 0
      {
        return next[1].map { String(cString: $0) } ?? ""
      }
      next += 2
    }
    return nil
  }
}

/// Reads HTML by libxml2's parser, which mends what browsers mend: no page is ill-formed, at worst it ends early.
final class HTMLScanner {
  enum Outcome: Equatable { case complete, stopped, tooDeep, tooManyAttributes, noMemory }

  /// Pages that leave their `<font>` open all the way down are this deep in honest hands; deeper ones cost time in libxml2 that grows with the square.
  private static let maximumDepth = 2000

  private let handler: any HTMLHandler
  private var context: htmlParserCtxtPtr?
  private var depth = 0
  private var outcome = Outcome.complete

  private init(_ handler: any HTMLHandler) { self.handler = handler }

  deinit { if let context { ba_html_close(context) } }

  /// Reads UTF-8, without scripts and style sheets (`HTMLCleaner`).
  static func scan(_ utf8: consuming [UInt8], handler: any HTMLHandler) -> Outcome {
    let scanner = HTMLScanner(handler)
    return withExtendedLifetime(scanner) { scanner.run(utf8) }
  }

  private func run(_ utf8: [UInt8]) -> Outcome {
    guard !utf8.isEmpty, let size = Int32(exactly: utf8.count) else { return .complete }
    return utf8.withUnsafeBytes { buffer in
      var tags = TagGuard()
      guard tags.accepts(buffer) else { return .tooManyAttributes }
      var callbacks = Self.callbacks()
      guard let parser = ba_html_open(buffer.baseAddress, size, &callbacks, Unmanaged.passUnretained(self).toOpaque()) else {
        return .noMemory
      }
      context = parser
      htmlParseDocument(parser)
      return outcome
    }
  }

  private func stop(_ outcome: Outcome) {
    self.outcome = outcome
    if let context { xmlStopParser(context) }
  }

  private static func of(_ user: UnsafeMutableRawPointer?) -> HTMLScanner {
    // The pointer is the one that `run` gave to `ba_html_open`, and `run` outlives the parse.
    Unmanaged<HTMLScanner>.fromOpaque(user!).takeUnretainedValue()
  }

  private static func callbacks() -> xmlSAXHandler {
    var sax = xmlSAXHandler()
    // The HTML parser calls the SAX1 functions, whatever is said here.
    sax.initialized = 1
    sax.startElement = { user, name, attributes in
      let scanner = HTMLScanner.of(user)
      guard scanner.outcome == .complete, let name else { return }
      scanner.depth += 1
      if scanner.depth > HTMLScanner.maximumDepth { return scanner.stop(.tooDeep) }
      scanner.handler.startElement(String(cString: name), HTMLAttributes(base: attributes))
      if scanner.handler.wantsStop { scanner.stop(.stopped) }
    }
    sax.endElement = { user, name in
      let scanner = HTMLScanner.of(user)
      guard scanner.outcome == .complete, let name else { return }
      scanner.depth -= 1
      scanner.handler.endElement(String(cString: name))
    }
    let characters: @convention(c) (UnsafeMutableRawPointer?, UnsafePointer<UInt8>?, Int32) -> Void = { user, bytes, count in
      let scanner = HTMLScanner.of(user)
      guard scanner.outcome == .complete else { return }
      scanner.handler.text(UnsafeBufferPointer(start: bytes, count: Int(count)))
      if scanner.handler.wantsStop { scanner.stop(.stopped) }
    }
    sax.characters = characters
    sax.cdataBlock = characters
    sax.ignorableWhitespace = characters
    return sax
  }
}
