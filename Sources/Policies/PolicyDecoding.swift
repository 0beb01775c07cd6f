import Crypto
import Findings
import Foundation
import Yams

extension Policy {
  /// Decodes a policy and says everything that is wrong with its shape; nil where it cannot be used at all.
  static func decode(_ yaml: [UInt8]) -> (policy: Policy?, problems: [PolicyProblem]) {
    let log = DecodingLog()
    let text = String(decoding: yaml, as: UTF8.self)
    let root: Node?
    do {
      // Scalars are taken as they are written (`YAMLField.string`): to tell their types by seven regular expressions each was half of the parsing.
      root = try Yams.compose(yaml: text, .basic)
    } catch let error as YamlError {
      return (nil, [PolicyProblem(path: "policy", line: error.line, message: "is not valid YAML: \(error.sentence)")])
    } catch {
      return (nil, [PolicyProblem(path: "policy", line: nil, message: "is not valid YAML: \(error)")])
    }
    guard let root, let map = YAMLField(root, path: "", log: log).map() else {
      return (nil, log.problems + [PolicyProblem(path: "policy", line: 1, message: "is empty or is not a mapping")])
    }
    let digest = SHA256.hash(data: yaml).hexadecimal
    var policy = decode(map, digest: digest, yaml: text)
    map.finish()
    policy.lines = log.lines
    return (policy, log.problems)
  }

  private static func decode(_ map: YAMLMap, digest: String, yaml: String) -> Policy {
    let switches = map.optional("switches").map(switches) ?? []
    let byID = Dictionary(switches.map { ($0.id, $0) }, uniquingKeysWith: { first, _ in first })
    return Policy(
      id: map.required("id")?.string() ?? "",
      title: map.required("title")?.string() ?? "",
      year: map.required("year")?.integer() ?? 0,
      guide: guide(map.required("guide")),
      clauses: map.required("clauses").map(clauses) ?? [],
      words: words(map.required("words")),
      register: map.required("register").map(columns) ?? [],
      funded: map.optional("funded_list").map(columns) ?? [],
      materials: map.required("materials").map(materials) ?? [],
      paths: map.required("paths").map { paths($0, byID) } ?? [],
      applications: map.required("applications").map { applications($0, byID) } ?? [],
      rules: map.required("rules").map { rules($0, byID) } ?? [],
      switches: switches,
      sentences: map.required("sentences").map(sentences) ?? [:],
      selection: selection(map.optional("selection"), byID),
      pastEditions: map.optional("past_editions").flatMap(pastEditions),
      unitPrefixes: (map.optional("unit_prefixes")?.strings() ?? []).sorted { ($1.count, $0) < ($0.count, $1) },
      reportWords: reportWords(map.optional("report")),
      thresholds: thresholds(map.required("thresholds")),
      classifier: map.optional("classifier").flatMap(ClassifierPolicy.init),
      digest: digest, yaml: yaml, lines: [:])
  }

  private static func guide(_ field: YAMLField?) -> Guide {
    guard let map = field?.map() else { return Guide(title: "", sha256: "") }
    defer { map.finish() }
    return Guide(
      title: map.required("title")?.string() ?? "", sha256: map.required("sha256")?.string() ?? "", text: map.optional("text")?.string())
  }

  private static func clauses(_ field: YAMLField) -> [Clause] {
    field.identified().map { id, map in
      defer { map.finish() }
      return Clause(id: id, quotes: map.required("quotes")?.strings() ?? [])
    }
  }

  private static func words(_ field: YAMLField?) -> Words {
    guard let map = field?.map() else { return Words(yes: [], no: []) }
    defer { map.finish() }
    return Words(yes: map.required("yes")?.strings() ?? [], no: map.required("no")?.strings() ?? [])
  }

  private static func columns(_ field: YAMLField) -> [Column] {
    var seen: Set<String> = []
    return field.list().compactMap { item in
      guard let map = item.map() else { return nil }
      defer { map.finish() }
      guard let fact = map.required("fact")?.string(), let name = map.required("name")?.string() else { return nil }
      if !seen.insert(fact).inserted { item.report("the fact “\(fact)” stands here a second time") }
      var kind = Column.Kind.text
      if let kindField = map.required("kind"), let word = kindField.string() {
        if let known = Column.Kind(rawValue: word) {
          kind = known
        } else {
          kindField.report("unknown kind “\(word)”; known: \(Column.Kind.allCases.map(\.rawValue).joined(separator: ", "))")
        }
      }
      let values = map.optional("values")?.map()?.entries.map { Column.Value(id: $0.key, words: $0.value.strings()) } ?? []
      if kind == .choice, values.isEmpty { item.report("a choice needs values") }
      return Column(
        fact: fact, name: name, aliases: map.optional("aliases")?.strings() ?? [], kind: kind, values: values,
        open: map.optional("open")?.bool() ?? false, required: map.optional("required")?.bool() ?? false)
    }
  }

