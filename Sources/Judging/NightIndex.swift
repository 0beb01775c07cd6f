import Policies
import Readings
import Registers

/// What one plan's predicates may ask of the others: built once per night from all plans.
struct NightIndex: Sendable {
  struct UnitApplication: Hashable, Sendable {
    var unit: String
    var application: String
  }

  /// A document that some plan's requirement rests on.
  struct Place: Sendable {
    var plan: String
    var unit: String
    /// The unit's name as it is compared.
    var unitName: String
    var path: String
    var sketch: Set<UInt64>
    var sha256: String
  }

  /// Plans by unit and application, in register order.
  private(set) var plansByUnit: [UnitApplication: [Plan]] = [:]
  /// Comparable names of all units, and of all trainings.
  private(set) var units: Set<String> = []
  private(set) var trainings = TrainingIndex()
  private var places: [Place] = []
  private var bySHA: [String: [Int]] = [:]
  private var bySketch: [UInt64: [Int]] = [:]

  init(_ cases: [PlanCase], unitPrefixes: [String]) {
    for one in cases {
      let unit = Names.unit(one.plan.unit, unitPrefixes)
      units.insert(unit)
      trainings.add(Names.training(one.plan.title))
      plansByUnit[UnitApplication(unit: unit, application: one.application.id), default: []].append(one.plan)
      for document in one.supporting {
        let facts = document.reading.facts
        places.append(
          Place(
            plan: one.plan.id, unit: one.plan.unit, unitName: unit, path: document.path, sketch: Set(facts.sketch),
            sha256: document.reading.sha256))
        // A document whose bytes were never seen has no hash.
        if !document.reading.sha256.isEmpty { bySHA[document.reading.sha256, default: []].append(places.count - 1) }
        for value in Set(facts.sketch) { bySketch[value, default: []].append(places.count - 1) }
      }
    }
  }

  /// Other places with the same bytes. One file that two plans claim is no copy; `bundle.claimed-twice` tells of it.
  func twins(of document: FoundDocument) -> [Place] {
    (bySHA[document.reading.sha256] ?? []).map { places[$0] }.filter { $0.path != document.path }
  }

  /// Places in other plans whose text is alike: the share of common values among the smallest of both sketches (bottom-k estimate of Jaccard).
  func similar(to document: FoundDocument, plan: String, least: Double) -> [Place] {
    let sketch = Set(document.reading.facts.sketch)
    guard !sketch.isEmpty else { return [] }
    var shared: [Int: Int] = [:]
    for value in sketch {
      for index in bySketch[value] ?? [] where places[index].plan != plan { shared[index, default: 0] += 1 }
    }
    return shared.keys.sorted().filter { index in
      // Cheap bound first: even all shared values cannot reach the share.
      let other = places[index].sketch
      let size = min(sketch.count, other.count)
      guard Double(shared[index] ?? 0) >= least * Double(size), places[index].sha256 != document.reading.sha256 else { return false }
      let smallest = sketch.union(other).sorted().prefix(size)
      let common = smallest.count { sketch.contains($0) && other.contains($0) }
      return Double(common) >= least * Double(size)
    }.map { places[$0] }
  }
}
