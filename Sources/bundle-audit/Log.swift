import Foundation
import Logging

enum LogFormat: String, CaseIterable, Sendable {
  case text
  case json
}

/// What goes to standard error, through swift-log: one sentence a line, or one JSON object a line for a log collector.
struct Log: Sendable {
  private let logger: Logger

  init(_ format: LogFormat = .text) {
    logger = Logger(label: "bundle-audit") { _ in StandardErrorHandler(format: format) }
  }

  func say(_ sentence: String, _ facts: [String: String] = [:]) {
    logger.info("\(sentence)", metadata: facts.mapValues { .string($0) })
  }

  func fail(_ sentence: String, _ facts: [String: String] = [:]) {
    logger.critical("\(sentence)", metadata: facts.mapValues { .string($0) })
  }

  func warn(_ sentence: String) { logger.warning("\(sentence)") }
}

private struct StandardErrorHandler: LogHandler {
  let format: LogFormat
  var metadata: Logger.Metadata = [:]
  var logLevel: Logger.Level = .info

  init(format: LogFormat) { self.format = format }

  subscript(metadataKey key: String) -> Logger.Metadata.Value? {
    get { metadata[key] }
    set { metadata[key] = newValue }
  }

  func log(event: LogEvent) {
    switch format {
    case .text:
      Console.say(event.level > .info ? "bundle-audit: \(event.level.rawValue): \(event.message)" : "bundle-audit: \(event.message)")
    case .json:
      var object = ["time": ISO8601DateFormatter().string(from: Date()), "level": event.level.rawValue, "message": "\(event.message)"]
      for (key, value) in event.metadata ?? [:] { object[key] = "\(value)" }
      let encoder = JSONEncoder()
      encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
      // A dictionary of strings always encodes.
      if let data = try? encoder.encode(object) { Console.say(String(decoding: data, as: UTF8.self)) }
    }
  }
}
