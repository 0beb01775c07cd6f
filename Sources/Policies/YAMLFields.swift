import Yams

/// Something wrong in a policy file: where it stands and what to do about it.
package struct PolicyProblem: Sendable, Hashable, CustomStringConvertible {
  /// The key path, for instance `rules.boutique.days.clause`.
  package var path: String
  /// Line in the YAML file, from 1; nil where the thing is absent altogether.
  package var line: Int?
  package var message: String

  package init(path: String, line: Int?, message: String) {
    self.path = path
    self.line = line
    self.message = message
  }

  package var description: String {
    line.map { "line \($0): \(path): \(message)" } ?? "\(path): \(message)"
  }
}

/// Collects what is wrong while a policy is decoded, so that one run of `policy lint` shows everything at once,
/// and remembers the line of every key path for the checks that come after decoding.
final class DecodingLog {
  var problems: [PolicyProblem] = []
  var lines: [String: Int] = [:]
}

/// One node of the YAML with its key path. The typed getters report what does not fit and return nil; decoding goes on.
///
/// Yams' `Decodable` route is not taken because its errors neither name lines nor refuse unknown keys, and it stops at the first fault.
struct YAMLField {
  let node: Node
  let path: String
  let log: DecodingLog

  init(_ node: Node, path: String, log: DecodingLog) {
    self.node = node
    self.path = path
    self.log = log
    log.lines[path] = node.mark?.line
  }

  var line: Int? { node.mark?.line }

  func report(_ message: String) {
    log.problems.append(PolicyProblem(path: path.isEmpty ? "policy" : path, line: line, message: message))
  }

  /// Any scalar as it is written: `yes`, `1` and `true` stay words, because the policy's word lists hold exactly such words.
  func string() -> String? {
    guard case .scalar(let scalar) = node else {
      report("expected a text")
      return nil
    }
    return scalar.string
  }

  func number() -> Double? {
    guard let text = string() else { return nil }
    guard let value = Double(text), value.isFinite else {
      report("expected a number, found “\(text)”")
      return nil
    }
    return value
  }

  func integer() -> Int? {
    guard let value = number() else { return nil }
    guard let whole = Int(exactly: value) else {
      report("expected a whole number, found “\(value)”")
      return nil
    }
    return whole
  }

  func bool() -> Bool? {
    guard let text = string() else { return nil }
    switch text {
    case "true", "yes": return true
    case "false", "no": return false
    default:
      report("expected true or false, found “\(text)”")
      return nil
    }
  }

  func list() -> [YAMLField] {
    guard case .sequence(let sequence) = node else {
      report("expected a list")
      return []
    }
    return sequence.enumerated().map { YAMLField($1, path: "\(path)[\($0)]", log: log) }
  }

  func strings() -> [String] {
    list().compactMap { $0.string() }
  }

  func map() -> YAMLMap? {
    guard case .mapping(let mapping) = node else {
      report("expected a mapping of keys to values")
      return nil
    }
    return YAMLMap(self, mapping)
  }

  /// A list of mappings that each carry an `id`; their key paths name the id instead of the index, which survives reordering.
  func identified() -> [(id: String, map: YAMLMap)] {
    var seen: Set<String> = []
    return list().compactMap { item in
      guard case .mapping(let mapping) = item.node else {
        item.report("expected a mapping with an id")
        return nil
      }
      guard let id = mapping.first(where: { $0.key.string == "id" })?.value.string, !id.isEmpty else {
        item.report("has no id")
        return nil
      }
      let field = YAMLField(item.node, path: path.isEmpty ? id : "\(path).\(id)", log: log)
      if !seen.insert(id).inserted { field.report("the id “\(id)” stands here a second time") }
      let map = YAMLMap(field, mapping)
      _ = map.optional("id")
      return (id, map)
    }
  }
}

/// A mapping whose keys are ticked off as they are read; `finish` reports those that nobody asked for.
final class YAMLMap {
  let field: YAMLField
  private let mapping: Node.Mapping
  /// By key as it is written: Yams' own subscript compares the types of scalars too, which nobody here told it.
  private let values: [String: Node]
  private var known: Set<String> = []

  init(_ field: YAMLField, _ mapping: Node.Mapping) {
    self.field = field
    self.mapping = mapping
    values = Dictionary(mapping.compactMap { key, value in key.string.map { ($0, value) } }, uniquingKeysWith: { first, _ in first })
  }

  /// Every key in the order in which it is written; marks all of them as known.
  var entries: [(key: String, value: YAMLField)] {
    mapping.compactMap { key, value in
      guard let name = key.string else { return nil }
      known.insert(name)
      return (name, child(name, value))
    }
  }

  func optional(_ key: String) -> YAMLField? {
    known.insert(key)
    guard let value = values[key] else { return nil }
    // An empty value (`key:`) is a null scalar; it says nothing, so it counts as absent.
    if case .scalar(let scalar) = value, scalar.string.isEmpty, scalar.style == .plain { return nil }
    return child(key, value)
  }

  func required(_ key: String) -> YAMLField? {
    if let value = optional(key) { return value }
    field.log.problems.append(
      PolicyProblem(path: join(key), line: field.line, message: "is required"))
    return nil
  }

  func finish() {
    for (key, _) in mapping {
      let name = key.string ?? "?"
      guard !known.contains(name) else { continue }
      field.log.problems.append(
        PolicyProblem(
          path: join(name), line: key.mark?.line,
          message: "unknown key; known here: \(known.sorted().joined(separator: ", "))"))
    }
  }

  private func join(_ key: String) -> String { field.path.isEmpty ? key : "\(field.path).\(key)" }
  private func child(_ key: String, _ value: Node) -> YAMLField { YAMLField(value, path: join(key), log: field.log) }
}
