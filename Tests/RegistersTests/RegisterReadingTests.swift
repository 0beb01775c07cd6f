import Findings
import Foundation
import Policies
import Testing

@testable import Registers

/// A register as CSV text in the columns that a test needs.
func register(_ text: String, encoding: String.Encoding = .utf8, mark: [UInt8] = []) throws -> Register {
  let bytes = mark + [UInt8](try #require(text.data(using: encoding)))
  return try Register.read(bytes, subject: "test.csv", policy: Policy.builtIn(), sheet: { _ in [] })
}

@Suite("Register: files")
struct RegisterFileTests {
  static let table = "计划编号,单位,计划名称,培训天数\nP001,物理所,量子研修班,5\nP002,化学所,催化研修班,4\n"

  @Test("UTF-8 with and without byte-order mark, UTF-16 in both orders with and without")
  func unicode() throws {
    for (encoding, mark) in [
      (String.Encoding.utf8, []), (.utf8, [0xEF, 0xBB, 0xBF]), (.utf16LittleEndian, [0xFF, 0xFE]), (.utf16BigEndian, [0xFE, 0xFF]),
      (.utf16LittleEndian, []), (.utf16BigEndian, []),
    ] as [(String.Encoding, [UInt8])] {
      let plans = try register(Self.table, encoding: encoding, mark: mark).plans
      #expect(plans.map(\.id) == ["P001", "P002"], "\(encoding) \(mark)")
      #expect(plans.map(\.title) == ["量子研修班", "催化研修班"], "\(encoding) \(mark)")
    }
  }

  @Test("GB18030, a rare character of four bytes included")
  func gb18030() throws {
    // 计划编号,单位,计划名称\nP1,物理所,㐀研修班\n in GB18030 (GBK bytes; U+3400 is the four bytes 81 39 EE 39).
    let bytes: [UInt8] =
      [
        0xBC, 0xC6, 0xBB, 0xAE, 0xB1, 0xE0, 0xBA, 0xC5, 0x2C, 0xB5, 0xA5, 0xCE, 0xBB, 0x2C, 0xBC, 0xC6, 0xBB, 0xAE, 0xC3, 0xFB, 0xB3, 0xC6,
        0x0A,
      ]
      + [0x50, 0x31, 0x2C, 0xCE, 0xEF, 0xC0, 0xED, 0xCB, 0xF9, 0x2C, 0x81, 0x39, 0xEE, 0x39, 0xD1, 0xD0, 0xD0, 0xDE, 0xB0, 0xE0, 0x0A]
    let read = try Register.read(bytes, subject: "gb.csv", policy: Policy.builtIn(), sheet: { _ in [] })
    #expect(read.plans.map(\.unit) == ["物理所"])
    #expect(read.plans.map(\.title) == ["㐀研修班"])
  }

  @Test("tabs; quoted fields with delimiters, doubled quotes and line breaks; line ends of Windows and of old Macs")
  func delimited() throws {
    let tabs = try register("计划编号\t单位\t计划名称\r\nP1\t物理所\t量子，班\r\n")
    #expect(tabs.plans.map(\.title) == ["量子，班"])
    let quoted = try register("计划编号,单位,\"计划\n名称\"\r\nP1,物理所,\"量子,\"\"新\"\"\r\n班\"\r\n")
    #expect(quoted.plans.map(\.title) == ["量子,\"新\" 班"])
    let mac = try register("计划编号,单位,计划名称\rP1,物理所,甲班\rP2,物理所,乙班")
    #expect(mac.plans.map(\.id) == ["P1", "P2"])
  }

  @Test("the header is the first row that holds 计划编号, by any of its names; blank rows keep their number")
  func header() throws {
    let read = try register("中国科学院2023年度培训计划登记表,,\n填报日期：,2023,\n项目编号,承办单位,班次名称\n,,\nP1,物理所,甲班\n")
    #expect(read.plans.map(\.row) == [5])
    #expect(read.plans.map(\.unit) == ["物理所"])
    let letterhead = try register("编号,〔2023〕5号,\n计划编号,单位,计划名称\nP1,物理所,甲班\n")
    #expect(letterhead.plans.map(\.id) == ["P1"])
  }

  @Test("column names with spaces, full-width forms, line breaks, a star or a bracketed unit; any order; unknown columns ignored")
  func columnNames() throws {
    let read = try register("备注,计划 名称*,\"参加\n人数（人）\",计划编号：,单　位,培训天数(天)\nx,甲班,８０,Ｐ１,物理所,５\n")
    #expect(read.plans.map(\.id) == ["P1"])
    #expect(read.plans[0].fact("participants").value == .number(80))
    #expect(read.plans[0].fact("days").value == .number(5))
    #expect(!read.missingColumns.contains { $0.fact == "days" })
  }

  @Test("a column's own name wins over another column that has its alias")
  func ownName() throws {
    let read = try register("编号,计划编号,单位,计划名称\n1,P1,物理所,甲班\n")
    #expect(read.plans.map(\.id) == ["P1"])
  }

  @Test("columns that the register lacks are named once, in the policy's order")
  func missing() throws {
    let read = try register(Self.table)
    #expect(read.missingColumns.map(\.name).first == "计划类别")
    #expect(read.missingColumns.count == 19 - 4 - 1)  // 附件 is no column that a rule needs
    #expect(read.plans[0].fact("participants").value == .columnMissing)
  }

  @Test("XLSX is told by its bytes and read by the reader of sheets")
  func xlsx() throws {
    let read = try Register.read(
      [0x50, 0x4B, 3, 4], subject: "register", policy: Policy.builtIn(),
      sheet: { _ in [["登记表"], ["计划编号", "单位", "计划名称"], ["P1", "物理所", "甲班"]] })
    #expect(read.plans.map(\.row) == [3])
  }

  @Test(
    "what is no register ends with 65 and names the file",
    arguments: [
      ("", "empty"), ("单位,计划名称\n物理所,甲班\n", "计划编号"), ("计划编号,单位,计划名称\n", "no rows"), ("计划编号,单位,计划名称\n,,\n", "no rows"),
      ("计划编号,计划名称\nP1,甲班\n", "单位"), ("\n\n,,\n", "no rows"), ("%PDF-1.7", "PDF"),
    ])
  func bad(_ text: String, _ words: String) {
    let error = #expect(throws: RunError.self) { try register(text) }
    #expect(error?.code == .badData)
    #expect(error?.subject == "test.csv")
    #expect(error?.message.contains(words) == true, "\(String(describing: error))")
  }

  @Test("a file that does not exist ends with 66")
  func noFile() throws {
    let error = #expect(throws: RunError.self) {
      try Register.read(path: "/nowhere/register.xlsx", policy: Policy.builtIn(), sheet: { _ in [] })
    }
    #expect(error?.code == .noInput)
  }

  @Test("bytes in none of the encodings end with 65")
  func noText() {
    let error = #expect(throws: RunError.self) {
      try Register.read([0x41, 0x2C, 0xFF, 0xFF, 0x0A, 0x80], subject: "x.csv", policy: Policy.builtIn(), sheet: { _ in [] })
    }
    #expect(error?.code == .badData)
  }
}

