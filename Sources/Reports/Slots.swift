import Findings
import Foundation
package import Readings

/// What a page says that changes from one night to the next though nothing did that the page is about.
///
/// A night in which nothing changed takes its pages over from the night before and fills these places anew: making 5,000 plans' pages again took a
/// twentieth of a first night, filling them is copying. The pages are, byte for byte, those that a full run would have made.
package enum Slot: Sendable, Hashable {
  /// `2023-03-01`.
  case day
  /// `2023年3月1日`.
  case chineseDay
  /// The run's id.
  case run
  /// The overview's part on what changed.
  case changes
  /// What is said beside one material of one plan: since when it is open.
  case history(plan: String, material: String)
}

/// Text with places to fill.
struct SlottedText: Sendable {
  /// The bytes between the places: one piece more than there are places.
  private(set) var pieces: [[UInt8]] = []
  private(set) var slots: [Slot] = []

  /// Stands in what a template is given and comes out of it unchanged. No text of a stranger can hold one: `ShownText` writes control characters out.
  static func marker(_ slot: Slot) -> String {
    let words: [String] =
      switch slot {
      case .day: ["day"]
      case .chineseDay: ["chineseDay"]
      case .run: ["run"]
      case .changes: ["changes"]
      case .history(let plan, let material): ["history", SafeNames.percentEncoded(plan), SafeNames.percentEncoded(material)]
      }
    return "\u{1}\(words.joined(separator: " "))\u{2}"
  }

  /// Cuts a rendered page at its markers. Throws `RunError` `.internal` for a marker that is none.
  init(rendered text: String) throws(RunError) {
    var rest = Array(text.utf8)[...]
    while let open = rest.firstIndex(of: 1) {
      guard let close = rest[open...].firstIndex(of: 2), let slot = Self.slot(rest[(open + 1)..<close]) else {
        throw RunError(.internal, subject: "report", message: "a rendered page holds half a marker")
      }
      pieces.append(Array(rest[..<open]))
      slots.append(slot)
      rest = rest[(close + 1)...]
    }
    pieces.append(Array(rest))
  }

  /// Cuts a written page at the places of its layout; nil where it is too short for them.
  init?(filled bytes: [UInt8], _ layout: PageLayout) {
    var start = 0
    for place in layout.places {
      guard place.offset >= start, place.offset + place.length <= bytes.count else { return nil }
      pieces.append(Array(bytes[start..<place.offset]))
      slots.append(place.slot)
      start = place.offset + place.length
    }
    pieces.append(Array(bytes[start...]))
  }

  /// The page's bytes, and where its places are now.
  func filled(_ value: (Slot) -> String) -> (bytes: [UInt8], places: [PageLayout.Place]) {
    var bytes: [UInt8] = []
    bytes.reserveCapacity(pieces.reduce(0) { $0 + $1.count } + slots.count * 48)
    var places: [PageLayout.Place] = []
    places.reserveCapacity(slots.count)
    for (index, piece) in pieces.enumerated() {
      bytes += piece
      guard index < slots.count else { break }
      let start = bytes.count
      bytes += value(slots[index]).utf8
      places.append(PageLayout.Place(slot: slots[index], offset: start, length: bytes.count - start))
    }
    return (bytes, places)
  }

  private static func slot(_ words: ArraySlice<UInt8>) -> Slot? {
    let parts = String(decoding: words, as: UTF8.self).split(separator: " ", omittingEmptySubsequences: false)
    switch parts.first {
    case "day": return .day
    case "chineseDay": return .chineseDay
    case "run": return .run
    case "changes": return .changes
    case "history" where parts.count == 3:
      guard let plan = parts[1].removingPercentEncoding, let material = parts[2].removingPercentEncoding else { return nil }
      return .history(plan: plan, material: material)
    default: return nil
    }
  }
}

/// Where the places of one written file are.
package struct PageLayout: Sendable, Hashable {
  package struct Place: Sendable, Hashable {
    package var slot: Slot
    /// In bytes from the file's beginning.
    package var offset: Int
    package var length: Int
  }

  /// Relative to the run's folder.
  package var path: String
  /// Of the file when it was written: one that somebody edited since is not taken over.
  package var stamp: FileStamp
  package var places: [Place]

  func pack(into writer: inout ByteWriter) {
    writer.write(path)
    for number in [stamp.size, stamp.modified, stamp.changed, Int64(bitPattern: stamp.inode)] {
      writer.writeFixed(UInt64(bitPattern: number))
    }
    var end = 0
    writer.write(places) { writer, place in
      // Distances are small where offsets are not.
      writer.write(place.offset - end)
      writer.write(place.length)
      end = place.offset + place.length
      switch place.slot {
      case .day: writer.write(0)
      case .chineseDay: writer.write(1)
      case .run: writer.write(2)
      case .changes: writer.write(3)
      case .history(let plan, let material):
        writer.write(4)
        writer.write(plan)
        writer.write(material)
      }
    }
  }

  static func unpack(from reader: inout ByteReader) throws(UnpackingFault) -> PageLayout {
    let path = try reader.text()
    let size = Int64(bitPattern: try reader.fixed())
    let modified = Int64(bitPattern: try reader.fixed())
    let changed = Int64(bitPattern: try reader.fixed())
    let stamp = FileStamp(size: size, modified: modified, changed: changed, inode: try reader.fixed())
    var layout = PageLayout(path: path, stamp: stamp, places: [])
    var end = 0
    layout.places = try reader.list { reader throws(UnpackingFault) in
      let offset = end + (try reader.integer())
      let length = try reader.integer()
      end = offset + length
      let start = reader.offset
      let slot: Slot
      switch try reader.integer() {
      case 0: slot = .day
      case 1: slot = .chineseDay
      case 2: slot = .run
      case 3: slot = .changes
      case 4: slot = .history(plan: try reader.text(), material: try reader.text())
      default: throw UnpackingFault(offset: start, expected: "a place of a page")
      }
      return Place(slot: slot, offset: offset, length: length)
    }
    return layout
  }
}
