/// What one run of a helper program (pdftotext and its like) came to.
package struct ProgramOutcome: Sendable {
  /// How it ended.
  package enum End: Sendable, Hashable {
    case exited(Int32)
    /// It crashed, by this signal.
    case signaled(Int32)
    /// It took longer than it may, and was killed.
    case timedOut
    /// It wrote more than it may, and was killed; the output holds what came before.
    case tooMuch
    /// It could not be started: one English sentence.
    case notStarted(String)

    /// Whether the same run may go well on another night: it says nothing of the bytes. A signal 9 that is not this program's is the system's, which
    /// kills for want of memory.
    package var mayPass: Bool {
      switch self {
      case .notStarted, .timedOut, .signaled(9): true
      case .exited, .signaled, .tooMuch: false
      }
    }
  }

  package var output: [UInt8]
  /// The first bytes of what it said on standard error.
  package var words: String
  package var end: End

  package init(output: [UInt8] = [], words: String = "", end: End) {
    self.output = output
    self.words = words
    self.end = end
  }
}