  private static func materials(_ field: YAMLField) -> [Material] {
    field.identified().map { id, map in
      defer { map.finish() }
      return Material(
        id: id, name: map.required("name")?.string() ?? id, clause: map.required("clause")?.string() ?? "",
        what: map.required("what")?.string() ?? "", pastEdition: map.optional("past_edition")?.bool() ?? false,
        sentences: map.optional("sentences").map(sentences) ?? [:])
    }
  }

  static func sentences(_ field: YAMLField) -> [String: Sentence] {
    var result: [String: Sentence] = [:]
    for (key, value) in field.map()?.entries ?? [] {
      guard let map = value.map() else { continue }
      defer { map.finish() }
      guard let message = map.required("message")?.string(), let fix = map.required("fix")?.string() else { continue }
      result[key] = Sentence(message: message, fix: fix, severity: map.optional("severity").flatMap(severity))
    }
    return result
  }

  static func severity(_ field: YAMLField) -> Severity? {
    guard let word = field.string() else { return nil }
    if let severity = Severity(rawValue: word) { return severity }
    field.report("unknown severity “\(word)”; known: notice, warning, error")
    return nil
  }

  private static func paths(_ field: YAMLField, _ switches: [String: Switch]) -> [SubmissionPath] {
    field.identified().map { id, map in
      defer { map.finish() }
      var used: [String] = map.optional("switches")?.strings() ?? []
      var confirmation: SubmissionPath.Confirmation?
      if let inner = map.optional("confirmed_by")?.map() {
        defer { inner.finish() }
        confirmation = SubmissionPath.Confirmation(
          types: inner.required("types")?.strings() ?? [], near: inner.required("near")?.number() ?? 1)
      }
      return SubmissionPath(
        id: id, name: map.required("name")?.string() ?? id, clause: map.required("clause")?.string() ?? "",
        materials: map.required("materials")?.strings() ?? [],
        claim: map.optional("claim").flatMap { Predicate.decode($0, switches: switches, used: &used) }, confirmation: confirmation,
        switches: used)
    }
  }

  private static func applications(_ field: YAMLField, _ switches: [String: Switch]) -> [Application] {
    field.identified().map { id, map in
      defer { map.finish() }
      var used: [String] = []
      let options = map.optional("paths")?.list().compactMap { item -> Application.Option? in
        if case .scalar(let scalar) = item.node { return Application.Option(path: scalar.string, whenSwitch: nil) }
        guard let inner = item.map() else { return nil }
        defer { inner.finish() }
        guard let path = inner.required("path")?.string() else { return nil }
        return Application.Option(path: path, whenSwitch: inner.optional("switch")?.string())
      }
      return Application(
        id: id, name: map.required("name")?.string() ?? id, clause: map.optional("clause")?.string(),
        match: map.required("match").flatMap { Predicate.decode($0, switches: switches, used: &used) } ?? .not(.always),
        paths: options ?? [])
    }
  }

  private static func rules(_ field: YAMLField, _ switches: [String: Switch]) -> [Rule] {
    field.identified().compactMap { id, map in
      defer { map.finish() }
      var used: [String] = []
      let appliesTo = map.optional("applies_to")?.strings() ?? []
      let severity = map.required("severity").flatMap(severity) ?? .error
      let when = map.optional("when").flatMap { Predicate.decode($0, switches: switches, used: &used) }
      let check = map.required("check").flatMap { Predicate.decode($0, switches: switches, used: &used) }
      let rule = Rule(
        id: id, severity: severity, title: map.required("title")?.string() ?? "", appliesTo: appliesTo, when: when, check: check ?? .always,
        message: map.required("message")?.string() ?? "", fix: map.required("fix")?.string() ?? "",
        clause: map.required("clause")?.string() ?? "",
        clauseFor: map.optional("clause_for").map { clauseCases($0, switches, &used) } ?? [],
        cases: map.optional("cases").map(sentences) ?? [:],
        switches: used + (map.optional("switches")?.strings() ?? []))
      return check == nil ? nil : rule
    }
  }

  private static func clauseCases(_ field: YAMLField, _ switches: [String: Switch], _ used: inout [String]) -> [Rule.ClauseCase] {
    var cases: [Rule.ClauseCase] = []
    for item in field.list() {
      guard let map = item.map() else { continue }
      defer { map.finish() }
      guard let field = map.required("when"), let when = Predicate.decode(field, switches: switches, used: &used),
        let clause = map.required("clause")?.string()
      else { continue }
      cases.append(Rule.ClauseCase(when: when, clause: clause))
    }
    return cases
  }

