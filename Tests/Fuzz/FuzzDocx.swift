import Containers
import Documents
import Findings

/// libFuzzer's entry: any bytes are read as the Office document that they look most like, and nothing may crash, hang or take more than its limits.
/// A ZIP hides its parts behind checksums that mutations break, so the seeds are flat: a whole package, or a bare main part, as one XML file.
/// Built by scripts/fuzz with `-sanitize=fuzzer,address`; kept out of the package's targets since it has no `main`.
@_cdecl("LLVMFuzzerTestOneInput")
func fuzzDocx(_ start: UnsafePointer<UInt8>?, _ count: Int) -> CInt {
  let bytes = Array(UnsafeBufferPointer(start: start, count: count))
  var limits = Limits()
  // Small limits: what they guard is reached by small inputs too.
  limits.documentBytes = 8 << 20
  limits.textBytes = 1 << 16
  limits.tableCells = 2000
  limits.xmlDepth = 64
  let type: ContentType =
    if bytes.starts(with: [0x50, 0x4B]) { .docx } else if bytes.containsPackageMark { .flatOPC } else { .wordXML2003 }
  let document = DocumentReader.read(bytes, type: type, limits: limits)

  precondition((document.status == .read) == (document.reason == nil), "a status without its reason")
  var end = 0
  for (index, block) in document.blocks.enumerated() {
    precondition(block.range.lowerBound >= end && block.range.upperBound < document.text.count, "a block out of order")
    end = block.range.upperBound
    if let cell = block.cell { precondition(document.tables.indices.contains(Int(cell.table)), "a cell of no table") }
    // Each place costs a walk back to its heading.
    if index < 50 { precondition(!document.place(of: index).isEmpty, "a block without a place") }
  }
  // Text may go over its limit by the signs that Word draws itself (numbers of lists, breaks), never by more than it holds anyway.
  precondition(document.text.count <= 4 * limits.textBytes + 4 * count, "text got past its limit")
  return 0
}

extension [UInt8] {
  fileprivate var containsPackageMark: Bool {
    let mark = Array("xmlPackage".utf8)
    return count >= mark.count
      && (0...(count - mark.count)).contains { self[$0] == mark[0] && self[$0..<($0 + mark.count)].elementsEqual(mark) }
  }
}
