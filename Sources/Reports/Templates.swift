import Crypto
import Findings
import Foundation
import Mustache

/// The embedded templates, parsed once, and the style and script with the hashes that the pages' security policy admits them by.
struct Templates: Sendable {
  static let shared: Templates = {
    do {
      return try Templates()
    } catch {
      // A template is part of the program, and every test renders all of them.
      fatalError("an embedded template does not parse: \(error)")
    }
  }()

  private let library: MustacheLibrary
  private let style: String
  private let script: String

  private init() throws {
    var library = MustacheLibrary()
    let sources: KeyValuePairs<String, [UInt8]> = [
      "base": PackageResources.base_mustache, "badge": PackageResources.badge_mustache, "bar": PackageResources.bar_mustache,
      "clause": PackageResources.clause_mustache, "index": PackageResources.index_mustache, "changes": PackageResources.changes_mustache,
      "unit": PackageResources.unit_mustache,
      "notice-document": PackageResources.notice_document_mustache, "notice-core": PackageResources.notice_core_mustache,
    ]
    for (name, bytes) in sources { try library.register(String(decoding: bytes, as: UTF8.self), named: name) }
    self.library = library
    style = String(decoding: PackageResources.style_css, as: UTF8.self)
    script = String(decoding: PackageResources.script_js, as: UTF8.self)
  }

  /// An HTML page. `scripted`: with the script of the overview; other pages allow none at all.
  func page(_ name: String, _ view: View, scripted: Bool) throws(RunError) -> String {
    try render(
      name,
      view.adding([
        "style": .raw(style), "script": scripted ? .raw(script) : .none, "styleHash": .raw(Self.sourceHash(style)),
        "scriptSource": .raw(scripted ? "'\(Self.sourceHash(script))'" : "'none'"),
      ]))
  }

  func render(_ name: String, _ view: View) throws(RunError) -> String {
    guard let text = library.render(view, withTemplate: name) else {
      throw RunError(.internal, subject: name, message: "no template of this name")
    }
    return text
  }

  /// Source: CSP Level 3, section 2.3.1, hash-source.
  private static func sourceHash(_ text: String) -> String {
    "sha256-" + Data(SHA256.hash(data: Data(text.utf8))).base64EncodedString()
  }
}
