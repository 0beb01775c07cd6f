package import Findings

/// What `audit` is told.
package struct AuditOptions: Sendable {
  package var register: String
  package var uploads: String
  package var output: String
  /// The list of projects funded the year before.
  package var funded: String?
  /// A built-in policy's name, or a file.
  package var policy: String
  package var ledger: String
  /// Worker processes.
  package var jobs: Int
  /// Opens every file, also those that look like last night's.
  package var full = false
  /// Sets a damaged ledger aside and builds a new one from the uploads.
  package var rebuildsLedger = false
  /// `YYYY-MM-DD`: the day on which the rules look at the plans.
  package var asOf: String
  /// Worker output made elsewhere, instead of starting workers.
  package var readings: String?
  /// Nights to keep; nil: all.
  package var keep: Int?
  /// Files younger than so many seconds are taken for still being uploaded.
  package var settle = 0.0
  /// Seconds that one document may take.
  package var deadline = 60.0
  /// Reads print in pictures and scans.
  package var ocr = false
  /// `YYYY-MM-DD`: until when the units shall answer.
  package var replyBy: String?
  /// Whether that day is over; ISO dates compare as text.
  package var isReplyByOver: Bool { replyBy.map { $0 < asOf } ?? false }
  package var issuer: String?
  /// This program, to be started as a worker.
  package var executable: String
  package var programVersion: String
  /// Lets documents fail by their names: for tests only.
  package var injectsFaults = false

  package init(
    register: String, uploads: String, output: String, policy: String, ledger: String, jobs: Int, asOf: String, executable: String,
    programVersion: String
  ) {
    self.register = register
    self.uploads = uploads
    self.output = output
    self.policy = policy
    self.ledger = ledger
    self.jobs = jobs
    self.asOf = asOf
    self.executable = executable
    self.programVersion = programVersion
  }
}

/// What a run tells while it goes on; the command line shows it.
package enum AuditEvent: Sendable {
  case stage(String)
  /// Bundles finished of those with files to open, and documents read so far.
  case reading(done: Int, of: Int, documents: Int)
  /// One English sentence that is worth knowing.
  case note(String)
  /// One English sentence.
  case warning(String)
}

package typealias AuditListener = @Sendable (AuditEvent) -> Void

/// What a finished run came to.
package struct AuditOutcome: Sendable {
  /// The run's id: its folder below `OUTPUT/runs`.
  package var run: String
  package var folder: String
  /// Plans by verdict.
  package var plans: [PlanOutcome: Int]
  /// Required materials by verdict.
  package var requirements: [MaterialVerdict: Int]
  /// Plans by unit in register order, with how many are complete, incomplete, to be reviewed, need nothing, failed.
  package var units: [(unit: String, plans: [PlanOutcome: Int])]
  package var documents: Int
  /// Documents that were read this night; the others are known from earlier nights.
  package var documentsRead: Int
  package var unclaimed: Int
  package var rowFindings: Int
}
