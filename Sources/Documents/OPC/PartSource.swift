import Containers
import Findings

/// Where the parts of an Office document come from: a ZIP, or one flat XML file.
protocol PartSource: AnyObject {
  /// The bytes of a part, or nil where there is none. Names compare without ASCII case; a leading `/` does not count.
  /// Throws `limit` for more than `most` bytes.
  func part(_ name: String, most: Int) throws(ReadFault) -> [UInt8]?
  /// Reads a part as XML, as far as it goes; nil where there is none. Throws what kept its bytes from coming, after `handler` heard those that came.
  /// `pruning` may shorten the bytes before they are parsed; it is a shortcut that a source need not take.
  func scan(
    _ name: String, limits: Limits, handler: any XMLHandler, pruning: (([UInt8]) -> [UInt8])?
  ) throws(ReadFault) -> XMLOutcome?
  /// The names of all parts, for the case that the relationships are gone.
  var partNames: [String] { get }
  /// What reading from it is booked on.
  var budget: Budget { get }
}

/// The parts of a ZIP.
final class ZipParts: PartSource {
  private let archive: ZipArchive

  init(_ archive: ZipArchive) { self.archive = archive }

  var partNames: [String] { archive.entries.map(\.name) }
  var budget: Budget { archive.budget }

  func part(_ name: String, most: Int) throws(ReadFault) -> [UInt8]? {
    guard let entry = archive.entry(named: name) else { return nil }
    return try archive.read(entry, most: most, limit: "embeddedBytes")
  }

  /// Parts above this are parsed while they are inflated, so that memory does not grow with them. Smaller ones are parsed whole,
  /// which is faster: libxml2's push parser looks ahead for the end of each construct.
  private static let wholePart = 4 << 20

  func scan(
    _ name: String, limits: Limits, handler: any XMLHandler, pruning: (([UInt8]) -> [UInt8])?
  ) throws(ReadFault) -> XMLOutcome? {
    guard let entry = archive.entry(named: name) else { return nil }
    var whole: [UInt8] = []
    // A declared size is a hint; one that lies costs a little memory or a little time.
    whole.reserveCapacity(min(max(entry.declaredSize, 0), Self.wholePart))
    var scanner: XMLScanner?
    var fault: ReadFault?
    var isStopped = false
    do throws(ReadFault) {
      try archive.stream(entry) { piece throws(ReadFault) in
        if let scanner {
          isStopped = !scanner.feed(piece)
        } else {
          whole.append(contentsOf: piece)
          guard whole.count > Self.wholePart else { return }
          let large = XMLScanner(limits: limits, handler: handler)
          scanner = large
          isStopped = !whole.withUnsafeBytes { large.feed($0) }
          whole = []
        }
        // Only to end the inflating; `isStopped` tells it from a real fault.
        if isStopped { throw ReadFault(.limit, "the rest is not needed") }
      }
    } catch {
      if !isStopped { fault = error }
    }
    // What is damaged is not cut further.
    let outcome =
      scanner?.finish() ?? XMLScanner.scan(fault == nil ? pruning?(whole) ?? whole : whole, limits: limits, handler: handler)
    if let fault { throw fault }
    return outcome
  }
}
