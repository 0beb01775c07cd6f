/// The numbers of one night for the node exporter's textfile collector (`metrics.prom`).
package struct NightMetrics: Sendable {
  /// Wall seconds by stage, in the order of the stages.
  package var stageSeconds: [(stage: String, seconds: Double)]
  /// Plans by verdict.
  package var plans: [String: Int]
  /// Required materials by verdict.
  package var requirements: [String: Int]
  /// Documents by status.
  package var documents: [String: Int]
  /// Documents that were opened on this night; the others were known.
  package var documentsOpened: Int
  /// Workers that died, by cause (`crash`, `timeout`, `memory`).
  package var workerDeaths: [String: Int]
  /// Seconds since 1970, when the night ended.
  package var finished: Int
  package var succeeded: Bool
  package var program: String
  package var policy: String

  package init(
    stageSeconds: [(stage: String, seconds: Double)], plans: [String: Int], requirements: [String: Int], documents: [String: Int],
    documentsOpened: Int, workerDeaths: [String: Int], finished: Int, succeeded: Bool, program: String, policy: String
  ) {
    self.stageSeconds = stageSeconds
    self.plans = plans
    self.requirements = requirements
    self.documents = documents
    self.documentsOpened = documentsOpened
    self.workerDeaths = workerDeaths
    self.finished = finished
    self.succeeded = succeeded
    self.program = program
    self.policy = policy
  }

  /// The file, in the Prometheus text format 0.0.4. Gauges throughout: each night's file replaces the one before, nothing is counted up.
  /// Source: prometheus.io/docs/instrumenting/exposition_formats; names after prometheus.io/docs/practices/naming.
  package var prometheusText: String {
    var text = ""
    func metric(_ name: String, _ help: String, _ samples: [(labels: String, value: String)]) {
      text += "# HELP bundle_audit_\(name) \(help)\n# TYPE bundle_audit_\(name) gauge\n"
      for sample in samples { text += "bundle_audit_\(name)\(sample.labels) \(sample.value)\n" }
    }
    func counts(_ label: String, _ counts: [String: Int]) -> [(labels: String, value: String)] {
      counts.sorted { $0.key < $1.key }.map { ("{\(label)=\"\(Self.escaped($0.key))\"}", String($0.value)) }
    }
    metric("last_run_timestamp_seconds", "When the last night ended.", [("", String(finished))])
    if succeeded { metric("last_success_timestamp_seconds", "When the last night ended that audited every bundle.", [("", String(finished))]) }
    metric("last_run_success", "1 if the last night audited every bundle.", [("", succeeded ? "1" : "0")])
    metric(
      "stage_duration_seconds", "Wall time of each stage of the last night.",
      stageSeconds.map { ("{stage=\"\(Self.escaped($0.stage))\"}", "\($0.seconds)") })
    metric("plans", "Plans by verdict.", counts("verdict", plans))
    metric("requirements", "Required materials by verdict.", counts("verdict", requirements))
    metric("documents", "Documents by how well they were read.", counts("status", documents))
    metric("documents_opened", "Documents that the last night opened; the others were known.", [("", String(documentsOpened))])
    metric("worker_deaths", "Workers that died in the last night, by cause.", counts("cause", workerDeaths))
    metric("info", "Program and policy of the last night.", [("{program=\"\(Self.escaped(program))\",policy=\"\(Self.escaped(policy))\"}", "1")])
    return text
  }

  private static func escaped(_ label: String) -> String {
    var text = ""
    for character in label {
      switch character {
      case "\\": text += "\\\\"
      case "\"": text += "\\\""
      case "\n": text += "\\n"
      default: text.append(character)
      }
    }
    return text
  }
}
