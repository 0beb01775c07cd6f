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

  /// Files that hold several materials one after the other, as units send them: a document or a section of one material, followed by the next ones of
  /// its hand that are others, every second one; two, three or four of them. What speaks for the one must not speak against the other.
  static func joined(_ folder: String) throws -> [LabelledDocument] {
    var byHand: [String: [TextSource]] = [:]
    for path in try paths(folder) {
      let source = try source(folder, path)
      guard source.flags.isEmpty else { continue }
      let pieces = source.materials.count == 1 ? [source] : pieces(of: source)
      byHand[(path as NSString).deletingLastPathComponent, default: []] += pieces.filter { $0.materials.count == 1 }
    }
    var result: [LabelledDocument] = []
    for (hand, pieces) in byHand.sorted(by: { $0.key < $1.key }) {
      for index in stride(from: 0, to: pieces.count, by: 2) {
        var file = pieces[index]
        let wanted = [2, 2, 3, 4][index / 2 % 4]
        for other in pieces.dropFirst(index + 1) + pieces.prefix(index) where file.materials.count < wanted {
          guard !file.materials.contains(other.materials[0]) else { continue }
          file.blocks += other.blocks
          file.materials += other.materials
          file.arguable += other.arguable
        }
        guard file.materials.count > 1 else { continue }
        result.append(
          LabelledDocument(
            id: "\(file.id)#\(index)~joined", hand: hand, materials: Set(file.materials),
            arguable: Set(file.arguable).subtracting(file.materials), flags: [], traits: [], formOf: [],
            document: try read(file), segments: []))
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
    try pieces(of: source).map { (Set($0.materials), try read($0)) }
  }

  /// The sections of a combined source, each a source of its own with its section's materials.
  private static func pieces(of source: TextSource) -> [TextSource] {
    guard source.blocks.contains(where: { $0.segment != nil }) else { return [] }
    var result: [TextSource] = []
    var start = 0
    while start < source.blocks.count {
      let end = source.blocks[start...].firstIndex { $0.segment != source.blocks[start].segment } ?? source.blocks.count
      if let label = source.blocks[start].segment {
        var piece = source
        piece.blocks = Array(source.blocks[start..<end])
        piece.materials = label.split(separator: ",").map { $0.trimmingCharacters(in: .whitespaces) }.filter { $0 != "none" }
        result.append(piece)
      }
      start = end
    }
    return result
  }
}
