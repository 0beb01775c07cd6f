import Glibc

/// How a number is shown in a cell. Source: ISO/IEC 29500-1, 18.8.30 and 18.8.31 (numFmt).
struct CellFormat {
  /// Which day is 1.
  enum Epoch {
    /// 1 January 1900, with the 29 February 1900 that never was.
    case year1900
    /// 1 January 1904 is 0 (old files of Excel for Mac).
    case year1904
  }

  private let sections: [[Token]]

  init(code: String) {
    sections = Self.split(code).prefix(4).map(Self.tokens)
  }

  /// The code of a built-in format as Chinese Excel shows it (18.8.30: ids 27–36 and 50–58 depend on the language).
  static func builtIn(_ id: Int) -> String {
    switch id {
    case 1: "0"
    case 2: "0.00"
    case 3: "#,##0"
    case 4: "#,##0.00"
    case 9: "0%"
    case 10: "0.00%"
    case 11: "0.00E+00"
    case 14: "yyyy/m/d"
    case 15: "d-mmm-yy"
    case 16: "d-mmm"
    case 17: "mmm-yy"
    case 18: "h:mm AM/PM"
    case 19: "h:mm:ss AM/PM"
    case 20: "h:mm"
    case 21: "h:mm:ss"
    case 22: "yyyy/m/d h:mm"
    case 27, 36, 50, 52, 57: "yyyy\"年\"m\"月\""
    case 28, 29, 51, 53, 54, 58: "m\"月\"d\"日\""
    case 30: "m/d/yy"
    case 31: "yyyy\"年\"m\"月\"d\"日\""
    case 32: "h\"时\"mm\"分\""
    case 33: "h\"时\"mm\"分\"ss\"秒\""
    case 34, 55: "上午/下午h\"时\"mm\"分\""
    case 35, 56: "上午/下午h\"时\"mm\"分\"ss\"秒\""
    case 37, 38: "#,##0;-#,##0"
    case 39, 40: "#,##0.00;-#,##0.00"
    case 41, 42: "#,##0"
    case 43, 44: "#,##0.00"
    case 45: "mm:ss"
    case 46: "[h]:mm:ss"
    case 47: "mm:ss"
    case 48: "0.0E+0"
    default: "General"
    }
  }

  /// The number as the cell shows it.
  func string(_ value: Double, epoch: Epoch) -> String {
    guard value.isFinite else { return "" }
    var section = sections.first ?? []
    var magnitude = value
    if value < 0 && sections.count > 1 {
      section = sections[1]
      magnitude = -value
    } else if value == 0 && sections.count > 2 {
      section = sections[2]
    }
    if section.contains(where: \.isDatePart) { return date(magnitude, section, epoch: epoch) ?? Self.general(value) }
    return number(magnitude, section)
  }

  // MARK: - The code

  private enum Token: Equatable {
    case literal(String)
    /// `0`, `#`, `?`, with the decimal point and the thousands commas among them.
    case digits(String)
    case percent
    case exponent(digits: Int)
    case general
    case text
    /// A run of one of y, m, d, h, s.
    case date(Character, Int)
    case elapsed(Character)
    case amPm(String, String)

    var isDatePart: Bool {
      switch self {
      case .date, .elapsed, .amPm: true
      default: false
      }
    }
  }

  private static func split(_ code: String) -> [String] {
    var parts = [""]
    var isQuoted = false
    var isEscaped = false
    // Excel allows 255 characters.
    for character in code.prefix(512) {
      if character == ";" && !isQuoted && !isEscaped {
        parts.append("")
        continue
      }
      if character == "\"" && !isEscaped { isQuoted.toggle() }
      isEscaped = character == "\\" && !isEscaped
      parts[parts.count - 1].append(character)
    }
    return parts
  }

