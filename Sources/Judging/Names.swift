import Policies

/// How names of trainings and units are compared.
enum Names {
  /// A training's name without year, ordinal (第…期/届), white space, brackets and punctuation (contract, section 2).
  ///
  /// Scanned by hand: it is asked of every training that every document names, and a regular expression made it most of a night's judging.
  static func training(_ name: String) -> String {
    let folded = name.folded
    var rest = Array(folded.unicodeScalars)[...]
    var bare = String.UnicodeScalarView()
    while let scalar = rest.first {
      if let length = yearLength(rest) ?? ordinalLength(rest) {
        rest = rest.dropFirst(length)
      } else {
        if scalar.properties.isAlphabetic || scalar.properties.numericType != nil { bare.append(scalar) }
        rest = rest.dropFirst()
      }
    }
    // A name made of nothing but a year is still a name.
    return bare.isEmpty ? folded : String(bare)
  }

  private static let digits = Set("0123456789".unicodeScalars)
  private static let chineseDigits = Set("〇○零一二三四五六七八九".unicodeScalars)
  private static let numerals = digits.union("一二三四五六七八九十百零〇两".unicodeScalars)
  private static let editions = Set("期届次回轮".unicodeScalars)

  /// The length of a year at the start: `2022`, `2022年度`, `二〇二二年`.
  private static func yearLength(_ text: ArraySlice<Unicode.Scalar>) -> Int? {
    let four = text.prefix(4)
    guard four.count == 4 else { return nil }
    let arabic = four.allSatisfy(digits.contains) && (four.starts(with: "19".unicodeScalars) || four.starts(with: "20".unicodeScalars))
    let chinese = four.allSatisfy(chineseDigits.contains) && (four.first == "一" || four.first == "二")
    guard arabic || chinese else { return nil }
    let after = text.dropFirst(4)
    if after.starts(with: "年度".unicodeScalars) { return 6 }
    return after.first == "年" ? 5 : 4
  }

  /// The length of an ordinal at the start: `第三期`, `第12届`, `首期`.
  private static func ordinalLength(_ text: ArraySlice<Unicode.Scalar>) -> Int? {
    if text.first == "首", let next = text.dropFirst().first, editions.contains(next) { return 2 }
    guard text.first == "第" else { return nil }
    let number = text.dropFirst().prefix(while: numerals.contains).count
    guard number > 0, let end = text.dropFirst(number + 1).first, editions.contains(end) else { return nil }
    return number + 2
  }

  /// A unit's name without brackets, punctuation and the name that stands before those of all units (`unit_prefixes` of the policy).
  static func unit(_ name: String, _ prefixes: [String]) -> String {
    let bare = name.folded.filter { $0.isLetter || $0.isNumber }
    for prefix in prefixes where bare.hasPrefix(prefix) && bare.count > prefix.count {
      return String(bare.dropFirst(prefix.count))
    }
    return bare
  }

  /// Whether two comparable unit names may be of one unit: the same, one inside the other, or an abbreviation (物理所 of 物理研究所).
  /// Generous, because it keeps warnings back.
  static func mayBeSameUnit(_ a: String, _ b: String) -> Bool {
    guard !a.isEmpty, !b.isEmpty else { return true }
    if a.contains(b) || b.contains(a) { return true }
    let (short, long) = a.count < b.count ? (a, b) : (b, a)
    guard short.count >= 2, short.last == long.last else { return false }
    var rest = long[...]
    for character in short {
      guard let index = rest.firstIndex(of: character) else { return false }
      rest = rest[rest.index(after: index)...]
    }
    return true
  }

  /// A comparable name without the words that every name of its kind holds; the whole name where nothing else is left.
  static func without(_ words: [String], _ name: String) -> String {
    let rest = words.reduce(name) { $0.replacing($1, with: "") }
    return rest.isEmpty ? name : rest
  }

  static func alike(_ left: String, _ right: String) -> Double {
    left == right ? 1 : CharacterPairs(left).alike(CharacterPairs(right))
  }
}

/// The pairs of neighbouring characters of a name, for Dice's coefficient.
struct CharacterPairs: Sendable, Hashable {
  /// Sorted, repetitions kept.
  let codes: [UInt64]

  init(_ text: String) {
    let scalars = Array(text.unicodeScalars)
    codes = zip(scalars, scalars.dropFirst()).map { UInt64($0.value) << 32 | UInt64($1.value) }.sorted()
  }

  /// 2 × shared ÷ all, 0…1.
  func alike(_ other: CharacterPairs) -> Double {
    let total = codes.count + other.codes.count
    guard total > 0 else { return 0 }
    var (i, j, shared) = (0, 0, 0)
    while i < codes.count, j < other.codes.count {
      if codes[i] == other.codes[j] {
        shared += 1
        i += 1
        j += 1
      } else if codes[i] < other.codes[j] {
        i += 1
      } else {
        j += 1
      }
    }
    return 2 * Double(shared) / Double(total)
  }
}
