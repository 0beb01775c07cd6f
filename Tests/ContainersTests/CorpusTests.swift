import Containers
import Findings
import Foundation
import Testing

/// Other projects' archives, hostile ones among them, where they are at hand. They are read in place and never copied.
struct CorpusTests {
  static let folder: URL? = {
    let root = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent()
    let shared = ProcessInfo.processInfo.environment["BUNDLE_AUDIT_SHARED"].map { URL(filePath: $0) } ?? root.appending(path: "../shared")
    let folder = shared.appending(path: "corpus/real")
    return FileManager.default.fileExists(atPath: folder.path) ? folder : nil
  }()

  static let projects = [
    "thejoshwolfe+yauzl", "nih-at+libzip", "rubyzip+rubyzip", "zip-rs+zip2", "markokr+rarfile", "miurahr+py7zr",
  ]

  @Test(.enabled(if: folder != nil), .timeLimit(.minutes(5)), arguments: projects)
  func `every file is read, or has a reason`(project: String) throws {
    let root = try #require(Self.folder).appending(path: project)
    let files = try FileManager.default.subpathsOfDirectory(atPath: root.path).sorted()
    var archives = 0
    for file in files {
      let path = root.appending(path: file).path
      var isFolder: ObjCBool = false
      guard FileManager.default.fileExists(atPath: path, isDirectory: &isFolder), !isFolder.boolValue else { continue }
      var leaves = 0
      let summary = try ContainerReader.walk(fileAt: path, shownAs: file) { leaf in
        leaves += 1
        #expect(leaf.path.hasPrefix(file))
        if leaf.source.count == 0 { #expect(leaf.fault != nil, "\(leaf.path) has neither bytes nor a reason") }
        if let fault = leaf.fault { #expect(!fault.detail.isEmpty) }
      }
      archives += summary.archives
      #expect(summary.leaves == leaves)
    }
    #expect(archives > 0)
  }
}
