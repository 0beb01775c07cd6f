import Glibc

/// Decodes member names as the tool that wrote them meant them.
///
/// The order: the UTF-8 flag, the Info-ZIP Unicode path field, what is valid UTF-8, and then one legacy charset for the whole archive,
/// since one tool wrote it: GB18030 (Windows and WPS in mainland China) or Big5 (Taiwan, Hong Kong), whichever its names look more like;
/// code page 437, the standard's default (APPNOTE appendix D), where neither fits.
struct NameDecoder {
  private let charset: Charset

  /// `legacyNames` are the names of the archive that say nothing of their charset.
  init(_ legacyNames: [[UInt8]]) {
    charset = Charset.guess(legacyNames.filter { Self.utf8($0) == nil })
  }

  func decode(_ record: ZipRecord) -> String {
    if let name = record.unicodeName.flatMap({ String(validating: $0, as: UTF8.self) }) { return name }
    if record.saysUTF8, let name = String(validating: record.rawName, as: UTF8.self) { return name }
    return decode(record.rawName)
  }

  /// A name without any word on its charset. UTF-8 comes first: legacy Chinese text is hardly ever valid UTF-8 by chance.
  func decode(_ bytes: [UInt8]) -> String {
    if let name = Self.utf8(bytes) { return name }
    for charset in [charset, .gb18030, .big5] {
      if let name = charset.decode(bytes) { return name }
    }
    return Charset.codePage437(bytes)
  }

  /// The name as UTF-8, if it is that. Short GB18030 names can be valid UTF-8 (通知 reads as a Hebrew and a combining mark): such a reading is taken for
  /// chance where it has letters that no file here is named with, and GB18030 has nothing but characters in common use.
  private static func utf8(_ bytes: [UInt8]) -> String? {
    guard let name = String(validating: bytes, as: UTF8.self) else { return nil }
    let isUsual = name.unicodeScalars.allSatisfy { scalar in
      switch scalar.value {
      // ASCII; Latin; Greek; Cyrillic; and all that takes three bytes or more, which chance does not make.
      case 0..<0x80, 0xA0..<0x180, 0x391..<0x3CA, 0x410..<0x452, 0x800...: true
      default: false
      }
    }
    return isUsual || !Charset.isCommonChinese(bytes) ? name : nil
  }
}

/// A legacy charset of Chinese file names.
enum Charset: String {
  case gb18030 = "GB18030"
  case big5 = "BIG5-HKSCS"

  /// The text, or nil where a byte has no meaning in this charset. glibc's iconv(3) decodes.
  func decode(_ bytes: [UInt8]) -> String? {
    let converter = iconv_open("UTF-8", rawValue)
    guard converter != iconv_t(bitPattern: -1) else { return nil }
    defer { iconv_close(converter) }
    var input = bytes.map { CChar(bitPattern: $0) }
    var output = [CChar](repeating: 0, count: bytes.count * 4 + 4)
    let written: Int? = input.withUnsafeMutableBufferPointer { input in
      output.withUnsafeMutableBufferPointer { output in
        var from = input.baseAddress
        var left = input.count
        var to = output.baseAddress
        var room = output.count
        guard iconv(converter, &from, &left, &to, &room) != -1, left == 0 else { return nil }
        return output.count - room
      }
    }
    return written.flatMap { String(validating: output[..<$0].map { UInt8(bitPattern: $0) }, as: UTF8.self) }
  }

  /// The charset that the names look more like; GB18030 when nothing tells.
  static func guess(_ names: [[UInt8]]) -> Charset {
    var gb = 0
    var big5 = 0
    for name in names {
      gb += score(name, decoded: gb18030.decode(name), isCommon: isCommonGB2312)
      big5 += score(name, decoded: Charset.big5.decode(name), isCommon: isCommonBig5)
    }
    // A close call goes to GB18030: this is read in mainland China.
    return big5 > gb + 4 ? .big5 : .gb18030
  }

  /// Whether all of the name beyond ASCII is GB/T 2312 level 1.
  static func isCommonChinese(_ bytes: [UInt8]) -> Bool {
    var index = 0
    while index < bytes.count {
      if bytes[index] < 0x80 {
        index += 1
      } else if index + 1 < bytes.count, isCommonGB2312(bytes[index], bytes[index + 1]) {
        index += 2
      } else {
        return false
      }
    }
    return true
  }

  /// Two points for a character of the frequent set of the charset, one more for one that file names are full of, and a heavy loss for a
  /// name that the charset cannot hold.
  private static func score(_ bytes: [UInt8], decoded: String?, isCommon: (UInt8, UInt8) -> Bool) -> Int {
    guard let decoded else { return -4 * bytes.count }
    var score = decoded.unicodeScalars.reduce(0) { $0 + (frequent.contains($1) ? 3 : 0) }
    var index = 0
    while index < bytes.count {
      if bytes[index] < 0x80 {
        index += 1
      } else {
        score += index + 1 < bytes.count && isCommon(bytes[index], bytes[index + 1]) ? 2 : -1
        index += 2
      }
    }
    return score
  }

  /// GB/T 2312 level 1: its 3755 characters in common use stand in rows 16–55.
  private static func isCommonGB2312(_ lead: UInt8, _ trail: UInt8) -> Bool {
    (0xB0...0xD7).contains(lead) && trail >= 0xA1 || (0xA1...0xA3).contains(lead) && trail >= 0xA1
  }

  /// Big5 level 1: its 5401 characters in common use stand in A440–C67E. The half with trail bytes below A1 cannot be GB/T 2312.
  private static func isCommonBig5(_ lead: UInt8, _ trail: UInt8) -> Bool {
    (0xA1...0xC6).contains(lead) && ((0x40...0x7E).contains(trail) || trail >= 0xA1)
  }

  /// Characters that names of training materials are full of, in both scripts. Only a tie-breaker: both readings of short names are often
  /// valid.
  private static let frequent = Set(
    """
    的一二三四五六七八九十年月日第期届附件表单名录课程教学计划方案培训通知总结报告材料师资评估调研需求分析宣传报道新闻简介申报书院所研究中心科技学术讲座安排日程
    單課學計劃訓總結報師資評調層級聞簡術講樞圖書館檔資訊說明會議紀錄測試新文夾版本終稿修改草案電腦網絡系統專業發展經費預算簽到名錄教材件關於設置現場照片
    """.unicodeScalars.filter { !$0.properties.isWhitespace })

  /// Code page 437's upper half, from 80 on.
  private static let upper437 = Array(
    "ÇüéâäàåçêëèïîìÄÅÉæÆôöòûùÿÖÜ¢£¥₧ƒáíóúñÑªº¿⌐¬½¼¡«»░▒▓│┤╡╢╖╕╣║╗╝╜╛┐└┴┬├─┼╞╟╚╔╩╦╠═╬╧╨╤╥╙╘╒╓╫╪┘┌█▄▌▐▀αßΓπΣσµτΦΘΩδ∞φε∩≡±≥≤⌠⌡÷≈°∙·√ⁿ²■\u{A0}"
      .unicodeScalars)

  static func codePage437(_ bytes: [UInt8]) -> String {
    var text = String.UnicodeScalarView()
    for byte in bytes {
      text.append(byte < 0x80 ? Unicode.Scalar(byte) : upper437[Int(byte) - 0x80])
    }
    return String(text)
  }
}
