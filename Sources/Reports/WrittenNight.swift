package import Foundation
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
  /// The digests under which the ledger keeps the letters, by path.
  package var letters: [String: Data] = [:]
  /// What each unit's files were made from, by the unit's folder.
  var units: [String: Data] = [:]

  init(day: String, summary: Summary, plans: [String]) {
    self.day = day
    self.summary = summary
    self.plans = plans
  }

  /// The same bytes for the same night, though pages are written in any order.
  func sorted() -> WrittenNight {
    var sorted = self
    sorted.pages.sort { $0.path.utf8.lexicographicallyPrecedes($1.path.utf8) }
    return sorted
  }

  /// Of the layout below.
  private static let layout: UInt64 = 2

  /// Without the letters' own bytes.
  package func packedPages() throws -> [UInt8] {
    var writer = ByteWriter()
    writer.write(Self.layout)
    writer.write(day)
    writer.write(String(decoding: try JSONEncoder().encode(summary), as: UTF8.self))
    writer.write(plans)
    writer.write(pages) { $1.pack(into: &$0) }
    for digests in [letters, units] {
      writer.write(digests.sorted { $0.key.utf8.lexicographicallyPrecedes($1.key.utf8) }) { writer, one in
        writer.write(one.key)
        writer.write([UInt8](one.value)) { $0.bytes.append($1) }
      }
    }
    return writer.bytes
  }

  /// Throws `UnpackingFault` (or an error of JSON's) where the bytes are none of this program's.
  package init(pages packed: [UInt8]) throws {
    var reader = ByteReader(packed)
    guard try reader.number() == Self.layout else { throw UnpackingFault(offset: 0, expected: "layout \(Self.layout)") }
    day = try reader.text()
    summary = try JSONDecoder().decode(Summary.self, from: Data(try reader.text().utf8))
    plans = try reader.texts()
    pages = try reader.list(PageLayout.unpack)
    letters = try Self.digests(from: &reader)
    units = try Self.digests(from: &reader)
    guard summary.units.allSatisfy({ $0.plans.allSatisfy(plans.indices.contains) }) else {
      throw UnpackingFault(offset: reader.offset, expected: "a night of its plans")
    }
  }

  private static func digests(from reader: inout ByteReader) throws(UnpackingFault) -> [String: Data] {
    var digests: [String: Data] = [:]
    let pairs = try reader.list { reader throws(UnpackingFault) in
      (try reader.text(), Data(try reader.list { reader throws(UnpackingFault) in try reader.byte() }))
    }
    for (key, digest) in pairs { digests[key] = digest }
    return digests
  }
}
