import Findings
package import Policies
import Readings
import Registers

/// What a plan may ask of the others, built once a night from the traces of all plans.
package struct NightIndex: Sendable {
  private struct UnitApplication: Hashable {
    var unit: String
    var application: String
  }

  /// Plans by unit and application, in register order.
  private var peers: [UnitApplication: [NightAnswers.Peer]] = [:]
  /// Comparable names of all units, and of all trainings.
  private var units: Set<String> = []
  private var trainings = TrainingIndex()
  private let similarities: [Double]

  // Places, in the order of plans: columns, since there are five of them a plan. Plans by their position.
  private var plans: [(id: String, unit: String, unitName: String)] = []
  private var planOf: [Int32] = []
  private var paths: [String] = []
  private var hashes: [String] = []
  private var sketches: [[UInt64]] = []
  private var bySHA: [String: [Int32]] = [:]
  /// Each place under the smallest values of its sketch, ascending.
  private var bySketch: [(value: UInt64, place: Int32)] = []

  /// `traces`: of all plans, in register order.
  package init(_ traces: some Collection<PlanTrace>, policy: Policy) {
    similarities = policy.similarities
    for (position, trace) in traces.enumerated() {
      units.insert(trace.unitName)
      trainings.add(trace.trainingName)
      plans.append((trace.plan, trace.unit, trace.unitName))
      peers[UnitApplication(unit: trace.unitName, application: trace.application), default: []]
        .append(NightAnswers.Peer(plan: trace.plan, title: trace.title))
      for place in trace.places {
        let index = Int32(planOf.count)
        planOf.append(Int32(position))
        paths.append(place.path)
        hashes.append(place.sha256)
        sketches.append(place.sketch)
        if !place.sha256.isEmpty { bySHA[place.sha256, default: []].append(index) }
        for value in firstValues(place.sketch) { bySketch.append((value, index)) }
      }
    }
    bySketch.sort { ($0.value, $0.place) < ($1.value, $1.place) }
  }

  /// Two sketches that share the share `least` of the smallest `size` values of both have one in common among the first `size` × (1 − `least`) + 1 of each:
  /// whatever stands before the smallest shared value belongs to those that are not shared (prefix filtering).
  private func firstValues(_ sketch: [UInt64]) -> ArraySlice<UInt64> {
    guard let least = similarities.first, !sketch.isEmpty else { return [] }
    return sketch.prefix(Int((1 - least) * Double(sketch.count) + 1e-9) + 1)
  }

  /// Everything that a plan's predicates ask of the night. `position`: the plan's place among the traces.
  package func answers(to trace: PlanTrace, at position: Int) -> NightAnswers {
    NightAnswers(
      peers: peers[UnitApplication(unit: trace.unitName, application: trace.application)] ?? [],
      units: trace.askedUnits.filter(units.contains),
      trainings: trace.askedTrainings.filter { trainings.contains($0.name, otherThan: trace.trainingName, least: $0.least) },
      places: trace.places.map { place in
        let (twins, areForeign) = twins(of: place, position)
        let isAsked = twins.count == 0
        return NightAnswers.Place(
          twins: twins, twinsAreForeign: areForeign,
          similar: similarities.map { isAsked ? similar(to: place, position, least: $0) : NightAnswers.Copies() })
      })
  }

  /// Places with the same bytes in other plans; where there are none, those in the plan's own bundle. One file that two plans claim is no copy;
  /// `bundle.claimed-twice` tells of it.
  private func twins(of place: PlanTrace.Place, _ position: Int) -> (NightAnswers.Copies, areForeign: Bool) {
    var (own, foreign) = (NightAnswers.Copies(), NightAnswers.Copies())
    for index in bySHA[place.sha256] ?? [] where paths[Int(index)] != place.path {
      if planOf[Int(index)] == Int32(position) { add(index, to: &own, position) } else { add(index, to: &foreign, position) }
    }
    return foreign.count > 0 ? (foreign, true) : (own, false)
  }

  /// Places in other plans whose text is alike: the share of common values among the smallest of both sketches (bottom-k estimate of Jaccard).
  private func similar(to place: PlanTrace.Place, _ position: Int, least: Double) -> NightAnswers.Copies {
    var candidates: Set<Int32> = []
    for value in firstValues(place.sketch) {
      var index = bySketch.partitioningIndex { $0.value >= value }
      while index < bySketch.count, bySketch[index].value == value {
        if planOf[Int(bySketch[index].place)] != Int32(position) { candidates.insert(bySketch[index].place) }
        index += 1
      }
    }
    var copies = NightAnswers.Copies()
    for index in candidates.sorted() where hashes[Int(index)] != place.sha256 && Self.areAlike(place.sketch, sketches[Int(index)], least) {
      add(index, to: &copies, position)
    }
    return copies
  }

  /// Both ascending and without repetitions.
  private static func areAlike(_ left: [UInt64], _ right: [UInt64], _ least: Double) -> Bool {
    let size = min(left.count, right.count)
    var (i, j, seen, common) = (0, 0, 0, 0)
    while seen < size, i < left.count || j < right.count {
      if i < left.count, j < right.count, left[i] == right[j] {
        common += 1
        i += 1
        j += 1
      } else if j == right.count || i < left.count && left[i] < right[j] {
        i += 1
      } else {
        j += 1
      }
      seen += 1
    }
    return Double(common) >= least * Double(size)
  }

  private func add(_ index: Int32, to copies: inout NightAnswers.Copies, _ position: Int) {
    let plan = plans[Int(planOf[Int(index)])]
    let isOwn = plan.unitName == plans[position].unitName
    copies.count += 1
    if isOwn { copies.inOwnUnit = true } else { copies.inOtherUnits = true }
    guard copies.first.count < NightAnswers.Copies.named else { return }
    copies.first.append(NightAnswers.Copy(plan: plan.id, unit: plan.unit, isOwnUnit: isOwn, path: paths[Int(index)]))
  }
}

extension Policy {
  /// What `no_duplicate` rules call nearly the same, ascending and each once.
  package var similarities: [Double] {
    Set(
      rules.flatMap { [$0.when, $0.check].compactMap(\.self) }.flatMap(\.leaves).compactMap { predicate -> Double? in
        if case .noDuplicate(let similarity) = predicate { similarity } else { nil }
      }
    ).sorted()
  }
}

extension Predicate {
  /// The predicates of which `all`, `any` and `not` are made.
  var leaves: [Predicate] {
    switch self {
    case .all(let parts), .any(let parts): parts.flatMap(\.predicate.leaves)
    case .not(let inner): inner.leaves
    default: [self]
    }
  }
}
