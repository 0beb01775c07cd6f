import Classification
package import Documents
import Findings
package import Policies
package import Readings
package import Workers

/// Document → reading, with what a reading depends on besides the bytes.
package struct DocumentClassifier: Sendable {
  /// Version of the reading half of the program.
  package var reader: String
  /// Digest of the policy's cues.
  package var cues: String
  package var read: @Sendable (_ document: Document, _ sha256: String) -> DocumentReading

  package init(reader: String, cues: String, read: @escaping @Sendable (_ document: Document, _ sha256: String) -> DocumentReading) {
    self.reader = reader
    self.cues = cues
    self.read = read
  }

  /// Throws `RunError` 65 where the policy's cues or weights are bad.
  package init(policy: Policy, programs: HelperPrograms) throws {
    let classifier = try Classifier(policy: policy)
    self.init(reader: Classifier.readerVersion + programs.readerMark, cues: classifier.cueDigest) { classifier.read($0, sha256: $1) }
  }
}
