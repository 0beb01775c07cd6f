import Classification
import Containers
import Documents
import Findings
import FixtureSupport
import Foundation

/// A document with what a careful reader says of it.
struct LabelledDocument: Sendable {
  var id: String
  /// The folder that it lies in: one writer, who repeats people, places and habits; folds are cut between hands.
  var hand: String
  var materials: Set<String>
  var arguable: Set<String>
  var flags: Set<String>
  var traits: Set<String>
  /// Of a blank template, and of a list of slides: the material whose form it is.
  var formOf: Set<String>
  var document: Document
  /// Pieces of a combined document, each with what it is: read as documents of their own.
  var segments: [(materials: Set<String>, document: Document)]

  /// All labelled documents under a folder, in the order of their paths; each sub-folder is a hand unless `hand` names one for all.
  /// Throws `RunError` 65/66.
  static func load(_ folder: String, hand: String? = nil) throws -> [LabelledDocument] {
    try paths(folder).map { path in
      let source = try source(folder, path)
      return LabelledDocument(
        id: source.id, hand: hand ?? (path as NSString).deletingLastPathComponent, materials: Set(source.materials),
        arguable: Set(source.arguable),
        flags: Set(source.flags), traits: Set(source.traits), formOf: Set(source.formOf),
        document: try read(source), segments: try segments(of: source))
    }
  }

  /// What is left of a document when what makes it a material is taken away: only its title, its characters shuffled, its cells emptied.
  /// None of them counts any longer, and the fit must know it: a title alone is the shortest text and says the official name most loudly.
  static func spoiled(_ folder: String) throws -> [LabelledDocument] {
    var result: [LabelledDocument] = []
    let foreign = try sources(folder).filter { $0.materials.isEmpty && $0.arguable.isEmpty && $0.flags.isEmpty && $0.traits.isEmpty }
    for (number, path) in try paths(folder).enumerated() {
      let source = try source(folder, path)
      guard !source.materials.isEmpty, source.flags.isEmpty else { continue }
      let hand = (path as NSString).deletingLastPathComponent
      for (name, spoilt, flags) in Spoiling.variants(of: source, number: number, Mutation.Materials(ordinary: foreign, traditional: [:])) {
        result.append(
          LabelledDocument(
            id: source.id + "~" + name, hand: hand, materials: name == "mixed" ? Set(source.materials) : [],
            arguable: name == "mixed" || !flags.isEmpty ? Set(source.arguable) : [], flags: flags,
            traits: [],
            formOf: flags.isEmpty ? [] : Set(source.materials), document: try read(spoilt), segments: []))
      }
    }
    return result
  }

  /// Files that hold two materials one after the other, as units send them: each document of one material followed by the next of its hand that is
  /// another, every second one. What speaks for the one must not speak against the other.
  static func joined(_ folder: String) throws -> [LabelledDocument] {
    var byHand: [String: [TextSource]] = [:]
    for path in try paths(folder) {
      let source = try source(folder, path)
      guard source.materials.count == 1, source.flags.isEmpty else { continue }
      byHand[(path as NSString).deletingLastPathComponent, default: []].append(source)
    }
    var result: [LabelledDocument] = []
    for (hand, sources) in byHand.sorted(by: { $0.key < $1.key }) {
      for index in stride(from: 0, to: sources.count, by: 2) {
        let first = sources[index]
        let others = sources.dropFirst(index + 1) + sources.prefix(index)
        guard let second = others.first(where: { $0.materials != first.materials }) else { continue }
        var both = first
        both.blocks += second.blocks
        let materials = Set(first.materials + second.materials)
        result.append(
          LabelledDocument(
            id: "\(first.id)~joined", hand: hand, materials: materials,
            arguable: Set(first.arguable + second.arguable).subtracting(materials), flags: [], traits: [], formOf: [],
            document: try read(both), segments: []))
      }
    }
    return result
  }

  /// The same as sources. Throws `RunError` 65/66.
  static func sources(_ folder: String) throws -> [TextSource] {
    try paths(folder).map { try source(folder, $0) }
  }

  /// Text sources and corpus files below a folder.
  private static func paths(_ folder: String) throws -> [String] {
    guard let walk = FileManager.default.enumerator(atPath: folder) else {
      throw RunError(.noInput, subject: folder, message: "there is no such folder")
    }
    let paths = walk.compactMap { $0 as? String }.filter { $0.hasSuffix(".txt") || $0.hasSuffix(".json") }.sorted()
    guard !paths.isEmpty else {
      throw RunError(.noInput, subject: folder, message: "holds no labelled documents (*.txt as fixtures/README.md describes, or *.json)")
    }
    return paths
  }

  private static func source(_ folder: String, _ path: String) throws -> TextSource {
    let full = folder + "/" + path
    guard let data = FileManager.default.contents(atPath: full) else { throw RunError(.noInput, subject: full, message: "cannot be read") }
    if path.hasSuffix(".json") { return try CorpusFile.source(data, path: full) }
    let name = ((path as NSString).lastPathComponent as NSString).deletingPathExtension
    return try TextSource(String(decoding: data, as: UTF8.self), name: name)
  }

  private static func read(_ source: TextSource) throws -> Document {
    DocumentReader.read(try DocxBuilder.bytes(source), type: .docx, limits: Limits())
  }

  private static func segments(of source: TextSource) throws -> [(materials: Set<String>, document: Document)] {
    guard source.blocks.contains(where: { $0.segment != nil }) else { return [] }
    var result: [(materials: Set<String>, document: Document)] = []
    var start = 0
    while start < source.blocks.count {
      var end = start
      while end < source.blocks.count, source.blocks[end].segment == source.blocks[start].segment { end += 1 }
      if let label = source.blocks[start].segment {
        var piece = source
        piece.blocks = Array(source.blocks[start..<end])
        let names = label.split(separator: ",").map { $0.trimmingCharacters(in: .whitespaces) }.filter { $0 != "none" }
        result.append((Set(names), try read(piece)))
      }
      start = end
    }
    return result
  }
}
