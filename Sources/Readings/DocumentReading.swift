package import Findings

/// What reading one document gave: the one value between the two halves of the program.
///
/// It depends on the bytes, the program and the policy's cues alone — never on a plan, a path or a threshold —, so it is kept in the ledger
/// under content hash + reader version + cue digest and never made twice; every rule and threshold can be judged anew from it.
/// Source: shared/design.md, "The way data flows".
package struct DocumentReading: Codable, Sendable, Hashable {
  /// SHA-256 of the document's bytes, lower-case hexadecimal.
  package var sha256: String
  /// What kind of file its bytes are, for instance `docx`.
  package var format: String
  package var status: ReadStatus
  /// Nil exactly where `status` is `.read`.
  package var reason: UnreadReason?
  /// One English sentence: which limit or fault, and where.
  package var detail: String?
  /// Materials that the document may be, most probable first; those below the policy's floor are left out.
  package var scores: [MaterialScore]
  package var facts: Facts

  package init(
    sha256: String, format: String, status: ReadStatus, reason: UnreadReason? = nil, detail: String? = nil,
    scores: [MaterialScore] = [], facts: Facts = Facts()
  ) {
    self.sha256 = sha256
    self.format = format
    self.status = status
    self.reason = reason
    self.detail = detail
    self.scores = scores
    self.facts = facts
  }
}

/// How likely a document is one material, and why.
package struct MaterialScore: Codable, Sendable, Hashable {
  /// The material's id in the policy, for instance `faculty_list`.
  package var material: String
  /// A probability that holds up when counted, 0…1.
  package var confidence: Double
  package var flags: [Flag]
  /// The strongest reasons for, best first, each with words of the document.
  package var evidence: [Evidence]
  /// The strongest reasons against, best first.
  package var against: [Evidence]
  /// Which of the reading's `facts.editions` stand in the part of the file that is this material, by index; nil where the file is it as a whole.
  package var editions: [Int]?

  package init(
    material: String, confidence: Double, flags: [Flag] = [], evidence: [Evidence] = [], against: [Evidence] = [], editions: [Int]? = nil
  ) {
    self.material = material
    self.confidence = confidence
    self.flags = flags
    self.evidence = evidence
    self.against = against
    self.editions = editions
  }
}

/// What may keep a material from counting (contract, section 5). Reading sets the first three, judging the last two.
package enum Flag: String, Codable, Sendable, CaseIterable {
  /// A form whose fields are empty.
  case blankTemplate = "blank_template"
  /// Every teaching material named is a PPT.
  case pptOnly = "ppt_only"
  /// No sign of a past edition where one is required.
  case plannedEdition = "planned_edition"
  /// Another unit is named throughout.
  case otherUnit = "other_unit"
  /// The same document stands in another plan's bundle, or twice in this one.
  case duplicate

  /// The phrase that a Chinese report shows.
  package var chinese: String {
    switch self {
    case .blankTemplate: "空白模板"
    case .pptOnly: "只列PPT"
    case .plannedEdition: "疑非往年举办的一期"
    case .otherUnit: "写的是其他单位"
    case .duplicate: "与别处重复"
    }
  }
}

/// Words of a document that speak for or against a material.
package struct Evidence: Codable, Sendable, Hashable {
  /// The document's own words, shortened to one line.
  package var quote: String
  /// A place that a person can find, for instance `表1 第1行`.
  package var `where`: String
  /// Why they count, one Chinese phrase.
  package var because: String

  package init(quote: String, where place: String, because: String) {
    self.quote = quote
    self.where = place
    self.because = because
  }
}

/// Facts of a document that a judge may ask for.
package struct Facts: Codable, Sendable, Hashable {
  /// A year that the document names, with what it is said of.
  package struct Edition: Codable, Sendable, Hashable {
    package enum Tense: String, Codable, Sendable {
      /// Told as held (举办了, 圆满结束, 学员共78人).
      case held
      /// Told as planned (拟于, 计划, 将举办).
      case planned
      case unclear
    }

    package var year: Int
    package var tense: Tense
    package var evidence: Evidence

    package init(year: Int, tense: Tense, evidence: Evidence) {
      self.year = year
      self.tense = tense
      self.evidence = evidence
    }
  }

  /// A name and how often it occurs.
  package struct Mention: Codable, Sendable, Hashable {
    package var name: String
    package var count: Int

    package init(name: String, count: Int) {
      self.name = name
      self.count = count
    }
  }

  /// So many editions are kept of a document at most; one that holds as many may name more.
  package static let mostEditions = 12

  /// Visible characters without white space.
  package var characters = 0
  /// Empty cells ÷ cells of all tables, 0 where there are none.
  package var emptyCellShare = 0.0
  package var editions: [Edition] = []
  /// Institutes, universities, firms, most frequent first.
  package var organisations: [Mention] = []
  /// Names of trainings (…培训班, …研修班, …讲坛), most frequent first.
  package var trainings: [Mention] = []
  /// Words that show teaching material written by the unit itself (自编, 讲义编写组 …), if any.
  package var selfMadeTextbook: Evidence?
  /// A sketch of the text (minima of hashed word shingles), for finding nearly the same text elsewhere; empty for very short texts.
  package var sketch: [UInt64] = []
  /// Headings and first lines in which supported directions may be found, and the document's opening, at most a few hundred characters.
  package var opening = ""

  package init() {}

  /// The editions that are told of where a score's material stands: a file's other parts may speak of other years.
  package func editions(of score: MaterialScore) -> [Edition] {
    guard let chosen = score.editions else { return editions }
    return chosen.filter(editions.indices.contains).map { editions[$0] }
  }
}

/// A reading together with where it was found.
package struct FoundDocument: Codable, Sendable, Hashable {
  /// `CONTAINER!/MEMBER`, relative to the uploads folder.
  package var path: String
  package var reading: DocumentReading

  package init(path: String, reading: DocumentReading) {
    self.path = path
    self.reading = reading
  }
}

extension DocumentReading {
  /// No format of a document.
  private static let knownFormat = "known"

  /// A worker's answer for contents that it need not read: the supervisor has a reading of these bytes and puts it here. Never kept, never judged.
  package static func known(sha256: String) -> DocumentReading {
    DocumentReading(sha256: sha256, format: knownFormat, status: .read)
  }

  package var isKnown: Bool { format == Self.knownFormat }
}

/// Everything read for one bundle.
package struct BundleReading: Codable, Sendable, Hashable {
  /// The plan's id.
  package var id: String
  package var documents: [FoundDocument]
  /// Files that were left aside on purpose (lock files, `__MACOSX`, `.DS_Store`, Thumbs.db), by kind.
  package var ignored: [String: Int]

  package init(id: String, documents: [FoundDocument], ignored: [String: Int] = [:]) {
    self.id = id
    self.documents = documents
    self.ignored = ignored
  }
}
