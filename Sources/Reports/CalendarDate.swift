/// A day of the calendar as the program writes it, `YYYY-MM-DD`.
struct CalendarDate: Hashable {
  let year: Int
  let month: Int
  let day: Int

  /// Nil where the text is no day.
  init?(_ text: String) {
    let parts = text.split(separator: "-", omittingEmptySubsequences: false)
    guard parts.count == 3, parts[0].count == 4, parts[1].count == 2, parts[2].count == 2,
      parts.allSatisfy({ $0.utf8.allSatisfy { $0 >= UInt8(ascii: "0") && $0 <= UInt8(ascii: "9") } }),
      let year = Int(parts[0]), let month = Int(parts[1]), let day = Int(parts[2]), (1...12).contains(month), (1...31).contains(day)
    else { return nil }
    self.year = year
    self.month = month
    self.day = day
  }

  /// As a letter writes it: `2023年3月1日`, without zeros in front (GB/T 9704-2012, 7.3.5.5).
  var chinese: String { "\(year)年\(month)月\(day)日" }

  /// Midnight UTC. Source: Howard Hinnant, "chrono-Compatible Low-Level Date Algorithms", days_from_civil.
  var secondsSince1970: Int {
    let shifted = month <= 2 ? year - 1 : year
    let era = (shifted >= 0 ? shifted : shifted - 399) / 400
    let yearOfEra = shifted - era * 400
    let dayOfYear = (153 * (month + (month > 2 ? -3 : 9)) + 2) / 5 + day - 1
    let dayOfEra = yearOfEra * 365 + yearOfEra / 4 - yearOfEra / 100 + dayOfYear
    return (era * 146_097 + dayOfEra - 719_468) * 86_400
  }

  /// The Chinese form, or the text itself where it is no day.
  static func shown(_ text: String) -> String { CalendarDate(text)?.chinese ?? ShownText.line(text) }
}
