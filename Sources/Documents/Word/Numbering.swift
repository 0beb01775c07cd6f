/// The lists of a document and where each has got to. Source: ISO/IEC 29500-1, 17.9.
struct Numbering {
  /// One level of a list's definition.
  struct Level {
    enum Suffix { case space, nothing }

    var start = 1
    var format = NumberFormat.decimal
    /// The text with `%1`–`%9` for the counts.
    var text = ""
    /// `w:lvlRestart`: nil restarts after any higher level, 0 never, n after level n (counted from 1) or a higher one.
    var restart: Int?
    /// Every count in decimal, whatever its own level says.
    var isLegal = false
    var suffix = Suffix.space
    var paragraphStyle: String?
    var isPicture = false
  }

  struct Definition {
    var levels: [Int: Level] = [:]
    /// The numbering style that holds the real definition.
    var styleLink: String?
    /// The numbering style that this is the definition of.
    var definesStyle: String?
  }

  /// `w:num`: a use of a definition, with its own exceptions.
  struct Instance {
    var definition: Int
    var starts: [Int: Int] = [:]
    var levels: [Int: Level] = [:]
  }

  var definitions: [Int: Definition] = [:]
  var instances: [Int: Instance] = [:]
  /// The counts reached, by definition: instances of one definition count on from each other, as in Word.
  private var counts: [Int: [Int?]] = [:]
  private var startsApplied: Set<Int> = []
  private var definitionOfStyle: [String: Int]?

  private mutating func definitionID(of instance: Instance) -> Int {
    guard let link = definitions[instance.definition]?.styleLink else { return instance.definition }
    if definitionOfStyle == nil {
      definitionOfStyle = [:]
      for (id, definition) in definitions { if let style = definition.definesStyle { definitionOfStyle?[style] = id } }
    }
    return definitionOfStyle?[link] ?? instance.definition
  }

  /// The level that a paragraph style is tied to in a list; nil where it is tied to none.
  mutating func level(ofStyle style: String, in id: Int) -> Int? {
    guard let instance = instances[id] else { return nil }
    return definitions[definitionID(of: instance)]?.levels.first { $0.value.paragraphStyle == style }?.key
  }

  /// Counts one paragraph and returns what stands before its text, with the space that follows; nil where nothing does.
  mutating func next(_ id: Int, level: Int) -> String? {
    guard let instance = instances[id] else { return nil }
    let definitionID = definitionID(of: instance)
    guard let definition = definitions[definitionID] else { return nil }
    func settings(_ level: Int) -> Level? { instance.levels[level] ?? definition.levels[level] }
    guard let own = settings(level) else { return nil }

    var reached = counts[definitionID] ?? Array(repeating: nil, count: 9)
    if let start = instance.starts[level], startsApplied.insert(id &* 16 &+ level).inserted { reached[level] = start - 1 }
    reached[level] = min((reached[level] ?? own.start - 1) + 1, 1_000_000)
    for deeper in (level + 1)..<max(9, level + 1) {
      switch settings(deeper)?.restart {
      case nil: reached[deeper] = nil
      case 0: break
      case let after?: if level + 1 <= after { reached[deeper] = nil }
      }
    }
    counts[definitionID] = reached

    if own.isPicture { return "• " }
    if own.format == .bullet { return own.text.isEmpty ? nil : SymbolFonts.bullet(own.text) + " " }
    var result = ""
    var expectsLevel = false
    for character in own.text {
      if expectsLevel {
        expectsLevel = false
        if let number = character.wholeNumberValue, (1...9).contains(number) {
          let other = settings(number - 1) ?? Level()
          let format = own.isLegal && other.format != .none ? .decimal : other.format
          // A level that was not used yet shows where it would start.
          result += format.string(reached[number - 1] ?? instance.starts[number - 1] ?? other.start)
        } else {
          result.append("%")
          result.append(character)
        }
      } else if character == "%" {
        expectsLevel = true
      } else {
        result.append(character)
      }
    }
    if result.isEmpty { return nil }
    return own.suffix == .nothing ? result : result + " "
  }
}

/// Reads `numbering.xml`.
final class NumberingReader: XMLHandler {
  let wantsText = false
  private(set) var numbering = Numbering()
  private var count = 0
  /// Lists and their levels; WPS leaves thousands of unused lists behind.
  var overflow: String? { count > 200_000 ? "more than 200,000 levels of lists" : nil }
  private var definition: (id: Int, value: Numbering.Definition)?
  private var instance: (id: Int, value: Numbering.Instance)?
  private var level: (index: Int, value: Numbering.Level)?
  private var overridden = 0

  func startElement(_ name: XMLName, _ attributes: XMLAttributes) {
    switch name {
    case .wAbstractNum, .wNum, .wLvl, .wStartOverride: count += 1
    default: break
    }
    switch name {
    case .wAbstractNum: definition = (attributes.int(.wAbstractNumId) ?? -1, Numbering.Definition())
    case .wNum: instance = (attributes.int(.wNumId) ?? -1, Numbering.Instance(definition: -1))
    case .wAbstractNumId: instance?.value.definition = attributes.int(.wVal) ?? -1
    case .wNumStyleLink: definition?.value.styleLink = attributes.string(.wVal).map { String($0.prefix(256)) }
    case .wStyleLink: definition?.value.definesStyle = attributes.string(.wVal).map { String($0.prefix(256)) }
    case .wLvlOverride: overridden = Self.levelIndex(attributes)
    case .wStartOverride: instance?.value.starts[overridden] = attributes.int(.wVal).map { min(max($0, 0), 1_000_000) }
    case .wLvl: level = (Self.levelIndex(attributes), Numbering.Level())
    case .wStart: level?.value.start = min(max(attributes.int(.wVal) ?? 1, 0), 1_000_000)
    case .wNumFmt:
      // `custom` stands in an mc:Choice beside a Fallback that names a standard format: the later one, which is known, wins.
      if let format = attributes.string(.wVal) {
        if let known = NumberFormat(rawValue: format) {
          level?.value.format = known
        } else if format == "custom" {
          level?.value.format = .decimalZero
        } else {
          level?.value.format = .decimal
        }
      }
    case .wLvlText:
      // Word shows 31 characters at most; longer is an attack on the sum over many paragraphs.
      level?.value.text = String((attributes.string(.wVal) ?? "").prefix(64))
    case .wLvlRestart: level?.value.restart = attributes.int(.wVal)
    case .wIsLgl: level?.value.isLegal = attributes.isOn()
    case .wSuff: level?.value.suffix = attributes.bytes(.wVal)?.equals("nothing") == true ? .nothing : .space
    case .wPStyle: level?.value.paragraphStyle = attributes.string(.wVal).map { String($0.prefix(256)) }
    case .wLvlPicBulletId: level?.value.isPicture = true
    default: break
    }
  }

  func endElement(_ name: XMLName) {
    switch name {
    case .wLvl:
      if let level {
        if instance != nil {
          instance?.value.levels[level.index] = level.value
        } else {
          definition?.value.levels[level.index] = level.value
        }
      }
      level = nil
    case .wAbstractNum:
      if let definition { numbering.definitions[definition.id] = definition.value }
      definition = nil
    case .wNum:
      if let instance { numbering.instances[instance.id] = instance.value }
      instance = nil
    default: break
    }
  }

  private static func levelIndex(_ attributes: XMLAttributes) -> Int {
    min(max(attributes.int(.wIlvl) ?? 0, 0), 8)
  }
}