@Suite("Register: rows")
struct RegisterRowTests {
  @Test("white space inside Chinese goes, between words it stays; one unit written in two ways is one; ids lose all of it")
  func lines() throws {
    let read = try register(
      "计划编号,单位,计划名称\nＰ 001,\"中国科学院\n物理研究所（北京）\",AI for  Science 研修 班\nP002,中国科学院物理研究所(北京),乙班\n")
    #expect(read.plans.map(\.id) == ["P001", "P002"])
    #expect(read.plans.map(\.unit) == ["中国科学院物理研究所（北京）", "中国科学院物理研究所（北京）"])
    #expect(read.plans[0].title == "AI for Science 研修班")
  }

  @Test("a row without id is a finding with its number; the others are plans")
  func noID() throws {
    let read = try register("计划编号,单位,计划名称\n,物理所,甲班\nP2,物理所,乙班\n")
    #expect(read.plans.map(\.id) == ["P2"])
    #expect(read.rowFindings.map(\.row) == [2])
    #expect(read.rowFindings.map(\.finding.rule) == ["register.row"])
    #expect(read.rowFindings[0].finding.message.contains("第2行"))
  }

  @Test("the second row of an id is a finding that names both rows, and the first is audited")
  func duplicate() throws {
    let read = try register("计划编号,单位,计划名称\nP1,物理所,甲班\nP2,物理所,乙班\np１,化学所,丙班\n")
    #expect(read.plans.map(\.title) == ["甲班", "乙班"])
    #expect(read.rowFindings.map(\.row) == [4])
    #expect(read.rowFindings[0].finding.message.contains("第4行") && read.rowFindings[0].finding.message.contains("第2行"))
    #expect(read.plans[0].findings.map(\.rule) == ["register.row"])
  }

