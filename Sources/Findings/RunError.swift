/// What is wrong with *our run* (not with a submission): thrown, shown once on standard error, and turned into the exit code.
/// Source: contract, section 4 (the codes follow sysexits.h).
package struct RunError: Error, Sendable, CustomStringConvertible {
  /// The exit codes of the contract. Never a count.
  package enum Code: Int32, Sendable {
    /// Done, and `--fail-on` asked for non-zero on what was found.
    case foundDeficiencies = 1
    /// Done, but some bundle could not be audited.
    case someBundleFailed = 2
    /// The command line is wrong (EX_USAGE).
    case usage = 64
    /// The register, a list or the policy is bad (EX_DATAERR).
    case badData = 65
    /// An input does not exist (EX_NOINPUT).
    case noInput = 66
    /// A fault of this program (EX_SOFTWARE).
    case `internal` = 70
    /// The output cannot be written (EX_CANTCREAT).
    case cannotWrite = 73
    /// Another run holds the ledger (EX_TEMPFAIL).
    case ledgerBusy = 75
  }

  package var code: Code
  /// What it is about: a path, a column, a key path of the policy.
  package var subject: String
  /// One sentence: what is wrong and the way out.
  package var message: String
  /// The error underneath, in its own words.
  package var cause: String?

  package init(_ code: Code, subject: String, message: String, cause: String? = nil) {
    self.code = code
    self.subject = subject
    self.message = message
    self.cause = cause
  }

  package var description: String {
    "\(subject): \(message)" + (cause.map { " (\($0))" } ?? "")
  }
}
