import CLibxml2
import Containers

/// Hears the events of one XML part in document order.
protocol XMLHandler: AnyObject {
  func startElement(_ name: XMLName, _ attributes: XMLAttributes)
  func endElement(_ name: XMLName)
  /// A stretch of character data, UTF-8; one run of text may come in several stretches.
  func text(_ bytes: UnsafeBufferPointer<UInt8>)
  /// False for a handler that needs no character data, which then is not handed over at all.
  var wantsText: Bool { get }
  /// Looked at after each element's start: true ends the parse (a limit was hit).
  var wantsStop: Bool { get }
  /// Why the handler asked to stop, where that was a limit that it does not report itself.
  var overflow: String? { get }
}

extension XMLHandler {
  func text(_ bytes: UnsafeBufferPointer<UInt8>) {}
  var wantsText: Bool { true }
  var wantsStop: Bool { overflow != nil }
  var overflow: String? { nil }
}

/// How the reading of one XML part ended. Everything heard before the end stays valid.
enum XMLOutcome: Equatable {
  case complete
  /// The handler asked to stop.
  case stopped
  /// Not well-formed from here on.
  case damaged(String)
  /// Well-formed so far, but a construct that no office file has and only an attack needs: a DOCTYPE.
  case refused(String)
  /// Deeper than `Limits.xmlDepth`.
  case tooDeep
  /// More different names than libxml2 finds again in a moment.
  case tooManyNames
}

/// The only door to libxml2: SAX2 over bytes in memory. No DTD, no network, no entities, a depth limit; UTF-8 and UTF-16 with or without BOM.
final class XMLScanner {
  private let handler: any XMLHandler
  private let names = XMLNameCache()
  private let maximumDepth: Int
  // Looked at with every event. libxml2 calls back one event at a time, and no access here lasts over a call: the checks of exclusive access at run
  // time, a tenth of the reading of a document, could never find anything.
  @exclusivity(unchecked) private var open: [XMLName] = []
  @exclusivity(unchecked) private var context: xmlParserCtxtPtr?
  @exclusivity(unchecked) private var outcome = XMLOutcome.complete

  private var tags = TagGuard()

  /// A scanner to be fed in pieces; `scan` is for bytes that are at hand.
  init(limits: Limits, handler: any XMLHandler) {
    self.handler = handler
    maximumDepth = limits.xmlDepth
    open.reserveCapacity(64)
  }

  deinit {
    if let context { ba_xml_close(context) }
    names.deallocate()
  }

  /// Reads one part from beginning to end, or to its first fault.
  static func scan(_ bytes: [UInt8], limits: Limits, handler: any XMLHandler) -> XMLOutcome {
    let scanner = XMLScanner(limits: limits, handler: handler)
    return withExtendedLifetime(scanner) { scanner.run(bytes) }
  }

  private func run(_ bytes: [UInt8]) -> XMLOutcome {
    guard !bytes.isEmpty else { return .damaged("the part is empty") }
    guard let size = Int32(exactly: bytes.count) else { return .damaged("the part is larger than 2 GiB") }
    return bytes.withUnsafeBytes { buffer in
      guard tags.accepts(buffer) else { return .refused(TagGuard.sentence) }
      var callbacks = Self.callbacks(withText: handler.wantsText)
      guard let parser = ba_xml_open(buffer.baseAddress, size, &callbacks, Unmanaged.passUnretained(self).toOpaque()) else {
        return .damaged("libxml2 could not open the part")
      }
      context = parser
      xmlParseDocument(parser)
      return ending(parser)
    }
  }

  // MARK: - In pieces

