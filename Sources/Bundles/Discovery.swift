package import Findings
import Foundation
package import Registers

extension Uploads {
  /// Finds each plan's bundle below the uploads folder (contract, section 3).
  ///
  /// In: the folder and the plans in register order. Throws `RunError` 66 where the folder does not exist or cannot be listed.
  package static func discover(in folder: String, plans: [Plan]) throws -> Uploads {
    guard let walk = FolderWalk(folder) else { throw RunError(.noInput, subject: folder, message: "there is no such uploads folder") }
    do {
      return try Discovery(walk, plans: plans).run()
    } catch let error as WalkError {
      throw RunError(
        .noInput, subject: folder, message: "the uploads folder cannot be listed", cause: error.sentence)
    }
  }
}

/// The state of one discovery.
private struct Discovery {
  let walk: FolderWalk
  let plans: [Plan]
  let names: PlanNames
  var bundles: [PlanBundle]
  var findings: [Finding] = []
  /// Folders one down that could not be listed.
  var unlisted: [WalkError] = []
  /// File → plans that claim it.
  var claims: [String: [Int]] = [:]

  init(_ walk: FolderWalk, plans: [Plan]) {
    self.walk = walk
    self.plans = plans
    names = PlanNames(plans.map(\.id))
    bundles = plans.map { PlanBundle(plan: $0.id) }
  }

  func run() throws -> Uploads {
    var discovery = self
    try discovery.scan("", depth: 0)
    for index in plans.indices { discovery.claimAttachments(of: index) }
    discovery.finish()
    let unclaimed = walk.files(below: "").files.filter { discovery.claims[$0] == nil && !Self.isClutter($0) }
    return Uploads(bundles: discovery.bundles, unclaimed: unclaimed.sorted(by: Self.byBytes), findings: discovery.findings)
  }

  /// The top of the uploads folder, and the folders one down that are no plan's own (a folder per unit).
  private mutating func scan(_ folder: String, depth: Int) throws(WalkError) {
    for entry in try walk.entries(folder) {
      let path = folder.isEmpty ? entry.name : "\(folder)/\(entry.name)"
      switch entry.kind {
      case .folder:
        if let plan = names.folder(entry.name) {
          claim(path, for: plan)
        } else if depth == 0 {
          do {
            try scan(path, depth: 1)
          } catch {
            // Whose files it holds cannot be known; said for the bureau, and the others go on.
            findings.append(Self.unlistable(path, error))
            unlisted.append(error)
          }
        }
      case .file:
        if let plan = names.file(entry.name), !Self.isClutter(entry.name) { claim(path, for: plan) }
      case .outside:
        if let plan = names.folder(entry.name) ?? names.file(entry.name) {
          bundles[plan].findings.append(Self.outside(path))
        } else {
          findings.append(Self.outside(path))
        }
      case .unreadable:
        if let plan = names.folder(entry.name) ?? names.file(entry.name) {
          refuse(path, of: plan)
        } else {
          findings.append(Self.unreadable(path))
        }
      }
    }
  }

  private mutating func claim(_ path: String, for plan: Int) {
    let contents = walk.files(below: path)
    for file in contents.files {
      if Self.isClutter(file) {
        bundles[plan].ignored.append(file)
      } else if claims[file]?.contains(plan) != true {
        claims[file, default: []].append(plan)
      }
    }
    bundles[plan].findings += contents.outside.map(Self.outside)
    for file in contents.unreadable { refuse(file, of: plan) }
    if let failure = contents.failures.first { bundles[plan].failure = bundles[plan].failure ?? failure.sentence }
  }

  private mutating func refuse(_ path: String, of plan: Int) {
    bundles[plan].unreadable.append(path)
    bundles[plan].findings.append(Self.unreadable(path))
  }

  // MARK: The attachment column

  private mutating func claimAttachments(of index: Int) {
    for written in plans[index].attachments {
      guard let relative = Self.inside(written) else {
        bundles[index].findings.append(Self.outside(written))
        continue
      }
      // All uploads are no plan's own: claiming them would hand it the materials of all others.
      guard !relative.isEmpty else {
        bundles[index].findings.append(
          Finding(
            rule: "bundle.attachment", severity: .warning, message: "登记表“附件”一栏写的“\(written)”是整个上传文件夹，不能作为一个计划的附件，没有读取。",
            fix: "请在“附件”一栏写明本计划的文件或文件夹。", clause: nil))
        continue
      }
      guard let path = existing(relative) else {
        bundles[index].findings.append(
          Finding(
            rule: "bundle.attachment", severity: .warning, message: "登记表“附件”一栏写的“\(written)”在上传文件夹里没有找到。",
            fix: "请上传该文件，或更正“附件”一栏的路径。", clause: nil))
        continue
      }
      // A link may stand anywhere on the way, so the real place decides.
      guard let real = FolderWalk.realPath(walk.absolute(path)), walk.isBelowRoot(real) else {
        bundles[index].findings.append(Self.outside(written))
        continue
      }
      claim(path, for: index)
    }
  }

