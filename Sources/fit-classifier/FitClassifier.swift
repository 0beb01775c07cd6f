import ArgumentParser
import Classification
import Documents
import Findings
import FixtureSupport
import Foundation
import Policies
import Readings

@main
struct FitClassifier: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "fit-classifier",
    abstract: "Fits the weights of a policy's classifier from labelled documents (text sources as fixtures/README.md describes).",
    subcommands: [Fit.self, Validate.self, Evaluate.self, MutationRates.self, BuildDocuments.self])

  /// What both commands need.
  struct Common: ParsableArguments {
    @Argument(help: "The folder of labelled text sources, a sub-folder per hand.")
    var documents = "fixtures/classification"
    @Option(help: "Labelled sources of the invented night, taken as one more hand; empty: none.")
    var night = "fixtures/night/uploads"
    @Option(help: "The policy whose cues are looked for.")
    var policy = "cas-2023"
    @Option(help: "How many runs of characters the weights file keeps.")
    var grams = TrainingSettings().grams
    @Option(help: "C of the first level.")
    var strength = TrainingSettings().strength
    @Option(help: "C of the second level.")
    var combinationStrength = TrainingSettings().combinationStrength
    @Option(help: "How much a spoiled document counts beside a real one; 0: none are made.")
    var spoiledImportance = TrainingSettings().spoiledImportance
    @Option(help: "Into how many folds the hands are cut.")
    var folds = 4

    func trainer() throws -> (Trainer, [TrainingItem], [[String]]) {
      let policy = try Policy.load(policy)
      guard let cues = policy.classifier else { throw RunError(.badData, subject: self.policy, message: "has no section classifier") }
      let reader = TrainingReader(cues)
      let labelled = try
        (LabelledDocument.load(documents) + (spoiledImportance > 0 ? LabelledDocument.spoiled(documents) : [])
        + LabelledDocument.joined(documents)
        + (night.isEmpty ? [] : LabelledDocument.load(night, hand: "night")))
        .filter { $0.document.status != .unreadable && !$0.document.blocks.isEmpty }
      let items = parallelMap(labelled) { document in
        TrainingItem(
          id: document.id, hand: document.hand, materials: document.materials, arguable: document.arguable.subtracting(document.materials),
          flags: document.flags, traits: document.traits, formOf: document.formOf, isSpoiled: document.id.contains("~"),
          whole: reader.read(document.document),
          segments: document.segments.filter { !$0.document.blocks.isEmpty }.map {
            ($0.materials, reader.read($0.document, wholeOnly: true))
          })
      }
      var settings = TrainingSettings()
      settings.grams = grams
      settings.strength = strength
      settings.combinationStrength = combinationStrength
      settings.spoiledImportance = spoiledImportance
      let hands = Set(items.map(\.hand)).sorted()
      let cut = (0..<folds).map { fold in hands.indices.filter { $0 % folds == fold }.map { hands[$0] } }.filter { !$0.isEmpty }
      let trainer = Trainer(materials: policy.materials.map(\.id), reader: reader, settings: settings)
      FileHandle.standardError.write(Data("\(items.count) documents of \(hands.count) hands\n".utf8))
      return (trainer, items, cut)
    }
  }

  struct Fit: ParsableCommand {
    static let configuration = CommandConfiguration(abstract: "Fits on all documents and writes the weights file.")
    @OptionGroup var common: Common
    @Option(help: "Where to write the weights.")
    var output = "Sources/CClassifierWeights/cas-2023.weights"

    func run() throws {
      let (trainer, items, folds) = try common.trainer()
      var file = try trainer.fit(items, folds: folds)
      file.remarks = [
        "Weights of the classifier of policy \(common.policy), in thousandths. Written by `fit-classifier fit`; see Sources/Classification/WeightsFile.swift.",
        "Fitted on \(items.count) documents of \(Set(items.map(\.hand)).count) hands; C \(common.strength), second level C \(common.combinationStrength).",
      ]
      try Data(file.text.utf8).write(to: URL(fileURLWithPath: output))
    }
  }

  struct Validate: ParsableCommand {
    static let configuration = CommandConfiguration(
      abstract:
        "Cross-validates between hands: every document is judged by weights that never saw its hand. Prints the rates of the evaluation.")
    @OptionGroup var common: Common
    @Option(help: "Show rates for hands whose folder begins with one of these words, separated by commas, besides all.")
    var groups = "dev-"
    @Option(help: "How many confusions to list.")
    var confusions = 30
    @Option(help: "Write the out-of-fold probabilities here, as JSON lines.")
    var probabilities: String?

    func run() throws {
      let (trainer, items, folds) = try common.trainer()
      var answers = [Answer?](repeating: nil, count: items.count)
      // A first level without folds A and B serves twice: for A's turn and for B's.
      var levels: [Set<[String]>: WeightsFile] = [:]
      for fold in folds {
        let inner = folds.filter { $0 != fold }
        let file = try trainer.fit(items.filter { !fold.contains($0.hand) }, folds: inner) { other in
          if let known = levels[[fold, other]] { return known }
          let level = trainer.firstLevel(items.filter { !fold.contains($0.hand) && !other.contains($0.hand) })
          levels[[fold, other]] = level
          return level
        }
        let combination = Combination(file)
        let held = items.indices.filter { fold.contains(items[$0].hand) }
        for (index, scores) in zip(held, try trainer.scores(held.map { items[$0] }, by: file)) {
          let item = items[index]
          func probability(_ target: Int) -> Double { combination.probability(target, trainer.measures(item, scores, target: target)) }
          let values = trainer.targets.indices.map(probability)
          answers[index] = Answer(
            id: item.id, materials: item.materials, arguable: item.arguable, isBlank: item.flags.contains("blank_template"),
            isPPTOnly: item.flags.contains("ppt_only"),
            probabilities: Dictionary(uniqueKeysWithValues: zip(trainer.materials, values)), blank: values[trainer.materials.count],
            pptOnly: values[trainer.materials.count + 1])
        }
        FileHandle.standardError.write(Data("fold done: \(fold.joined(separator: " "))\n".utf8))
      }
      let all = zip(items, answers).compactMap { $0.isSpoiled ? nil : $1 }
      let spoiled = zip(items, answers).compactMap { $0.isSpoiled ? $1 : nil }
      if let probabilities { try write(all, to: probabilities) }
      try show("all", all, trainer)
      for group in groups.split(separator: ",") {
        let part = zip(items, answers).compactMap { $0.hand.hasPrefix(group) && !$0.isSpoiled ? $1 : nil }
        guard !part.isEmpty else { continue }
        try show(String(group), part, trainer)
      }
      let judge = try policy(chosenOn: all, trainer)
      for kind in ["title", "shuffled", "emptied"] {
        let part = spoiled.filter { $0.id.hasSuffix(kind) }.map { $0.judged(by: judge) }
        let counted = part.count { answer in answer.said.contains { $1 == .present && !answer.arguable.contains($0) } }
        print("spoiled (\(kind)) \(part.count), still present \(counted)")
      }
      print(Rates(answers: all, materials: trainer.materials).flagReport())
    }

    /// The policy with the thresholds that these answers ask for.
    private func policy(chosenOn answers: [Answer], _ trainer: Trainer) throws -> Policy {
      let pair = Rates.choose(answers, materials: trainer.materials, falseShare: 0.02, doubtShare: 0.06)
      var policy = try Policy.load(common.policy)
      policy.thresholds.general.present = pair.present
      policy.thresholds.general.unconfirmed = pair.unconfirmed
      policy.thresholds.materials = [:]
      return policy
    }

    /// The rates by thresholds chosen on these very answers.
    private func show(_ name: String, _ answers: [Answer], _ trainer: Trainer) throws {
      let policy = try policy(chosenOn: answers, trainer)
      let pair = policy.thresholds.general
      let rates = Rates(answers: answers.map { $0.judged(by: policy) }, materials: trainer.materials)
      print("== \(name), thresholds \(String(format: "%.3f / %.3f", pair.present, pair.unconfirmed))")
      print(rates.report())
      print(rates.confusions(limit: confusions))
    }

    private func write(_ answers: [Answer], to path: String) throws {
      let lines = answers.map { answer -> String in
        let values = answer.probabilities.sorted { $0.key < $1.key }.map { "\"\($0.key)\":\(String(format: "%.4f", $0.value))" }
        return
          "{\"id\":\"\(answer.id)\",\"blank\":\(String(format: "%.4f", answer.blank)),\"ppt\":\(String(format: "%.4f", answer.pptOnly)),\(values.joined(separator: ","))}"
      }
      try Data((lines.joined(separator: "\n") + "\n").utf8).write(to: URL(fileURLWithPath: path))
    }
  }

  struct BuildDocuments: ParsableCommand {
    static let configuration = CommandConfiguration(
      commandName: "build",
      abstract: "Writes a DOCX of every labelled text source, for looking at them and for measuring the built program.")
    @Argument var documents = "fixtures/classification"
    @Argument var output: String

    func run() throws {
      try NightBuilder.buildDocuments(from: documents, to: output)
    }
  }
}
