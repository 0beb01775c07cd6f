import Findings
package import Readings

/// A verdict as bytes, for the ledger: every night reads all of them back for its reports, and Foundation's JSON coders took longer for it than the whole
/// of an unchanged night (see `PackedReading`).
extension PlanVerdict {
  /// Of the layout below. Not `{`, with which verdicts of older programs begin, which are JSON.
  private static let layout: UInt8 = 1

  /// The same bytes for the same verdict.
  package var packed: [UInt8] {
    var writer = ByteWriter()
    writer.bytes.append(Self.layout)
    for text in [plan, unit, title, application] { writer.write(text) }
    writer.write(path)
    writer.write(verdict.rawValue)
    writer.write(requirements) { Self.pack(&$0, $1) }
    writer.write(findings) { writer, finding in
      for text in [finding.rule, finding.severity.rawValue, finding.message, finding.fix] { writer.write(text) }
      writer.write(finding.clause)
    }
    writer.write(unread) { writer, one in
      writer.write(one.path)
      writer.write(one.reason.rawValue)
      writer.write(one.detail)
    }
    // A dictionary has no order of its own.
    writer.write(notChecked.sorted { $0.key.utf8.lexicographicallyPrecedes($1.key.utf8) }) { writer, one in
      writer.write(one.key)
      writer.write(one.value)
    }
    writer.write(optional: unreadableCells) { $0.write($1) }
    writer.write(switches)
    writer.write(otherDocuments) { writer, other in
      writer.write(other.path)
      writer.write(other.materials)
    }
    return writer.bytes
  }

  /// Throws `UnpackingFault` where the bytes are no verdict of this layout.
  package init(packed bytes: some Collection<UInt8>) throws(UnpackingFault) {
    var reader = ByteReader(bytes)
    try reader.expect(layout: Self.layout)
    self.init(
      plan: try reader.text(), unit: try reader.text(), title: try reader.text(), application: try reader.text(),
      path: try reader.optionalText(), verdict: try reader.word(), requirements: try reader.list(Self.requirement),
      findings: try reader.list { reader throws(UnpackingFault) in
        Finding(
          rule: try reader.text(), severity: try reader.word(), message: try reader.text(), fix: try reader.text(),
          clause: try reader.optionalText())
      },
      unread: try reader.list { reader throws(UnpackingFault) in
        Unread(path: try reader.text(), reason: try reader.word(), detail: try reader.optionalText())
      })
    for pair in try reader.list({ reader throws(UnpackingFault) in (try reader.text(), try reader.text()) }) {
      notChecked[pair.0] = pair.1
    }
    unreadableCells = try reader.optional { reader throws(UnpackingFault) in try reader.texts() }
    switches = try reader.texts()
    otherDocuments = try reader.list { reader throws(UnpackingFault) in
      OtherDocument(path: try reader.text(), materials: try reader.texts())
    }
    try reader.expectEnd()
  }

  private static func pack(_ writer: inout ByteWriter, _ requirement: Requirement) {
    writer.write(requirement.material)
    writer.write(requirement.verdict.rawValue)
    for text in [requirement.reason, requirement.fix, requirement.clause] { writer.write(text) }
    writer.write(requirement.documents) { writer, document in
      writer.write(document.path)
      writer.write(document.sha256)
      writer.write(document.verdict.rawValue)
      writer.write(document.confidence)
      writer.write(document.flags) { $0.write($1.rawValue) }
      writer.write(document.evidence)
      writer.write(document.against)
    }
    writer.write(optional: requirement.decided) { writer, decided in
      writer.write(decided.by)
      writer.write(decided.reason)
      writer.write(decided.until)
    }
  }

  private static func requirement(_ reader: inout ByteReader) throws(UnpackingFault) -> Requirement {
    var requirement = Requirement(
      material: try reader.text(), verdict: try reader.word(), reason: try reader.optionalText(), fix: try reader.optionalText(),
      clause: try reader.optionalText())
    requirement.documents = try reader.list { reader throws(UnpackingFault) in
      Support(
        path: try reader.text(), sha256: try reader.text(), verdict: try reader.word(), confidence: try reader.double(),
        flags: try reader.list { reader throws(UnpackingFault) in try reader.word() }, evidence: try reader.evidenceList(),
        against: try reader.evidenceList())
    }
    requirement.decided = try reader.optional { reader throws(UnpackingFault) in
      Decided(by: try reader.text(), reason: try reader.text(), until: try reader.optionalText())
    }
    return requirement
  }
}
