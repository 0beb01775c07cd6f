import Findings
package import Judging
import Policies
import Readings
import Synchronization

/// `check`: one bundle, no register.
package struct BundleCheck: Sendable {
  package var batch: DocumentBatch
  package var application: String
  package var isSimplified: Bool

  package init(batch: DocumentBatch, application: String, isSimplified: Bool) {
    self.batch = batch
    self.application = application
    self.isSimplified = isSimplified
  }

  /// The verdict on the files as one bundle, called by the first path. Throws `RunError` 64 for an application or a path that the policy lacks.
  package func run(_ paths: [String]) async throws -> PlanVerdict {
    let policy = try Policy.load(batch.policy)
    let judge = Judge(policy: policy)
    let path = isSimplified ? "simplified" : "full"
    let title = paths.first ?? ""
    // Asked without files first: a wrong word on the command line should not wait for a long reading.
    _ = try judge.check(application: application, path: path, title: title, files: 0, reading: nil)
    let files = try DocumentBatch.files(of: paths)
    let bundle = Mutex(BundleReading(id: title, documents: []))
    try await batch.read(files) { reading in
      bundle.withLock { bundle in
        bundle.documents += reading.documents
        bundle.ignored.merge(reading.ignored, uniquingKeysWith: +)
      }
    }
    return try judge.check(
      application: application, path: path, title: title, files: files.count, reading: files.isEmpty ? nil : bundle.withLock { $0 })
  }
}
