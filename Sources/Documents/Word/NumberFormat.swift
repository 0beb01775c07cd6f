/// How the count of a list level is written. Source: ISO/IEC 29500-1, 17.18.59 (ST_NumberFormat).
enum NumberFormat: String {
  case decimal, decimalZero, decimalFullWidth, decimalFullWidth2, decimalHalfWidth
  case decimalEnclosedCircle, decimalEnclosedCircleChinese, decimalEnclosedParen, decimalEnclosedFullstop
  case numberInDash, ordinal, hex, chicago
  case upperLetter, lowerLetter, upperRoman, lowerRoman
  case chineseCounting, chineseCountingThousand, chineseLegalSimplified
  case taiwaneseCounting, taiwaneseCountingThousand, taiwaneseDigital
  case ideographDigital, ideographTraditional, ideographZodiac, ideographLegalTraditional, ideographEnclosedCircle
  case japaneseCounting, japaneseDigitalTenThousand, japaneseLegal
  case bullet, none

  /// The count as the page shows it. Counts that a format cannot write are shown in decimal, as Word does; so are the formats of
  /// scripts that no course document here uses (Hebrew, Arabic, Thai, Hindi, Korean, spelt-out English).
  func string(_ count: Int) -> String {
    switch self {
    case .decimal, .decimalHalfWidth: return String(count)
    case .decimalZero: return count < 10 && count >= 0 ? "0\(count)" : String(count)
    case .decimalFullWidth, .decimalFullWidth2: return Self.digits(count, "０１２３４５６７８９")
    case .decimalEnclosedCircle: return Self.enclosed(count, first: 0x2460, last: 20)
    case .decimalEnclosedCircleChinese: return Self.enclosed(count, first: 0x2460, last: 10)
    case .decimalEnclosedParen: return Self.enclosed(count, first: 0x2474, last: 20)
    case .decimalEnclosedFullstop: return Self.enclosed(count, first: 0x2488, last: 20)
    case .ideographEnclosedCircle: return Self.enclosed(count, first: 0x3280, last: 10)
    case .numberInDash: return "- \(count) -"
    case .ordinal: return String(count) + Self.ordinalEnding(count)
    case .hex: return String(count, radix: 16, uppercase: true)
    case .chicago: return Self.repeated(count, ["*", "†", "‡", "§"])
    case .upperLetter: return Self.repeated(count, Self.latin)
    case .lowerLetter: return Self.repeated(count, Self.latin).lowercased()
    case .upperRoman: return Self.roman(count)
    case .lowerRoman: return Self.roman(count).lowercased()
    case .chineseCounting, .taiwaneseCounting:
      // 十, 十一, 二十 …; from a hundred on digit by digit: 一○○ (17.18.59, chineseCounting).
      return (1...99).contains(count) ? Self.counted(count, Self.plain, units: ["", "十"]) : Self.digits(count, "○一二三四五六七八九")
    case .chineseCountingThousand, .taiwaneseCountingThousand, .japaneseCounting:
      return Self.counted(count, Self.plain, units: ["", "十", "百", "千"])
    case .chineseLegalSimplified: return Self.counted(count, "零壹贰叁肆伍陆柒捌玖", units: ["", "拾", "佰", "仟"], dropsLeadingOne: false)
    case .ideographLegalTraditional, .japaneseLegal:
      return Self.counted(count, "零壹貳參肆伍陸柒捌玖", units: ["", "拾", "佰", "仟"], dropsLeadingOne: false)
    case .ideographDigital, .taiwaneseDigital, .japaneseDigitalTenThousand: return Self.digits(count, "〇一二三四五六七八九")
    case .ideographTraditional: return Self.member(count, of: "甲乙丙丁戊己庚辛壬癸")
    case .ideographZodiac: return Self.member(count, of: "子丑寅卯辰巳午未申酉戌亥")
    case .bullet, .none: return ""
    }
  }

  private static let plain = "零一二三四五六七八九"
  private static let latin = (UInt8(ascii: "A")...UInt8(ascii: "Z")).map { String(UnicodeScalar($0)) }

  private static func digits(_ count: Int, _ alphabet: String) -> String {
    let letters = Array(alphabet)
    return String(String(count).map { $0.wholeNumberValue.map { letters[$0] } ?? $0 })
  }

  private static func enclosed(_ count: Int, first: UInt32, last: Int) -> String {
    guard (1...last).contains(count), let scalar = Unicode.Scalar(first + UInt32(count - 1)) else { return String(count) }
    return String(Character(scalar))
  }

  private static func member(_ count: Int, of alphabet: String) -> String {
    let letters = Array(alphabet)
    return letters.indices.contains(count - 1) ? String(letters[count - 1]) : String(count)
  }

  /// A … Z, AA, BB …: Word repeats the sign rather than counting in base 26.
  private static func repeated(_ count: Int, _ signs: [String]) -> String {
    // Beyond 30 repeats Word itself gives up; a hostile start value must not make a long string.
    guard count >= 1, (count - 1) / signs.count < 30 else { return String(count) }
    return String(repeating: signs[(count - 1) % signs.count], count: (count - 1) / signs.count + 1)
  }

  private static func roman(_ count: Int) -> String {
    // Word writes Roman numerals up to 32767, one M for each thousand.
    guard (1...32767).contains(count) else { return String(count) }
    let steps = [
      (1000, "M"), (900, "CM"), (500, "D"), (400, "CD"), (100, "C"), (90, "XC"), (50, "L"), (40, "XL"), (10, "X"), (9, "IX"), (5, "V"),
      (4, "IV"), (1, "I"),
    ]
    var rest = count
    var result = ""
    for (value, sign) in steps {
      while rest >= value {
        result += sign
        rest -= value
      }
    }
    return result
  }

  private static func ordinalEnding(_ count: Int) -> String {
    if (11...13).contains(count % 100) { return "th" }
    switch count % 10 {
    case 1: return "st"
    case 2: return "nd"
    case 3: return "rd"
    default: return "th"
    }
  }

  /// 一百零一 for 101, 十一 for 11; beyond four digits in decimal. Runs of zeros are said once, as 零 (Word writes 〇 in some versions; both are seen).
  private static func counted(_ count: Int, _ alphabet: String, units: [String], dropsLeadingOne: Bool = true) -> String {
    let digits = String(count).compactMap(\.wholeNumberValue)
    guard count >= 1, digits.count <= units.count else { return count == 0 ? String(alphabet.prefix(1)) : String(count) }
    let letters = Array(alphabet)
    var result = ""
    var zeroPending = false
    for (index, digit) in digits.enumerated() {
      let place = digits.count - 1 - index
      if digit == 0 {
        zeroPending = !result.isEmpty
        continue
      }
      if zeroPending {
        result.append(letters[0])
        zeroPending = false
      }
      if !(dropsLeadingOne && digit == 1 && place == 1 && digits.count == 2) { result.append(letters[digit]) }
      result += units[place]
    }
    return result
  }
}
