package import Documents
package import Policies

/// What the fitting tool sees of a document: the same features that the classifier scores, before any weight is known.
package struct TrainingDocument: Sendable {
  /// One stretch: its readable features by index, and its runs of characters by key.
  package struct Sample: Sendable {
    package var features: [(feature: Int32, value: Float)]
    package var grams: [(key: UInt64, count: Int32)]
    package var length: Int
  }

  /// The whole document first.
  package var stretches: [Sample]
  package var hasTable: Bool
}

/// Makes `TrainingDocument`s by a policy's cues.
package struct TrainingReader: Sendable {
  private let cues: ClassifierPolicy
  private let extractor: UnitFeatureExtractor
  /// Names of the readable features, in the order of their indices.
  package var featureNames: [String] { extractor.space.names }

  package init(_ cues: ClassifierPolicy) {
    self.cues = cues
    extractor = Classifier.extractor(cues)
  }

  /// - Parameter wholeOnly: leave the stretches out, for a piece that is scored as a whole.
  package func read(_ document: Document, wholeOnly: Bool = false) -> TrainingDocument {
    let analysis = AnalysedDocument(Unit.units(of: document), extractor: extractor)
    let stretches = wholeOnly ? Array(analysis.stretches.prefix(1)) : analysis.stretches
    let unitGrams = analysis.units.map { UnitFeatureExtractor.grams(of: $0.text.scalars) }
    var counter = GroupCounter(groups: extractor.space.groups.count)
    return TrainingDocument(
      stretches: stretches.map { stretch in
        var grams: [UInt64: Int32] = [:]
        for index in stretch.units { grams.merge(unitGrams[index], uniquingKeysWith: +) }
        return TrainingDocument.Sample(
          features: analysis.features(of: stretch, in: extractor.space, &counter),
          grams: grams.sorted { $0.key < $1.key }.map { (key: $0.key, count: $0.value) },
          length: analysis.length(of: stretch))
      },
      hasTable: analysis.units.contains { $0.kind == .table })
  }

  /// What a weights file says of samples.
  /// - Throws: `RunError` 65 where the weights do not fit the cues.
  package func scorer(_ file: WeightsFile) throws -> TrainingScorer {
    TrainingScorer(model: try LinearModel(file, space: extractor.space, policy: cues))
  }

  /// A run of characters as text.
  package static func string(ofGram key: UInt64) -> String { UnitFeatureExtractor.string(ofGram: key) }
}

/// The program's own first level, for samples of the fitting tool.
package struct TrainingScorer: Sendable {
  let model: LinearModel

  package func scores(_ sample: TrainingDocument.Sample) -> StretchScores {
    model.scores(StretchVector(features: sample.features, rows: model.rows(of: sample.grams)))
  }
}