  private static func tokens(_ section: String) -> [Token] {
    var tokens: [Token] = []
    var rest = Array(section)[...]
    func literal(_ string: String) {
      if case .literal(let before)? = tokens.last {
        tokens[tokens.count - 1] = .literal(before + string)
      } else {
        tokens.append(.literal(string))
      }
    }
    while let character = rest.first {
      let lower = Character(character.lowercased())
      switch lower {
      case "\"":
        let inside = rest.dropFirst().prefix { $0 != "\"" }
        literal(String(inside))
        rest = rest.dropFirst(inside.count + 2)
        continue
      case "\\":
        if let next = rest.dropFirst().first { literal(String(next)) }
        rest = rest.dropFirst(2)
        continue
      case "_":  // A blank as wide as the next sign.
        rest = rest.dropFirst(2)
        continue
      case "*":  // Fills the cell with the next sign.
        rest = rest.dropFirst(2)
        continue
      case "[":
        let inside = rest.dropFirst().prefix { $0 != "]" }
        let name = String(inside).lowercased()
        if let first = name.first, "hms".contains(first), name.allSatisfy({ $0 == first }) {
          tokens.append(.elapsed(first))
        } else if name.hasPrefix("$") {
          // [$¥-804]: the currency's sign.
          literal(String(inside.dropFirst().prefix { $0 != "-" }))
        }
        rest = rest.dropFirst(inside.count + 2)
        continue
      case "0", "#", "?", ".", ",":
        let run = rest.prefix { "0#?.,".contains($0) }
        if run.contains(where: { "0#?".contains($0) }) { tokens.append(.digits(String(run))) } else { literal(String(run)) }
        rest = rest.dropFirst(run.count)
        continue
      case "y", "m", "d", "h", "s":
        let run = rest.prefix { $0.lowercased() == String(lower) }
        tokens.append(.date(lower, run.count))
        rest = rest.dropFirst(run.count)
        continue
      case "e" where rest.dropFirst().first == "+" || rest.dropFirst().first == "-":
        let digits = rest.dropFirst(2).prefix { $0 == "0" }
        tokens.append(.exponent(digits: digits.count))
        rest = rest.dropFirst(2 + digits.count)
        continue
      case "%": tokens.append(.percent)
      case "@": tokens.append(.text)
      default:
        if String(rest.prefix(7)).lowercased() == "general" {
          tokens.append(.general)
          rest = rest.dropFirst(7)
          continue
        }
        if String(rest.prefix(5)).uppercased() == "AM/PM" || String(rest.prefix(5)) == "上午/下午" {
          tokens.append(lower == "a" ? .amPm("AM", "PM") : .amPm("上午", "下午"))
          rest = rest.dropFirst(5)
          continue
        }
        literal(String(character))
      }
      rest = rest.dropFirst()
    }
    return tokens
  }

  // MARK: - Numbers

  private func number(_ value: Double, _ section: [Token]) -> String {
    guard section.contains(where: { if case .literal = $0 { false } else { true } }) else {
      return section.isEmpty ? "" : section.reduce("") { if case .literal(let text) = $1 { $0 + text } else { $0 } }
    }
    let isPercent = section.contains(.percent)
    let scaled = isPercent ? value * 100 : value
    let exponentDigits = section.compactMap { if case .exponent(let digits) = $0 { digits } else { nil } }.first
    var result = scaled < 0 ? "-" : ""
    var isWritten = false
    for token in section {
      switch token {
      case .literal(let text): result += text
      case .percent: result += "%"
      case .general, .text:
        result += Self.general(abs(scaled))
        isWritten = true
      case .digits(let pattern):
        // A second run of digits belongs to a fraction or a telephone number; the value is written once.
        if !isWritten { result += Self.decimal(abs(scaled), pattern, exponentDigits: exponentDigits) }
        isWritten = true
      case .exponent, .date, .elapsed, .amPm: break
      }
    }
    return result
  }

  private static func decimal(_ value: Double, _ pattern: String, exponentDigits: Int?) -> String {
    let halves = pattern.split(separator: ".", maxSplits: 1, omittingEmptySubsequences: false)
    let wanted = min(halves.count > 1 ? halves[1].reduce(0) { $0 + ("0#?".contains($1) ? 1 : 0) } : 0, 30)
    let least = halves.count > 1 ? halves[1].reduce(0) { $0 + ($1 == "0" ? 1 : 0) } : 0
    if exponentDigits != nil { return formatted("%.\(wanted)E", value) }
    var digits = formatted("%.\(wanted)f", rounded(value, decimals: wanted))
    if let point = digits.firstIndex(of: ".") {
      var fraction = digits[digits.index(after: point)...]
      while fraction.count > least && fraction.last == "0" { fraction.removeLast() }
      digits = String(digits[..<point]) + (fraction.isEmpty ? "" : "." + fraction)
    }
    let whole = digits.prefix { $0 != "." }
    let leastWhole = halves[0].reduce(0) { $0 + ($1 == "0" ? 1 : 0) }
    var padded = String(repeating: "0", count: max(0, min(leastWhole, 30) - whole.count)) + whole
    if leastWhole == 0 && whole == "0" && digits.count > 1 { padded = "" }
    // A comma between digits groups by thousands (18.8.31).
    if halves[0].contains(","), halves[0].last != "," { padded = grouped(padded) }
    return padded + digits.dropFirst(whole.count)
  }

  /// Halves go away from zero, in the decimal number that 15 digits show: 1.005 with two decimals is 1.01 to Excel, though the `Double` lies below it.
  private static func rounded(_ value: Double, decimals: Int) -> Double {
    let scale = pow(10, Double(min(decimals, 15)))
    guard value * scale < 1e15, let shown = Double(formatted("%.15g", value * scale)) else { return value }
    return shown.rounded(.toNearestOrAwayFromZero) / scale
  }

  private static func grouped(_ digits: String) -> String {
    var result = ""
    for (index, digit) in digits.enumerated() {
      if index > 0 && (digits.count - index) % 3 == 0 { result.append(",") }
      result.append(digit)
    }
    return result
  }

