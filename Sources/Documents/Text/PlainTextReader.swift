import Containers
import Findings

/// Reads plain text in any Chinese encoding: each line that shows something is a paragraph.
enum PlainTextReader {
  /// Of a text that is longer than any reading of it could use, only the beginning is decoded.
  static func read(_ all: [UInt8], limits: Limits) -> Document {
    let most = 4 * limits.textBytes
    let bytes = all.count > most ? Array(all[..<(all[..<most].lastIndex { $0 < 0x30 } ?? most)]) : all
    let (encoding, mark) = TextDetection.encoding(of: bytes)
    let (text, bad) = encoding.decode(bytes[mark...])
    var sink = BlockSink(limits: limits)
    if bytes.count < all.count { sink.notes.note(.limit, "textBytes: the text of \(all.count) bytes is longer than any that is read") }
    // A text cut off in the middle of a character is whole but for that.
    if bad > 1, bad * 1000 > bytes.count { sink.notes.note(.corrupt, "\(bad) places of the text have no meaning in \(encoding)") }
    var line = LineBuilder()
    for byte in text where sink.hasRoom {
      switch byte {
      case 0x0A, 0x0D:
        if !line.isEmpty { sink.add(line.take()) }
      case 0x0C:
        sink.add(line.take())
        sink.startsPage = true
      case 0x09: line.append(blank: byte)
      // NUL and the other controls show nothing.
      case 0..<0x20: continue
      default:
        line.append(CollectionOfOne(byte))
        if line.count > limits.textBytes { sink.holds(lines: 0, bytes: line.count) }
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
