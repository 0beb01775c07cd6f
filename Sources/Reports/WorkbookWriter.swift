import CLibxlsxwriter
import Findings

/// One XLSX file being written: strings and numbers only, never a formula, a link or a macro.
///
/// Writes straight to `path` (libxlsxwriter 1.1 knows no buffer); its creation time is given, so the same cells give the same bytes.
/// Throws `RunError` `.cannotWrite` with libxlsxwriter's words. Source: https://libxlsxwriter.github.io, workbook.h, worksheet.h.
final class WorkbookWriter {
  /// Excel takes at most 32 767 UTF-16 units in one cell.
  static let cellLimit = 32_767

  private let path: String
  /// Nil once `close` freed it.
  private var workbook: UnsafeMutablePointer<lxw_workbook>?
  private var sheet: UnsafeMutablePointer<lxw_worksheet>?
  private var formats: [Style: UnsafeMutablePointer<lxw_format>] = [:]
  private var fault: lxw_error?
  /// Of the sheet being written: column widths in characters, and the lines that each row's fullest cell takes.
  private var widths: [Double] = []
  private var lines: [Int: Int] = [:]

  /// How a cell looks.
  enum Style: Hashable {
    case head
    case text
    case percent
    /// A verdict's word: bold, on a tint of RGB `fill`.
    case word(fill: UInt32)
  }

  /// - Parameter created: seconds since 1970, UTC.
  init(path: String, title: String, author: String, created: Int) throws(RunError) {
    self.path = path
    guard let workbook = workbook_new(path) else {
      throw RunError(.cannotWrite, subject: path, message: "the workbook could not be begun")
    }
    self.workbook = workbook
    // libxlsxwriter copies the strings; they need to live for this call only. It takes `char *` where it means `const char *`.
    title.withMutableCString { title in
      author.withMutableCString { author in
        var properties = lxw_doc_properties()
        properties.title = title
        properties.author = author
        properties.created = created
        note(workbook_set_properties(workbook, &properties))
      }
    }
  }

  deinit {
    // Only a workbook that an error left open: closing is libxlsxwriter's only way to free one.
    if let workbook { _ = workbook_close(workbook) }
  }

  /// Begins a sheet with a header row that stays in sight, column widths in characters, and a filter over `rows` rows below it.
  func beginSheet(_ name: String, columns: [(name: String, width: Double)], rows: Int) {
    setHeights()
    widths = columns.map(\.width)
    sheet = workbook_add_worksheet(workbook, name)
    guard let sheet else {
      fault = fault ?? LXW_ERROR_MEMORY_MALLOC_FAILED
      return
    }
    for (index, column) in columns.enumerated() {
      note(worksheet_set_column(sheet, UInt16(index), UInt16(index), column.width, nil))
      text(column.name, row: 0, column: index, style: .head)
    }
    worksheet_freeze_panes(sheet, 1, 0)
    note(worksheet_autofilter(sheet, 0, 0, UInt32(rows), UInt16(columns.count - 1)))
    worksheet_set_landscape(sheet)
    worksheet_gridlines(sheet, UInt8(LXW_SHOW_ALL_GRIDLINES.rawValue))
    worksheet_set_paper(sheet, 9)  // A4
    worksheet_fit_to_pages(sheet, 1, 0)
    note(worksheet_repeat_rows(sheet, 0, 0))
    // Inches: as much of the paper as common printers reach, for ten columns side by side.
    worksheet_set_margins(sheet, 0.4, 0.4, 0.5, 0.6)
    note(worksheet_set_footer(sheet, "&L&A&C第 &P 页，共 &N 页"))
  }

  /// A cell of text, whatever it begins with.
  func text(_ value: String, row: Int, column: Int, style: Style = .text) {
    var shown = ShownText.line(value)
    if shown.utf16.count > Self.cellLimit { shown = String(decoding: shown.utf16.prefix(Self.cellLimit - 1), as: UTF16.self) + "…" }
    note(worksheet_write_string(sheet, UInt32(row), UInt16(column), shown, format(style)))
    // A Chinese character is as wide as two digits; a word of Latin letters that moves to the next line may need one line more.
    let width = shown.unicodeScalars.reduce(0) { $0 + ($1.value < 0x2E80 ? 1 : 2) }
    lines[row] = max(lines[row] ?? 1, Int((Double(width) / (widths[column] - 1)).rounded(.up)))
  }

  func number(_ value: Double, row: Int, column: Int, style: Style) {
    note(worksheet_write_number(sheet, UInt32(row), UInt16(column), value, format(style)))
  }

  /// Writes the file. Throws the first thing that went wrong since `init`.
  func close() throws(RunError) {
    setHeights()
    let result = workbook_close(workbook)
    workbook = nil
    note(result)
    if let fault {
      throw RunError(
        .cannotWrite, subject: path, message: "the workbook could not be written", cause: String(cString: lxw_strerror(fault)))
    }
  }

  /// Rows are as high as their text: LibreOffice and WPS do not fit them when they open a file, as Excel does.
  private func setHeights() {
    // Points: a line of the default font (11 pt), and Excel's greatest height of a row.
    for (row, count) in lines.sorted(by: { $0.key < $1.key }) {
      note(worksheet_set_row(sheet, UInt32(row), min(Double(count) * 15 + 3, 409), nil))
    }
    lines = [:]
  }

  private func note(_ result: lxw_error) {
    if result != LXW_NO_ERROR, fault == nil { fault = result }
  }

  private func format(_ style: Style) -> UnsafeMutablePointer<lxw_format>? {
    if let known = formats[style] { return known }
    guard let format = workbook_add_format(workbook) else { return nil }
    format_set_align(format, UInt8(LXW_ALIGN_VERTICAL_TOP.rawValue))
    format_set_text_wrap(format)
    // The default font has no Chinese characters, and what stands in for it differs from machine to machine; this one every Office has.
    format_set_font_name(format, "宋体")
    switch style {
    case .head:
      format_set_bold(format)
      format_set_bg_color(format, 0xE8ECEF)
      format_set_bottom(format, UInt8(LXW_BORDER_THIN.rawValue))
    case .text: break
    case .percent: format_set_num_format(format, "0%")
    case .word(let fill):
      format_set_bold(format)
      format_set_bg_color(format, fill)
    }
    formats[style] = format
    return format
  }
}

extension String {
  /// A copy as `char *`, for C that forgets to say `const`.
  fileprivate func withMutableCString<Result>(_ body: (UnsafeMutablePointer<CChar>) -> Result) -> Result {
    var bytes = Array(utf8CString)
    return bytes.withUnsafeMutableBufferPointer { body($0.baseAddress!) }
  }
}
