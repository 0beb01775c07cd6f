import Findings
import Foundation
import Readings

/// The sentences of `Resources/texts.json`: one for each word of the contract that a page explains.
struct Texts: Decodable, Sendable {
  private var resend: [String: String]
  private var cause: [String: String]
  private var ruling: [String: String]
  private var verdict: [String: String]
  private var outcome: [String: String]
  private var change: [String: Change]
  private var fate: [String: String]
  private var label: [String: String]
  private var sheet: [String: Sheet]
  private var rule: [String: String]

  /// A group of changes: its word, and what it means.
  struct Change: Decodable, Sendable {
    var word: String
    var hint: String
  }

  /// A sheet of a workbook, or the CSV.
  struct Sheet: Decodable, Sendable {
    var name: String
    var columns: [String]
  }

  /// Words that stand alone; `{…}` is filled.
  enum Label: String, CaseIterable {
    case overview, audit, office, cause, resembles, confidence, row, because, since
    case auditOf = "audit_of"
    case listOf = "list_of"
    case sinceBefore = "since_before"
    case sinceWhen = "since_when"
    case noID = "no_id"
    case columnMissing = "column_missing"
    case cellUnreadable = "cell_unreadable"
  }

  enum SheetName: String, CaseIterable {
    case materials, findings, unread, csv
  }

  /// What became of a decision.
  enum Fate: String, CaseIterable {
    case applied, expired, voided, superseded, unused
  }

  enum ChangeGroup: String, CaseIterable {
    case new, reopened, fixed, withdrawn
    case stillOpen = "still_open"
  }

  /// The embedded file is part of the program: that it decodes and knows every word is a test, not a question of the night.
  static let shared: Texts = {
    do {
      return try JSONDecoder().decode(Texts.self, from: Data(PackageResources.texts_json))
    } catch {
      fatalError("the embedded texts.json does not decode: \(error)")
    }
  }()

  /// How to send a file again that could not be read.
  func resend(_ reason: UnreadReason) -> String { resend[reason.rawValue]! }
  /// What a rule that no policy holds asks; nil for others.
  func rule(_ id: String) -> String? { rule[id] }
  func cause(_ cause: Changes.Cause) -> String { self.cause[cause.rawValue]! }
  func ruling(_ ruling: Decisions.Ruling) -> String { self.ruling[ruling.rawValue]! }
  func verdict(_ verdict: MaterialVerdict) -> String { self.verdict[verdict.rawValue]! }
  func outcome(_ outcome: PlanOutcome) -> String { self.outcome[outcome.rawValue]! }
  func change(_ group: ChangeGroup) -> Change { change[group.rawValue]! }
  func fate(_ fate: Fate) -> String { self.fate[fate.rawValue]! }
  func sheet(_ name: SheetName) -> Sheet { sheet[name.rawValue]! }

  /// The label, with each `{key}` in it replaced by its value.
  func label(_ label: Label, _ values: KeyValuePairs<String, String> = [:]) -> String {
    var text = self.label[label.rawValue]!
    for (key, value) in values { text = text.replacing("{\(key)}", with: value) }
    return text
  }
}
