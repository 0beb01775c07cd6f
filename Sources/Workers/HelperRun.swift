internal import CSandbox
package import Findings
internal import Glibc

/// One run of a helper program: bytes in, bytes out, under limits. A helper reads hostile input as this program does, but is not this program: it may hang,
/// crash and write without end, and none of that costs more than the limits say.
package struct HelperRun: Sendable {
  /// Absolute.
  package var program: String
  package var arguments: [String]
  /// The bytes of its standard input.
  package var input: [UInt8]
  /// The most bytes of its standard output.
  package var outputLimit: Int
  /// Seconds on the clock; its processor time is limited to the same.
  package var seconds: Double
  /// Address space in bytes.
  package var memory: Int

  package init(program: String, arguments: [String], input: [UInt8] = [], outputLimit: Int, seconds: Double, memory: Int = 1 << 30) {
    self.program = program
    self.arguments = arguments
    self.input = input
    self.outputLimit = outputLimit
    self.seconds = seconds
    self.memory = memory
  }

  private static let wordsLimit = 4096

  /// Runs it to its end. Blocks this thread.
  package func result() -> ProgramOutcome {
    // A helper that has seen enough closes its input: an error of the write, not the end of this process.
    signal(SIGPIPE, SIG_IGN)
    // [read, write] of each stream.
    var pipes: [[CInt]] = []
    defer { for pipe in pipes { for descriptor in pipe where descriptor >= 0 { close(descriptor) } } }
    for _ in 0..<3 {
      var pair: [CInt] = [-1, -1]
      guard pipe(&pair) == 0 else { return ProgramOutcome(end: .notStarted("no pipe: \(String(cString: strerror(errno)))")) }
      for descriptor in pair { _ = fcntl(descriptor, F_SETFD, FD_CLOEXEC) }
      pipes.append(pair)
    }
    let child = start(input: pipes[0][0], output: pipes[1][1], error: pipes[2][1])
    guard child > 0 else { return ProgramOutcome(end: .notStarted(String(cString: strerror(errno)))) }
    for (pipe, end) in [(0, 0), (1, 1), (2, 1)] {
      close(pipes[pipe][end])
      pipes[pipe][end] = -1
    }
    var exchange = Exchange(write: pipes[0][1], output: pipes[1][0], error: pipes[2][0])
    let deadline = monotonicNow() + UInt64(seconds * 1e9)
    var stopped = exchange.run(self, until: deadline)
    // What it still has to read or write it will never.
    pipes[0][1] = exchange.writing
    if stopped != nil { kill(child, SIGKILL) }
    var status: CInt = 0
    if !Self.wait(for: child, &status, until: deadline) {
      // It has closed its streams and goes on all the same.
      stopped = stopped ?? .timedOut
      kill(child, SIGKILL)
      while waitpid(child, &status, 0) < 0, errno == EINTR {}
    }
    var result = ProgramOutcome(output: exchange.output, words: String(decoding: exchange.words, as: UTF8.self), end: .exited(0))
    if let stopped {
      result.end = stopped
    } else if status & 0x7F != 0 {
      result.end = status & 0x7F == SIGXCPU ? .timedOut : .signaled(status & 0x7F)
    } else {
      result.end = status >> 8 & 0xFF == 127 ? .notStarted("\(program) cannot be executed") : .exited(status >> 8 & 0xFF)
    }
    return result
  }

  /// False where the child has not ended at the deadline. waitpid(2) knows no time, so it is asked again, mostly once: a helper ends with its streams.
  private static func wait(for child: CInt, _ status: inout CInt, until deadline: UInt64) -> Bool {
    var pause: useconds_t = 100
    while true {
      let found = waitpid(child, &status, WNOHANG)
      if found == child || (found < 0 && errno != EINTR) { return true }
      if monotonicNow() >= deadline { return false }
      usleep(pause)
      pause = min(pause * 2, 20_000)
    }
  }

  private func start(input: CInt, output: CInt, error: CInt) -> CInt {
    // One thread: tesseract's others would outrun the workers beside it. Nothing of this process's environment is the helper's business.
    let environment = ["PATH=/usr/bin:/bin", "LANG=C.UTF-8", "OMP_THREAD_LIMIT=1"]
    return Self.withCStrings([program] + arguments) { arguments in
      Self.withCStrings(environment) { environment in
        csandbox_start_helper(program, arguments, environment, input, output, error, UInt64(seconds.rounded(.up)), UInt64(memory))
      }
    }
  }

  private static func withCStrings<Result>(_ strings: [String], _ body: (UnsafePointer<UnsafeMutablePointer<CChar>?>) -> Result) -> Result {
    let copies = strings.map { strdup($0) } + [nil]
    defer { for copy in copies { free(copy) } }
    return copies.withUnsafeBufferPointer { body($0.baseAddress!) }
  }

  /// Feeds and listens at the same time: a program that must be read before it reads on would wait for ever otherwise.
  private struct Exchange {
    /// -1 once all is written.
    var writing: CInt
    let reading: [CInt]
    var output: [UInt8] = []
    var words: [UInt8] = []

    init(write: CInt, output: CInt, error: CInt) {
      writing = write
      reading = [output, error]
      for descriptor in [write, output, error] { _ = fcntl(descriptor, F_SETFL, fcntl(descriptor, F_GETFL) | O_NONBLOCK) }
    }

    /// Why it had to be stopped; nil where it closed its output by itself.
    mutating func run(_ run: HelperRun, until deadline: UInt64) -> ProgramOutcome.End? {
      var sent = 0
      var isOpen = [true, true]
      if run.input.isEmpty { closeInput() }
      var buffer = [UInt8](repeating: 0, count: 1 << 16)
      while isOpen[0] || isOpen[1] {
        let now = monotonicNow()
        guard now < deadline else { return .timedOut }
        var waited = [
          pollfd(fd: writing, events: Int16(POLLOUT), revents: 0),
          pollfd(fd: isOpen[0] ? reading[0] : -1, events: Int16(POLLIN), revents: 0),
          pollfd(fd: isOpen[1] ? reading[1] : -1, events: Int16(POLLIN), revents: 0),
        ]
        let count = poll(&waited, 3, CInt(clamping: (deadline - now) / 1_000_000 + 1))
        if count < 0 && errno != EINTR { return .notStarted("poll: \(String(cString: strerror(errno)))") }
        guard count > 0 else { continue }
        if waited[0].revents != 0 {
          let done = run.input.withUnsafeBytes { write(writing, $0.baseAddress! + sent, $0.count - sent) }
          if done > 0 { sent += done }
          // A program that has seen enough closes its input: EPIPE.
          if sent == run.input.count || (done < 0 && errno != EAGAIN && errno != EINTR) { closeInput() }
        }
        for index in 0..<2 where waited[index + 1].revents != 0 {
          let done = buffer.withUnsafeMutableBytes { read(reading[index], $0.baseAddress, $0.count) }
          if done == 0 || (done < 0 && errno != EAGAIN && errno != EINTR) { isOpen[index] = false }
          guard done > 0 else { continue }
          if index == 1 {
            words.append(contentsOf: buffer[..<min(done, max(0, HelperRun.wordsLimit - words.count))])
          } else {
            output.append(contentsOf: buffer[..<min(done, run.outputLimit - output.count)])
            if output.count >= run.outputLimit { return .tooMuch }
          }
        }
      }
      return nil
    }

    private mutating func closeInput() {
      if writing >= 0 { close(writing) }
      writing = -1
    }
  }
}
