import Foundation
import Policies

/// How names of trainings and units are compared.
enum Names {
  /// A training's name without year, ordinal (第…期/届), white space, brackets and punctuation (contract, section 2).
  static func training(_ name: String) -> String {
    var text = name.folded
    for pattern in [year, chineseYear, ordinal] {
      text = text.replacingOccurrences(of: pattern, with: "", options: .regularExpression)
    }
    let bare = text.filter { $0.isLetter || $0.isNumber }
    // A name made of nothing but a year is still a name.
    return bare.isEmpty ? name.folded : bare
  }

  private static let year = "(19|20)[0-9]{2}(年度|年)?"
  private static let chineseYear = "[一二][〇○零九][〇○零一二三四五六七八九]{2}(年度|年)?"
  private static let ordinal = "(第[0-9一二三四五六七八九十百零〇两]+|首)[期届次回轮]"

  /// A unit's name without brackets, punctuation and the academy's own name before it.
  static func unit(_ name: String) -> String {
    let bare = name.folded.filter { $0.isLetter || $0.isNumber }
    for prefix in ["中国科学院", "中科院"] where bare.hasPrefix(prefix) && bare.count > prefix.count {
      return String(bare.dropFirst(prefix.count))
    }
    return bare
  }

  /// Whether two names may be of one unit: the same, one inside the other, or an abbreviation (物理所 of 物理研究所). Generous, because it
  /// keeps warnings back.
  static func mayBeSameUnit(_ left: String, _ right: String) -> Bool {
    let (a, b) = (unit(left), unit(right))
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
    let rest = words.reduce(name) { $0.replacingOccurrences(of: $1.folded, with: "") }
    return rest.isEmpty ? name : rest
  }

  /// Dice coefficient of the character pairs of two comparable names, 0…1.
  static func alike(_ left: String, _ right: String) -> Double {
    if left == right { return 1 }
    let (a, b) = (pairs(left), pairs(right))
    let total = a.values.reduce(0, +) + b.values.reduce(0, +)
    guard total > 0 else { return 0 }
    let shared = a.reduce(0) { $0 + min($1.value, b[$1.key] ?? 0) }
    return 2 * Double(shared) / Double(total)
  }

  private static func pairs(_ text: String) -> [String: Int] {
    let characters = Array(text)
    var result: [String: Int] = [:]
    for index in characters.indices.dropLast() { result[String(characters[index...index + 1]), default: 0] += 1 }
    return result
  }
}
