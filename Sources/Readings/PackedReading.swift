internal import Findings

/// A reading as bytes, for the two places that handle every document of a night: the ledger and the pipe between worker and supervisor.
///
/// JSON would do, but Foundation's coders take 140 µs to write and 155 µs to read an ordinary reading of 6 KB (measured, -O): three times over, that is
/// as much as reading a small document, and reading 25,000 known ones back would be most of an unchanged night. Fields follow each other as they stand in
/// the types; numbers are LEB128, texts are UTF-8 after their length, words of an enumeration are kept as words so that their order may change.
extension DocumentReading {
  /// Of the layout below; a change of any type of a reading is a new number (and a new reader version, so the old ones are not asked for).
  private static let layout: UInt8 = 2

  package var packed: [UInt8] {
    var writer = ByteWriter()
    writer.bytes.append(Self.layout)
    pack(into: &writer)
    return writer.bytes
  }

  /// Throws `UnpackingFault` where the bytes are no reading of this layout.
  package init(packed bytes: some Collection<UInt8>) throws(UnpackingFault) {
    var reader = ByteReader(bytes)
    try reader.expect(layout: Self.layout)
    self = try Self.unpack(from: &reader)
    try reader.expectEnd()
  }

  package func pack(into writer: inout ByteWriter) {
    writer.write(sha256)
    writer.write(format)
    writer.write(status.rawValue)
    writer.write(reason?.rawValue)
    writer.write(detail)
    writer.write(scores) { writer, score in
      writer.write(score.material)
      writer.write(score.confidence)
      writer.write(score.flags) { $0.write($1.rawValue) }
      writer.write(score.evidence)
      writer.write(score.against)
      // An empty list is not the same as none.
      writer.write(optional: score.editions) { writer, editions in writer.write(editions) { $0.write($1) } }
    }
    writer.write(facts.characters)
    writer.write(facts.emptyCellShare)
    writer.write(facts.editions) { writer, edition in
      writer.write(edition.year)
      writer.write(edition.tense.rawValue)
      writer.write(edition.evidence)
    }
    for mentions in [facts.organisations, facts.trainings] {
      writer.write(mentions) { writer, mention in
        writer.write(mention.name)
        writer.write(mention.count)
      }
    }
    writer.write(optional: facts.selfMadeTextbook) { $0.write($1) }
    // Hashes fill their 64 bits: LEB128 would take ten bytes each.
    writer.write(facts.sketch) { $0.writeFixed($1) }
    writer.write(facts.opening)
  }

  package static func unpack(from reader: inout ByteReader) throws(UnpackingFault) -> DocumentReading {
    var reading = DocumentReading(sha256: try reader.text(), format: try reader.text(), status: try reader.word())
    reading.reason = try reader.optionalWord()
    reading.detail = try reader.optionalText()
    reading.scores = try reader.list { reader throws(UnpackingFault) in
      var score = MaterialScore(
        material: try reader.text(), confidence: try reader.double(),
        flags: try reader.list { reader throws(UnpackingFault) in try reader.word() }, evidence: try reader.evidenceList(),
        against: try reader.evidenceList())
      score.editions = try reader.optional { reader throws(UnpackingFault) in
        try reader.list { reader throws(UnpackingFault) in try reader.integer() }
      }
      return score
    }
    reading.facts.characters = try reader.integer()
    reading.facts.emptyCellShare = try reader.double()
    reading.facts.editions = try reader.list { reader throws(UnpackingFault) in
      Facts.Edition(
        year: try reader.integer(), tense: try reader.word(), evidence: try reader.evidence())
    }
    reading.facts.organisations = try reader.list(unpackMention)
    reading.facts.trainings = try reader.list(unpackMention)
    reading.facts.selfMadeTextbook = try reader.optional { reader throws(UnpackingFault) in try reader.evidence() }
    reading.facts.sketch = try reader.list { reader throws(UnpackingFault) in try reader.fixed() }
    reading.facts.opening = try reader.text()
    return reading
  }

  private static func unpackMention(_ reader: inout ByteReader) throws(UnpackingFault) -> Facts.Mention {
    Facts.Mention(name: try reader.text(), count: try reader.integer())
  }
}
