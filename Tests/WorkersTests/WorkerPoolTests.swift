import Findings
import Foundation
import Readings
import Synchronization
import Testing
import Workers

/// Real processes: `faulty-worker` fails where a document's name tells it to.
@Suite(.serialized) struct WorkerPoolTests {
  /// Reads the requests with faults on; gives `path: status/reason` of every document, by bundle.
  private func read(
    _ requests: [WorkerRequest], workers: Int = 2, deadline: Double = 30, recycleAfter: Int = 1_000, sentAhead: Int = 4,
    arguments: [String] = ["--inject-faults"], memoryCap: Int = 1 << 30
  ) async throws -> (bundles: [String: [String]], statistics: WorkerPool.Statistics, warnings: [String]) {
    let delivered = Mutex<[BundleReading]>([])
    let warnings = Mutex<[String]>([])
    let pool = WorkerPool(
      .init(
        executable: try faultyWorker().path, arguments: arguments, count: workers, deadline: deadline, memoryCap: memoryCap,
        recycleAfter: recycleAfter, sentAhead: sentAhead),
      name: { $0 }, warn: { words in warnings.withLock { $0.append(words) } })
    let statistics = try await pool.run(requests) { bundle in delivered.withLock { $0.append(bundle) } }
    let bundles = delivered.withLock { $0 }
    // Exactly once each: a second delivery of an id would end the test here.
    let byID = Dictionary(bundles.map { ($0.id, $0.documents.map(Self.describe)) }) { _, _ in
      Issue.record("a bundle was delivered twice")
      return []
    }
    #expect(Set(byID.keys) == Set(requests.map(\.id)))
    return (byID, statistics, warnings.withLock { $0 })
  }

  private static func describe(_ document: FoundDocument) -> String {
    "\(document.path): \(document.reading.reason?.rawValue ?? document.reading.status.rawValue)"
  }

  @Test func everyBundleComesBackOnce() async throws {
    let requests = (1...200).map { WorkerRequest(id: "P\($0)", paths: ["P\($0)+a,b"]) }
    let (bundles, statistics, warnings) = try await read(requests)
    #expect(bundles["P17"] == ["P17!/a: read", "P17!/b: read"])
    #expect(statistics.workersStarted == 2)
    #expect(warnings == [])
  }

  @Test(arguments: [
    ("__crash__", "crash"), ("__allocate__", "limit"), ("__crash-in-company__", "read"), ("__garbage__", "crash"), ("__half__", "crash"),
    ("__die-between__", "read"),
  ])
  func oneDocumentFailsAndItsNeighboursAreRead(fault: String, outcome: String) async throws {
    let requests = [
      WorkerRequest(id: "P1", paths: ["P1+a,b"]), WorkerRequest(id: "P2", paths: ["P2+a,x\(fault),c"]),
      WorkerRequest(id: "P3", paths: ["P3+a"]),
    ]
    let (bundles, _, _) = try await read(requests)
    #expect(bundles["P1"] == ["P1!/a: read", "P1!/b: read"])
    #expect(bundles["P2"] == ["P2!/a: read", "P2!/x\(fault): \(outcome)", "P2!/c: read"])
    #expect(bundles["P3"] == ["P3!/a: read"])
  }

  @Test func aHangEndsAtTheDeadline() async throws {
    let (bundles, statistics, _) = try await read([WorkerRequest(id: "P1", paths: ["P1+a,x__hang__,c", "b.txt"])], deadline: 0.5)
    #expect(bundles["P1"] == ["P1!/a: read", "P1!/x__hang__: timeout", "P1!/c: read", "b.txt: read"])
    // Once in company, once alone.
    #expect(statistics.timeouts == 2)
  }

  @Test func severalBadDocumentsInOneBundleAreEachFound() async throws {
    let (bundles, _, _) = try await read([WorkerRequest(id: "P1", paths: ["P1+x__crash__,b,y__crash__,d,z__allocate__,f"])])
    #expect(
      bundles["P1"] == [
        "P1!/x__crash__: crash", "P1!/b: read", "P1!/y__crash__: crash", "P1!/d: read", "P1!/z__allocate__: limit", "P1!/f: read",
      ])
  }

  @Test func aContainerThatCannotEvenBeOpenedIsOneUnreadableThing() async throws {
    let (bundles, _, _) = try await read([WorkerRequest(id: "P1", paths: ["x__crash__.zip+a,b", "c.txt"])])
    #expect(bundles["P1"] == ["x__crash__.zip: crash", "c.txt: read"])
  }

  @Test func everyBundleFailingStillEnds() async throws {
    let requests = (1...12).map { WorkerRequest(id: "P\($0)", paths: ["P\($0)+a__crash__,b__crash-in-company__"]) }
    let (bundles, _, _) = try await read(requests, workers: 3)
    for request in requests {
      #expect(bundles[request.id] == ["\(request.id)!/a__crash__: crash", "\(request.id)!/b__crash-in-company__: read"])
    }
  }

  @Test func workersAreRecycled() async throws {
    let requests = (1...20).map { WorkerRequest(id: "P\($0)", paths: ["P\($0)+a,b,c,d,e"]) }
    let (_, statistics, _) = try await read(requests, workers: 1, recycleAfter: 20, sentAhead: 1)
    // 100 documents, 20 a worker; the fifth ends with the work.
    #expect(statistics.workersStarted == 5)
    #expect(statistics.crashes == 0)
  }

  @Test func workersThatNeverStartEndTheRun() async throws {
    let error = await #expect(throws: RunError.self) {
      try await read([WorkerRequest(id: "P1", paths: ["a.txt"])], arguments: ["--dies-at-start"])
    }
    #expect(error?.code == .internal)
    #expect(error?.cause?.contains("no such library") == true)
  }

  @Test func anErrorOfTheReceiverEndsTheRun() async throws {
    let pool = WorkerPool(.init(executable: try faultyWorker().path, arguments: [], count: 2), name: { $0 }, warn: { _ in })
    let requests = (1...50).map { WorkerRequest(id: "P\($0)", paths: ["a.txt"]) }
    let error = await #expect(throws: RunError.self) {
      _ = try await pool.run(requests) { _ in throw RunError(.cannotWrite, subject: "ledger", message: "the disk is full") }
    }
    #expect(error?.code == .cannotWrite)
  }

  @Test func aCancelledRunEnds() async throws {
    let pool = WorkerPool(
      .init(executable: try faultyWorker().path, arguments: ["--inject-faults"], count: 2), name: { $0 }, warn: { _ in })
    let run = Task {
      try await pool.run([WorkerRequest(id: "P1", paths: ["x__hang__.txt"]), WorkerRequest(id: "P2", paths: ["x__hang__.txt"])]) { _ in }
    }
    try await Task.sleep(for: .milliseconds(200))
    run.cancel()
    await #expect(throws: (any Error).self) { _ = try await run.value }
  }
}

/// The test-support worker, beside the test bundle.
func faultyWorker() throws -> URL {
  let folder = URL(fileURLWithPath: CommandLine.arguments[0]).deletingLastPathComponent()
  let candidates = [
    folder, folder.appendingPathComponent("debug"), URL(fileURLWithPath: ".build/debug"), URL(fileURLWithPath: ".build/release"),
  ]
  let found = candidates.map { $0.appendingPathComponent("faulty-worker") }.first { FileManager.default.isExecutableFile(atPath: $0.path) }
  return try #require(found, "faulty-worker is not built; looked in \(candidates.map(\.path))")
}
