import Containers
import Documents
import Findings

/// libFuzzer's entry: any bytes are read as what they look like (compound files of Word, Excel and PowerPoint 97–2003, RTF, web pages, MHT, plain text), and
/// nothing may crash, hang or take more than its limits. What is embedded is read too, as the pipeline does.
/// Built by scripts/fuzz with `-sanitize=fuzzer,address`; kept out of the package's targets since it has no `main`.
@_cdecl("LLVMFuzzerTestOneInput")
func fuzzOther(_ start: UnsafePointer<UInt8>?, _ count: Int) -> CInt {
  var limits = Limits()
  // Small limits: what they guard is reached by small inputs too.
  limits.documentBytes = 8 << 20
  limits.textBytes = 1 << 14
  limits.tableCells = 500
  limits.paragraphs = 400
  limits.streamBytes = 1 << 16
  limits.markupBytes = 1 << 14
  limits.embeddedBytes = 1 << 15
  read(Array(UnsafeBufferPointer(start: start, count: count)), limits, depth: 0)
  return 0
}

private func read(_ bytes: [UInt8], _ limits: Limits, depth: Int) {
  let document = DocumentReader.read(bytes, type: ContentType.sniff(bytes), limits: limits)
  precondition((document.status == .read) == (document.reason == nil), "a status without its reason")
  var end = 0
  for block in document.blocks {
    precondition(block.range.lowerBound >= end && block.range.upperBound < document.text.count, "a block out of order")
    end = block.range.upperBound
    if let cell = block.cell { precondition(document.tables.indices.contains(Int(cell.table)), "a cell of no table") }
  }
  // Each block has a line break that is not counted.
  precondition(document.text.count <= limits.textBytes + document.blocks.count + 1024, "text got past its limit")
  precondition(document.blocks.count <= limits.tableCells, "cells got past their limit")
  precondition(document.embedded.reduce(0) { $0 + $1.bytes.count } <= 2 * limits.embeddedBytes, "embedded files got past their limit")
  guard depth < 2 else { return }
  for file in document.embedded.prefix(4) { read(file.bytes, limits, depth: depth + 1) }
}
