import Policies
package import Readings
import Registers

/// What the other plans, and the numbers of the night, need of one plan: small enough to be held for every plan of a night, and kept in the ledger, so
/// that a plan for which nothing changed is neither read nor judged again.
package struct PlanTrace: Sendable, Hashable {
  /// A document that a requirement rests on.
  struct Place: Sendable, Hashable {
    var path: String
    /// Empty where the bytes were never seen.
    var sha256: String
    /// Ascending.
    var sketch: [UInt64]
  }

  /// A training that a document names often and that is not the plan's own: is it another plan's?
  struct AskedTraining: Sendable, Hashable {
    /// The comparable name.
    var name: String
    /// How alike another plan's has to be.
    var least: Double
  }

  /// A kind of application that has a quota, with the supported directions that the plan speaks of.
  struct Candidacy: Sendable, Hashable {
    var quota: String
    var directions: [SelectionOverview.Hit]
  }

  package var plan: String
  package var unit: String
  package var title: String
  package var application: String
  /// Names as they are compared.
  var unitName: String
  var trainingName: String
  /// Parallel to the case's supporting documents.
  var places: [Place]
  /// Comparable names that may be of a unit of the register, for `own_unit`.
  var askedUnits: [String]
  /// For `own_training`.
  var askedTrainings: [AskedTraining]
  var candidacies: [Candidacy]
  /// Whether the plan's application follows from its row.
  var isAnswered: Bool
}

/// What one plan adds to the night's counts of rules that could not be checked.
package struct PlanTally: Sendable, Hashable {
  struct Unchecked: Sendable, Hashable {
    var rule: String
    /// The column whose cell cannot be read.
    var unreadable: String?
    /// Columns that the register lacks.
    var lacking: [String]
  }

  /// Whether any requirement or rule applied to the plan, or its application is known.
  var isApplied: Bool
  var unchecked: [Unchecked]
  var switches: [String]
}

/// A plan that was held against the night.
package struct ClosedPlan: Sendable, Hashable {
  package var verdict: PlanVerdict
  package var tally: PlanTally
}

extension PlanTrace {
  /// Of the layout below; a change of it judges every plan anew.
  private static let layout: UInt8 = 1

  package var packed: [UInt8] {
    var writer = ByteWriter()
    writer.bytes.append(Self.layout)
    for text in [plan, unit, title, application, unitName, trainingName] { writer.write(text) }
    writer.write(places) { writer, place in
      writer.write(place.path)
      writer.write(place.sha256)
      writer.write(place.sketch) { $0.writeFixed($1) }
    }
    writer.write(askedUnits)
    writer.write(askedTrainings) { writer, asked in
      writer.write(asked.name)
      writer.write(asked.least)
    }
    writer.write(candidacies) { writer, candidacy in
      writer.write(candidacy.quota)
      writer.write(candidacy.directions) { writer, hit in
        for text in [hit.direction, hit.keyword, hit.quote, hit.where] { writer.write(text) }
      }
    }
    writer.write(isAnswered ? 1 : 0)
    return writer.bytes
  }

  /// Throws `UnpackingFault` where the bytes are no trace of this layout.
  package init(packed bytes: some Collection<UInt8>) throws(UnpackingFault) {
    var reader = ByteReader(bytes)
    try reader.expect(layout: Self.layout)
    plan = try reader.text()
    unit = try reader.text()
    title = try reader.text()
    application = try reader.text()
    unitName = try reader.text()
    trainingName = try reader.text()
    places = try reader.list { reader throws(UnpackingFault) in
      Place(
        path: try reader.text(), sha256: try reader.text(),
        sketch: try reader.list { reader throws(UnpackingFault) in try reader.fixed() })
    }
    askedUnits = try reader.texts()
    askedTrainings = try reader.list { reader throws(UnpackingFault) in
      AskedTraining(name: try reader.text(), least: try reader.double())
    }
    candidacies = try reader.list { reader throws(UnpackingFault) in
      Candidacy(
        quota: try reader.text(),
        directions: try reader.list { reader throws(UnpackingFault) in
          SelectionOverview.Hit(
            direction: try reader.text(), keyword: try reader.text(), quote: try reader.text(), where: try reader.text())
        })
    }
    isAnswered = try reader.integer() != 0
    try reader.expectEnd()
  }
}

extension PlanTally {
  package var packed: [UInt8] {
    var writer = ByteWriter()
    writer.write(isApplied ? 1 : 0)
    writer.write(unchecked) { writer, one in
      writer.write(one.rule)
      writer.write(one.unreadable)
      writer.write(one.lacking)
    }
    writer.write(switches)
    return writer.bytes
  }

  /// Throws `UnpackingFault` where the bytes are no tally.
  package init(packed bytes: some Collection<UInt8>) throws(UnpackingFault) {
    var reader = ByteReader(bytes)
    isApplied = try reader.integer() != 0
    unchecked = try reader.list { reader throws(UnpackingFault) in
      Unchecked(
        rule: try reader.text(), unreadable: try reader.optionalText(),
        lacking: try reader.texts())
    }
    switches = try reader.texts()
    try reader.expectEnd()
  }
}
