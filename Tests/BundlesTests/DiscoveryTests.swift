import Findings
import Foundation
import Registers
import Testing

@testable import Bundles

/// A temporary folder with the files of one test; removed with it.
final class Folder {
  let url: URL
  var path: String { url.appendingPathComponent("uploads").path }

  init(_ files: [String]) throws {
    url = FileManager.default.temporaryDirectory.appendingPathComponent("bundles-\(UUID().uuidString)")
    try FileManager.default.createDirectory(atPath: path, withIntermediateDirectories: true)
    for file in files { try add(file) }
  }

  deinit { try? FileManager.default.removeItem(at: url) }

  func add(_ file: String) throws {
    let target = URL(fileURLWithPath: path).appendingPathComponent(file)
    if file.hasSuffix("/") {
      try FileManager.default.createDirectory(at: target, withIntermediateDirectories: true)
    } else {
      try FileManager.default.createDirectory(at: target.deletingLastPathComponent(), withIntermediateDirectories: true)
      try Data(file.utf8).write(to: target)
    }
  }

  func link(_ name: String, to target: String) throws {
    try FileManager.default.createSymbolicLink(atPath: path + "/" + name, withDestinationPath: target)
  }

  func discover(_ ids: [String], attachments: [String: [String]] = [:]) throws -> Uploads {
    try Uploads.discover(in: path, plans: ids.map { Plan(id: $0, unit: "物理所", title: "班", attachments: attachments[$0] ?? []) })
  }
}

@Suite("Bundle discovery")
struct DiscoveryTests {
  @Test(
    "a file whose name is the id followed by the end of its stem or a delimiter",
    arguments: ["P1", "P1.docx", "P1_师资.docx", "P1-师资.docx", "P1 师资.docx", "P1（师资）.docx", "P1(师资).docx", "P1.2.docx", "P1\u{3000}师资.docx"])
  func files(_ name: String) throws {
    let found = try Folder([name]).discover(["P1"])
    #expect(found.bundles[0].files == [name])
    #expect(found.unclaimed == [])
  }

  @Test("P1 does not claim what goes on otherwise", arguments: ["P10.docx", "P1师资.docx", "XP1.docx", "P1~.docx", "P1，.docx"])
  func others(_ name: String) throws {
    let found = try Folder([name]).discover(["P1"])
    #expect(found.bundles[0].files == [])
    #expect(found.unclaimed == [name])
  }

  @Test("at the top and one folder down; a folder named as the plan with all it holds; not two down")
  func places() throws {
    let found = try Folder(["P1.zip", "物理所/P1-2.docx", "物理所/P2/a/b/c.docx", "P3/x.docx", "物理所/更深/P1.docx", "P2的材料/x.docx"]).discover([
      "P1", "P2", "P3",
    ])
    #expect(found.bundles.map(\.files) == [["P1.zip", "物理所/P1-2.docx"], ["物理所/P2/a/b/c.docx"], ["P3/x.docx"]])
    #expect(found.unclaimed == ["P2的材料/x.docx", "物理所/更深/P1.docx"])
  }

  @Test("the longest id wins, whatever the order of the register", arguments: [["P001", "P001-2"], ["P001-2", "P001"]])
  func longest(_ ids: [String]) throws {
    let found = try Folder(["P001-2.docx", "P001-3.docx", "P001-2-1.docx", "P001.docx"]).discover(ids)
    let files = Dictionary(uniqueKeysWithValues: found.bundles.map { ($0.plan, $0.files) })
    #expect(files["P001"] == ["P001-3.docx", "P001.docx"])
    #expect(files["P001-2"] == ["P001-2-1.docx", "P001-2.docx"])
  }

  @Test("a plan's folder is its own: names in it are not looked at for other plans")
  func ownFolder() throws {
    let found = try Folder(["P1/P2.docx"]).discover(["P1", "P2"])
    #expect(found.bundles.map(\.files) == [["P1/P2.docx"], []])
  }

