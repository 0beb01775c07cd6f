import Findings
import Foundation
import Readings

/// The sentences of `Resources/texts.json`: one for each word of the contract that a page explains.
struct Texts: Decodable, Sendable {
  private var resend: [String: String]
  private var cause: [String: String]
  private var ruling: [String: String]
  private var flag: [String: String]
  private var verdict: [String: String]
  private var outcome: [String: String]

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
  func cause(_ cause: Changes.Cause) -> String { self.cause[cause.rawValue]! }
  func ruling(_ ruling: Decisions.Ruling) -> String { self.ruling[ruling.rawValue]! }
  func flag(_ flag: Flag) -> String { self.flag[flag.rawValue]! }
  func verdict(_ verdict: MaterialVerdict) -> String { self.verdict[verdict.rawValue]! }
  func outcome(_ outcome: PlanOutcome) -> String { self.outcome[outcome.rawValue]! }
}
