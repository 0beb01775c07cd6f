import Foundation
import Readings

/// What a night's reports leave for a later night in which nothing changed (`ReportWriter.renew`).
package struct WrittenNight: Sendable, Hashable {
  /// The day on the pages and letters, `YYYY-MM-DD`.
  package var day: String
  package var summary: Summary
  /// The ids of all plans in register order.
  package var plans: [String]
  /// Every file but `summary.json` and `metrics.prom`, which each night makes from its numbers.
  package var pages: [PageLayout] = []
  package var letters: [Letter] = []

  init(day: String, summary: Summary, plans: [String], letters: [Letter] = []) {
    self.day = day
    self.summary = summary
    self.plans = plans
    self.letters = letters
  }

  /// The same bytes for the same night, though pages are written in any order.
  func sorted() -> WrittenNight {
    var sorted = self
    sorted.pages.sort { $0.path.utf8.lexicographicallyPrecedes($1.path.utf8) }
    sorted.letters.sort { $0.path.utf8.lexicographicallyPrecedes($1.path.utf8) }
    return sorted
  }

  /// Of the layout below.
  private static let layout: UInt64 = 2

  /// Without the letters, which stay as they are while the pages' places move from night to night.
  package func packedPages() throws -> [UInt8] {
    var writer = ByteWriter()
    writer.write(Self.layout)
    writer.write(day)
    writer.write(String(decoding: try JSONEncoder().encode(summary), as: UTF8.self))
    writer.write(plans) { $0.write($1) }
    writer.write(pages) { $1.pack(into: &$0) }
    return writer.bytes
  }

  package func packedLetters() -> [UInt8] {
    var writer = ByteWriter()
    writer.write(letters) { writer, letter in
      for text in [letter.path, letter.document, letter.core] { writer.write(text) }
    }
    return writer.bytes
  }

  /// Throws `UnpackingFault` (or an error of JSON's) where the bytes are none of this program's.
  package init(pages packed: [UInt8], letters packedLetters: [UInt8]) throws {
    var reader = ByteReader(packed)
    guard try reader.number() == Self.layout else { throw UnpackingFault(offset: 0, expected: "layout \(Self.layout)") }
    day = try reader.text()
    summary = try JSONDecoder().decode(Summary.self, from: Data(try reader.text().utf8))
    plans = try reader.list { reader throws(UnpackingFault) in try reader.text() }
    pages = try reader.list(PageLayout.unpack)
    var letterReader = ByteReader(packedLetters)
    letters = try letterReader.list { reader throws(UnpackingFault) in
      Letter(path: try reader.text(), document: try reader.text(), core: try reader.text())
    }
    guard summary.units.allSatisfy({ $0.plans.allSatisfy(plans.indices.contains) }) else {
      throw UnpackingFault(offset: reader.offset, expected: "a night of its plans")
    }
  }
}
