import Readings

/// What the other plans of a night contribute to one plan's verdict, all of it: its predicates see nothing else of them. So a plan whose row, documents
/// and answers are those of an earlier night has that night's verdict.
package struct NightAnswers: Sendable, Hashable {
  struct Peer: Sendable, Hashable {
    var plan: String
    var title: String
  }

  /// A document elsewhere that is the same, or nearly.
  struct Copy: Sendable, Hashable {
    var plan: String
    var unit: String
    var isOwnUnit: Bool
    var path: String
  }

  struct Copies: Sendable, Hashable {
    /// So many are named.
    static let named = 3

    var count = 0
    /// The first ones, in register order.
    var first: [Copy] = []
    var inOwnUnit = false
    var inOtherUnits = false
  }

  /// About one supporting document.
  struct Place: Sendable, Hashable {
    var twins: Copies
    /// Whether the twins stand in other plans' bundles; else in this one.
    var twinsAreForeign: Bool
    /// Parallel to the policy's `similarities`; not asked where there are twins.
    var similar: [Copies]
  }

  /// Plans of the same unit and application, itself among them, in register order.
  var peers: [Peer]
  /// Those of the trace's asked names that are units of the register.
  var units: [String]
  /// Those of the trace's asked trainings that are another plan's.
  var trainings: [PlanTrace.AskedTraining]
  /// Parallel to the trace's places.
  var places: [Place]

  /// The same bytes for the same answers.
  package var packed: [UInt8] {
    var writer = ByteWriter()
    writer.write(peers) { writer, peer in
      writer.write(peer.plan)
      writer.write(peer.title)
    }
    writer.write(units)
    writer.write(trainings) { writer, training in
      writer.write(training.name)
      writer.write(training.least)
    }
    writer.write(places) { writer, place in
      Self.pack(&writer, place.twins)
      writer.write(place.twinsAreForeign ? 1 : 0)
      writer.write(place.similar) { Self.pack(&$0, $1) }
    }
    return writer.bytes
  }

  private static func pack(_ writer: inout ByteWriter, _ copies: Copies) {
    writer.write(copies.count)
    writer.write((copies.inOwnUnit ? 1 : 0) + (copies.inOtherUnits ? 2 : 0))
    writer.write(copies.first) { writer, copy in
      for text in [copy.plan, copy.unit, copy.path] { writer.write(text) }
      writer.write(copy.isOwnUnit ? 1 : 0)
    }
  }
}
