import Containers

/// Text of a chart as a reader of the page sees it: titles, names of series and categories, and the values drawn.
/// Source: ISO/IEC 29500-1, 21.2.
final class ChartReader: XMLHandler {
  private var lines: [String] = []
  private var line: [UInt8] = []
  private var isCollecting = false
  /// Values that one series shows, joined on one line.
  private var values: [String] = []
  private var bytes = 0

  /// The lines of a chart part, in the order written.
  static func read(_ part: String, package: OPCPackage) -> [String] {
    let reader = ChartReader()
    package.scan(part, handler: reader)
    return reader.lines
  }

  // A chart of more text than this is none that anybody reads.
  var wantsStop: Bool { bytes > 1 << 20 }

  func startElement(_ name: XMLName, _ attributes: XMLAttributes) {
    switch name {
    case .aT, .cV:
      isCollecting = true
      if name == .cV { line.removeAll(keepingCapacity: true) }
    case .cTx, .cCat, .cVal, .cXVal, .cYVal: values.removeAll(keepingCapacity: true)
    default: break
    }
  }

  func endElement(_ name: XMLName) {
    switch name {
    case .aT: isCollecting = false
    case .cV:
      isCollecting = false
      values.append(String(decoding: line, as: UTF8.self))
      // Empty values take memory too.
      bytes += 16
      line.removeAll(keepingCapacity: true)
    case .aP:
      if !line.isEmpty { lines.append(String(decoding: line, as: UTF8.self)) }
      line.removeAll(keepingCapacity: true)
    case .cTx, .cCat, .cVal, .cXVal, .cYVal:
      if !values.isEmpty { lines.append(values.joined(separator: "\t")) }
      values.removeAll(keepingCapacity: true)
    default: break
    }
  }

  func text(_ bytes: UnsafeBufferPointer<UInt8>) {
    guard isCollecting else { return }
    line.append(contentsOf: bytes)
    self.bytes += bytes.count
  }
}

/// Text of a SmartArt diagram: one line for each paragraph of its data part. Source: ISO/IEC 29500-1, 21.4.
final class DiagramReader: XMLHandler {
  private var lines: [String] = []
  private var line: [UInt8] = []
  private var isCollecting = false
  private var bytes = 0

  static func read(_ part: String, package: OPCPackage) -> [String] {
    let reader = DiagramReader()
    package.scan(part, handler: reader)
    return reader.lines
  }

  var wantsStop: Bool { bytes > 1 << 20 }

  func startElement(_ name: XMLName, _ attributes: XMLAttributes) {
    if name == .aT { isCollecting = true }
  }

  func endElement(_ name: XMLName) {
    switch name {
    case .aT: isCollecting = false
    case .aP:
      if !line.isEmpty { lines.append(String(decoding: line, as: UTF8.self)) }
      line.removeAll(keepingCapacity: true)
    default: break
    }
  }

  func text(_ bytes: UnsafeBufferPointer<UInt8>) {
    guard isCollecting else { return }
    line.append(contentsOf: bytes)
    self.bytes += bytes.count
  }
}
