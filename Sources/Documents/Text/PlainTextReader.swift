import Containers
import Findings

/// Reads plain text in any Chinese encoding: each line that shows something is a paragraph.
enum PlainTextReader {
  static func read(_ bytes: [UInt8], limits: Limits) -> Document {
    let (encoding, mark) = TextDetection.encoding(of: bytes)
    let (text, bad) = encoding.decode(bytes[mark...])
    var sink = BlockSink(limits: limits)
    // A text cut off in the middle of a character is whole but for that.
    if bad > 1, bad * 1000 > bytes.count { sink.notes.note(.corrupt, "\(bad) places of the text have no meaning in \(encoding)") }
    var line = LineBuilder()
    for byte in text {
      switch byte {
      case 0x0A, 0x0D:
        if !line.isEmpty { sink.add(line.take()) }
      case 0x0C:
        sink.add(line.take())
        sink.startsPage = true
      case 0x09: line.append(blank: byte)
      // NUL and the other controls show nothing.
      case 0..<0x20: continue
      default: line.append(CollectionOfOne(byte))
      }
    }
    sink.add(line.take())
    return sink.document(.text)
  }

  /// Bytes that no signature names may be UTF-16 text without a mark, or text with a few damaged bytes; nil where they are neither.
  static func readUnmarked(_ bytes: [UInt8], limits: Limits) -> Document? {
    let isUTF16 = bytes.count.isMultiple(of: 2) && TextDetection.utf16Order(Array(bytes.prefix(TextDetection.sampleSize))) != nil
    return isUTF16 || TextDetection.isDamagedText(bytes) ? read(bytes, limits: limits) : nil
  }
}