  private static func switches(_ field: YAMLField) -> [Switch] {
    field.identified().compactMap { id, map in
      defer { map.finish() }
      let clause = map.required("clause")?.string() ?? ""
      let question = map.required("question")?.string() ?? ""
      let chosen = map.required("chosen")?.string() ?? ""
      let alternative = map.required("alternative")?.string() ?? ""
      guard let value = map.required("value") else { return nil }
      return Switch(id: id, clause: clause, question: question, value: switchValue(value), chosen: chosen, alternative: alternative)
    }
  }

  private static func switchValue(_ field: YAMLField) -> Switch.Value {
    if case .scalar(let scalar) = field.node {
      switch scalar.string {
      case "true", "yes": return .flag(true)
      case "false", "no": return .flag(false)
      default: return .word(scalar.string)
      }
    }
    guard let map = field.map() else { return .word("") }
    defer { map.finish() }
    let minimum = map.required("minimum")?.number() ?? 0
    let maximum = map.required("maximum")?.number() ?? 0
    if minimum > maximum { field.report("the minimum \(minimum) is above the maximum \(maximum)") }
    return .range(minimum: minimum, maximum: maximum)
  }

  private static func selection(_ field: YAMLField?, _ switches: [String: Switch]) -> Selection {
    guard let map = field?.map() else { return Selection(quotas: [], directions: []) }
    defer { map.finish() }
    var used: [String] = []
    let quotas = map.optional("quotas")?.identified().map { id, item in
      defer { item.finish() }
      return Selection.Quota(
        id: id, name: item.required("name")?.string() ?? id, clause: item.required("clause")?.string() ?? "",
        about: item.required("about")?.integer() ?? 0, applications: item.required("applications")?.strings() ?? [],
        when: item.optional("when").flatMap { Predicate.decode($0, switches: switches, used: &used) })
    }
    let directions = map.optional("directions")?.identified().map { id, item in
      defer { item.finish() }
      return Selection.Direction(
        id: id, name: item.required("name")?.string() ?? id, clause: item.required("clause")?.string() ?? "",
        quotas: item.required("quotas")?.strings() ?? [], keywords: item.required("keywords")?.strings() ?? [])
    }
    return Selection(quotas: quotas ?? [], directions: directions ?? [])
  }

  private static func pastEditions(_ field: YAMLField) -> PastEditions? {
    guard let map = field.map() else { return nil }
    defer { map.finish() }
    return PastEditions(
      year: map.required("year")?.integer() ?? 0, held: map.required("held")?.string() ?? "",
      funded: map.required("funded")?.string() ?? "",
      completed: map.required("completed")?.string() ?? "", exempt: map.optional("exempt")?.strings() ?? [])
  }

  private static func reportWords(_ field: YAMLField?) -> ReportWords {
    let map = field?.map()
    defer { map?.finish() }
    return ReportWords(
      service: map?.required("service")?.string() ?? "", issuer: map?.required("issuer")?.string() ?? "",
      office: map?.required("office")?.string() ?? "")
  }

  private static func thresholds(_ field: YAMLField?) -> Thresholds {
    var result = Thresholds(general: Thresholds.Pair(present: 1, unconfirmed: 1), materials: [:])
    guard let map = field?.map() else { return result }
    var general: Thresholds.Pair?
    for (key, value) in map.entries {
      guard let inner = value.map() else { continue }
      defer { inner.finish() }
      guard let present = inner.required("present")?.number(), let unconfirmed = inner.required("unconfirmed")?.number() else { continue }
      let pair = Thresholds.Pair(present: present, unconfirmed: unconfirmed)
      if key == "default" { general = pair } else { result.materials[key] = pair }
      if !(0 < unconfirmed && unconfirmed <= present && present <= 1) {
        value.report("thresholds out of order: 0 < unconfirmed (\(unconfirmed)) ≤ present (\(present)) ≤ 1 must hold")
      }
    }
    if let general { result.general = general } else { field?.report("has no `default`") }
    return result
  }
}

extension YamlError {
  /// The line where the parser gave up, from 1.
  var line: Int? {
    switch self {
    case .scanner(_, _, let mark, _), .parser(_, _, let mark, _), .composer(_, _, let mark, _): mark.line
    case .duplicatedKeysInMapping(_, let context): context.mark.line
    default: nil
    }
  }

  var sentence: String {
    switch self {
    case .scanner(_, let problem, _, _), .parser(_, let problem, _, _), .composer(_, let problem, _, _): problem
    case .duplicatedKeysInMapping(let keys, _): "duplicate keys: \(keys.sorted().joined(separator: ", "))"
    default: "\(self)"
    }
  }
}
