internal import Containers
package import Findings

/// Rows as the smallest workbook that Excel opens: one sheet of inline strings. Source: ECMA-376 part 1, chapter 18.
package enum SheetBuilder {
  /// Rows of a tab-separated text; `<br>` is a line break in a cell.
  package static func rows(tsv text: String) -> [[String]] {
    var lines = text.split(separator: "\n", omittingEmptySubsequences: false)
    if lines.last?.isEmpty == true { lines.removeLast() }
    return lines.map { line in
      line.split(separator: "\t", omittingEmptySubsequences: false).map {
        String($0.replacing("<br>", with: "\n").replacing("\r", with: ""))
      }
    }
  }

  /// Whole numbers become numbers, as they do when somebody types them; everything else stays text.
  package static func bytes(_ rows: [[String]]) throws(RunError) -> [UInt8] {
    var sheet = ""
    for (index, row) in rows.enumerated() {
      sheet += "<row r=\"\(index + 1)\">"
      for (column, cell) in row.enumerated() where !cell.isEmpty {
        let place = "\(letters(column))\(index + 1)"
        if let number = Int(cell), String(number) == cell {
          sheet += "<c r=\"\(place)\"><v>\(number)</v></c>"
        } else {
          sheet += "<c r=\"\(place)\" t=\"inlineStr\"><is><t xml:space=\"preserve\">\(escaped(cell))</t></is></c>"
        }
      }
      sheet += "</row>"
    }
    let declaration = "<?xml version=\"1.0\" encoding=\"UTF-8\" standalone=\"yes\"?>\n"
    let main = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
    let office = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
    let package = "http://schemas.openxmlformats.org/package/2006"
    let type = "application/vnd.openxmlformats-officedocument.spreadsheetml"
    let parts = [
      (
        "[Content_Types].xml",
        "<Types xmlns=\"\(package)/content-types\"><Default Extension=\"rels\" ContentType=\"application/vnd.openxmlformats-package.relationships+xml\"/>"
          + "<Default Extension=\"xml\" ContentType=\"application/xml\"/><Override PartName=\"/xl/workbook.xml\" ContentType=\"\(type).sheet.main+xml\"/>"
          + "<Override PartName=\"/xl/worksheets/sheet1.xml\" ContentType=\"\(type).worksheet+xml\"/></Types>"
      ),
      (
        "_rels/.rels",
        "<Relationships xmlns=\"\(package)/relationships\"><Relationship Id=\"rId1\" Type=\"\(office)/officeDocument\" Target=\"xl/workbook.xml\"/></Relationships>"
      ),
      (
        "xl/workbook.xml",
        "<workbook xmlns=\"\(main)\" xmlns:r=\"\(office)\"><sheets><sheet name=\"Sheet1\" sheetId=\"1\" r:id=\"rId1\"/></sheets></workbook>"
      ),
      (
        "xl/_rels/workbook.xml.rels",
        "<Relationships xmlns=\"\(package)/relationships\"><Relationship Id=\"rId1\" Type=\"\(office)/worksheet\" Target=\"worksheets/sheet1.xml\"/></Relationships>"
      ),
      ("xl/worksheets/sheet1.xml", "<worksheet xmlns=\"\(main)\"><sheetData>\(sheet)</sheetData></worksheet>"),
    ]
    return try ZipWriter.archive(parts.map { ZipWriter.Member(name: $0.0, bytes: Array((declaration + $0.1).utf8)) })
  }

  /// 0 → A, 26 → AA.
  private static func letters(_ column: Int) -> String {
    let last = String(UnicodeScalar(UInt8(65 + column % 26)))
    return column < 26 ? last : letters(column / 26 - 1) + last
  }
}