  /// A number without a format: 15 significant digits, which is what Excel keeps (18.2.27 leaves it open; Excel's specification says 15).
  static func general(_ value: Double) -> String {
    if value == value.rounded(), abs(value) < 1e15 { return String(Int(value)) }
    let text = formatted("%.15g", value)
    return text
  }

  private static func formatted(_ format: String, _ value: Double) -> String {
    // A Double has at most 309 digits before the point, and 30 are asked for behind it.
    var buffer = [CChar](repeating: 0, count: 400)
    let length = withVaList([value]) { vsnprintf(&buffer, buffer.count, format, $0) }
    return String(decoding: buffer.prefix(max(0, Int(length))).map { UInt8(bitPattern: $0) }, as: UTF8.self)
  }

  // MARK: - Dates

  private static let months = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"]
  private static let weekdays = ["Sun", "Mon", "Tue", "Wed", "Thu", "Fri", "Sat"]

  private func date(_ serial: Double, _ section: [Token], epoch: Epoch) -> String? {
    // Excel's last day is 31 December 9999.
    guard serial >= 0, serial < 2_958_466 else { return nil }
    let showsSeconds = section.contains { if case .date("s", _) = $0 { true } else { false } }
    let unit: Double = showsSeconds ? 1 : 60
    // Rounded to what is shown, so that 9:00 stored as 0.37499999 is not 8:59.
    let allSeconds = (serial * 86_400 / unit).rounded() * unit
    let days = Int(allSeconds / 86_400)
    let seconds = Int(allSeconds) - days * 86_400
    guard let (year, month, day) = Self.civil(days, epoch: epoch) else { return nil }
    let hasAmPm = section.contains { if case .amPm = $0 { true } else { false } }
    let hour = seconds / 3600
    let shownHour = hasAmPm ? (hour + 11) % 12 + 1 : hour
    var result = ""
    for (index, token) in section.enumerated() {
      switch token {
      case .literal(let text): result += text
      case .elapsed("h"): result += String(Int(allSeconds) / 3600)
      case .elapsed("m"): result += String(Int(allSeconds) / 60)
      case .elapsed: result += String(Int(allSeconds))
      case .amPm(let morning, let afternoon): result += hour < 12 ? morning : afternoon
      case .date("y", let count): result += count <= 2 ? Self.padded(year % 100, 2) : String(year)
      case .date("d", let count):
        // 1 January 1900 was a Monday; Excel counts it a Sunday, and shows so.
        result += count <= 2 ? Self.padded(day, count) : Self.weekdays[((days + (epoch == .year1900 ? 6 : 5)) % 7 + 7) % 7]
      case .date("h", let count): result += Self.padded(shownHour, count)
      case .date("s", let count): result += Self.padded(seconds % 60, count)
      case .date(_, let count):
        if Self.isMinutes(section, index) {
          result += Self.padded(seconds / 60 % 60, count)
        } else {
          result += count <= 2 ? Self.padded(month, count) : Self.months[month - 1]
        }
      case .digits, .percent, .exponent, .general, .text: break
      }
    }
    return result
  }

  /// `m` means minutes after hours and before seconds (18.8.31).
  private static func isMinutes(_ section: [Token], _ index: Int) -> Bool {
    func neighbour(_ indices: some Sequence<Int>) -> Character? {
      for other in indices {
        switch section[other] {
        case .date(let letter, _), .elapsed(let letter): return letter
        default: break
        }
      }
      return nil
    }
    return neighbour((0..<index).reversed()) == "h" || neighbour((index + 1)..<section.count) == "s"
  }

  private static func padded(_ value: Int, _ width: Int) -> String {
    let digits = String(value)
    return width >= 2 && digits.count < 2 ? "0" + digits : digits
  }

  /// Year, month and day of a serial day; nil for one that no calendar has.
  private static func civil(_ serial: Int, epoch: Epoch) -> (Int, Int, Int)? {
    var days = serial
    switch epoch {
    case .year1900:
      if serial == 0 { return (1900, 1, 1) }  // A time of day without a date.
      if serial == 60 { return (1900, 2, 29) }
      // Days from 1 March 0000 to 30 December 1899 (or the 31st, before the day that never was).
      days += serial < 60 ? 693_900 : 693_899
    case .year1904: days += 695_361
    }
    // Howard Hinnant, chrono-compatible low-level date algorithms: civil_from_days.
    let era = days / 146_097
    let dayOfEra = days - era * 146_097
    let yearOfEra = (dayOfEra - dayOfEra / 1460 + dayOfEra / 36_524 - dayOfEra / 146_096) / 365
    let dayOfYear = dayOfEra - (365 * yearOfEra + yearOfEra / 4 - yearOfEra / 100)
    let shifted = (5 * dayOfYear + 2) / 153
    let month = shifted < 10 ? shifted + 3 : shifted - 9
    return (yearOfEra + era * 400 + (month <= 2 ? 1 : 0), month, dayOfYear - (153 * shifted + 2) / 5 + 1)
  }
}
