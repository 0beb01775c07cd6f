// A worker for the tests of the pool: it reads no formats. A path that ends in `.txt` is one document; `BUNDLE+a,b,c` is a container with the
// documents `BUNDLE!/a` … . A document named `secret`, `write` … tries what the sandbox must refuse and answers with what came of it.
import Findings
import Foundation
import Readings
import Workers

let arguments = CommandLine.arguments
func value(_ option: String) -> String? {
  arguments.firstIndex(of: option).map { arguments[$0 + 1] }
}

func reading(_ opening: String) -> DocumentReading {
  var facts = Facts()
  facts.opening = opening
  return DocumentReading(sha256: String(repeating: "a", count: 64), format: "text", status: .read, facts: facts)
}

if arguments.contains("--dies-at-start") {
  FileHandle.standardError.write(Data("no such library\n".utf8))
  exit(9)
}

if arguments.contains("--supervise") {
  // A supervisor to be killed: its two workers hang.
  let pool = WorkerPool(
    .init(executable: arguments[0], arguments: ["--inject-faults"], count: 2, deadline: 600), name: { $0 }, warn: { _ in })
  _ = try await pool.run([
    WorkerRequest(id: "P1", paths: ["x__hang__.txt"]), WorkerRequest(id: "P2", paths: ["y__hang__.txt"]),
  ]) { _ in }
  exit(0)
}

let sandbox = value("--uploads").map { WorkerSandbox(readable: [$0], helpers: ["/usr/bin/true"]) }
let loop = WorkerLoop(
  reader: "1", cues: "c", supervisorPage: value("--supervised"), memoryCap: value("--memory-cap").flatMap(Int.init), sandbox: sandbox,
  injectsFaults: arguments.contains("--inject-faults"))
do {
  try loop.serve(
    warn: { FileHandle.standardError.write(Data(($0 + "\n").utf8)) },
    materials: { _ in [] },
    read: { request, begin in
      var documents: [FoundDocument] = []
      func read(_ path: String) {
        guard request.isWanted(path) else { return }
        if let skipped = request.skipped(path) {
          if !skipped.isUntouchable { begin(path) }
          var unread = reading("")
          unread.status = .unreadable
          unread.reason = skipped.reason
          unread.detail = skipped.detail
          documents.append(FoundDocument(path: path, reading: unread))
          return
        }
        begin(path)
        documents.append(FoundDocument(path: path, reading: reading(attempt(path))))
      }
      for path in request.paths {
        let parts = path.split(separator: "+", maxSplits: 1)
        guard parts.count == 2 else {
          read(path)
          continue
        }
        let container = String(parts[0])
        guard request.isWanted(container) else { continue }
        if request.skipped(container) != nil {
          read(container)
          continue
        }
        begin(container)
        for member in parts[1].split(separator: ",") { read("\(parts[0])!/\(member)") }
      }
      return BundleReading(id: request.id, documents: documents)
    })
} catch {
  FileHandle.standardError.write(Data("\(error)\n".utf8))
  exit(70)
}

/// What came of something forbidden: `done`, or the errno value's name.
func attempt(_ path: String) -> String {
  func outcome(_ result: Int32) -> String { result >= 0 ? "done" : String(cString: strerror(errno)) }
  let name = path.split(separator: "/").last.map(String.init) ?? path
  switch name {
  case "read-upload": return outcome(open(value("--uploads")! + "/seen", O_RDONLY))
  case "read-outside": return outcome(open("/etc/passwd", O_RDONLY))
  case "list-outside": return opendir("/root") == nil ? String(cString: strerror(errno)) : "done"
  case "write-upload": return outcome(open(value("--uploads")! + "/made", O_WRONLY | O_CREAT, 0o600))
  case "overwrite-upload": return outcome(open(value("--uploads")! + "/seen", O_WRONLY))
  case "remove-upload": return outcome(unlink(value("--uploads")! + "/seen"))
  case "chmod-upload": return outcome(chmod(value("--uploads")! + "/seen", 0o777))
  case "write-temporary": return outcome(open("/tmp/bundle-audit-escaped", O_WRONLY | O_CREAT, 0o600))
  case "socket": return outcome(socket(AF_INET, Int32(SOCK_STREAM.rawValue), 0))
  case "socket-unix": return outcome(socket(AF_UNIX, Int32(SOCK_STREAM.rawValue), 0))
  case "signal-parent": return outcome(kill(getppid(), 0))
  case "run-helper": return run("/usr/bin/true")
  case "run-other": return run("/usr/bin/id")
  case "run-upload": return run(value("--uploads")! + "/program")
  default: return "text of \(name)"
  }
}

func run(_ program: String) -> String {
  var child: pid_t = 0
  var words: [UnsafeMutablePointer<CChar>?] = [strdup(program), nil]
  let code = posix_spawn(&child, program, nil, nil, &words, nil)
  guard code == 0 else { return String(cString: strerror(code)) }
  var status: Int32 = 0
  waitpid(child, &status, 0)
  return status == 0 ? "done" : "status \(status)"
}
