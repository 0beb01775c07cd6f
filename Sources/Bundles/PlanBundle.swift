package import Findings

/// Everything uploaded for one plan.
package struct PlanBundle: Sendable, Hashable {
  /// The plan's id.
  package var plan: String
  /// Regular files, relative to the uploads folder with `/` between names, sorted by their bytes; folders are walked.
  package var files: [String]
  /// What was sent and cannot be opened: names that are not UTF-8, links to nothing. Whatever is missing may be in there.
  package var unreadable: [String]
  /// What programs leave behind (lock files, thumbnails), left out of `files`.
  package var ignored: [String]
  /// What is wrong with the bundle as a set of paths: `bundle.outside`, `bundle.attachment`, `bundle.claimed-twice`, `bundle.unreadable`.
  package var findings: [Finding]
  /// Why the bundle could not be listed (a folder that may not be read); nil where all of it was.
  package var failure: String?

  package init(
    plan: String, files: [String] = [], unreadable: [String] = [], ignored: [String] = [], findings: [Finding] = [], failure: String? = nil
  ) {
    self.plan = plan
    self.files = files
    self.unreadable = unreadable
    self.ignored = ignored
    self.findings = findings
    self.failure = failure
  }
}

/// What was found below the uploads folder.
package struct Uploads: Sendable, Hashable {
  /// One bundle per plan, in the plans' order; without files where nothing was sent.
  package var bundles: [PlanBundle]
  /// Files that no plan claims, sorted; lock files and the like are left out.
  package var unclaimed: [String]
  /// What is wrong outside any plan's bundle, for instance a link that leads out of the uploads folder.
  package var findings: [Finding]

  package init(bundles: [PlanBundle], unclaimed: [String], findings: [Finding] = []) {
    self.bundles = bundles
    self.unclaimed = unclaimed
    self.findings = findings
  }
}
