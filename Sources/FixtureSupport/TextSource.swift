package import Findings

/// A document as reviewable text: what `fixtures/README.md` describes. In: the text. Out: the head's labels and the blocks of the body.
package struct TextSource: Sendable, Hashable {
  /// One piece of the body, in order.
  package enum Content: Sendable, Hashable {
    case heading(String, level: Int)
    case paragraph(String)
    /// Rows of cells; `\n` is a line break inside a cell.
    case table([[String]])
    case list([String])
    case textBox(String)
    case header(String)
    case footer(String)
    /// Words that stand in a picture: no reader without OCR sees them.
    case picture(String)
    case inserted(String)
    case deleted(String)
    case pageBreak
  }

  package struct Block: Sendable, Hashable {
    package var content: Content
    /// The material that a `[segment: …]` line above says this is, `none` included; nil above the first such line.
    package var segment: String?
    /// Line of the source, from 1.
    package var line: Int

    package init(content: Content, segment: String?, line: Int) {
      self.content = content
      self.segment = segment
      self.line = line
    }
  }

  /// What the DOCX is made unreadable by (`damage:` of the night's sources).
  package enum Damage: String, Sendable, CaseIterable {
    case encrypted
    case truncated
    case zipEncrypted = "zip-encrypted"
    case imageOnly = "image-only"
  }

  /// Seeds every choice that the builder makes; the file's stem where the head has none.
  package var id: String
  package var filename: String?
  package var materials: [String]
  package var arguable: [String]
  package var flags: [String]
  /// Of a blank template: the materials whose form it is.
  package var formOf: [String]
  package var traits: [String]
  package var reason: String
  package var damage: Damage?
  package var blocks: [Block]

  /// Throws `RunError` 65 with the line, for a head that is not closed, a key that is not known, or a damage that is not.
  package init(_ text: String, name: String) throws(RunError) {
    var lines = text.split(separator: "\n", omittingEmptySubsequences: false).map {
      $0.hasSuffix("\r") ? String($0.dropLast()) : String($0)
    }
    if lines.first?.hasPrefix("\u{FEFF}") == true { lines[0].removeFirst() }
    guard let end = lines.firstIndex(of: "---") else {
      throw RunError(.badData, subject: name, message: "the text source has no line --- that ends its head")
    }
    var head: [String: String] = [:]
    for (number, line) in lines[..<end].enumerated() where !line.isEmpty {
      guard let colon = line.firstIndex(of: ":"), Self.keys.contains(String(line[..<colon])) else {
        throw RunError(.badData, subject: "\(name), line \(number + 1)", message: "is no line of a head; it may hold \(Self.keys.sorted())")
      }
      head[String(line[..<colon])] = line[line.index(after: colon)...].trimmed
    }
    func list(_ key: String) -> [String] { (head[key] ?? "").split(separator: ",").map(\.trimmed).filter { !$0.isEmpty } }
    id = head["id"] ?? name
    filename = head["filename"]
    materials = list("materials")
    arguable = list("arguable")
    flags = list("flags")
    formOf = list("form_of")
    traits = list("traits")
    reason = head["reason"] ?? ""
    if let word = head["damage"] {
      guard let damage = Damage(rawValue: word) else {
        throw RunError(
          .badData, subject: name, message: "damage is one of \(Damage.allCases.map(\.rawValue).joined(separator: ", ")), not \(word)")
      }
      self.damage = damage
    }
    blocks = Self.body(lines, from: end + 1)
  }

  private static let keys: Set<String> = [
    "id", "filename", "materials", "arguable", "flags", "traits", "reason", "damage", "why", "form_of",
  ]

  private static func body(_ lines: [String], from first: Int) -> [Block] {
    var blocks: [Block] = []
    var segment: String?
    for index in lines.indices.dropFirst(first) {
      let line = lines[index].trimmed
      if line.isEmpty { continue }
      if let name = marked(line, "segment:") {
        segment = name
        continue
      }
      func add(_ content: Content) { blocks.append(Block(content: content, segment: segment, line: index + 1)) }
      if line.hasPrefix("|"), line.count > 1 {
        // Consecutive lines are one table; a segment line or a blank one between them ends it.
        if case .table(let rows)? = blocks.last?.content, index > 0, lines[index - 1].trimmed.hasPrefix("|") {
          blocks[blocks.count - 1].content = .table(rows + [cells(line)])
        } else {
          add(.table([cells(line)]))
        }
      } else if line.hasPrefix("- ") {
        let item = line.dropFirst(2).trimmed
        if case .list(let items)? = blocks.last?.content, index > 0, lines[index - 1].trimmed.hasPrefix("- ") {
          blocks[blocks.count - 1].content = .list(items + [item])
        } else {
          add(.list([item]))
        }
      } else if let heading = heading(line) {
        add(heading)
      } else if line == "[pagebreak]" {
        add(.pageBreak)
      } else {
        add(marker(line) ?? .paragraph(line))
      }
    }
    return blocks
  }

  private static func heading(_ line: String) -> Content? {
    let level = line.prefix { $0 == "#" }.count
    guard (1...6).contains(level) else { return nil }
    let rest = line.dropFirst(level)
    guard rest.first == " " else { return nil }
    return .heading(rest.trimmed, level: level)
  }

  /// Nil for what only looks like a marker: `[slide 2] Outline` is a paragraph.
  private static func marker(_ line: String) -> Content? {
    let makers: [(String, (String) -> Content)] = [
      ("[textbox]", Content.textBox), ("[header]", Content.header), ("[footer]", Content.footer), ("[image]", Content.picture),
      ("[ins]", Content.inserted), ("[del]", Content.deleted),
    ]
    for (word, make) in makers where line.hasPrefix(word) { return make(line.dropFirst(word.count).trimmed) }
    return nil
  }

  private static func marked(_ line: String, _ key: String) -> String? {
    guard line.hasPrefix("[" + key), line.hasSuffix("]") else { return nil }
    return line.dropFirst(key.count + 1).dropLast().trimmed
  }

  private static func cells(_ line: String) -> [String] {
    var cells: [String] = []
    var cell = ""
    var isEscaped = false
    for character in line.dropFirst() {
      if isEscaped {
        if character != "|" { cell.append("\\") }
        cell.append(character)
        isEscaped = false
      } else if character == "\\" {
        isEscaped = true
      } else if character == "|" {
        cells.append(cell)
        cell = ""
      } else {
        cell.append(character)
      }
    }
    if isEscaped { cell.append("\\") }
    // A line need not end in a bar.
    if !cell.trimmed.isEmpty { cells.append(cell) }
    return cells.map { $0.trimmed.replacing("<br>", with: "\n") }
  }
}

extension StringProtocol {
  /// Without white space at either end, the ideographic space left alone: it indents paragraphs on purpose.
  var trimmed: String {
    func isBlank(_ character: Character) -> Bool { character == " " || character == "\t" || character == "\r" }
    guard let first = firstIndex(where: { !isBlank($0) }), let last = lastIndex(where: { !isBlank($0) }) else { return "" }
    return String(self[first...last])
  }
}