  /// The path below the uploads folder, `.` and `..` resolved; nil where it leaves the folder or is absolute, empty where it is the folder itself.
  private static func inside(_ written: String) -> String? {
    let path = written.replacingOccurrences(of: "\\", with: "/")
    let drive = path.prefix(2)
    if path.hasPrefix("/") || path.hasPrefix("~") || (drive.count == 2 && drive.last == ":") || path.contains("\0") { return nil }
    var parts: [Substring] = []
    for part in path.split(separator: "/") where part != "." {
      if part == ".." {
        if parts.popLast() == nil { return nil }
      } else {
        parts.append(part)
      }
    }
    return parts.joined(separator: "/")
  }

  /// The path as it is on disk: each name as written, or else the one name that is the same in NFKC without regard to case.
  private func existing(_ relative: String) -> String? {
    var found = ""
    for part in relative.split(separator: "/").map(String.init) {
      let direct = found.isEmpty ? part : "\(found)/\(part)"
      var status = stat()
      if lstat(walk.absolute(direct), &status) == 0 {
        found = direct
        continue
      }
      let candidates = ((try? walk.entries(found)) ?? []).filter { PlanNames.fold($0.name) == PlanNames.fold(part) }
      guard candidates.count == 1 else { return nil }
      found = found.isEmpty ? candidates[0].name : "\(found)/\(candidates[0].name)"
    }
    return found
  }

  // MARK: The end

  private mutating func finish() {
    // What such a folder holds may be the bundle of any plan that has none elsewhere: nobody can say that it was not sent.
    if let error = unlisted.first {
      let owners = Set(claims.values.joined())
      for plan in bundles.indices where !owners.contains(plan) && bundles[plan].unreadable.isEmpty {
        bundles[plan].failure = bundles[plan].failure ?? error.sentence
      }
    }
    for (file, owners) in claims.sorted(by: { Self.byBytes($0.key, $1.key) }) {
      for plan in owners {
        bundles[plan].files.append(file)
        if owners.count > 1 {
          let others = owners.filter { $0 != plan }.map { plans[$0].id }.joined(separator: "、")
          bundles[plan].findings.append(
            Finding(
              rule: "bundle.claimed-twice", severity: .warning, message: "文件“\(file)”同时列为计划\(others)的附件。",
              fix: "请核对文件属于哪个计划，在另一个计划的“附件”一栏删去。", clause: nil))
        }
      }
    }
  }

  private static func outside(_ path: String) -> Finding {
    Finding(
      rule: "bundle.outside", severity: .error, message: "附件路径“\(path)”指向上传文件夹之外，没有读取。",
      fix: "请把文件上传到本计划的文件夹里，并更正“附件”一栏的路径。", clause: nil)
  }

  private static func unreadable(_ path: String) -> Finding {
    Finding(
      rule: "bundle.unreadable", severity: .error, message: "“\(path)”打不开（文件名编码不是UTF-8，或是失效的链接），没有读取。",
      fix: "请改用普通文件名重新上传该文件。", clause: nil)
  }

  private static func unlistable(_ path: String, _ error: WalkError) -> Finding {
    Finding(
      rule: "bundle.unlistable", severity: .error, message: "上传文件夹里的“\(path)”打不开（\(String(cString: strerror(error.code)))），其中的附件没有审计。",
      fix: "请系统管理员检查该文件夹的权限。", clause: nil)
  }

  private static func byBytes(_ left: String, _ right: String) -> Bool { left.utf8.lexicographicallyPrecedes(right.utf8) }

  /// Files that programs leave behind and nobody sent on purpose: the same as `Containers` leaves aside inside archives.
  static func isClutter(_ path: String) -> Bool {
    let parts = path.split(separator: "/")
    guard let name = parts.last else { return false }
    if parts.contains("__MACOSX") || parts.contains("$RECYCLE.BIN") || parts.contains("@eaDir") { return true }
    let prefixes = ["~$", ".~lock.", "._", "~wrl"]
    let folded = name.lowercased()
    return prefixes.contains(where: folded.hasPrefix)
      || [".ds_store", "thumbs.db", "ehthumbs.db", "desktop.ini", ".gitkeep"].contains(folded)
  }
}

extension Finding {
  /// The finding for a file that no plan claims.
  package static func unclaimed(_ path: String) -> Finding {
    Finding(
      rule: "bundle.unclaimed", severity: .notice, message: "文件“\(path)”不属于登记表中的任何计划，没有审计。",
      fix: "如是某个计划的附件，请以计划编号开头命名，放进以计划编号命名的文件夹，或写入登记表的“附件”一栏。", clause: nil)
  }
}
