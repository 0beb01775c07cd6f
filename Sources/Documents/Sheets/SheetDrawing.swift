import Containers
import Findings

/// What stands on a sheet beside its cells: text boxes and shapes, charts, pictures, comments. Source: ISO/IEC 29500-1, 20.5 (drawings) and 18.7
/// (comments).
struct SheetDrawing {
  /// Each paragraph of a text box or shape.
  var boxes: [[UInt8]] = []
  var charts: [String] = []
  var comments: [[UInt8]] = []
  var pictures = 0

  /// Reads the parts that a sheet refers to; one that has none costs a look at its relationships.
  static func read(of sheet: String, package: OPCPackage) -> SheetDrawing {
    var result = SheetDrawing()
    for part in package.targets(of: sheet, type: "drawing").prefix(16) {
      let reader = SheetDrawingReader(limits: package.limits)
      package.scan(part, handler: reader)
      result.boxes += reader.paragraphs
      result.pictures += reader.pictures
      for id in reader.charts {
        if let chart = package.target(of: part, id: id) { result.charts += ChartReader.read(chart, package: package) }
      }
    }
    for part in package.targets(of: sheet, type: "comments").prefix(16) {
      let reader = SheetCommentsReader(limits: package.limits)
      package.scan(part, handler: reader)
      result.comments += reader.comments
    }
    return result
  }
}

extension Document {
  /// Adds what stands on a sheet beside its cells; comments are kept apart.
  mutating func append(_ drawing: SheetDrawing) {
    for text in drawing.boxes { appendBlock(Block(kind: .paragraph, region: .textBox, range: 0..<0), text) }
    for text in drawing.charts { appendBlock(Block(kind: .paragraph, region: .chart, range: 0..<0), Array(text.utf8)) }
    for text in drawing.comments { appendBlock(Block(kind: .paragraph, region: .comment, range: 0..<0), text) }
    pictures += drawing.pictures
  }
}

/// Keeps lines of text within the limits of a document.
private struct BoundedLines {
  private(set) var lines: [[UInt8]] = []
  private(set) var overflow: String?
  private var line: [UInt8] = []
  private var bytes = 0
  private let limits: Limits

  init(_ limits: Limits) { self.limits = limits }

  mutating func take(_ text: UnsafeBufferPointer<UInt8>) {
    bytes += text.count
    if bytes > limits.textBytes {
      overflow = "textBytes: more than \(limits.textBytes) bytes of text"
    } else {
      line.append(contentsOf: text)
    }
  }

  mutating func end() {
    if line.contains(where: { $0 > 0x20 }) { lines.append(line) }
    line = []
    if lines.count > limits.paragraphs { overflow = "paragraphs: more than \(limits.paragraphs) paragraphs" }
  }
}

private final class SheetDrawingReader: XMLHandler {
  private var text: BoundedLines
  private var isCollecting = false
  private(set) var pictures = 0
  private(set) var charts: [String] = []

  init(limits: Limits) { text = BoundedLines(limits) }

  var paragraphs: [[UInt8]] { text.lines }
  var overflow: String? { text.overflow }

  func startElement(_ name: XMLName, _ attributes: XMLAttributes) {
    switch name {
    case .aT: isCollecting = true
    case .xdrPic: pictures += 1
    case .cChart: if charts.count < 256, let id = attributes.string(.rId) { charts.append(id) }
    default: break
    }
  }

  func endElement(_ name: XMLName) {
    switch name {
    case .aT: isCollecting = false
    case .aP: text.end()
    default: break
    }
  }

  func text(_ bytes: UnsafeBufferPointer<UInt8>) {
    if isCollecting { text.take(bytes) }
  }
}

private final class SheetCommentsReader: XMLHandler {
  private var text: BoundedLines
  private var isCollecting = false

  init(limits: Limits) { text = BoundedLines(limits) }

  var comments: [[UInt8]] { text.lines }
  var overflow: String? { text.overflow }

  func startElement(_ name: XMLName, _ attributes: XMLAttributes) {
    if name == .sT { isCollecting = true }
  }

  func endElement(_ name: XMLName) {
    switch name {
    case .sT: isCollecting = false
    case .sComment: text.end()
    default: break
    }
  }

  func text(_ bytes: UnsafeBufferPointer<UInt8>) {
    if isCollecting { text.take(bytes) }
  }
}
