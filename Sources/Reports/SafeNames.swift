import Crypto
import Foundation

/// Names of strangers turned into names of folders, files and anchors.
///
/// In: any names. Out: for each distinct name its own safe one, never `.` or `..`, at most 80 characters and 200 bytes before its hash
/// (file systems take 255 bytes), without a character that Windows, a URL or a shell treats in its own way. A name that is changed, or that
/// another one would be confused with on a disk that folds case or width, carries eight digits of its SHA-256. The result does not depend on
/// the order of the names.
struct SafeNames {
  private let names: [String: String]

  init(_ originals: [String]) {
    let distinct = Set(originals)
    var cleaned: [String: String] = [:]
    var sharers: [String: Int] = [:]
    for original in distinct {
      let clean = Self.clean(original)
      cleaned[original] = clean
      sharers[Self.folded(clean), default: 0] += 1
    }
    var names: [String: String] = [:]
    var taken: Set<String> = []
    // Names that stay as they are come first, so that no made-up name can take theirs; the order among the rest is fixed by their bytes.
    let plain = { (original: String) in cleaned[original] == original && sharers[Self.folded(original)] == 1 }
    for original in distinct where plain(original) {
      names[original] = original
      taken.insert(Self.folded(original))
    }
    for original in distinct.sorted(by: { $0.utf8.lexicographicallyPrecedes($1.utf8) }) where !plain(original) {
      let hash = Self.hash(original)
      var length = 8
      var name = "\(cleaned[original]!)-\(hash.prefix(length))"
      while !taken.insert(Self.folded(name)).inserted {
        length += 8
        precondition(length <= hash.count, "two names with one SHA-256")
        name = "\(cleaned[original]!)-\(hash.prefix(length))"
      }
      names[original] = name
    }
    self.names = names
  }

  /// The safe name of a name that was given to `init`.
  subscript(_ original: String) -> String { names[original]! }

  /// Percent-encoded for a URL path or fragment: everything but letters and digits of ASCII, `-`, `_` and `.`.
  static func percentEncoded(_ name: String) -> String {
    var encoded = ""
    for byte in name.utf8 {
      switch byte {
      case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"), UInt8(ascii: "0")...UInt8(ascii: "9"),
        UInt8(ascii: "-"), UInt8(ascii: "_"), UInt8(ascii: "."):
        encoded.unicodeScalars.append(Unicode.Scalar(byte))
      default:
        let digits = String(byte, radix: 16, uppercase: true)
        encoded += digits.count == 1 ? "%0\(digits)" : "%\(digits)"
      }
    }
    return encoded
  }

  private static func hash(_ name: String) -> String {
    SHA256.hash(data: Data(name.utf8)).map { byte in
      let digits = String(byte, radix: 16)
      return digits.count == 1 ? "0\(digits)" : digits
    }.joined()
  }

  /// Letters and digits of any script, and the few marks that are harmless everywhere; everything else is `_`.
  private static func clean(_ original: String) -> String {
    var clean = String.UnicodeScalarView()
    var characters = 0
    var bytes = 0
    for scalar in original.precomposedStringWithCanonicalMapping.unicodeScalars {
      let kept: Unicode.Scalar = isKept(scalar) ? scalar : "_"
      if kept == "_", clean.last == "_" { continue }
      characters += 1
      bytes += String(kept).utf8.count
      if characters > 80 || bytes > 200 { break }
      clean.append(kept)
    }
    let name = String(clean)
    // Windows knows no file of these names, whatever follows a dot; dots are not kept, so the whole name decides.
    let reserved = ["con", "prn", "aux", "nul"] + (0...9).flatMap { ["com\($0)", "lpt\($0)"] }
    return name.isEmpty || reserved.contains(name.lowercased()) ? "_\(name)" : name
  }

  private static func isKept(_ scalar: Unicode.Scalar) -> Bool {
    if "-_()（）·".unicodeScalars.contains(scalar) { return true }
    return switch scalar.properties.generalCategory {
    case .uppercaseLetter, .lowercaseLetter, .titlecaseLetter, .modifierLetter, .otherLetter, .decimalNumber, .letterNumber: true
    default: false
    }
  }

  /// What two names share that one disk or reader takes for the same.
  private static func folded(_ name: String) -> String {
    name.precomposedStringWithCompatibilityMapping.lowercased()
  }
}
