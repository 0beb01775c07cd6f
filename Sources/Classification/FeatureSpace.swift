/// The readable features of a stretch of a document, each with a fixed place in a vector and a name that the weights file uses.
///
/// Nothing here decides anything: what a feature is worth stands in the weights file beside the policy.
package struct FeatureSpace: Sendable {
  /// Families that exist once per group of cues.
  enum GroupFamily: Int, CaseIterable, Sendable {
    /// The group occurs.
    case occurs
    /// How densely it occurs.
    case density
    /// It occurs in a heading, a text box or a page header of the stretch.
    case heading
    /// It occurs in the first words of the stretch.
    case opening
    /// It occurs in the document's title.
    case title
    /// It occurs in the first row of a table.
    case columnHeading
    /// It occurs in the first column of a table.
    case rowHeading

    var prefix: String {
      switch self {
      case .occurs: "occurs"
      case .density: "density"
      case .heading: "heading"
      case .opening: "opening"
      case .title: "title"
      case .columnHeading: "column-heading"
      case .rowHeading: "row-heading"
      }
    }
  }

  /// Measures of the stretch as a whole.
  enum Measure: Int, CaseIterable, Sendable {
    case length, tables, longParagraphs, listItems, rows, columns, emptyCells, position
  }

  /// Families that exist once per pattern.
  enum PatternFamily: Int, CaseIterable, Sendable {
    case occurs, density, amount
  }

  let groups: [String]
  /// All features, in the order of the vector.
  package let names: [String]
  private let typeStart: Int
  private let typeShareStart: Int
  private let typePairStart: Int
  private let typeHeadingStart: Int
  private let patternStart: Int
  private let measureStart: Int
  private static let types = CellType.allCases
  private static let groupFamilies = GroupFamily.allCases.count

  init(groups: [String]) {
    self.groups = groups
    var names: [String] = []
    for family in GroupFamily.allCases {
      names += groups.map { "\(family.prefix):\($0)" }
    }
    // To write an enumeration's case is slow, and there are thousands of names.
    let typeNames = Self.types.map { "\($0)" }
    typeStart = names.count
    names += typeNames.map { "column-of:\($0)" }
    typeShareStart = names.count
    names += typeNames.map { "cells-of:\($0)" }
    typePairStart = names.count
    for one in typeNames {
      names += typeNames.map { "columns-of:\(one)+\($0)" }
    }
    typeHeadingStart = names.count
    for type in typeNames {
      names += groups.map { "column-of:\(type)+heading:\($0)" }
    }
    patternStart = names.count
    for family in PatternFamily.allCases.map({ "\($0)" }) {
      names += TextPattern.all.map { "pattern-\(family):\($0.name)" }
    }
    measureStart = names.count
    names += Measure.allCases.map { "measure:\($0)" }
    self.names = names
  }

  func index(_ family: GroupFamily, _ group: Int) -> Int { family.rawValue * groups.count + group }
  func index(column type: CellType) -> Int { typeStart + type.ordinal }
  func index(share type: CellType) -> Int { typeShareStart + type.ordinal }
  func index(pair one: CellType, _ other: CellType) -> Int {
    let (low, high) = (min(one.ordinal, other.ordinal), max(one.ordinal, other.ordinal))
    return typePairStart + low * Self.types.count + high
  }
  func index(column type: CellType, heading group: Int) -> Int { typeHeadingStart + type.ordinal * groups.count + group }
  func index(_ family: PatternFamily, _ pattern: TextPattern) -> Int {
    patternStart + family.rawValue * TextPattern.all.count + pattern.rawValue
  }
  /// The group of cues that a feature speaks of; nil for features of another kind.
  func group(of feature: Int) -> Int? {
    feature < Self.groupFamilies * groups.count ? feature % groups.count : nil
  }
  func index(_ measure: Measure) -> Int { measureStart + measure.rawValue }
}
