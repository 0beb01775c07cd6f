/// Finds headings by their looks: most authors never use a heading style.
///
/// A paragraph of the body is one when it is short, stands out, and reads like a title rather than a sentence.
struct LookHeadings {
  /// Longer lines are sentences: the longest first-level heading in GB/T 9704 style papers has some 30 characters, a title in two lines some 50.
  /// Counted in columns, since a Latin letter is half as wide as an ideograph.
  private static let maximumColumns = 100

  /// Marks `large` where letters are larger than the body text, and turns paragraphs that look like headings into headings.
  static func mark(_ run: inout BlockRun) {
    let body = bodySize(run)
    guard body > 0 else { return }
    var sizes: Set<UInt16> = []
    var found: [Int] = []
    for index in run.blocks.indices where run.sizes[index] > 0 {
      // Half a point of difference is the average over a run of another size, not a larger type.
      if Int(run.sizes[index]) >= body + 2 { run.blocks[index].look.insert(.large) }
      if looksLikeHeading(run, index) {
        found.append(index)
        sizes.insert(run.sizes[index])
      }
    }
    // The largest type is the first level; bold of the body's size comes last.
    let ranked = sizes.sorted(by: >)
    for index in found {
      let rank = ranked.firstIndex(of: run.sizes[index]) ?? 0
      run.blocks[index].kind = .heading
      run.blocks[index].level = UInt8(min(rank + 1, 6))
    }
  }

  /// The size that most letters have; those in tables count where nothing else has any.
  private static func bodySize(_ run: BlockRun) -> Int {
    var inText: [UInt16: Int] = [:]
    var inTables: [UInt16: Int] = [:]
    for (block, size) in zip(run.blocks, run.sizes) where size > 0 && block.region == .body {
      if block.cell == nil {
        inText[size, default: 0] += block.range.count
      } else {
        inTables[size, default: 0] += block.range.count
      }
    }
    let counted = inText.isEmpty ? inTables : inText
    // Equal weights: the smaller size, since titles are larger than text.
    return counted.max { ($0.value, Int($1.key)) < ($1.value, Int($0.key)) }.map { Int($0.key) } ?? 0
  }

  private static func looksLikeHeading(_ run: BlockRun, _ index: Int) -> Bool {
    let block = run.blocks[index]
    guard block.region == .body, block.cell == nil, block.kind == .paragraph || block.kind == .listItem else { return false }
    let bytes = run.text[block.range]
    // A character is at most four bytes; the exact count is taken only for lines that may be short.
    guard bytes.count <= maximumColumns * 2 else { return false }
    // Three bytes and more begin at E0: ideographs, full-width forms, Chinese punctuation.
    let columns = bytes.reduce(0) { $0 + ($1 & 0xC0 == 0x80 ? 0 : $1 >= 0xE0 ? 2 : 1) }
    guard columns <= maximumColumns, !endsLikeSentence(bytes) else { return false }
    let look = block.look
    if look.contains(.bold) && (look.contains(.centred) || look.contains(.large)) { return true }
    if look.contains(.centred) && look.contains(.large) { return true }
    // Bold at the body's size, set flush left: only with a heading's number, or every bold label would be one.
    return look.contains(.bold) && startsLikeHeading(bytes)
  }

  private static func endsLikeSentence(_ bytes: ArraySlice<UInt8>) -> Bool {
    for mark in ["。", "；", "，", "、", ";", ","] where bytes.suffix(mark.utf8.count).elementsEqual(mark.utf8) { return true }
    return false
  }

  /// 一、 （一） 第一章 附件1 1. 1.1: the ways in which Chinese papers number their headings (GB/T 9704-2012, 7.3.3).
  private static func startsLikeHeading(_ bytes: ArraySlice<UInt8>) -> Bool {
    let start = String(decoding: bytes.prefix(24), as: UTF8.self).drop { $0 == " " || $0 == "\u{3000}" }
    if start.hasPrefix("附件") || start.hasPrefix("附表") || start.hasPrefix("附录") { return true }
    let numerals: Set<Character> = ["一", "二", "三", "四", "五", "六", "七", "八", "九", "十", "百"]
    var rest = start
    if rest.hasPrefix("第") {
      rest = rest.dropFirst().drop { numerals.contains($0) || $0.isNumber }
      return rest.first.map { "章节部分篇讲课条".contains($0) } ?? false
    }
    if rest.first == "（" || rest.first == "(" {
      rest = rest.dropFirst().drop { numerals.contains($0) || $0.isNumber }
      return rest.first == "）" || rest.first == ")"
    }
    let counted = rest.prefix { numerals.contains($0) || ($0.isASCII && $0.isNumber) || $0 == "." }
    guard !counted.isEmpty else { return false }
    if counted.last == "." || counted.contains(".") { return true }
    return rest.dropFirst(counted.count).first.map { "、．.）)".contains($0) } ?? false
  }
}
