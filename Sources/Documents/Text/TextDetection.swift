import Containers

/// Tells the encoding of text that does not say it, by what is valid and what is frequent.
enum TextDetection {
  /// The encoding, and how many bytes at the start are a byte order mark.
  static func encoding(of bytes: [UInt8]) -> (encoding: TextEncoding, mark: Int) {
    if let marked = marked(bytes) { return marked }
    let sample = Array(bytes.prefix(sampleSize))
    if let isBigEndian = utf16Order(sample) { return (.utf16(isBigEndian: isBigEndian), 0) }
    return (isHZ(wholeCharacters(bytes)) ? .hz : legacyOrUTF8(bytes), 0)
  }

  /// By a byte order mark (Unicode 15.0, 23.8), GB18030's own included.
  static func marked(_ bytes: [UInt8]) -> (encoding: TextEncoding, mark: Int)? {
    if bytes.starts(with: [0xEF, 0xBB, 0xBF]) { return (.utf8, 3) }
    if bytes.starts(with: [0xFF, 0xFE]) { return (.utf16(isBigEndian: false), 2) }
    if bytes.starts(with: [0xFE, 0xFF]) { return (.utf16(isBigEndian: true), 2) }
    if bytes.starts(with: [0x84, 0x31, 0x95, 0x33]) { return (.gb18030, 4) }
    return nil
  }

  /// Whether the bytes are UTF-8 in which something beyond ASCII stands: hardly any other text is, by chance.
  static func isTellingUTF8(_ bytes: [UInt8]) -> Bool {
    // No `String` is made: a page may have tens of megabytes.
    guard bytes.contains(where: { $0 >= 0x80 }) else { return false }
    do {
      _ = try UTF8Span(validating: bytes.span)
      return true
    } catch {
      // Another encoding: what is asked here.
      return false
    }
  }

  static let sampleSize = 1 << 16

  /// Whether bytes that are all ASCII are HZ: between its marks (RFC 1843, 3) stand characters, frequent ones among them, and nothing that is none.
  private static func isHZ(_ sample: [UInt8]) -> Bool {
    guard sample.contains(ascii: "~{"), !sample.contains(where: { $0 >= 0x80 }) else { return false }
    var isWide = false
    var index = 0
    while index + 1 < sample.count {
      let (byte, next) = (sample[index], sample[index + 1])
      if byte == UInt8(ascii: "~"), next == UInt8(ascii: "{") || next == UInt8(ascii: "}") {
        isWide = next == UInt8(ascii: "{")
        index += 2
      } else if isWide, byte != 0x0A, byte != 0x0D {
        guard (0x21...0x77).contains(byte), (0x21...0x7E).contains(next) else { return false }
        index += 2
      } else {
        isWide = false
        index += 1
      }
    }
    let (text, bad) = TextEncoding.hz.decode(sample)
    return bad == 0 && commonness(text) > 0
  }

  /// Text of which a few places are damaged is still of its encoding: one in so many bytes beyond ASCII may be bad.
  private static let badShare = 100

  /// Whether bytes that are strictly text in no encoding are damaged text all the same: no control characters, and a twentieth of what stands beyond ASCII
  /// is among the most frequent characters, with hardly a bad place.
  static func isDamagedText(_ bytes: [UInt8]) -> Bool {
    let sample = wholeCharacters(bytes)
    guard !sample.contains(where: { $0 < 0x20 && ![9, 10, 12, 13].contains($0) }) else { return false }
    let (text, bad) = legacyOrUTF8(sample).decode(sample)
    var beyond = 0
    var common = 0
    for scalar in String(decoding: text, as: UTF8.self).unicodeScalars where scalar.value >= 0x80 {
      beyond += 1
      if frequent.contains(scalar) { common += 1 }
    }
    return beyond > 0 && bad * badShare <= beyond * 2 && common * 20 >= beyond
  }

