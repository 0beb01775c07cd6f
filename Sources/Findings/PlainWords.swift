internal import Foundation

/// An error underneath in words that a person can use: Swift prints decoding and file errors as the innards of their types.
package func plainWords(_ error: any Error) -> String {
  switch error {
  case let error as RunError: error.description
  case DecodingError.keyNotFound(let key, let context): "\(place(context.codingPath))the key \"\(key.stringValue)\" is missing"
  case DecodingError.typeMismatch(let type, let context): "\(place(context.codingPath))the value is no \(name(type))"
  case DecodingError.valueNotFound(let type, let context): "\(place(context.codingPath))the value is null, not a \(name(type))"
  case DecodingError.dataCorrupted(let context):
    context.codingPath.isEmpty ? "not valid JSON" : "\(place(context.codingPath))the value is not one that is allowed"
  // Only errors of Foundation have words of their own there; those of this project describe themselves.
  case let error as CocoaError: error.localizedDescription
  default: "\(error)"
  }
}

/// `documents[0].status: `, or nothing at the top.
private func place(_ path: [any CodingKey]) -> String {
  var text = ""
  for key in path {
    if let index = key.intValue {
      text += "[\(index)]"
    } else {
      text += (text.isEmpty ? "" : ".") + key.stringValue
    }
  }
  return text.isEmpty ? "" : text + ": "
}

private func name(_ type: Any.Type) -> String {
  switch type {
  case is String.Type: "text"
  case is Bool.Type: "true or false"
  case is Int.Type, is Double.Type, is UInt64.Type, is Int64.Type: "number"
  case is [Any].Type: "list"
  default: "object of the expected form"
  }
}
