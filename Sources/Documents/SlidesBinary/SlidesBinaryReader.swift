import Containers
import Findings

/// Reads the binary slides of PowerPoint 97–2003 and of WPS: the text of each slide in the order shown, titles first, and the speaker's notes apart.
/// Tables are read as paragraphs. Source: [MS-PPT].
struct SlidesBinaryReader {
  /// A text with what it is: 0 and 6 are titles (2.13.33, TextTypeEnum).
  private struct Text {
    var kind: Int
    /// Where its characters lie; they are decoded when they are added.
    var record: SlideRecord
    var isTitle: Bool { kind == 0 || kind == 6 }
  }

  private let stream: BinaryReader
  private var sink: BlockSink
  private var persist: [UInt32: Int] = [:]
  /// Records that may still be looked at: a hostile list names the same slide again and again.
  private var recordsLeft: Int

  /// `embedded` takes the objects that stand on slides.
  static func read(
    _ root: CompoundStorage, limits: Limits, notes: ReadNotes, embedded: inout [Document.EmbeddedFile]
  ) throws(ReadFault) -> BlockSink {
    guard let bytes = try root.stream("PowerPoint Document") else {
      throw ReadFault(.corrupt, "the file has no stream PowerPoint Document")
    }
    var sink = BlockSink(limits: limits)
    sink.notes = notes
    var reader = SlidesBinaryReader(stream: BinaryReader(bytes), sink: sink)
    try reader.run(user: try root.stream("Current User").map { BinaryReader($0) })
    embedded = reader.objects()
    return reader.sink
  }

  private init(stream: BinaryReader, sink: BlockSink) {
    self.stream = stream
    self.sink = sink
    // The smallest record has eight bytes, and notes are looked at beside slides.
    recordsLeft = stream.count / 4
  }

  private mutating func run(user: BinaryReader?) throws(ReadFault) {
    // 2.3.2: the token says whether the document is encrypted.
    if user?.uint32(12) == 0xF3D1_C4DF { throw ReadFault(.encrypted, "the slides are protected by a password") }
    guard let edit = user?.uint32(16), let document = try directory(Int(edit)), readSlides(document) else {
      // Without the list of what is valid all text is taken, also what later saves have replaced.
      sink.notes.note(.corrupt, "the slides' list of parts is damaged: text of earlier versions may be among what was read")
      addTexts(0..<stream.count, .body)
      return
    }
  }

  /// Reads the chain of edits, the last one first, into `persist`; gives where the document lies.
  private mutating func directory(_ first: Int) throws(ReadFault) -> Int? {
    var offset = first
    var document: UInt32?
    // PowerPoint chains an edit a save; a chain that bites its tail ends here too.
    for _ in 0..<10_000 {
      guard let edit = SlideRecord(stream, at: offset, within: stream.count), edit.type == SlideRecord.userEdit else { break }
      let base = edit.content.lowerBound
      // An edit that names an encryption (2.3.3).
      if edit.content.count >= 32, let reference = stream.uint32(base + 28), reference != 0 {
        throw ReadFault(.encrypted, "the slides are protected by a password")
      }
      document = document ?? stream.uint32(base + 16)
      if let place = stream.uint32(base + 12) { readDirectory(Int(place)) }
      guard let before = stream.uint32(base + 8), before != 0, Int(before) < offset else { break }
      offset = Int(before)
    }
    return document.flatMap { persist[$0] }
  }

  private mutating func readDirectory(_ offset: Int) {
    guard let record = SlideRecord(stream, at: offset, within: stream.count), record.type == SlideRecord.persistDirectory else { return }
    var place = record.content.lowerBound
    while place + 4 <= record.content.upperBound, let head = stream.uint32(place) {
      place += 4
      // 20 bits of the first number, 12 of the count (2.3.5).
      for index in 0..<(head >> 20) {
        guard place + 4 <= record.content.upperBound, let target = stream.uint32(place) else { return }
        let id = (head & 0xF_FFFF) + index
        if persist[id] == nil { persist[id] = Int(target) }
        place += 4
      }
    }
  }

