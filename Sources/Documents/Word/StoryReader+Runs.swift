import Containers

/// Runs: what of their text is seen, breaks, symbols, fields.
extension StoryReader {
  /// What `w:ffData` says of a form field. Source: ISO/IEC 29500-1, 17.16.17.
  struct FormField {
    var isCheckBox = false
    var isChecked: Bool?
    var isCheckedByDefault = false
    var entries: [String] = []
    var chosen: Int?
    var chosenByDefault = 0
  }

  func beginRun() {
    flow.letters.direct = RunProperties()
    // Most runs have properties, and those are resolved when they end.
    resolveRun()
  }

  /// Settles what the run looks like. Toggle properties of a paragraph style and a character style cancel each other out;
  /// what the run itself says holds (ISO/IEC 29500-1, 17.7.3).
  func resolveRun() {
    let direct = flow.letters.direct
    let paragraph = flow.paragraph.styleRun
    let character = direct.style.map { context.styles.style($0) }
    let defaults = context.styles.documentDefaults
    func toggle(_ own: Bool?, _ inParagraph: Bool?, _ inCharacter: Bool?, _ byDefault: Bool?) -> Bool {
      own ?? ((inParagraph ?? false) != (inCharacter ?? false) || (byDefault ?? false))
    }
    let isVanished = toggle(direct.vanish, paragraph.vanish, character?.run.vanish, defaults.vanish)
    let isHint = openPlaceholders > 0 && character?.isPlaceholder == true
    flow.letters.isVisible = !isVanished && !isHint
    flow.letters.isBold =
      toggle(direct.bold, paragraph.bold, character?.run.bold, defaults.bold)
      || (direct.heavyFace ?? character?.run.heavyFace ?? paragraph.heavyFace ?? defaults.heavyFace ?? false)
    flow.letters.face = direct.face ?? character?.run.face ?? paragraph.face ?? defaults.face ?? .text
    // Without any size Word writes 10 points (ISO/IEC 29500-1, 17.3.2.38).
    flow.letters.size = direct.size ?? character?.run.size ?? paragraph.size ?? defaults.size ?? 20
  }

  var isTextVisible: Bool {
    flow.letters.isVisible && (flow.openInstructions == 0 || ignoresFieldMarks)
  }

  // MARK: - Text

  func append(_ bytes: UnsafeBufferPointer<UInt8>) {
    guard context.addText(bytes.count) else { return }
    let start = flow.run.text.count
    if flow.letters.face == .text {
      flow.run.text.append(contentsOf: bytes)
    } else {
      flow.run.text += SymbolFonts.string(bytes, face: flow.letters.face).utf8
    }
    // A line break or tab inside `w:t` is a blank to Word.
    var hasControl = false
    for byte in bytes where byte < 0x20 { hasControl = true }
    if hasControl { for index in start..<flow.run.text.count where flow.run.text[index] < 0x20 { flow.run.text[index] = 0x20 } }
    flow.paragraph.inkBytes += bytes.count
    if flow.letters.isBold { flow.paragraph.boldBytes += bytes.count }
    flow.paragraph.sizeSum += bytes.count * flow.letters.size
  }

  /// A sign that the page shows for an element: it says nothing of the letters, so it is not weighed as ink.
  func appendMark(_ string: StaticString) {
    guard isTextVisible, flow.paragraph.isOpen else { return }
    flow.run.text.append(contentsOf: UnsafeBufferPointer(start: string.utf8Start, count: string.utf8CodeUnitCount))
    context.addText(string.utf8CodeUnitCount)
  }

  func append(_ string: String) {
    guard isTextVisible else { return }
    if !flow.paragraph.isOpen { beginParagraph() }
    var string = string
    string.withUTF8 { append($0) }
  }

  func lineBreak(_ attributes: XMLAttributes) {
    guard let type = attributes.bytes(.wType), type.equals("page") else { return appendMark("\n") }
    guard isTextVisible, flow.paragraph.isOpen else { return }
    if flow.isInCell { return appendMark("\n") }
    // What follows stands on the next page: a block of its own.
    emitBlock()
    flow.paragraph.start = flow.run.text.count
    flow.paragraph.inkBytes = 0
    flow.paragraph.boldBytes = 0
    flow.paragraph.sizeSum = 0
    flow.paragraph.startsPage = true
  }

  func symbol(_ attributes: XMLAttributes) {
    guard isTextVisible, let code = attributes.string(.wChar).flatMap({ UInt32($0, radix: 16) }) else { return }
    append(SymbolFonts.string(face: attributes.bytes(.wFont).map(SymbolFonts.Face.init) ?? .text, code: code))
  }

  // MARK: - Fields (ISO/IEC 29500-1, 17.16.18): what is seen is the result

  func fieldCharacter(_ attributes: XMLAttributes) {
    guard !ignoresFieldMarks, let type = attributes.bytes(.wFldCharType) else { return }
    if type.equals("begin") {
      flow.fields.append(true)
      flow.openInstructions += 1
    } else if type.equals("separate") {
      if flow.fields.last == true {
        flow.fields[flow.fields.count - 1] = false
        flow.openInstructions -= 1
      }
    } else if type.equals("end"), let wasInstruction = flow.fields.popLast(), wasInstruction {
      flow.openInstructions -= 1
    }
  }

  func beginFormField() {
    formField = FormField()
    properties = .formField
  }

  func formFieldProperty(_ name: XMLName, _ attributes: XMLAttributes) {
    switch name {
    case .wCheckBox: formField.isCheckBox = true
    case .wChecked: formField.isChecked = attributes.isOn()
    case .wDefault:
      if formField.isCheckBox {
        formField.isCheckedByDefault = attributes.isOn()
      } else {
        formField.chosenByDefault = attributes.int(.wVal) ?? 0
      }
    case .wResult: formField.chosen = attributes.int(.wVal)
    case .wListEntry: if formField.entries.count < 64 { formField.entries.append(attributes.string(.wVal) ?? "") }
    default: break
    }
  }

  /// Ticks and chosen entries of old form fields are drawn by Word from `w:ffData`; no run holds them.
  func endFormField() {
    properties = .none
    // The field's own `begin` is open by now.
    guard flow.letters.isVisible, flow.openInstructions <= 1 else { return }
    var shown = ""
    if formField.isCheckBox {
      shown = formField.isChecked ?? formField.isCheckedByDefault ? "☑" : "□"
    } else if formField.entries.indices.contains(formField.chosen ?? formField.chosenByDefault) {
      shown = formField.entries[formField.chosen ?? formField.chosenByDefault]
    }
    guard !shown.isEmpty else { return }
    if !flow.paragraph.isOpen { beginParagraph() }
    shown.withUTF8 { append($0) }
  }
}
