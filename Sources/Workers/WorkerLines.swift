package import Findings
package import Readings

/// One line of a worker's standard input (contract, section 7).
package struct WorkerRequest: Codable, Sendable, Hashable {
  /// A document (or a container) that killed a worker before.
  package struct Skipped: Codable, Sendable, Hashable {
    /// As the worker names it in its answers.
    package var path: String
    package var reason: UnreadReason
    package var detail: String
    /// True: do not touch its bytes at all, not even to hash them.
    package var isUntouchable: Bool

    package init(path: String, reason: UnreadReason, detail: String, isUntouchable: Bool) {
      self.path = path
      self.reason = reason
      self.detail = detail
      self.isUntouchable = isUntouchable
    }
  }

  /// The plan's id.
  package var id: String
  /// Absolute paths of what was uploaded for it.
  package var paths: [String]
  /// Documents to answer for with this reason, without parsing them.
  package var skip: [Skipped]
  /// Read this document (or what is in this container) alone, and leave everything else out of the answer.
  package var only: String?

  package init(id: String, paths: [String], skip: [Skipped] = [], only: String? = nil) {
    self.id = id
    self.paths = paths
    self.skip = skip
    self.only = only
  }

  package init(from decoder: any Decoder) throws {
    let container = try decoder.container(keyedBy: CodingKeys.self)
    id = try container.decode(String.self, forKey: .id)
    paths = try container.decode([String].self, forKey: .paths)
    skip = try container.decodeIfPresent([Skipped].self, forKey: .skip) ?? []
    only = try container.decodeIfPresent(String.self, forKey: .only)
  }

  package func encode(to encoder: any Encoder) throws {
    var container = encoder.container(keyedBy: CodingKeys.self)
    try container.encode(id, forKey: .id)
    try container.encode(paths, forKey: .paths)
    if !skip.isEmpty { try container.encode(skip, forKey: .skip) }
    try container.encodeIfPresent(only, forKey: .only)
  }

  private enum CodingKeys: String, CodingKey {
    case id
    case paths
    case skip
    case only
  }

  /// How to answer for a document without parsing it; nil: read it. `path`: as the answer names it.
  package func skipped(_ path: String) -> Skipped? {
    guard !skip.isEmpty else { return nil }
    let name = ProgressPage.cut(path)
    return skip.first { ProgressPage.cut($0.path) == name }
  }

  /// Whether a document belongs in the answer, or a container has to be opened to come to one that does.
  package func isWanted(_ path: String) -> Bool {
    guard let only else { return true }
    return path == only || path.hasPrefix(only + "!/") || only.hasPrefix(path + "!/") || only.hasPrefix(path + "/")
  }
}

/// One line of a plain worker's standard output (contract, section 7).
package struct WorkerAnswer: Codable, Sendable, Hashable {
  /// One document: an object of the contract's section 5 with the stored reading beside it.
  package struct Document: Codable, Sendable, Hashable {
    package var path: String
    package var sha256: String
    package var status: ReadStatus
    package var reason: UnreadReason?
    package var materials: [Material]
    package var reading: DocumentReading

    package init(path: String, reading: DocumentReading, materials: [Material]) {
      self.path = path
      self.sha256 = reading.sha256
      self.status = reading.status
      self.reason = reading.reason
      self.materials = materials
      self.reading = reading
    }

    /// As section 5 has it: `reason` is there, `null`, where the document was read.
    package func encode(to encoder: any Encoder) throws {
      var container = encoder.container(keyedBy: CodingKeys.self)
      try container.encode(path, forKey: .path)
      try container.encode(sha256, forKey: .sha256)
      try container.encode(status, forKey: .status)
      try container.encode(reason, forKey: .reason)
      try container.encode(materials, forKey: .materials)
      try container.encode(reading, forKey: .reading)
    }

    private enum CodingKeys: String, CodingKey {
      case path
      case sha256
      case status
      case reason
      case materials
      case reading
    }
  }

  /// What a document is, as one material (contract, section 5).
  package struct Material: Codable, Sendable, Hashable {
    package var material: String
    package var verdict: MaterialVerdict
    package var confidence: Double
    package var flags: [Flag]
    package var evidence: [Evidence]

    package init(material: String, verdict: MaterialVerdict, confidence: Double, flags: [Flag], evidence: [Evidence]) {
      self.material = material
      self.verdict = verdict
      self.confidence = confidence
      self.flags = flags
      self.evidence = evidence
    }
  }

  /// An uploaded file as the worker saw it before it read it, so that a line made elsewhere can be told from a stale one.
  package struct SeenFile: Codable, Sendable, Hashable {
    /// As the request names it.
    package var path: String
    package var stamp: FileStamp

    package init(path: String, stamp: FileStamp) {
      self.path = path
      self.stamp = stamp
    }
  }

  package var id: String
  package var documents: [Document]
  package var ignored: [String: Int]
  /// Version of the reading half of the program, and digest of the policy's cues: what the readings depend on besides the bytes.
  package var reader: String
  package var cues: String
  package var files: [SeenFile]?
  package var seconds: Double

  package init(
    id: String, documents: [Document], ignored: [String: Int], reader: String, cues: String, files: [SeenFile]? = nil, seconds: Double
  ) {
    self.id = id
    self.documents = documents
    self.ignored = ignored
    self.reader = reader
    self.cues = cues
    self.files = files
    self.seconds = seconds
  }

  package var reading: BundleReading {
    BundleReading(id: id, documents: documents.map { FoundDocument(path: $0.path, reading: $0.reading) }, ignored: ignored)
  }
}