  @Test("ids in another case or width, unless two plans differ in just that")
  func folding() throws {
    let loose = try Folder(["p1.docx", "Ｐ１-2.docx"]).discover(["P1"])
    #expect(loose.bundles[0].files == ["p1.docx", "Ｐ１-2.docx"])
    let strict = try Folder(["p1.docx", "P1.docx", "Ｐ１.docx"]).discover(["P1", "p1"])
    #expect(strict.bundles.map(\.files) == [["P1.docx"], ["p1.docx"]])
    #expect(strict.unclaimed == ["Ｐ１.docx"])
  }

  @Test("a decomposed name on disk is the composed id")
  func decomposed() throws {
    let found = try Folder(["e\u{301}1.docx"]).discover(["\u{e9}1"])
    #expect(found.bundles[0].files.count == 1)
  }

  @Test("the attachment column adds files and folders; two plans may claim one file and are told")
  func attachments() throws {
    let found = try Folder(["共用/师资.docx", "资料/a.docx", "资料/b/c.docx"]).discover(
      ["P1", "P2"], attachments: ["P1": ["共用/师资.docx", "资料"], "P2": ["共用\\师资.docx"]])
    #expect(found.bundles.map(\.files) == [["共用/师资.docx", "资料/a.docx", "资料/b/c.docx"], ["共用/师资.docx"]])
    #expect(found.bundles.map { $0.findings.map(\.rule) } == [["bundle.claimed-twice"], ["bundle.claimed-twice"]])
    #expect(found.unclaimed == [])
  }

  @Test(
    "a path that leaves the uploads folder is refused with a finding",
    arguments: ["../secret.docx", "a/../../secret.docx", "/etc/passwd", "C:\\x.docx", "..\\secret.docx", "~/x"])
  func outside(_ written: String) throws {
    let folder = try Folder(["a/x.docx"])
    try Data("secret".utf8).write(to: folder.url.appendingPathComponent("secret.docx"))
    let found = try folder.discover(["P1"], attachments: ["P1": [written]])
    #expect(found.bundles[0].files == [])
    #expect(found.bundles[0].findings.map(\.rule) == ["bundle.outside"])
  }

  @Test("the uploads folder itself is nobody's bundle, and is not said to lie outside", arguments: [".", "./", "a/..", ""])
  func everything(_ written: String) throws {
    let found = try Folder(["a/x.docx"]).discover(["P1"], attachments: ["P1": [written]])
    #expect(found.bundles[0].files == [])
    #expect(found.bundles[0].findings.map(\.rule) == ["bundle.attachment"])
    #expect(found.bundles[0].findings.map(\.message) == ["登记表“附件”一栏写的“\(written)”是整个上传文件夹，不能作为一个计划的附件，没有读取。"])
    #expect(found.unclaimed == ["a/x.docx"])
  }

  @Test("dots that stay inside are followed")
  func inside() throws {
    let found = try Folder(["a/x.docx", "b/y.docx"]).discover(["P1"], attachments: ["P1": ["./a/../b/y.docx"]])
    #expect(found.bundles[0].files == ["b/y.docx"])
    #expect(found.bundles[0].findings == [])
  }

  @Test("a path to nothing is a finding of its own")
  func nothing() throws {
    let found = try Folder(["a.docx"]).discover(["P1"], attachments: ["P1": ["没有.docx"]])
    #expect(found.bundles[0].findings.map(\.rule) == ["bundle.attachment"])
    #expect(found.bundles[0].findings[0].message.contains("没有.docx"))
  }

  @Test("links: out of the folder refused, wherever they stand; inside followed; circles end")
  func links() throws {
    let folder = try Folder(["P1/x.docx", "共用/y.docx"])
    let secret = folder.url.appendingPathComponent("secret")
    try FileManager.default.createDirectory(at: secret, withIntermediateDirectories: true)
    try Data("s".utf8).write(to: secret.appendingPathComponent("s.docx"))
    try folder.link("P1/out", to: secret.path)
    try folder.link("P1/circle", to: folder.path + "/P1")
    try folder.link("P1/in.docx", to: "../共用/y.docx")
    try folder.link("P2.docx", to: secret.path + "/s.docx")
    try folder.link("弯路", to: secret.path)
    let found = try folder.discover(["P1", "P2", "P3"], attachments: ["P3": ["弯路/s.docx"]])
    #expect(found.bundles.map(\.files) == [["P1/in.docx", "P1/x.docx"], [], []])
    #expect(found.bundles.map { $0.findings.map(\.rule) } == [["bundle.outside"], ["bundle.outside"], ["bundle.outside"]])
  }

