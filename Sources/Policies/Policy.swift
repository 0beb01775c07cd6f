package import Findings

/// The guide of one year as data: what is applied for, what each application owes, which rules hold, and in which words a unit is told.
///
/// In: YAML (`Resources/cas-2023.yaml` or a file of the user). Nothing in Swift knows a material, an application, a number or a clause;
/// Swift knows only the predicates that rules are made of. Source: shared/design.md, "Policy is data".
package struct Policy: Sendable, Hashable {
  package var id: String
  package var title: String
  /// The year of the plans that it judges: an edition of this year is planned, earlier ones were held.
  package var year: Int
  package var guide: Guide
  package var clauses: [Clause]
  package var words: Words
  /// Columns of the register, in the order of the policy.
  package var register: [Column]
  /// Columns of the list of funded projects.
  package var funded: [Column]
  package var materials: [Material]
  package var paths: [SubmissionPath]
  /// In order of precedence: a plan is of the first application that matches.
  package var applications: [Application]
  package var rules: [Rule]
  package var switches: [Switch]
  /// What the judge says of a requirement, by reason (`missing`, `close_call`, …); a material may override each.
  package var sentences: [String: Sentence]
  package var selection: Selection
  /// What register and list tell of the years in which a training was held; nil: nothing is concluded from them.
  package var pastEditions: PastEditions?
  /// What stands before the names of all units and is left out when they are compared, longest first.
  package var unitPrefixes: [String]
  package var reportWords: ReportWords
  package var thresholds: Thresholds
  package var classifier: ClassifierPolicy?
  /// The bytes of the weights file that `classifier` names; empty where it names none.
  package var weights: [UInt8] = []
  /// SHA-256 of the YAML bytes, lower-case hexadecimal.
  package var digest: String
  /// The YAML as it was read: what `policy show` prints.
  package var yaml: String
  /// Key path → line, for messages of checks that come after decoding.
  var lines: [String: Int]

  /// The guide that the policy restates.
  package struct Guide: Sendable, Hashable {
    package var title: String
    /// SHA-256 of the guide's text file, lower-case hexadecimal.
    package var sha256: String
    /// A text file beside the policy, or the name of an embedded one; nil: quotes cannot be looked up.
    package var text: String?
  }

  /// A place in the guide with the words that the policy rests on.
  package struct Clause: Sendable, Hashable {
    /// As findings cite it, for instance `二（三）`.
    package var id: String
    package var quotes: [String]
  }

  /// Words that say yes and no in a cell.
  package struct Words: Sendable, Hashable {
    package var yes: [String]
    package var no: [String]
  }

  /// A column of the register or of the funded list, and the fact it becomes.
  package struct Column: Sendable, Hashable {
    package enum Kind: String, Sendable, CaseIterable {
      case text
      case yesNo = "yes_no"
      case number
      /// A whole number.
      case count
      /// One or several of `values`.
      case choice
      /// Paths separated by `;`, `；` or a line break.
      case paths
    }

    /// The fact's id, by which rules name it. `plan`, `unit`, `title` are asked of every register.
    package var fact: String
    package var name: String
    package var aliases: [String]
    package var kind: Kind
    /// Of a choice: what a cell may hold, longest word first wins.
    package var values: [Value]
    /// Of a choice: whether other words are allowed too.
    package var open: Bool
    package var required: Bool

    package struct Value: Sendable, Hashable {
      package var id: String
      package var words: [String]
    }
  }

  /// A kind of supporting document that the guide names.
  package struct Material: Sendable, Hashable {
    package var id: String
    /// 中文名, as the guide writes it.
    package var name: String
    package var clause: String
    /// One sentence: what counts as it.
    package var what: String
    /// Must speak of a training that was held (往年举办的).
    package var pastEdition: Bool
    /// Overrides of `Policy.sentences`.
    package var sentences: [String: Sentence]
  }

  /// What the unit is told: what is wrong, and what to do.
  package struct Sentence: Sendable, Hashable {
    package var message: String
    package var fix: String
    /// Of a rule's case: overrides the rule's severity.
    package var severity: Severity?
  }

  package typealias Severity = Finding.Severity

  /// A set of materials that an application may be supported with.
  package struct SubmissionPath: Sendable, Hashable {
    package var id: String
    package var name: String
    package var clause: String
    package var materials: [String]
    /// What the register must say for a plan to claim this path; nil: the path that everybody may take.
    package var claim: Predicate?
    /// What the funded list must hold to confirm a claim; nil: nothing can.
    package var confirmation: Confirmation?
    package var switches: [String]

    package struct Confirmation: Sendable, Hashable {
      /// Words of which the list's type must hold one, for instance 精品.
      package var types: [String]
      /// Names as alike as this (0…1, Dice coefficient of character pairs) are told as near matches.
      package var near: Double
    }
  }

  package struct Application: Sendable, Hashable {
    package var id: String
    package var name: String
    package var clause: String?
    package var match: Predicate
    /// Paths that support it, the general one first; empty: no materials are required.
    package var paths: [Option]

    package struct Option: Sendable, Hashable {
      package var path: String
      /// A switch that must be `true` for this path to be open.
      package var whenSwitch: String?
    }
  }

  package struct Rule: Sendable, Hashable {
    package var id: String
    package var severity: Severity
    /// What must hold, in a few words.
    package var title: String
    /// Applications it is asked of; empty: of every plan.
    package var appliesTo: [String]
    package var when: Predicate?
    package var check: Predicate
    package var message: String
    package var fix: String
    package var clause: String
    /// Plans for which the same rule stands elsewhere in the guide; the first that matches is cited instead of `clause`.
    package var clauseFor: [ClauseCase] = []
    /// Sentences for the ways in which the check can fail, where it tells them apart.
    package var cases: [String: Sentence]
    package var switches: [String]

    package struct ClauseCase: Sendable, Hashable {
      package var when: Predicate
      package var clause: String
    }

    /// Every clause that it may cite.
    var clauses: [String] { [clause] + clauseFor.map(\.clause) }
  }

  /// A point that the guide leaves open, with the reading chosen.
  package struct Switch: Sendable, Hashable {
    package var id: String
    package var clause: String
    package var question: String
    package var value: Value
    /// The reading chosen, as reports print it.
    package var chosen: String
    package var alternative: String

    package enum Value: Sendable, Hashable {
      case flag(Bool)
      case word(String)
      case range(minimum: Double, maximum: Double)
    }
  }

  /// The overview for the bureau: how many apply against how many will be chosen, and which directions they speak of.
  package struct Selection: Sendable, Hashable {
    package var quotas: [Quota]
    package var directions: [Direction]

    package struct Quota: Sendable, Hashable {
      package var id: String
      package var name: String
      package var clause: String
      /// 左右: about this many.
      package var about: Int
      package var applications: [String]
      package var when: Predicate?
    }

    package struct Direction: Sendable, Hashable {
      package var id: String
      package var name: String
      package var clause: String
      /// Quotas (kinds of plan) that the direction supports.
      package var quotas: [String]
      package var keywords: [String]
    }
  }

  /// The year that the register's two columns and the funded list speak of, and how often the training was held: where they leave no doubt, a
  /// document of another year is of no edition of this training.
  package struct PastEditions: Sendable, Hashable {
    package var year: Int
    /// Facts of the register: how often it was held; whether it was funded in `year`; whether it was carried out then.
    package var held: String
    package var funded: String
    package var completed: String
    /// Materials that may well be of another year (a survey of needs is made before the training).
    package var exempt: [String]
  }

  /// Names that pages and letters carry.
  package struct ReportWords: Sendable, Hashable {
    /// What the audit is of, in a few words: `继续教育与培训院级资助项目`.
    package var service: String
    /// Who signs the letters; who is asked in doubt, in short.
    package var issuer: String
    package var office: String
  }

  /// Confidence from which a document counts as a material, and from which it is too close to call.
  package struct Thresholds: Sendable, Hashable {
    package struct Pair: Sendable, Hashable {
      package var present: Double
      package var unconfirmed: Double
    }

    package var general: Pair
    package var materials: [String: Pair]

    package func of(_ material: String) -> Pair { materials[material] ?? general }
  }

  // Look-ups. The lists are short (tens), and every id was checked when the policy was decoded.

  package func material(_ id: String) -> Material? { materials.first { $0.id == id } }
  package func path(_ id: String) -> SubmissionPath? { paths.first { $0.id == id } }
  package func application(_ id: String) -> Application? { applications.first { $0.id == id } }
  package func rule(_ id: String) -> Rule? { rules.first { $0.id == id } }
  package func `switch`(_ id: String) -> Switch? { switches.first { $0.id == id } }
  package func column(_ fact: String) -> Column? { register.first { $0.fact == fact } }

  /// The sentence for one reason of one material.
  package func sentence(_ reason: String, material: String) -> Sentence? {
    self.material(material)?.sentences[reason] ?? sentences[reason]
  }
}
