internal import Findings
internal import Readings

/// An answer on the pipe from a supervised worker: a mark, the length of what follows, and the readings packed.
///
/// The plain `worker` writes the lines of the contract. Between two processes of one program those would cost a tenth of the night (see
/// `PackedReading.swift`).
enum AnswerFrame {
  /// Begins each frame: whatever else comes out of a worker gone astray is not taken for an answer.
  private static let mark: [UInt8] = Array("BA1\n".utf8)
  /// Mark, and the length as eight bytes, little-endian.
  static let headLength = 12
  /// Bytes of one answer. An honest one is a few KiB a document, and `Limits.members` allows 20,000 documents.
  private static let limit = 512 << 20

  static func bytes(of reading: BundleReading) -> [UInt8] {
    var body = ByteWriter()
    body.write(reading.id)
    body.write(reading.documents) { writer, document in
      writer.write(document.path)
      document.reading.pack(into: &writer)
    }
    body.write(reading.ignored.sorted { $0.key < $1.key }) { writer, entry in
      writer.write(entry.key)
      writer.write(entry.value)
    }
    var frame = ByteWriter()
    frame.bytes = mark
    frame.writeFixed(UInt64(body.bytes.count))
    frame.bytes += body.bytes
    return frame.bytes
  }

  /// Throws `UnpackingFault` where these bytes do not begin a frame.
  static func checkMark(_ bytes: some Collection<UInt8>) throws(UnpackingFault) {
    guard bytes.starts(with: mark) else { throw UnpackingFault(offset: 0, expected: "the mark of an answer") }
  }

  /// The length of the body, from the head. Throws `UnpackingFault` where it is none.
  static func bodyLength(head: some Collection<UInt8>) throws(UnpackingFault) -> Int {
    try checkMark(head)
    var reader = ByteReader(head.dropFirst(mark.count))
    let length = try reader.fixed()
    guard length <= limit else { throw UnpackingFault(offset: mark.count, expected: "a length that an answer can have") }
    return Int(length)
  }

  static func reading(body: some Collection<UInt8>) throws(UnpackingFault) -> BundleReading {
    var reader = ByteReader(body)
    let id = try reader.text()
    let documents = try reader.list { reader throws(UnpackingFault) in
      FoundDocument(path: try reader.text(), reading: try DocumentReading.unpack(from: &reader))
    }
    let ignored = try reader.list { reader throws(UnpackingFault) in (key: try reader.text(), value: try reader.integer()) }
    guard reader.isAtEnd else { throw UnpackingFault(offset: reader.offset, expected: "the end") }
    return BundleReading(id: id, documents: documents, ignored: Dictionary(ignored) { $1 })
  }
}
