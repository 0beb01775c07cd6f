/// Shapes of text that no list of words can hold: counted things, dates, times, shares, addresses, names with titles.
///
/// One pass, no regular expressions: a 50-way `Regex` costs some four milliseconds a document (shared/speed.md).
/// Numbers may be written in digits or in Chinese (`三十八人`, `百分之九十六点一`).
enum TextPattern: Int, CaseIterable, Sendable {
  case hours, date, clock, share, link, bookTitle, score, year, phone, people, money, blankToFill, quotation, question, number,
    nameWithTitle
  case weekday, sessions, copies, pages, colon, enumeration

  /// All of them, in the order of their raw values.
  static let all = allCases

  /// The name of the pattern in features and in the policy's reasons.
  var name: String {
    switch self {
    case .hours: "hours"
    case .date: "date"
    case .clock: "clock"
    case .share: "share"
    case .link: "link"
    case .bookTitle: "book_title"
    case .score: "score"
    case .year: "year"
    case .phone: "phone"
    case .people: "people"
    case .money: "money"
    case .blankToFill: "blank_to_fill"
    case .quotation: "quotation"
    case .question: "question"
    case .number: "number"
    case .nameWithTitle: "name_with_title"
    case .weekday: "weekday"
    case .sessions: "sessions"
    case .copies: "copies"
    case .pages: "pages"
    case .colon: "colon"
    case .enumeration: "enumeration"
    }
  }
}

/// How often each pattern occurs.
struct PatternCounts: Sendable {
  /// By pattern; there are fewer than lanes.
  private var counts = SIMD32<Int32>()

  subscript(pattern: TextPattern) -> Int { Int(counts[pattern.rawValue]) }

  mutating func add(_ pattern: TextPattern) {
    counts[pattern.rawValue] += 1
  }

  mutating func add(_ other: PatternCounts) {
    counts &+= other.counts
  }
}

extension PatternCounts {
  init(scanning text: [UInt32], titles: PhraseSet) {
    var index = 0
    while index < text.count {
      let scalar = text[index]
      if Scalars.isDigit(scalar) || Scalars.isChineseNumeral(scalar) {
        index = number(at: index, in: text)
        continue
      }
      switch scalar {
      case 0x300A: add(.bookTitle)  // 《
      case 0x201C, 0x300C: add(.quotation)  // “ 「
      case 63: add(.question)
      case 58: add(.colon)
      case 0x3001: add(.enumeration)  // 、
      case 0x25A1, 0x25CB, 0x2610, 0x25A2, 0x3007: add(.blankToFill)  // □ ○ ☐ ▢ 〇
      case 95:
        if index == 0 || text[index - 1] != 95 { add(.blankToFill) }
      case 104 where text.starts(with: "http", at: index), 119 where text.starts(with: "www.", at: index): add(.link)
      case 46 where text.starts(with: ".cn", at: index) || text.starts(with: ".com", at: index): add(.link)
      case 0x661F where text.starts(with: "星期", at: index), 0x5468 where Self.isWeekday(text, index): add(.weekday)
      case 37: break
      default:
        if let title = titles.match(in: text, at: index), index > 0, Scalars.isHan(text[index - 1]) {
          add(.nameWithTitle)
          index += title
          continue
        }
      }
      index += 1
    }
  }

  private static let weekdays = ScalarSet("一二三四五六日")

  private static func isWeekday(_ text: [UInt32], _ index: Int) -> Bool {
    index + 1 < text.count && weekdays.contains(text[index + 1])
  }

  /// Reads a number with what follows it, counts what it is, and returns the index behind it.
  private mutating func number(at start: Int, in text: [UInt32]) -> Int {
    var end = start
    var digits = 0
    var chinese = false
    var dots = 0
    while end < text.count {
      let scalar = text[end]
      if Scalars.isDigit(scalar) {
        digits += 1
      } else if Scalars.isChineseNumeral(scalar) {
        chinese = true
      } else if scalar == 46,
        end + 1 < text.count, Scalars.isDigit(text[end + 1])
      {
        dots += 1
      } else {
        break
      }
      end += 1
    }
    // 百分之九十六: the 百 is no number of its own, and what it introduces is counted as the share below.
    if chinese, text.starts(with: "百分之", at: end - 1) { return end + 2 }
    if !chinese || end - start > 1 { add(.number) }
    if digits == 4, end - start == 4, text[start] == 49 || text[start] == 50 {
      let value = text[start..<end].reduce(0) { $0 * 10 + Int($1 - 48) }
      if (1980...2039).contains(value) { add(.year) }
    }
    if digits == 11, text[start] == 49 { add(.phone) }
    var next = end
    while next < text.count, text[next] == 32 { next += 1 }
    guard next < text.count else { return end }
    switch text[next] {
    case 37: add(.share)  // %
    case 58 where next + 2 < text.count && Scalars.isDigit(text[next + 1]) && Scalars.isDigit(text[next + 2]) && digits <= 2 && dots == 0:
      add(.clock)
      return next + 3
    case 0x5B66 where text.starts(with: "学时", at: next), 0x8BFE where text.starts(with: "课时", at: next): add(.hours)
    case 0x5C0F where text.starts(with: "小时", at: next),
      0x4E2A where text.starts(with: "个学时", at: next) || text.starts(with: "个小时", at: next) || text.starts(with: "个课时", at: next):
      add(.hours)
    case 0x8282, 0x65F6: add(.hours)  // 节 时
    case 104 where next + 1 >= text.count || !Scalars.isLatin(text[next + 1]): add(.hours)  // h
    case 0x6708: add(.date)  // 月
    case 0x65E5: break  // 日: counted with its month
    case 45 where digits == 4 && next + 1 < text.count && Scalars.isDigit(text[next + 1]) && end - start == 4: add(.date)
    case 47 where digits <= 4 && digits > 0 && dots == 0 && next + 1 < text.count && Scalars.isDigit(text[next + 1]): add(.date)
    case 0x540D, 0x4F4D, 0x4EBA: add(.people)  // 名 位 人
    case 0x5206: add(.score)  // 分
    case 0x5143, 0x4E07: add(.money)  // 元 万
    case 0x573A, 0x671F, 0x8BB2: add(.sessions)  // 场 期 讲
    case 0x518C, 0x672C: add(.copies)  // 册 本
    case 0x9875: add(.pages)  // 页
    default: break
    }
    if start >= 3, text.starts(with: "百分之", at: start - 3) { add(.share) }
    return end
  }
}

