/// Delimited text (RFC 4180, and what Excel makes of it): quoted fields may hold the delimiter, doubled quotes and line breaks.
enum DelimitedText {
  /// Records in order, blank lines included, so that a record's index is the row that a spreadsheet program shows.
  static func rows(_ text: String, delimiter: Unicode.Scalar) -> [[String]] {
    var rows: [[String]] = []
    var row: [String] = []
    var field = String.UnicodeScalarView()
    var quoted = false
    var wasQuoted = false
    var scalars = text.unicodeScalars.makeIterator()
    var pushed: Unicode.Scalar?

    func endField() {
      row.append(String(field))
      field = String.UnicodeScalarView()
      wasQuoted = false
    }
    func endRow() {
      endField()
      rows.append(row)
      row = []
    }

    while let scalar = pushed ?? scalars.next() {
      pushed = nil
      if quoted {
        guard scalar == "\"" else {
          field.append(scalar)
          continue
        }
        let next = scalars.next()
        if next == "\"" {
          field.append("\"")
        } else {
          quoted = false
          pushed = next
        }
        continue
      }
      switch scalar {
      case "\"" where field.isEmpty && !wasQuoted:
        quoted = true
        wasQuoted = true
      case delimiter: endField()
      case "\r":
        let next = scalars.next()
        if next != "\n" { pushed = next }
        endRow()
      case "\n": endRow()
      default: field.append(scalar)
      }
    }
    if !row.isEmpty || !field.isEmpty || wasQuoted { endRow() }
    return rows
  }
}