  @Test("a word that is neither 是 nor 否 is a finding, and the plan is audited with that cell unreadable")
  func word() throws {
    let read = try register("计划编号,单位,计划名称,是否申请资助\nP1,物理所,甲班,待定\nP2,物理所,乙班,是\n")
    #expect(read.plans.map(\.id) == ["P1", "P2"])
    #expect(read.plans[0].fact("funding").value == .unreadable)
    #expect(read.plans[0].findings.map(\.rule) == ["register.row"])
    #expect(read.rowFindings[0].finding.message.contains("第2行") && read.rowFindings[0].finding.message.contains("待定"))
    #expect(read.plans[1].findings == [])
  }

  @Test("a header repeated on a later page is no row")
  func pages() throws {
    let read = try register("计划编号,单位,计划名称\nP1,物理所,甲班\n计划 编号,单位,计划名称\nP2,物理所,乙班\n")
    #expect(read.plans.map(\.id) == ["P1", "P2"])
    #expect(read.rowFindings == [])
  }

  @Test("lines below the table are no plans")
  func footer() throws {
    let read = try register("计划编号,单位,计划名称\nP1,物理所,甲班\n填表人：张三,,\n")
    #expect(read.plans.count == 1)
    #expect(read.rowFindings.map(\.row) == [3])
  }

  @Test("attachments are separated by semicolons of both widths and line breaks")
  func attachments() throws {
    let read = try register("计划编号,单位,计划名称,附件\nP1,物理所,甲班,\"a/1.docx; b, c.zip；d.docx\ne.docx\"\n")
    #expect(read.plans[0].attachments == ["a/1.docx", "b, c.zip", "d.docx", "e.docx"])
  }
}

@Suite("Register: cells")
struct CellValueTests {
  let policy: Policy
  let values: CellValues

  init() throws {
    policy = try Policy.builtIn()
    values = CellValues(policy.words, columns: policy.register)
  }

