import Foundation

/// One page as tesseract reads it: words with their places and how sure it is of each, from its table of words (tesseract(1), `tessedit_create_tsv`).
struct RecognisedPage {
  /// The page's lines, split where cells stand apart, in points of a page as wide as it is said to be.
  private(set) var page = PDFPages.Page()
  /// How sure the program is of its words on the whole, 0…100, each counted by its letters; 0 where there is none.
  private(set) var confidence = 0.0

  /// Below this a word is a speck, a rule of a table or a stroke of handwriting.
  private static let leastConfidence = 30.0
  /// Below this on the whole, the picture holds something that the program cannot read: handwriting, a photograph, a page on its side. Scans of print
  /// come to 85 and more.
  private static let readable = 65.0
  /// A page with fewer letters has a page number, or a scanner's mark.
  private static let fewestLetters = 12

  /// Words further apart than so many heights of a line stand in different cells: between sentences there is one at most.
  private static let gap = 1.3

  private struct Word {
    var left: Double
    var top: Double
    var right: Double
    var bottom: Double
    var text: [UInt8]
    /// The rule between two cells, taken for a letter: whatever stands behind it is another cell.
    var isRule = false

    var centre: Double { (top + bottom) / 2 }
  }

  /// Whether what was read can be relied on, so that what is not found in it is not there.
  var isReadable: Bool { confidence >= Self.readable && page.letters >= Self.fewestLetters }
  /// Nothing at all that looks like a word.
  var isEmpty: Bool { page.lines.isEmpty }

  /// - Parameters:
  ///   - table: columns level, page, block, paragraph, line, word, left, top, width, height, confidence, text; a word has level 5.
  ///   - width: of the picture, in pixels.
  ///   - points: the width that the page is taken to have.
  init(table: [UInt8], width: Int, points: Double) {
    let scale = points / Double(max(1, width))
    page.width = points
    var lines: [[Word]] = []
    var place: [ArraySlice<UInt8>] = []
    var sum = 0.0
    var weight = 0.0
    for row in table.split(separator: 0x0A) {
      let fields = row.split(separator: 0x09, maxSplits: 11, omittingEmptySubsequences: false)
      guard fields.count == 12, fields[0].elementsEqual([0x35]), let sure = Double(String(decoding: fields[10], as: UTF8.self)),
        let word = Self.word(fields, scale)
      else { continue }
      let letters = Double(word.text.count { $0 >= 0xC0 || ($0 | 0x20) &- 97 < 26 || $0 &- 48 < 10 })
      // How sure it is counts where it speaks of letters.
      sum += sure * letters
      weight += letters
      guard sure >= Self.leastConfidence || word.isRule else { continue }
      let here = Array(fields[1...4])
      if here != place || lines.isEmpty { lines.append([]) }
      place = here
      lines[lines.count - 1].append(word)
    }
    confidence = weight > 0 ? sum / weight : 0
    let slope = Self.slope(lines)
    let height = Self.median(lines.joined().filter { !$0.isRule }.map { $0.bottom - $0.top })
    for line in lines { append(line, slope: slope, height: height) }
  }

  private static func word(_ fields: [ArraySlice<UInt8>], _ scale: Double) -> Word? {
    let numbers = fields[6...9].compactMap { Double(String(decoding: $0, as: UTF8.self)) }
    guard numbers.count == 4, numbers.allSatisfy({ $0 >= 0 && $0 < 1e6 }) else { return nil }
    let (text, isRule) = cleaned(String(decoding: fields[11], as: UTF8.self))
    guard !text.isEmpty || isRule else { return nil }
    return Word(
      left: numbers[0] * scale, top: numbers[1] * scale, right: (numbers[0] + numbers[2]) * scale,
      bottom: (numbers[1] + numbers[3]) * scale,
      text: text, isRule: isRule)
  }

  /// A word without the rules of tables at its ends; nothing, where there is nothing else.
  private static func cleaned(_ word: String) -> (text: [UInt8], isRule: Bool) {
    let scalars = word.unicodeScalars
    guard let first = scalars.firstIndex(where: { !isStroke($0) }), let last = scalars.lastIndex(where: { !isStroke($0) }) else {
      return ([], scalars.contains(where: rules.contains))
    }
    let start = scalars[..<first].contains(where: rules.contains) ? first : scalars.startIndex
    let end = scalars[last...].contains(where: rules.contains) ? scalars.index(after: last) : scalars.endIndex
    return (Array(String(scalars[start..<end]).utf8).filter { $0 > 0x20 }, false)
  }

  private static func isStroke(_ scalar: Unicode.Scalar) -> Bool {
    scalar.value <= 0x20 || rules.contains(scalar) || strokes.contains(scalar)
  }

  private static let rules = Set("|丨｜".unicodeScalars)
  /// What else strokes are taken for; alone, or beside a rule.
  private static let strokes = Set("_—-=~[]【】{}「」『』/\\“”‘’\"'".unicodeScalars)

  /// How far lines go down in a point to the right: scans lie askew, and rows of a table must not run into the next. The middle one of long lines'.
  private static func slope(_ lines: [[Word]]) -> Double {
    let slopes = lines.compactMap { line -> Double? in
      let line = line.filter { !$0.isRule }
      guard line.count >= 5, let first = line.first, let last = line.last, last.right - first.left > 150 else { return nil }
      let count = Double(line.count)
      let x = line.reduce(0) { $0 + $1.left } / count
      let y = line.reduce(0) { $0 + $1.centre } / count
      let square = line.reduce(0) { $0 + ($1.left - x) * ($1.left - x) }
      guard square > 0 else { return nil }
      return line.reduce(0) { $0 + ($1.left - x) * ($1.centre - y) } / square
    }
    let slope = median(slopes)
    // More than three degrees is no paper laid askew, but a misreading.
    return abs(slope) < 0.05 ? slope : 0
  }

  private static func median(_ values: [Double]) -> Double { values.isEmpty ? 0 : values.sorted()[values.count / 2] }

  /// Adds a line, in pieces where its words stand further apart than words of one cell do.
  private mutating func append(_ words: [Word], slope: Double, height: Double) {
    let words = words.sorted { $0.left < $1.left }
    let letters = words.filter { !$0.isRule }
    guard !letters.isEmpty else { return }
    var own = Self.median(letters.map { $0.bottom - $0.top })
    // Boxes of letters vary with the letters; a title is larger by more.
    if own < 1.3 * height { own = height }
    let level = Self.median(letters.map { $0.centre - slope * $0.left })
    var line: PDFPages.Line?
    for word in words {
      if word.isRule {
        if let line { page.lines.append(line) }
        line = nil
      } else if var open = line, word.left - open.right < Self.gap * own {
        if Self.isApart(open.text, word.text) { open.text.append(0x20) }
        open.text += word.text
        open.right = max(open.right, word.right)
        line = open
      } else {
        if let line { page.lines.append(line) }
        line = .init(left: word.left, top: level - own / 2, right: max(word.left, word.right), bottom: level + own / 2, text: word.text)
      }
    }
    if let line { page.lines.append(line) }
  }

  /// Words of Latin letters and numbers keep their blank; tesseract's between Chinese characters are none of the page's.
  private static func isApart(_ left: [UInt8], _ right: [UInt8]) -> Bool {
    guard let end = left.last, let start = right.first else { return false }
    return end < 0x80 && start < 0x80
  }
}
