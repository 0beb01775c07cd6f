import Foundation
import Policies

/// Cells → facts, with the words of the policy.
struct CellValues {
  private let yes: Set<String>
  private let no: Set<String>

  /// Fact id → words of a choice, longest first.
  private let choices: [String: [(word: String, id: String)]]

  init(_ words: Policy.Words, columns: [Policy.Column]) {
    var choices: [String: [(word: String, id: String)]] = [:]
    for column in columns where column.kind == .choice {
      choices[column.fact] = column.values.flatMap { value in value.words.map { (word: $0.folded, id: value.id) } }
        .sorted { ($1.word.count, $0.word) < ($0.word.count, $1.word) }
    }
    self.choices = choices
    yes = Set(words.yes.map(\.folded))
    no = Set(words.no.map(\.folded))
  }

  /// The cell on one line, trimmed. White space between two Chinese characters is an export's line break or somebody's layout, and goes;
  /// between words of other scripts it stays, as one space.
  static func line(_ cell: String) -> String {
    var result = ""
    for part in cell.split(whereSeparator: \.isWhitespace) {
      if let last = result.last, let first = part.first, last.isASCII || first.isASCII { result += " " }
      result += part
    }
    return result
  }

  /// The cell without any white space, full-width forms as ASCII: how plan ids are written and compared.
  static func identifier(_ cell: String) -> String {
    cell.precomposedStringWithCompatibilityMapping.split(whereSeparator: \.isWhitespace).joined()
  }

  func value(_ cell: String, of column: Policy.Column) -> Fact {
    let raw = Self.line(cell)
    let form = cell.folded
    guard !form.isEmpty, column.kind == .text || !Self.blanks.contains(form) else { return Fact(raw: raw, value: .blank) }
    switch column.kind {
    case .text, .paths: return Fact(raw: raw, value: .text(raw))
    case .yesNo: return Fact(raw: raw, value: yesNo(form).map { .yesNo($0) } ?? .unreadable)
    case .number, .count: return Fact(raw: raw, value: number(form, whole: column.kind == .count).map { .number($0) } ?? .unreadable)
    case .choice: return Fact(raw: raw, value: choice(cell, of: column).map { .choice($0) } ?? .unreadable)
    }
  }

  /// What people type into a cell that they mean to leave empty.
  private static let blanks: Set<String> = ["-", "--", "—", "——", "/", "\\"]

  func yesNo(_ form: String) -> Bool? {
    if yes.contains(form) { return true }
    if no.contains(form) { return false }
    return nil
  }

  /// Value ids in the policy's order. Words may be joined by any separator or by none, so the longest word is taken at each place; a word of
  /// one ASCII character or digit must stand alone between separators (the 1 of `1、精品` is a number in a list… or a yes; alone it is a yes).
  /// Nil where something else than the column's words remains and the column is not open.
  func choice(_ cell: String, of column: Policy.Column) -> [String]? {
    let words = choices[column.fact] ?? []
    var ids: Set<String> = []
    var unknown = false
    let whole = cell.folded
    if let exact = words.first(where: { $0.word == whole }) {
      ids.insert(exact.id)
    } else {
      let compatible = cell.precomposedStringWithCompatibilityMapping.lowercased()
      // White space inside a word is an export's line break, so it joins here; as a separator it still works because words need none.
      let tokens = compatible.split { $0.isPunctuation || $0.isSymbol || $0 == "|" }.map { String($0).folded }.filter { !$0.isEmpty }
      for token in tokens {
        var rest = token[...]
        var matched = false
        while !rest.isEmpty {
          if let hit = words.first(where: {
            rest.hasPrefix($0.word) && ($0.word.count > 1 || rest.count == 1 || !$0.word.allSatisfy(\.isASCII))
          }) {
            ids.insert(hit.id)
            rest = rest.dropFirst(hit.word.count)
            matched = true
          } else if matched, let first = rest.first, "和及与或、".contains(first) {
            rest = rest.dropFirst()
          } else {
            unknown = true
            break
          }
        }
      }
    }
    if unknown, !column.open { return nil }
    return column.values.map(\.id).filter(ids.contains)
  }

  /// The number of a cell: `约100`, `100人`, `80-100` (its lower end), `1,200`, `五天`. Nil where the cell holds other words than such fillers,
  /// because `不足70` or `见附件` is no number that a rule may be held against.
  func number(_ form: String, whole: Bool) -> Double? {
    // Nearly every cell is digits alone, and looking for each filler in it was a third of reading a register.
    if form.utf8.count < 16, form.utf8.allSatisfy({ $0 >= UInt8(ascii: "0") && $0 <= UInt8(ascii: "9") }) { return Double(form) }
    var text = form.replacingOccurrences(of: ",", with: "")
    for filler in Self.fillers { text = text.replacingOccurrences(of: filler, with: "") }
    var numbers: [Double] = []
    var half = false
    var rest = text[...]
    while let first = rest.first {
      if first.isASCII, first.isNumber {
        let digits = rest.prefix { $0.isASCII && ($0.isNumber || $0 == ".") }
        guard let value = Double(digits.hasSuffix(".") ? digits.dropLast() : digits) else { return nil }
        numbers.append(value)
        rest = rest.dropFirst(digits.count)
      } else if let (value, length) = ChineseNumerals.prefix(rest) {
        numbers.append(value)
        rest = rest.dropFirst(length)
      } else if first == "半" {
        half = true
        rest = rest.dropFirst()
      } else if Self.ranges.contains(first) {
        rest = rest.dropFirst()
      } else {
        return nil
      }
    }
    if half { numbers = numbers.isEmpty ? [0.5] : [numbers[0] + 0.5] }
    guard let value = numbers.min(), numbers.count <= 2, value.isFinite else { return nil }
    if whole, value != value.rounded() { return nil }
    return value
  }

  /// Words around a number that do not change what a rule reads. 不足, 以内, 超过 are not among them: they would.
  private static let fillers = [
    "不少于", "大约", "大概", "左右", "预计", "以上", "人次", "学时", "课时", "小时", "个工作日", "工作日", "约", "共", "人", "名", "天", "日", "次", "期", "场", "余", "多", "+",
    "(", ")", "。", "个",
  ]
  private static let ranges: Set<Character> = ["-", "~", "〜", "—", "–", "至", "到", "−"]
}

/// 三, 十五, 一百二十, 两.
enum ChineseNumerals {
  private static let digits: [Character: Double] = [
    "零": 0, "〇": 0, "一": 1, "二": 2, "两": 2, "三": 3, "四": 4, "五": 5, "六": 6, "七": 7, "八": 8, "九": 9,
  ]
  private static let units: [Character: Double] = ["十": 10, "百": 100, "千": 1000]

  /// The numeral at the start and its length in characters, or nil.
  static func prefix(_ text: Substring) -> (value: Double, length: Int)? {
    var total = 0.0
    var digit: Double?
    var length = 0
    for character in text {
      if let value = digits[character] {
        if digit != nil, digit != 0 { break }  // 三四天 is a range written as two digits: its lower end
        digit = value
      } else if let unit = units[character] {
        total += (digit ?? 1) * unit
        digit = nil
      } else {
        break
      }
      length += 1
    }
    return length == 0 ? nil : (total + (digit ?? 0), length)
  }
}