/// Classes of scalars, after normalisation.
enum Scalars {
  static func isDigit(_ scalar: UInt32) -> Bool { scalar >= 48 && scalar <= 57 }
  static func isLatin(_ scalar: UInt32) -> Bool { scalar >= 97 && scalar <= 122 }
  static func isHan(_ scalar: UInt32) -> Bool { (0x4E00...0x9FFF).contains(scalar) || (0x3400...0x4DBF).contains(scalar) }

  static func isChineseNumeral(_ scalar: UInt32) -> Bool {
    switch scalar {
    // 零 一 二 三 四 五 六 七 八 九 十 百 千 两
    case 0x96F6, 0x4E00, 0x4E8C, 0x4E09, 0x56DB, 0x4E94, 0x516D, 0x4E03, 0x516B, 0x4E5D, 0x5341, 0x767E, 0x5343, 0x4E24: true
    default: false
    }
  }
}

/// A short list of phrases by their first scalar: titles that follow a name, endings of organisations' names.
struct PhraseSet: Sendable {
  private let byFirst: [UInt32: [[UInt32]]]
  /// The first scalars: nearly all text is passed over by them alone.
  private let firsts: ScalarSet

  /// - Parameter phrases: from the policy, in any form; they are normalised here.
  init(_ phrases: [String]) {
    byFirst = Dictionary(grouping: phrases.map { NormalizedText($0).scalars }.filter { !$0.isEmpty }) { $0[0] }
    firsts = ScalarSet(byFirst.keys)
  }

  /// The length of the longest phrase that begins at `index`, or nil.
  @inline(__always)
  func match(in text: [UInt32], at index: Int) -> Int? {
    firsts.contains(text[index]) ? longest(in: text, at: index) : nil
  }

  private func longest(in text: [UInt32], at index: Int) -> Int? {
    var longest = 0
    for phrase in byFirst[text[index]] ?? [] where phrase.count > longest && text.starts(with: phrase, at: index) { longest = phrase.count }
    return longest > 0 ? longest : nil
  }

  /// Whether another phrase begins within the next twelve scalars, with nothing in between that breaks a name.
  func continues(in text: [UInt32], from index: Int, breaks: ScalarSet) -> Bool {
    for position in index..<min(index + 12, text.count) {
      if breaks.contains(text[position]) { return false }
      if match(in: text, at: position) != nil { return true }
    }
    return false
  }

  /// Whether a phrase stands anywhere in the text.
  func occurs(in text: [UInt32]) -> Bool {
    occurs(in: text, 0..<text.count)
  }

  /// Whether a phrase stands as a whole within a part of the text.
  func occurs(in text: [UInt32], _ range: Range<Int>) -> Bool {
    for index in range where firsts.contains(text[index]) {
      for phrase in byFirst[text[index]] ?? [] where index + phrase.count <= range.upperBound && text.starts(with: phrase, at: index) {
        return true
      }
    }
    return false
  }

  /// Whether the text ends with a phrase.
  func ends(_ text: [UInt32]) -> Bool {
    text.indices.contains { match(in: text, at: $0) == text.count - $0 }
  }
}

extension String {
  /// Its Unicode scalar values.
  var scalarValues: [UInt32] { unicodeScalars.map(\.value) }
}

extension [UInt32] {
  func starts(with other: String, at index: Int) -> Bool {
    var position = index
    for scalar in other.unicodeScalars {
      guard position < count, self[position] == scalar.value else { return false }
      position += 1
    }
    return true
  }

  func starts(with other: [UInt32], at index: Int) -> Bool {
    index + other.count <= count && self[index..<index + other.count].elementsEqual(other)
  }
}
