import Findings
import Foundation
import Policies

/// Reads the first sheet of an XLSX file: rows of cells, blank rows included, so that an index is the row that Excel shows.
package typealias SheetReading = @Sendable ([UInt8]) throws -> [[String]]

/// A table with its header found and its columns named by fact.
struct NamedTable {
  /// Fact id → column index.
  var columns: [String: Int]
  /// Rows below the header that hold anything, with their row number from 1.
  var rows: [(number: Int, cells: [String])]

  func cell(_ fact: String, _ cells: [String]) -> String? {
    guard let index = columns[fact] else { return nil }
    return index < cells.count ? cells[index] : ""
  }
}

enum TableReading {
  /// Bytes → rows. XLSX is told by its ZIP signature, whatever the file is called.
  ///
  /// `key` is the column without which there is no table; throws `RunError` 65 naming what is wrong.
  static func table(
    _ bytes: [UInt8], subject: String, columns: [Policy.Column], key: String, sheet: SheetReading
  ) throws -> NamedTable {
    guard !bytes.isEmpty else { throw RunError(.badData, subject: subject, message: "the file is empty") }
    guard let keyColumn = columns.first(where: { $0.fact == key }) else {
      throw RunError(.badData, subject: subject, message: "the policy gives no column for “\(key)”")
    }
    let candidates: [[[String]]]
    if bytes.starts(with: [0x50, 0x4B]) {
      do {
        candidates = [try sheet(bytes)]
      } catch let error as RunError {
        throw error
      } catch {
        throw RunError(.badData, subject: subject, message: "the first sheet of the XLSX file cannot be read", cause: plainWords(error))
      }
    } else if bytes.starts(with: [0xD0, 0xCF, 0x11, 0xE0]) {
      throw RunError(
        .badData, subject: subject, message: "is an old XLS file or an encrypted workbook; save it as XLSX without a password, or as CSV")
    } else if bytes.starts(with: Array("%PDF".utf8)) {
      throw RunError(.badData, subject: subject, message: "is a PDF file; export the table as XLSX or CSV")
    } else {
      guard let text = Encodings.decode(bytes) else {
        throw RunError(.badData, subject: subject, message: "is neither XLSX nor text in UTF-8, UTF-16 or GB18030")
      }
      candidates = [",", "\t", ";"].map { DelimitedText.rows(text, delimiter: $0) }
    }
    for rows in candidates {
      guard let header = headerIndex(rows, columns: columns, key: keyColumn) else { continue }
      let columns = names(rows[header], columns: columns)
      // A print layout repeats the header on every page.
      let repeated = columns[key].map { ($0, rows[header][$0].folded) }
      let below = rows.indices.dropFirst(header + 1).filter { index in
        if let (column, name) = repeated, column < rows[index].count, rows[index][column].folded == name { return false }
        return rows[index].contains { !$0.folded.isEmpty }
      }
      return NamedTable(columns: columns, rows: below.map { ($0 + 1, rows[$0]) })
    }
    // One way of cutting it is enough: a line of commas is not empty when cut at tabs.
    if candidates.contains(where: { rows in rows.allSatisfy { row in row.allSatisfy { $0.folded.isEmpty } } }) {
      throw RunError(.badData, subject: subject, message: "holds no rows")
    }
    throw RunError(
      .badData, subject: subject,
      message:
        "no row holds the column \(([keyColumn.name] + keyColumn.aliases).joined(separator: " / ")), so this is not the table asked for")
  }

  /// The first row that holds the key column by its name; else the first that holds it by another name together with one more known column,
  /// because 编号 alone also stands in letterheads.
  private static func headerIndex(_ rows: [[String]], columns: [Policy.Column], key: Policy.Column) -> Int? {
    let name = columnForm(key.name)
    if let index = rows.firstIndex(where: { row in row.contains { columnForm($0) == name } && names(row, columns: columns).count > 1 }) {
      return index
    }
    if let index = rows.firstIndex(where: { row in row.contains { columnForm($0) == name } }) { return index }
    // Few rows hold any name of the key; the others are not worth a look at all columns' names.
    let keyForms = Set(([key.name] + key.aliases).map(columnForm))
    return rows.firstIndex { row in
      guard row.contains(where: { keyForms.contains(columnForm($0)) || keyForms.contains(columnForm(withoutBrackets($0))) }) else {
        return false
      }
      let found = names(row, columns: columns)
      return found[key.fact] != nil && found.count > 1
    }
  }

  /// Fact → column index. The column's own name wins over its aliases, an exact name over one with a bracketed addition (`参加人数（人）`).
  private static func names(_ header: [String], columns: [Policy.Column]) -> [String: Int] {
    let exact = header.map(columnForm)
    let short = header.map { columnForm(withoutBrackets($0)) }
    var result: [String: Int] = [:]
    var taken: Set<Int> = []
    // Every column's exact names first, so that no bracketed form takes a place that belongs to another.
    for forms in [exact, short] {
      for column in columns where result[column.fact] == nil {
        for name in [column.name] + column.aliases {
          let form = columnForm(name)
          if let index = forms.indices.first(where: { forms[$0] == form && !taken.contains($0) }) {
            result[column.fact] = index
            taken.insert(index)
            break
          }
        }
      }
    }
    return result
  }

  private static func columnForm(_ name: String) -> String {
    name.folded.trimmingCharacters(in: CharacterSet(charactersIn: "*:;,.。、?"))
  }

  private static func withoutBrackets(_ name: String) -> String {
    let compatible = name.precomposedStringWithCompatibilityMapping
    guard let open = compatible.firstIndex(of: "("), open != compatible.startIndex else { return compatible }
    return String(compatible[..<open])
  }
}