  @Test("what programs leave behind is not unclaimed; anything else is, however deep")
  func unclaimed() throws {
    let found = try Folder(["~$P9.docx", ".DS_Store", "物理所/Thumbs.db", "__MACOSX/._x.docx", "物理所/a/b/谁的.docx", "b.docx"]).discover(["P1"])
    #expect(found.unclaimed == ["b.docx", "物理所/a/b/谁的.docx"])
  }

  @Test("what programs leave behind in a plan's folder is no bundle")
  func clutter() throws {
    let found = try Folder(["P1/~$师资.docx", "P1/Thumbs.db", "P2.docx", "~$P2.docx", "P2_.~lock.x#"]).discover(["P1", "P2"])
    #expect(found.bundles.map(\.files) == [[], ["P2.docx", "P2_.~lock.x#"]])
    #expect(found.bundles[0].ignored == ["P1/Thumbs.db", "P1/~$师资.docx"])
  }

  @Test("a name that is not UTF-8 and a link to nothing are told, and the bundle knows that it was not all read")
  func unreadable() throws {
    let folder = try Folder(["P1/x.docx", "P2/y.docx"])
    // 师资.docx in GBK, as an archive tool on Linux leaves it.
    let raw: [CChar] = (Array((folder.path + "/P1/").utf8) + [0xCA, 0xA6, 0xD7, 0xCA] + Array(".docx".utf8) + [0]).map {
      CChar(bitPattern: $0)
    }
    let file = open(raw, O_CREAT | O_WRONLY, 0o644)
    try #require(file >= 0)
    close(file)
    try folder.link("P2/失效.docx", to: "nothing.docx")
    let found = try folder.discover(["P1", "P2"])
    #expect(found.bundles.map(\.files) == [["P1/x.docx"], ["P2/y.docx"]])
    #expect(found.bundles.map(\.unreadable.count) == [1, 1])
    #expect(found.bundles.map { $0.findings.map(\.rule) } == [["bundle.unreadable"], ["bundle.unreadable"]])
  }

  @Test("an empty folder of the plan is no bundle")
  func empty() throws {
    #expect(try Folder(["P1/"]).discover(["P1"]).bundles[0].files == [])
  }

  @Test("an uploads folder that is not there ends with 66")
  func noFolder() {
    let error = #expect(throws: RunError.self) { try Uploads.discover(in: "/nowhere/uploads", plans: []) }
    #expect(error?.code == .noInput)
  }

  @Test("a plan's folder that may not be read is a failure of that bundle; the others go on", .enabled(if: getuid() != 0))
  func permission() throws {
    let folder = try Folder(["P1/x.docx", "P2/y.docx"])
    try FileManager.default.setAttributes([.posixPermissions: 0], ofItemAtPath: folder.path + "/P1")
    defer { try? FileManager.default.setAttributes([.posixPermissions: 0o755], ofItemAtPath: folder.path + "/P1") }
    let found = try folder.discover(["P1", "P2"])
    #expect(found.bundles[0].failure != nil)
    #expect(found.bundles[1].files == ["P2/y.docx"])
  }

  @Test("a unit's folder that may not be read fails every plan that has nothing elsewhere", .enabled(if: getuid() != 0))
  func unitPermission() throws {
    let folder = try Folder(["东湖所/P1.docx", "西山所/P2.docx"])
    try FileManager.default.setAttributes([.posixPermissions: 0], ofItemAtPath: folder.path + "/东湖所")
    defer { try? FileManager.default.setAttributes([.posixPermissions: 0o755], ofItemAtPath: folder.path + "/东湖所") }
    let found = try folder.discover(["P1", "P2"])
    #expect(found.bundles[0].failure != nil)
    #expect(found.bundles[1].failure == nil)
    #expect(found.findings.map(\.rule) == ["bundle.unlistable"])
  }
}
