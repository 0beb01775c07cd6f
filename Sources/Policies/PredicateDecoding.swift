import Yams

/// The YAML form of a predicate: a mapping of one key, its name, to its parameters, for instance `number_at_least: {fact: days, minimum: 3}`.
extension Predicate {
  /// Decodes one predicate. `switches` are the policy's, by id: a number may be taken from one (`switch: about_five_days`), and the ids used are
  /// added to `used`.
  static func decode(_ field: YAMLField, switches: [String: Policy.Switch], used: inout [String]) -> Predicate? {
    if case .scalar(let scalar) = field.node, scalar.string == "always" { return .always }
    if case .scalar(let scalar) = field.node, let plain = plainPredicates[scalar.string] { return plain }
    guard let map = field.map() else { return nil }
    let entries = map.entries
    guard entries.count == 1, let (name, value) = entries.first else {
      field.report("expected exactly one predicate, found \(entries.count)")
      return nil
    }
    return decode(name, value, switches: switches, used: &used)
  }

  private static let plainPredicates: [String: Predicate] = [
    "bundle_found": .bundleFound, "path_confirmed": .pathConfirmed, "some_path": .somePath, "path_as_claimed": .pathAsClaimed,
    "one_per_unit": .onePerUnit,
  ]

  private static let names =
    "always, yes, switch, any_of, number_at_least, number_between, holds_words, all, any, not, bundle_found, fewer_materials, self_made, "
    + "editions, distinct_materials, path_confirmed, some_path, path_as_claimed, one_per_unit, no_duplicate, own_unit, own_training"

  private static func decode(
    _ name: String, _ field: YAMLField, switches: [String: Policy.Switch], used: inout [String]
  ) -> Predicate? {
    switch name {
    case "all", "any":
      let parts = field.list().compactMap { part($0, switches: switches, used: &used) }
      if parts.isEmpty { field.report("has no parts") }
      return name == "all" ? .all(parts) : .any(parts)
    case "switch":
      guard let id = field.string() else { return nil }
      guard case .flag? = switches[id]?.value else {
        field.report("“\(id)” is no switch with true or false")
        return nil
      }
      used.append(id)
      return .switchedOn(id: id)
    case "not":
      return decode(field, switches: switches, used: &used).map { .not($0) }
    default: break
    }
    guard let map = field.map() else { return nil }
    defer { map.finish() }
    switch name {
    case "yes":
      return fact(map).map { .yes(fact: $0) }
    case "any_of":
      guard let fact = fact(map), let values = map.required("values") else { return nil }
      return .anyOf(fact: fact, values: values.strings())
    case "number_at_least":
      guard let fact = fact(map), let minimum = map.required("minimum")?.number() else { return nil }
      return .numberAtLeast(fact: fact, minimum: minimum)
    case "number_between":
      return between(map, switches: switches, used: &used)
    case "holds_words":
      guard let fact = fact(map), let words = map.required("words") else { return nil }
      return .holdsWords(fact: fact, words: words.strings())
    case "fewer_materials":
      guard let path = map.required("path")?.string(), let count = map.required("count")?.integer() else { return nil }
      return .fewerMaterials(path: path, count: count)
    case "self_made":
      return map.required("material")?.string().map { .selfMade(material: $0) }
    case "editions":
      guard let material = map.required("material")?.string(), let held = map.required("held")?.string(),
        let minimum = map.required("minimum")?.integer()
      else { return nil }
      return .editions(material: material, held: held, minimum: minimum)
    case "distinct_materials":
      guard let pairs = map.required("pairs")?.list() else { return nil }
      return .distinctMaterials(
        pairs: pairs.map { pair in
          let ids = pair.strings()
          if ids.count != 2 { pair.report("expected two materials") }
          return ids
        })
    case "no_duplicate":
      return map.required("similarity").flatMap { share($0) }.map { .noDuplicate(similarity: $0) }
    case "own_unit":
      guard let mentions = map.required("mentions")?.integer(), let share = map.required("share").flatMap({ share($0) }) else { return nil }
      return .ownUnit(mentions: mentions, share: share, prefixes: map.optional("prefixes")?.strings() ?? [])
    case "own_training":
      guard let mentions = map.required("mentions")?.integer(), let alike = map.required("alike").flatMap({ share($0) }) else { return nil }
      return .ownTraining(mentions: mentions, alike: alike, generic: map.optional("generic")?.strings() ?? [])
    default:
      field.report("unknown predicate “\(name)”; known: \(names)")
      _ = map.entries  // its keys are not unknown keys: the predicate is
      return nil
    }
  }

  private static func fact(_ map: YAMLMap) -> String? { map.required("fact")?.string() }

  private static func share(_ field: YAMLField) -> Double? {
    guard let value = field.number() else { return nil }
    if !(0...1).contains(value) { field.report("expected a share between 0 and 1, found \(value)") }
    return value
  }

  private static func between(_ map: YAMLMap, switches: [String: Policy.Switch], used: inout [String]) -> Predicate? {
    guard let fact = fact(map) else { return nil }
    if let field = map.optional("switch"), let id = field.string() {
      guard case .range(let minimum, let maximum)? = switches[id]?.value else {
        field.report("“\(id)” is no switch with a minimum and a maximum")
        return nil
      }
      used.append(id)
      return .numberBetween(fact: fact, minimum: minimum, maximum: maximum)
    }
    guard let minimum = map.required("minimum")?.number(), let maximum = map.required("maximum")?.number() else { return nil }
    if minimum > maximum { map.field.report("the minimum \(minimum) is above the maximum \(maximum)") }
    return .numberBetween(fact: fact, minimum: minimum, maximum: maximum)
  }

  /// A part may carry `name` beside its predicate: `{name: 项目类型, any_of: {…}}`.
  private static func part(_ field: YAMLField, switches: [String: Policy.Switch], used: inout [String]) -> Part? {
    if case .scalar = field.node { return decode(field, switches: switches, used: &used).map { Part(predicate: $0, name: nil) } }
    guard let map = field.map() else { return nil }
    let name = map.optional("name")?.string()
    let rest = map.entries.filter { $0.key != "name" }
    guard rest.count == 1 else {
      field.report("expected exactly one predicate, found \(rest.count)")
      return nil
    }
    return decode(rest[0].key, rest[0].value, switches: switches, used: &used).map { Part(predicate: $0, name: name) }
  }
}
