import ArgumentParser
import AuditPipeline
import Documents
import Findings
import Foundation
import Policies
import Readings
import Workers

struct WorkerCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "worker", abstract: "Reads bundles: JSON lines in, JSON lines out, until the end of the input.",
    discussion: """
      A request is {"id":"P001","paths":["/abs/P001.zip"]}; its answer holds every document inside. `audit` runs this under supervision; a cluster \
      engine pipes lines through it, and `audit --readings FILE` judges from what comes out.
      """)

  @Option(name: .long, help: ArgumentHelp("Names documents relative to this folder.", valueName: "dir"))
  var uploads: String?
  @Option(name: .long, help: ArgumentHelp("The policy whose cues documents are read by.", valueName: "name|file"))
  var policy = "cas-2023"
  @Option(name: .long, help: ArgumentHelp("Bytes of memory that it may use.", valueName: "bytes"))
  var memoryCap: Int?
  @ArgumentParser.Flag(name: .long, help: "Read print in pictures and scans by OCR.")
  var ocr = false
  @Option(name: .long, help: .hidden)
  var supervised: String?
  @Option(name: .long, help: .hidden)
  var readable: [String] = []
  @Option(name: .long, help: .hidden)
  var known: String?
  @ArgumentParser.Flag(name: .long, help: .hidden)
  var injectFaults = false

  func run() throws {
    let policy = try Policy.load(policy)
    let programs = HelperPrograms.find(ocr: ocr)
    if let warning = programs.recognitionWarning { Console.say("worker: \(warning)") }
    let classifier = try DocumentClassifier(policy: policy, programs: programs)
    let reader = BundleReader(
      classifier: classifier, root: uploads, helpers: ReadingHelpers(programs), known: try known.map { try KnownContents(file: $0) })
    let folders = readable + (uploads.map { [$0] } ?? [])
    let loop = WorkerLoop(
      reader: classifier.reader, cues: classifier.cues, supervisorPage: supervised, memoryCap: memoryCap,
      sandbox: folders.isEmpty ? nil : WorkerSandbox(readable: folders, helpers: programs.paths.values.sorted()),
      injectsFaults: injectFaults)
    try loop.serve(
      warn: { Console.say("worker: \($0)") }, materials: { DocumentMaterials.of($0.reading, policy: policy) },
      read: { request, begin in try reader.read(request, begin: begin) })
  }
}
