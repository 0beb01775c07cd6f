import Containers

/// libFuzzer's entry: any bytes are walked as an upload, all members read, and nothing may crash, hang or take more than its limits.
/// Built by scripts/fuzz with `-sanitize=fuzzer,address`; kept out of the package's targets since it has no `main`.
@_cdecl("LLVMFuzzerTestOneInput")
func fuzzZip(_ start: UnsafePointer<UInt8>?, _ count: Int) -> CInt {
  let bytes = Array(UnsafeBufferPointer(start: start, count: count))
  var limits = Limits()
  // Small limits: what they guard is reached by small inputs too.
  limits.documentBytes = 1 << 20
  limits.bundleBytes = 4 << 20
  limits.ratioFloor = 1 << 16
  limits.members = 200
  var leaves = 0
  do {
    let summary = try ContainerReader.walk(bytes: bytes, shownAs: "fuzz", limits: limits) { leaf in
      leaves += 1
      let held = try leaf.bytes.count
      precondition(held <= max(limits.documentBytes, count), "a leaf of \(held) bytes got past the limits")
      precondition(held > 0 || leaf.fault != nil, "\(leaf.path) has neither bytes nor a reason")
    }
    precondition(summary.leaves == leaves && (leaves > 0 || !summary.faults.isEmpty), "an upload went without a word")
  } catch {
    preconditionFailure("a walk over bytes must not throw: \(error)")
  }
  return 0
}