  /// Takes the next piece of a part too large to be held whole. False once nothing more is wanted.
  func feed(_ piece: UnsafeRawBufferPointer) -> Bool {
    guard outcome == .complete, let base = piece.baseAddress, piece.count > 0 else { return outcome == .complete }
    guard tags.accepts(piece) else {
      stop(.refused(TagGuard.sentence))
      return false
    }
    var rest = piece
    if context == nil {
      var callbacks = Self.callbacks(withText: handler.wantsText)
      let first = min(4, piece.count)
      context = ba_xml_open_push(base, Int32(first), &callbacks, Unmanaged.passUnretained(self).toOpaque())
      rest = UnsafeRawBufferPointer(rebasing: piece[first...])
    }
    guard let context else {
      outcome = .damaged("libxml2 could not open the part")
      return false
    }
    // A piece is as long as a decompressor's buffer or the first few megabytes; never near 2 GiB.
    xmlParseChunk(context, rest.baseAddress?.assumingMemoryBound(to: CChar.self), Int32(clamping: rest.count), 0)
    return outcome == .complete && context.pointee.wellFormed != 0 && context.pointee.disableSAX == 0
  }

  /// Ends the pieces and says how the reading went.
  func finish() -> XMLOutcome {
    guard let context else { return outcome == .complete ? .damaged("the part is empty") : outcome }
    if outcome == .complete { xmlParseChunk(context, nil, 0, 1) }
    return ending(context)
  }

  private func ending(_ parser: xmlParserCtxtPtr) -> XMLOutcome {
    if outcome != .complete { return outcome }
    // What follows the end of the root element (padding of a careless writer) hides nothing.
    if ba_xml_has_too_many_names(parser) != 0 { return .tooManyNames }
    // A lack of memory ends a parse without a word on whether the part was well-formed.
    if parser.pointee.errNo == Int32(XML_ERR_NO_MEMORY.rawValue) { return .damaged("libxml2 ran out of memory") }
    if parser.pointee.wellFormed == 0 && parser.pointee.errNo != Int32(XML_ERR_DOCUMENT_END.rawValue) {
      return .damaged(Self.sentence(parser.pointee.lastError))
    }
    return .complete
  }

  /// libxml2's own words with the line, on one line.
  private static func sentence(_ error: xmlError) -> String {
    let message = error.message.map { String(cString: $0) } ?? "error \(error.code)"
    let line = message.split(whereSeparator: \.isNewline).joined(separator: " ")
    return "\(line) (line \(error.line))"
  }

  private func stop(_ outcome: XMLOutcome) {
    self.outcome = outcome
    if let context { xmlStopParser(context) }
  }

  private func start(_ name: XMLName, _ attributes: XMLAttributes) {
    guard outcome == .complete else { return }
    if open.count >= maximumDepth { return stop(.tooDeep) }
    open.append(name)
    handler.startElement(name, attributes)
    if handler.wantsStop { stop(.stopped) }
  }

  private func end() {
    guard outcome == .complete, let name = open.popLast() else { return }
    handler.endElement(name)
  }

  private static func of(_ user: UnsafeMutableRawPointer?) -> XMLScanner {
    // The pointer is the one that `run` gave to `ba_xml_open`, and `run` outlives the parse.
    Unmanaged<XMLScanner>.fromOpaque(user!).takeUnretainedValue()
  }

  /// The handlers that libxml2 calls; every other field is NULL, so that nothing is built, loaded or printed.
  private static func callbacks(withText: Bool) -> xmlSAXHandler {
    var sax = xmlSAXHandler()
    sax.initialized = UInt32(XML_SAX2_MAGIC)
    sax.startElementNs = { user, local, _, uri, _, _, attributeCount, _, attributes in
      guard let local else { return }
      let scanner = XMLScanner.of(user)
      scanner.start(
        scanner.names.token(local: local, uri: uri),
        XMLAttributes(base: attributes, count: Int(attributeCount), names: scanner.names))
    }
    sax.endElementNs = { user, _, _, _ in XMLScanner.of(user).end() }
    let characters: @convention(c) (UnsafeMutableRawPointer?, UnsafePointer<UInt8>?, Int32) -> Void = { user, bytes, count in
      let scanner = XMLScanner.of(user)
      guard scanner.outcome == .complete else { return }
      scanner.handler.text(UnsafeBufferPointer(start: bytes, count: Int(count)))
    }
    if withText {
      sax.characters = characters
      sax.cdataBlock = characters
      sax.ignorableWhitespace = characters
    }
    // Called for every DOCTYPE, before anything inside it is looked at.
    sax.internalSubset = { user, _, _, _ in XMLScanner.of(user).stop(.refused("the part has a DOCTYPE")) }
    return sax
  }
}