  func value(_ cell: String, _ fact: String) throws -> Fact.Value {
    values.value(cell, of: try #require(policy.column(fact))).value
  }

  @Test("yes and no in their words", arguments: ["是", " 是 ", "1", "Y", "y", "√", "true", "ＴＲＵＥ", "是\n"])
  func yes(_ cell: String) throws { #expect(try value(cell, "funding") == .yesNo(true)) }

  @Test("no in its words", arguments: ["否", "0", "N", "×", "false", "ｎ"])
  func no(_ cell: String) throws { #expect(try value(cell, "funding") == .yesNo(false)) }

  @Test("an empty cell is blank, also one with a dash", arguments: ["", "  ", "\u{3000}", "-", "——", "/"])
  func blank(_ cell: String) throws { #expect(try value(cell, "funding") == .blank) }

  @Test(
    "numbers as people write them",
    arguments: [
      ("5", 5), ("5天", 5), ("4.5", 4.5), ("五天", 5), ("约100", 100), ("100人", 100), ("80-100", 80), ("80～100人", 80), ("100-80", 80),
      ("８０", 80),
      ("1,200", 1200), ("一百二十人", 120), ("十五", 15), ("二十", 20), ("70人以上", 70), ("100余人", 100), ("5天半", 5.5), ("半天", 0.5), ("两天", 2),
      ("三四天", 3),
      ("80至100", 80), ("100人左右", 100), ("3.0", 3),
    ] as [(String, Double)])
  func numbers(_ cell: String, _ expected: Double) throws { #expect(try value(cell, "days") == .number(expected)) }

  @Test("what is no number that a rule may be held against", arguments: ["见附件", "不足70", "7月10日", "待定", "1.2.3", "80-90-100", "100人以内"])
  func noNumbers(_ cell: String) throws { #expect(try value(cell, "days") == .unreadable) }

  @Test("a count is whole")
  func count() throws {
    #expect(try value("70", "participants") == .number(70))
    #expect(try value("70.5", "participants") == .unreadable)
  }

  @Test(
    "one or several types joined by any separator or none",
    arguments: [
      ("是", ["yes"]), ("否", ["no"]), ("精品培训项目", ["boutique"]), ("人力资源社会保障部高级研修项目", ["hrss"]),
      ("人力资源社会保障部高级研修项目；同时申报人力资源社会保障部高研项目", ["hrss", "hrss_too"]),
      ("精品培训项目同时申报人力资源社会保障部高研项目", ["boutique", "hrss_too"]), ("精品培训项目\n同时申报人力资源社会保障部\n高研项目", ["boutique", "hrss_too"]),
      ("是，同时申报人力资源社会保障部高研项目", ["yes", "hrss_too"]), ("精品培训项目/人力资源社会保障部高级研修项目", ["boutique", "hrss"]),
      ("精品培训项目 + 人力资源社会保障部高级研修项目", ["boutique", "hrss"]), ("精品培训项目和人力资源社会保障部高级研修项目", ["boutique", "hrss"]),
      ("是（精品培训项目）", ["yes", "boutique"]), ("√", ["yes"]), ("×", ["no"]),
    ] as [(String, [String])])
  func choices(_ cell: String, _ expected: [String]) throws { #expect(try value(cell, "boutique") == .choice(expected)) }

  @Test("past types")
  func basis() throws {
    #expect(try value("专业技术研修班、精品培训项目", "basis") == .choice(["boutique", "advanced"]))
    #expect(try value("无", "basis") == .choice(["none"]))
    #expect(try value("国际会议", "basis") == .unreadable)
  }

  @Test("a kind may be anything; the three of the guide are known")
  func kinds() throws {
    #expect(try value("专业技术\n研修班", "kind") == .choice(["advanced"]))
    #expect(try value("管理人员培训", "kind") == .choice([]))
  }
}

@Suite("The list of funded projects")
struct FundedListTests {
  func list(_ text: String) throws -> FundedList {
    try FundedList.read(Array(text.utf8), subject: "funded.csv", policy: Policy.builtIn(), sheet: { _ in [] })
  }

  @Test("its lines, with a blank and a strange word for completed")
  func lines() throws {
    let list = try list("单位,项目名称,项目类型,是否完成\n物理所,甲班,精品培训项目,是\n物理所,乙班,专业技术研修班,\n化学所,丙班,精品培训项目,进行中\n")
    #expect(list.projects.map(\.completed) == [true, nil, nil])
    #expect(list.projects.map(\.row) == [2, 3, 4])
    #expect(list.rowFindings.map(\.row) == [4])
  }

  @Test("without a column, or without rows, it is no list", arguments: ["单位,项目名称,项目类型\n物理所,甲班,精品培训项目\n", "单位,项目名称,项目类型,是否完成\n"])
  func bad(_ text: String) {
    let error = #expect(throws: RunError.self) { try list(text) }
    #expect(error?.code == .badData)
  }
}
