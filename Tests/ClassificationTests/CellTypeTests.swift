import Testing

@testable import Classification

@Suite("Types of cells")
struct CellTypeTests {
  @Test("each has its own place, in the order in which they are declared")
  func places() {
    #expect(CellType.allCases.map(\.ordinal) == Array(0..<CellType.allCases.count))
    let space = FeatureSpace(groups: ["one", "two"])
    #expect(space.names[space.index(column: .prose)] == "column-of:prose")
    #expect(space.names[space.index(share: .empty)] == "cells-of:empty")
    #expect(space.names[space.index(pair: .title, .personalName)] == "columns-of:personalName+title")
    #expect(space.names[space.index(column: .hours, heading: 1)] == "column-of:hours+heading:two")
  }
}
