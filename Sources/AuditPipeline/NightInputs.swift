import Bundles
import Containers
import Documents
import Findings
import Foundation
import Judging
import LedgerStore
import Policies
import Readings
import Registers
import Workers

/// What a night is made from, read and checked before anything is written.
package struct NightInputs: Sendable {
  let options: AuditOptions
  let policy: Policy
  let classifier: DocumentClassifier
  /// Programs of others that readers may run, with their versions.
  let helpers: [(name: String, version: String?)]
  let programs: HelperPrograms
  let register: Register
  let registerBytes: [UInt8]
  let funded: FundedList?
  let fundedBytes: [UInt8]?
  /// The uploads folder by its absolute path, so that workers find it from wherever they run.
  let uploadsFolder: String

  var key: ReadingKey { ReadingKey(reader: classifier.reader, cues: classifier.cues) }

  /// Throws `RunError`: 66 for an input that does not exist, 65 for one that is bad, 73 for an output that cannot be written.
  init(_ options: AuditOptions, _ loaded: LoadedPolicy) throws {
    self.options = options
    policy = loaded.policy
    classifier = loaded.classifier
    helpers = loaded.helpers
    programs = loaded.programs
    registerBytes = try Self.contents(options.register, "register")
    register = try Register.read(registerBytes, subject: options.register, policy: policy, sheet: Self.sheet)
    guard !register.plans.isEmpty else {
      // Each row has its finding, but a run that audits nothing has no report to show them in.
      throw RunError(
        .badData, subject: options.register, message: "no row of the register could be audited",
        cause: register.rowFindings.first?.finding.message)
    }
    if let path = options.funded {
      let bytes = try Self.contents(path, "list of funded projects")
      fundedBytes = bytes
      funded = try FundedList.read(bytes, subject: path, policy: policy, sheet: Self.sheet)
    } else {
      fundedBytes = nil
      funded = nil
    }
    uploadsFolder = try Self.folder(options.uploads)
    try Self.checkPlaces(options)
    let output = URL(fileURLWithPath: options.output).standardizedFileURL.resolvingSymlinksInPath().path
    guard output != uploadsFolder, !output.hasPrefix(uploadsFolder + "/") else {
      throw RunError(
        .usage, subject: options.output, message: "the output lies in the uploads folder, so it would be audited itself; name another one")
    }
  }

  /// Whether the output and the ledger can be written, as far as can be told without writing. Throws `RunError` 73.
  static func checkPlaces(_ options: AuditOptions) throws(RunError) {
    try RunFolder.check(options.output)
    try RunFolder.check(
      (options.ledger as NSString).deletingLastPathComponent.isEmpty ? "." : (options.ledger as NSString).deletingLastPathComponent)
    var isFolder: ObjCBool = false
    if FileManager.default.fileExists(atPath: options.ledger, isDirectory: &isFolder) {
      guard !isFolder.boolValue else {
        throw RunError(.cannotWrite, subject: options.ledger, message: "the ledger is a folder; name a file with --ledger")
      }
      guard FileManager.default.isWritableFile(atPath: options.ledger) else {
        throw RunError(.cannotWrite, subject: options.ledger, message: "the ledger cannot be written; check its owner and rights")
      }
    }
  }

  /// Finds what was uploaded. Still before anything is written, so a policy that applies to no plan of the register is told here too, by judging
  /// the rows as if nothing had been sent.
  func discover() throws -> Uploads {
    let uploads = try Uploads.discover(in: uploadsFolder, plans: register.plans)
    try Judge(policy: policy, funded: funded).check(fits: register.plans)
    return uploads
  }

  /// The lines of `--readings`, checked against what is uploaded; nil where the run starts its own workers. Throws `RunError` 66 where the file does
  /// not exist, 65 for a line that is refused and for a plan with uploads that has none.
  func givenReadings(_ uploads: Uploads) throws -> [String: BundleReading]? {
    guard let path = options.readings else { return nil }
    guard FileManager.default.fileExists(atPath: path) else {
      throw RunError(.noInput, subject: path, message: "there is no such file of readings")
    }
    var bundles: [String: [String: FileStamp]] = [:]
    for bundle in uploads.bundles where !bundle.files.isEmpty {
      for file in bundle.files { bundles[bundle.plan, default: [:]][file] = FileStamp(path: "\(uploadsFolder)/\(file)") }
    }
    let readings = try ReadingsFile.read(
      path, expecting: ReadingsFile.Expectation(reader: classifier.reader, cues: classifier.cues, bundles: bundles))
    if let missing = uploads.bundles.first(where: { !$0.files.isEmpty && readings[$0.plan] == nil }) {
      throw RunError(
        .badData, subject: path, message: "holds no line for the plan \(missing.plan), for which \(missing.files.count) files are uploaded")
    }
    return readings
  }

  static let sheet: SheetReading = { try SpreadsheetReader.firstSheet($0, limits: .register) }

  private static func contents(_ path: String, _ what: String) throws(RunError) -> [UInt8] {
    var isFolder: ObjCBool = false
    guard FileManager.default.fileExists(atPath: path, isDirectory: &isFolder) else {
      throw RunError(.noInput, subject: path, message: "there is no such \(what)")
    }
    guard !isFolder.boolValue else { throw RunError(.noInput, subject: path, message: "the \(what) is a folder; name the file") }
    do {
      return [UInt8](try Data(contentsOf: URL(fileURLWithPath: path)))
    } catch {
      throw RunError(.noInput, subject: path, message: "the \(what) cannot be read", cause: error.localizedDescription)
    }
  }

  private static func folder(_ path: String) throws(RunError) -> String {
    var isFolder: ObjCBool = false
    guard FileManager.default.fileExists(atPath: path, isDirectory: &isFolder) else {
      throw RunError(.noInput, subject: path, message: "there is no such uploads folder")
    }
    guard isFolder.boolValue else {
      throw RunError(.noInput, subject: path, message: "the uploads are a file; name the folder that holds them")
    }
    return URL(fileURLWithPath: path).standardizedFileURL.resolvingSymlinksInPath().path
  }
}
