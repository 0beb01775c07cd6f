import Containers
import Documents
import Findings
import Policies
import Registers

/// libFuzzer's entry: any bytes are read as a register, and nothing may crash, hang, or give rows that are none. What begins with `<` is the sheet of a
/// workbook: in a ZIP, checksums would break with the first mutation.
/// Built by scripts/fuzz with `-sanitize=fuzzer,address`; kept out of the package's targets since it has no `main`.
@_cdecl("LLVMFuzzerTestOneInput")
func fuzzRegister(_ start: UnsafePointer<UInt8>?, _ count: Int) -> CInt {
  var bytes = Array(UnsafeBufferPointer(start: start, count: count))
  if bytes.first == UInt8(ascii: "<") { bytes = Workbook.around(bytes) }
  do {
    let register = try Register.read(bytes, subject: "fuzz", policy: Workbook.policy) { bytes in
      var limits = Limits.register
      // Small limits: what they guard is reached by small inputs too.
      limits.textBytes = 1 << 16
      limits.tableCells = 5000
      limits.documentBytes = 4 << 20
      return try SpreadsheetReader.firstSheet(bytes, limits: limits)
    }
    var seen: Set<String> = []
    for plan in register.plans {
      precondition(!plan.id.isEmpty && plan.row > 0, "a plan without an id or a row")
      precondition(seen.insert(plan.id).inserted, "the plan \(plan.id) twice")
    }
  } catch let error as RunError {
    precondition(error.code == .badData, "a register that cannot be read is bad data, not \(error.code)")
  } catch {
    preconditionFailure("an error without an exit code: \(error)")
  }
  return 0
}

private enum Workbook {
  static let policy: Policy = {
    do { return try Policy.builtIn() } catch { fatalError("\(error)") }
  }()

  private static let office = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"

  static func around(_ sheet: [UInt8]) -> [UInt8] {
    func relationship(_ type: String, _ target: String) -> [UInt8] {
      Array(
        """
        <Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">\
        <Relationship Id="r1" Type="\(office)/\(type)" Target="\(target)"/></Relationships>
        """.utf8)
    }
    let workbook = """
      <workbook xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main" xmlns:r="\(office)">\
      <sheets><sheet name="1" sheetId="1" r:id="r1"/></sheets></workbook>
      """
    do {
      return try ZipWriter.archive([
        .init(name: "_rels/.rels", bytes: relationship("officeDocument", "xl/workbook.xml")),
        .init(name: "xl/workbook.xml", bytes: Array(workbook.utf8)),
        .init(name: "xl/_rels/workbook.xml.rels", bytes: relationship("worksheet", "sheet1.xml")),
        .init(name: "xl/sheet1.xml", bytes: sheet),
      ])
    } catch {
      fatalError("\(error)")
    }
  }
}
