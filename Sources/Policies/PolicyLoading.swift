import CClassifierWeights
import Crypto
import Findings
import Foundation

extension Policy {
  /// Names of the policies inside the binary.
  package static let builtInNames = ["cas-2023"]

  /// The YAML bytes of an embedded policy, or nil.
  private static func embedded(_ name: String) -> [UInt8]? {
    switch name {
    case "cas-2023": PackageResources.cas_2023_yaml
    default: nil
    }
  }

  /// An embedded policy by name. Throws `RunError` 66 where there is none of that name, 65 where it is bad (a fault of the build).
  package static func builtIn(_ name: String = builtInNames[0]) throws -> Policy {
    guard let bytes = embedded(name) else {
      throw RunError(.noInput, subject: name, message: "is no built-in policy; there are: \(builtInNames.joined(separator: ", "))")
    }
    // Its quotes and sentences are linted by the tests, not by every worker of every night: that was a fifth of a start.
    let (policy, problems) = decode(bytes)
    return try checked(policy, problems, subject: name, folder: nil)
  }

  /// A policy by the name of an embedded one or by path.
  ///
  /// Throws `RunError` 66 where neither exists, 65 where lint finds anything: an audit never starts on a policy with an error.
  package static func load(_ nameOrPath: String) throws -> Policy {
    if embedded(nameOrPath) != nil { return try builtIn(nameOrPath) }
    let folder = folder(of: nameOrPath)
    let (policy, problems) = lint(try read(nameOrPath), folder: folder)
    return try checked(policy, problems, subject: nameOrPath, folder: folder)
  }

  /// Everything that is wrong with a policy, in the order of the file; empty: nothing. Throws `RunError` 66 where it does not exist.
  package static func lint(_ nameOrPath: String) throws -> [PolicyProblem] {
    if let bytes = embedded(nameOrPath) { return lint(bytes, folder: nil).problems }
    return lint(try read(nameOrPath), folder: folder(of: nameOrPath)).problems
  }

  /// Decodes and checks YAML bytes. `folder` is where the guide's text is looked for beside the embedded ones.
  package static func lint(_ yaml: [UInt8], folder: String?) -> (policy: Policy?, problems: [PolicyProblem]) {
    let (policy, shape) = decode(yaml)
    guard let policy else { return (nil, shape) }
    let problems = shape + PolicyLint(policy, guide: policy.guideText(folder: folder)).problems()
    return (policy, problems.sorted { ($0.line ?? 0, $0.path) < ($1.line ?? 0, $1.path) })
  }

  private static func checked(_ policy: Policy?, _ problems: [PolicyProblem], subject: String, folder: String?) throws -> Policy {
    if let first = problems.first {
      let more = problems.count == 1 ? "" : " (and \(problems.count - 1) more; see `bundle-audit policy lint`)"
      throw RunError(.badData, subject: subject, message: first.description + more)
    }
    guard var policy else { throw RunError(.badData, subject: subject, message: "is no policy") }
    if let name = policy.classifier?.weights { policy.weights = try weights(name, folder: folder, subject: subject) }
    return policy
  }

  /// The fitted weights of an embedded policy, or of a file beside the policy.
  private static func weights(_ name: String, folder: String?, subject: String) throws -> [UInt8] {
    if name == builtInNames[0] {
      var count = 0
      let start = bundle_audit_cas_2023_weights(&count)
      // Constant bytes of the binary, copied once a run.
      return Array(UnsafeBufferPointer(start: start, count: count))
    }
    let path = folder.map { URL(fileURLWithPath: $0).appendingPathComponent(name).path } ?? name
    guard let data = FileManager.default.contents(atPath: path) else {
      throw RunError(.badData, subject: subject, message: "classifier.weights: there is no file \(path)")
    }
    return [UInt8](data)
  }

  private static func read(_ path: String) throws -> [UInt8] {
    guard FileManager.default.fileExists(atPath: path) else {
      throw RunError(
        .noInput, subject: path,
        message: "there is no such policy file, nor a built-in policy of that name (\(builtInNames.joined(separator: ", ")))")
    }
    do {
      return [UInt8](try Data(contentsOf: URL(fileURLWithPath: path)))
    } catch {
      throw RunError(.noInput, subject: path, message: "the policy file cannot be read", cause: error.localizedDescription)
    }
  }

  private static func folder(of path: String) -> String {
    URL(fileURLWithPath: path).deletingLastPathComponent().path
  }

  /// The guide's text, from the binary or from beside the policy; nil where the policy names none or it is not there.
  private func guideText(folder: String?) -> [UInt8]? {
    guard let name = guide.text else { return nil }
    if let folder, let data = try? Data(contentsOf: URL(fileURLWithPath: folder).appendingPathComponent(name)) { return [UInt8](data) }
    return name == "guide-2023.txt" ? PackageResources.guide_2023_txt : nil
  }
}