  private static func legacyOrUTF8(_ bytes: [UInt8]) -> TextEncoding {
    if String(validating: bytes, as: UTF8.self) != nil { return .utf8 }
    let sample = wholeCharacters(bytes)
    let beyond = max(1, sample.count { $0 >= 0x80 })
    var best = (encoding: TextEncoding.gb18030, score: Int.min)
    for encoding in [TextEncoding.gb18030, .big5, .utf8] {
      let (text, bad) = encoding.decode(sample)
      // Bad places weigh so much that a valid reading beats an invalid one, and of two invalid ones the better wins.
      let score = commonness(text) - bad * 40 - (encoding == .utf8 && bad * badShare > beyond ? beyond * 40 : 0)
      // A close call goes to GB18030, which comes first: this is read in mainland China.
      if score > best.score + (best.score == .min ? 0 : sample.count / 50) { best = (encoding, score) }
    }
    return best.encoding
  }

  /// The beginning of the bytes, cut behind an ASCII control or blank, which is never the second byte of a character.
  private static func wholeCharacters(_ bytes: [UInt8]) -> [UInt8] {
    guard bytes.count > sampleSize else { return bytes }
    let sample = bytes[..<sampleSize]
    return Array(sample[..<(sample.lastIndex { $0 <= 0x20 } ?? sampleSize)])
  }

  /// Points for characters in common use, in either script.
  private static func commonness(_ text: [UInt8]) -> Int {
    var score = 0
    for scalar in String(decoding: text, as: UTF8.self).unicodeScalars where scalar.value >= 0x80 {
      if frequent.contains(scalar) {
        score += 12
      } else {
        switch scalar.value {
        // The blocks that Chinese text is made of; private use and rare blocks are signs of a wrong reading.
        case 0x4E00...0x9FA5, 0x3000...0x3017, 0xFF01...0xFF5E, 0x2014...0x2026: score += 1
        default: score -= 4
        }
      }
    }
    return score
  }

  /// UTF-16 without a mark: by the zero bytes of its ASCII characters, or by being nothing but Chinese text in one byte order.
  static func utf16Order(_ bytes: [UInt8]) -> Bool? {
    guard bytes.count >= 8 else { return nil }
    let scores = [true, false].map { isBigEndian in (isBigEndian, utf16Share(bytes, isBigEndian: isBigEndian)) }
    guard let best = scores.max(by: { $0.1 < $1.1 }), best.1 >= 98 else { return nil }
    return best.0
  }

  /// How many in a hundred code units are what Chinese text is made of; 0 where too little of it is frequent to be language.
  private static func utf16Share(_ bytes: [UInt8], isBigEndian: Bool) -> Int {
    var fitting = 0
    var telling = 0
    let count = bytes.count / 2
    for index in 0..<count {
      let (first, second) = (UInt32(bytes[2 * index]), UInt32(bytes[2 * index + 1]))
      let unit = isBigEndian ? first << 8 | second : second << 8 | first
      switch unit {
      case 0x09, 0x0A, 0x0D, 0x20...0x7E:
        fitting += 1
        telling += 1
      case 0x4E00...0x9FA5, 0x3000...0x3017, 0xFF01...0xFF5E, 0x2010...0x2026:
        fitting += 1
        if let scalar = Unicode.Scalar(unit), frequent.contains(scalar) { telling += 1 }
      default: break
      }
    }
    // ASCII and the frequent characters make up half of honest text; of ASCII or GBK bytes read in pairs, hardly anything.
    return telling * 4 >= count ? fitting * 100 / count : 0
  }

  /// The most frequent characters of written Chinese with those of training papers, and their traditional forms; full stops and commas among them.
  private static let frequent = Set(
    """
    的一是了我不人在他有这个上们来到时大地为子中你说生国年着就那和要她出也得里后自以会家可下而过天去能对小多然于心学么之都好看起发当没成只如事把还用第样道想
    作种开美总从无情己面最女但现前些所同日手又行意动方期它头经长儿回位分爱老因很给名法间斯知世什两次使身者被高已亲其进此话常与活正感二三四五六七八九十百
    月号课程教师培训计划方案名单讲座报告材料调研需求评估宣传新闻单位研究院所中科技术专业人员参加内容时间地点组织管理工作通知附件表职称姓授电
    這個們來時為說國著裡後會過對麼學沒還樣種開總從無頭經長兒愛間兩親進話與動現發當點號課師訓計劃單講報評傳聞專業參內組織
    ，。、；：（）“”《》！？　
    """.unicodeScalars.filter { $0 != "\n" && $0 != " " })
}