  /// False where the document names no list of slides.
  private mutating func readSlides(_ offset: Int) -> Bool {
    guard let document = SlideRecord(stream, at: offset, within: stream.count), document.type == SlideRecord.document else { return false }
    var slides: [(place: Int, texts: [Text])] = []
    var notes: [UInt32: Int] = [:]
    var held = 0
    for list in SlideRecords(stream, document.content) where list.type == SlideRecord.slideList {
      // 0: slides, 1: masters, 2: notes (2.4.14.1).
      guard list.instance == 0 || list.instance == 2 else { continue }
      var kind = 4
      for record in SlideRecords(stream, list.content) {
        // More slides than any show has, or more texts on them than a document may have cells.
        guard slides.count <= sink.limits.members, held <= sink.limits.tableCells, notes.count <= sink.limits.members else {
          sink.notes.note(.limit, "members: the show has more than \(sink.limits.members) slides or their texts are too many")
          break
        }
        if record.type == SlideRecord.slidePersist {
          guard let reference = stream.uint32(record.content.lowerBound) else { continue }
          if list.instance == 0 { slides.append((persist[reference] ?? -1, [])) }
          if list.instance == 2, let id = stream.uint32(record.content.lowerBound + 12) { notes[id] = persist[reference] }
        } else if record.type == SlideRecord.textHeader {
          kind = Int(stream.uint32(record.content.lowerBound) ?? 4)
        } else if list.instance == 0, let last = slides.indices.last, let text = text(record, kind) {
          slides[last].texts.append(text)
          held += 1
        }
      }
    }
    guard !slides.isEmpty else { return false }
    for slide in slides.prefix(sink.limits.members) where sink.hasRoom { read(slide.place, slide.texts, notes) }
    return true
  }

  private mutating func read(_ offset: Int, _ outline: [Text], _ notes: [UInt32: Int]) {
    guard offset >= 0, let slide = SlideRecord(stream, at: offset, within: stream.count), slide.type == SlideRecord.slide else {
      sink.notes.note(.corrupt, "a slide does not lie where the list of parts says")
      sink.startsPage = true
      for text in outline { add(text, .body) }
      return
    }
    var note: Int?
    var shown: [Text] = []
    var kind = 4
    var walk = SlideWalk(stream, slide.content, most: recordsLeft)
    defer { recordsLeft = walk.left }
    while let record = walk.next(), shown.count <= sink.limits.tableCells {
      let start = record.content.lowerBound
      switch record.type {
      // 2.6.6: the third bit hides a slide.
      case SlideRecord.slideShowInfo: if (stream.uint16(start + 10) ?? 0) & 4 != 0 { return }
      case SlideRecord.slideAtom: note = stream.uint32(start + 16).flatMap { notes[$0] }
      case SlideRecord.outlineReference:
        if let index = stream.uint32(start), outline.indices.contains(Int(index)) { shown.append(outline[Int(index)]) }
      case SlideRecord.textHeader: kind = Int(stream.uint32(start) ?? 4)
      // A picture frame ([MS-ODRAW] 2.4.24, msosptPictureFrame).
      case SlideRecord.shape:
        if record.instance == 75 {
          sink.pictures += 1
          sink.pictureArea += 100
        }
      default: if let text = text(record, kind) { shown.append(text) }
      }
    }
    sink.startsPage = true
    for text in shown where text.isTitle { add(text, .body) }
    for text in shown where !text.isTitle { add(text, .body) }
    if let note, let record = SlideRecord(stream, at: note, within: stream.count), record.type == SlideRecord.notes {
      addTexts(record.content, .comment, kind: 2)
    }
  }

