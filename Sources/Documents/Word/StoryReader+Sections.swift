/// Sections: where pages begin, and which headers they show. Source: ISO/IEC 29500-1, 17.6 and 17.10.
extension StoryReader {
  func beginSection() {
    section = WordContext.Section()
    properties = .section
  }

  func sectionProperty(_ name: XMLName, _ attributes: XMLAttributes) {
    switch name {
    case .wHeaderReference, .wFooterReference:
      if let id = attributes.string(.rId), section.references.count < 16 {
        section.references.append(.init(isHeader: name == .wHeaderReference, kind: attributes.string(.wType) ?? "default", id: id))
      }
    case .wTitlePg: section.hasTitlePage = attributes.isOn()
    case .wType:
      if let type = attributes.bytes(.wVal), type.equals("continuous") || type.equals("nextColumn") { section.startsPage = false }
    default: break
    }
  }

  func endSection() {
    // In a paragraph's properties it closes the section with that paragraph; at the end of the body it closes the last one.
    properties = flow.paragraph.isOpen ? .paragraph : .none
    guard kind == .body, outer.isEmpty else { return }
    if flow.paragraph.isOpen {
      flow.paragraph.endsSection = true
    } else {
      flushJoin()
      closeSection()
    }
  }

  func closeSection() {
    // The type of a section says how it begins, and stands at its end.
    if section.startsPage, !context.sections.isEmpty, sectionFirstBlock < flow.run.blocks.count {
      flow.run.blocks[sectionFirstBlock].look.insert(.startsPage)
    }
    if context.sections.count < 10_000 { context.sections.append(section) }
    sectionFirstBlock = flow.run.blocks.count
  }
}
