import Containers
import Findings

/// One relationship of a part. Source: ECMA-376 part 2, 6.5.
struct Relationship {
  var id: String
  /// The last segment of the type's URI, which Transitional and Strict share: `officeDocument`, `styles`, `header`, `image`.
  var type: String
  /// The target part's name, resolved against its source, without a leading `/`; the raw target where it is external.
  var target: String
  var isExternal: Bool
}

/// An Office document as parts with relationships. Source: ECMA-376 part 2 (Open Packaging Conventions).
final class OPCPackage {
  let source: any PartSource
  let limits: Limits
  /// Faults met while parts were read.
  var notes = ReadNotes()
  private var relationshipsByPart: [String: [Relationship]] = [:]

  init(_ source: any PartSource, limits: Limits) {
    self.source = source
    self.limits = limits
  }

  /// The bytes of a part, as far as they can be had: a damaged part gives its beginning and a note. Nil where there is none.
  /// Of what has more than `most` bytes, nothing is given.
  func bytes(_ part: String, most: Int) -> [UInt8]? {
    do throws(ReadFault) {
      return try source.part(part, most: most)
    } catch {
      notes.note(error)
      return error.salvaged.isEmpty || error.reason == .limit ? nil : error.salvaged
    }
  }

  /// Reads a part as XML; false where the package has no such part or none of it could be had.
  @discardableResult
  func scan(_ part: String, handler: any XMLHandler, pruning: (([UInt8]) -> [UInt8])? = nil) -> Bool {
    do throws(ReadFault) {
      guard let outcome = try source.scan(part, limits: limits, handler: handler, pruning: pruning) else { return false }
      notes.note(outcome, part: part)
      if let overflow = handler.overflow { notes.note(.limit, "\(part): \(overflow)") }
    } catch {
      notes.note(error)
    }
    return true
  }

  /// The relationships of a part; `""` is the package itself.
  func relationships(of part: String) -> [Relationship] {
    if let known = relationshipsByPart[part] { return known }
    let reader = RelationshipReader(source: part)
    scan(Self.relationshipsPart(of: part), handler: reader)
    relationshipsByPart[part] = reader.relationships
    return reader.relationships
  }

  /// The target of the relationship with this id; nil for none and for an external one.
  func target(of part: String, id: String) -> String? {
    relationships(of: part).first { $0.id == id && !$0.isExternal }?.target
  }

  /// The targets of the relationships of one type, in the order written.
  func targets(of part: String, type: String) -> [String] {
    relationships(of: part).filter { $0.type == type && !$0.isExternal }.map(\.target)
  }

  /// The main part: by the `officeDocument` relationship; where that is gone, by the name that every producer uses.
  func mainPart(usualName: String) -> String? {
    if let target = targets(of: "", type: "officeDocument").first { return target }
    return source.partNames.first { $0.lowercased() == usualName } ?? nil
  }

  /// `word/document.xml` → `word/_rels/document.xml.rels`.
  private static func relationshipsPart(of part: String) -> String {
    guard let slash = part.lastIndex(of: "/") else { return "_rels/\(part).rels" }
    return "\(part[..<slash])/_rels/\(part[part.index(after: slash)...]).rels"
  }

  /// Resolves a target against its source part's folder (RFC 3986, 5.2, as far as part names need it).
  static func resolve(_ target: String, against source: String) -> String {
    let target = target.replacing("\\", with: "/")
    var segments = target.hasPrefix("/") ? [] : source.split(separator: "/").dropLast().map(String.init)
    for segment in target.split(separator: "/") {
      switch segment {
      case ".": break
      case "..": _ = segments.popLast()
      default: segments.append(String(segment))
      }
    }
    return segments.joined(separator: "/")
  }
}

private final class RelationshipReader: XMLHandler {
  let wantsText = false
  var relationships: [Relationship] = []
  private let source: String
  private var bytes = 0
  /// A book with a thousand links has some 100 kB of them.
  var overflow: String? { bytes > 4 << 20 ? "more than 4 MiB of relationships" : nil }

  init(source: String) { self.source = source }

  func startElement(_ name: XMLName, _ attributes: XMLAttributes) {
    guard name == .relsRelationship, let id = attributes.string(.id), let target = attributes.string(.target) else { return }
    let type = attributes.string(.type) ?? ""
    bytes += id.utf8.count + target.utf8.count + 100
    let isExternal = attributes.string(.targetMode) == "External"
    // A fragment names a place inside the part (bookmarks in hyperlinks); the part is what counts.
    let path = target.prefix { $0 != "#" }
    relationships.append(
      Relationship(
        id: id, type: type.split(separator: "/").last.map(String.init) ?? "",
        target: isExternal ? target : OPCPackage.resolve(String(path), against: source), isExternal: isExternal))
  }

  func endElement(_ name: XMLName) {}
}