  /// Adds the texts of a stretch as they come, of one kind or of all.
  private mutating func addTexts(_ range: Range<Int>, _ region: Block.Region, kind wanted: Int? = nil) {
    var kind = 4
    var walk = SlideWalk(stream, range, most: recordsLeft)
    defer { recordsLeft = walk.left }
    while sink.hasRoom, let record = walk.next() {
      if record.type == SlideRecord.textHeader { kind = Int(stream.uint32(record.content.lowerBound) ?? 4) }
      if let text = text(record, kind), wanted == nil || wanted == kind { add(text, region) }
    }
  }

  private func text(_ record: SlideRecord, _ kind: Int) -> Text? {
    guard record.type == SlideRecord.textCharacters || record.type == SlideRecord.textBytes else { return nil }
    return Text(kind: kind, record: record)
  }

  /// UTF-16, or the lower bytes of it (2.9.42, 2.9.43); paragraphs end with a carriage return.
  private mutating func add(_ text: Text, _ region: Block.Region) {
    let isWide = text.record.type == SlideRecord.textCharacters
    // A character has at least one byte of UTF-8; what is beyond that can never be added.
    let count = min(text.record.content.count, (sink.limits.textBytes + 1) * (isWide ? 2 : 1))
    guard let bytes = stream.slice(text.record.content.lowerBound, count) else { return }
    let decoded =
      isWide
      ? TextEncoding.utf16(isBigEndian: false).decode(bytes).text : Array(String(decoding: bytes.map { UInt16($0) }, as: UTF16.self).utf8)
    var rest = decoded[...]
    while sink.hasRoom, !rest.isEmpty {
      let line = rest.prefix { $0 != 0x0D }
      rest = rest.dropFirst(line.count + 1)
      if line.isEmpty { continue }
      var result = TextLine()
      result.text = line.map { $0 == 0x0B ? 0x0A : $0 }.filter { $0 >= 0x20 || $0 == 0x0A || $0 == 0x09 }
      result.kind = text.isTitle && region == .body ? .title : .paragraph
      sink.add(result, region: region)
    }
    if count < text.record.content.count { sink.holds(lines: 0, bytes: sink.limits.textBytes + 1) }
  }

  // MARK: - Objects

  /// The objects on the slides, whose storages lie in the stream as records at its top. What is not given out is said.
  private mutating func objects() -> [Document.EmbeddedFile] {
    var files: [Document.EmbeddedFile] = []
    var left = sink.limits.embeddedBytes
    for record in SlideRecords(stream, 0..<stream.count) where record.type == SlideRecord.objectStorage {
      guard record.content.count <= left else {
        sink.notes.note(.limit, "embeddedBytes: the objects on the slides have more than \(sink.limits.embeddedBytes) bytes")
        break
      }
      left -= record.content.count
      let name = "object\(files.count + 1)"
      if record.instance == 0, let bytes = stream.slice(record.content.lowerBound, record.content.count) {
        files.append(Document.EmbeddedFile(name: name, bytes: Array(bytes)))
      } else if let bytes = compressed(record) {
        files.append(Document.EmbeddedFile(name: name, bytes: bytes))
      } else {
        sink.notes.note(.corrupt, "an object on a slide is damaged: it is not read")
      }
    }
    return files
  }

  /// A storage compressed by zlib, as a gzip file, which is opened as any other is: the same deflate stream between another head and tail
  /// (RFC 1950, 2.2; RFC 1952, 2.3). The tail's checksum is of what comes out and not known here; nothing looks at it.
  private func compressed(_ record: SlideRecord) -> [UInt8]? {
    let size = record.content.count - 4
    guard size > 6, let head = stream.uint8(record.content.lowerBound + 4), head & 0xF == 8,
      let deflate = stream.slice(record.content.lowerBound + 6, size - 6), let length = stream.slice(record.content.lowerBound, 4)
    else { return nil }
    return [0x1F, 0x8B, 8, 0, 0, 0, 0, 0, 0, 255] + deflate + [0, 0, 0, 0] + length
  }
}
