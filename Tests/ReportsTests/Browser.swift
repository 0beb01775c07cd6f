import Foundation

#if canImport(Glibc)
  import Glibc
#endif

/// Headless Chromium driven by the DevTools protocol over a pipe: no port, no WebDriver, no dependency.
/// Messages are JSON closed by a zero byte, written to the browser's descriptor 3 and read from its descriptor 4.
/// Source: chromium --remote-debugging-pipe; https://chromedevtools.github.io/devtools-protocol/
final class Browser {
  struct Fault: Error, CustomStringConvertible { var description: String }

  static let path = ["/usr/bin/chromium", "/usr/bin/chromium-browser", "/usr/bin/google-chrome"].first {
    FileManager.default.isExecutableFile(atPath: $0)
  }

  /// What the page said or asked for that it should not have: console messages, uncaught errors, policy violations, requests other than for files.
  private(set) var complaints: [String] = []

  private let process = Process()
  private let folder = NSTemporaryDirectory() + "reports-browser-" + UUID().uuidString
  private var input: Int32 = -1
  private var output: Int32 = -1
  private var pending: [UInt8] = []
  private var lastID = 0
  private var session: String?

  init() throws {
    guard let path = Self.path else { throw Fault(description: "no Chromium") }
    try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
    // Two FIFOs stand in for the pipe pair, since Foundation's Process passes no descriptors above 2. Opened for reading and writing, neither
    // side waits for the other.
    for name in ["in", "out"] where mkfifo("\(folder)/\(name)", 0o600) != 0 { throw Fault(description: "mkfifo: \(errno)") }
    input = open("\(folder)/in", O_RDWR | O_CLOEXEC)
    output = open("\(folder)/out", O_RDWR | O_CLOEXEC)
    guard input >= 0, output >= 0 else { throw Fault(description: "open: \(errno)") }
    process.executableURL = URL(fileURLWithPath: "/bin/sh")
    process.arguments = [
      "-c",
      "exec \"$0\" --headless --no-sandbox --disable-gpu --no-first-run --disable-background-networking --disable-component-update "
        + "--disable-dev-shm-usage --user-data-dir=\"$1/profile\" --remote-debugging-pipe about:blank 3<\"$1/in\" 4>\"$1/out\" >/dev/null 2>&1",
      path, folder,
    ]
    try process.run()
    let targets = try call("Target.getTargets")["targetInfos"] as? [[String: Any]] ?? []
    let target =
      try targets.first { $0["type"] as? String == "page" }?["targetId"]
      ?? call("Target.createTarget", ["url": "about:blank"])["targetId"]
    session = try call("Target.attachToTarget", ["targetId": target as Any, "flatten": true])["sessionId"] as? String
    // A page that nobody looks at has no focus to show.
    _ = try call("Emulation.setFocusEmulationEnabled", ["enabled": true])
    for domain in ["Page", "Runtime", "Log", "Network"] { _ = try call("\(domain).enable") }
  }

  deinit {
    process.terminate()
    process.waitUntilExit()
    close(input)
    close(output)
    try? FileManager.default.removeItem(atPath: folder)
  }

  /// Loads a file and waits until the page is there.
  func load(_ path: String) throws {
    let characters = CharacterSet.urlPathAllowed
    let url = "file://" + path.addingPercentEncoding(withAllowedCharacters: characters)!
    if let error = try call("Page.navigate", ["url": url])["errorText"] as? String { throw Fault(description: "\(url): \(error)") }
    try waitUntil("document.readyState === 'complete' && location.href === \(Self.json(url))")
  }

  /// The value of a JavaScript expression.
  @discardableResult
  func evaluate(_ expression: String) throws -> Any? {
    let result = try call("Runtime.evaluate", ["expression": expression, "returnByValue": true, "awaitPromise": true])
    if let details = result["exceptionDetails"] { throw Fault(description: "\(expression): \(details)") }
    return (result["result"] as? [String: Any])?["value"]
  }

  /// Asks again until an expression holds; a page that never gets there is a fault, not a slow test.
  func waitUntil(_ expression: String) throws {
    for _ in 0..<400 {
      do {
        if try evaluate(expression) as? Bool == true { return }
      } catch let fault as Fault where fault.description.contains("-32000") {
        // The page that was asked is just being left for the next one.
      }
      usleep(50_000)
    }
    throw Fault(description: "never came true: \(expression)")
  }

  func emulate(width: Int, dark: Bool) throws {
    _ = try call(
      "Emulation.setDeviceMetricsOverride", ["width": width, "height": 900, "deviceScaleFactor": 1, "mobile": width < 600] as [String: Any])
    _ = try call("Emulation.setEmulatedMedia", ["features": [["name": "prefers-color-scheme", "value": dark ? "dark" : "light"]]])
  }

  func disableScript(_ disabled: Bool) throws { _ = try call("Emulation.setScriptExecutionDisabled", ["value": disabled]) }

  func pdf() throws -> Data {
    let result = try call("Page.printToPDF", ["preferCSSPageSize": true, "printBackground": false])
    guard let data = Data(base64Encoded: result["data"] as? String ?? "") else { throw Fault(description: "no PDF") }
    return data
  }

  private static func json(_ text: String) -> String {
    "\"" + text.replacingOccurrences(of: "\\", with: "\\\\").replacingOccurrences(of: "\"", with: "\\\"") + "\""
  }

  private func call(_ method: String, _ parameters: [String: Any] = [:]) throws -> [String: Any] {
    lastID += 1
    var message: [String: Any] = ["id": lastID, "method": method, "params": parameters]
    if let session { message["sessionId"] = session }
    let bytes = [UInt8](try JSONSerialization.data(withJSONObject: message)) + [0]
    var sent = 0
    while sent < bytes.count {
      let count = bytes[sent...].withUnsafeBytes { write(input, $0.baseAddress, $0.count) }
      guard count > 0 else { throw Fault(description: "write: \(errno)") }
      sent += count
    }
    while true {
      let answer = try receive()
      if answer["id"] as? Int == lastID {
        if let error = answer["error"] { throw Fault(description: "\(method): \(error)") }
        return answer["result"] as? [String: Any] ?? [:]
      }
      note(answer)
    }
  }

  private func receive() throws -> [String: Any] {
    while true {
      if let end = pending.firstIndex(of: 0) {
        let message = Data(pending[..<end])
        pending.removeSubrange(...end)
        return try JSONSerialization.jsonObject(with: message) as? [String: Any] ?? [:]
      }
      // Only so that a browser that died does not hang the tests: every answer takes milliseconds.
      var wait = pollfd(fd: output, events: Int16(POLLIN), revents: 0)
      guard poll(&wait, 1, 60_000) > 0 else { throw Fault(description: "Chromium does not answer") }
      var buffer = [UInt8](repeating: 0, count: 1 << 16)
      let count = read(output, &buffer, buffer.count)
      guard count > 0 else { throw Fault(description: "read: \(errno)") }
      pending += buffer[..<count]
    }
  }

  private func note(_ event: [String: Any]) {
    let parameters = event["params"] as? [String: Any] ?? [:]
    switch event["method"] as? String {
    case "Runtime.consoleAPICalled", "Runtime.exceptionThrown", "Log.entryAdded": complaints.append("\(parameters)")
    case "Network.requestWillBeSent":
      let url = (parameters["request"] as? [String: Any])?["url"] as? String ?? ""
      if !url.hasPrefix("file://") { complaints.append("asked for \(url)") }
    default: break
    }
  }
}
