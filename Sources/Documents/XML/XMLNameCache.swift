/// Remembers the token of each name pointer: libxml2 interns names and namespace names in one dictionary for each parser,
/// so that within one parse equal names are equal pointers.
///
/// Direct-mapped and of fixed size: a document with a million different names costs time for each, never memory.
struct XMLNameCache {
  struct Slot {
    var local: UnsafePointer<UInt8>?
    var uri: UnsafePointer<UInt8>?
    var name: XMLName
  }

  /// Word uses about 150 distinct names in a part; 512 slots keep collisions rare, and clearing them costs less than opening a parser.
  private static let slotCount = 512

  private let slots: UnsafeMutablePointer<Slot>

  init() {
    slots = .allocate(capacity: Self.slotCount)
    slots.initialize(repeating: Slot(local: nil, uri: nil, name: .unknown), count: Self.slotCount)
  }

  func deallocate() {
    slots.deallocate()
  }

  /// The token of a name; `local` and `uri` must come from the parser that this cache serves.
  func token(local: UnsafePointer<UInt8>, uri: UnsafePointer<UInt8>?) -> XMLName {
    let mixed = (UInt(bitPattern: local) &* 31) ^ UInt(bitPattern: uri)
    let slot = slots + Int(truncatingIfNeeded: (mixed ^ (mixed >> 9) ^ (mixed >> 18)) & UInt(Self.slotCount - 1))
    if slot.pointee.local == local && slot.pointee.uri == uri { return slot.pointee.name }
    let name = XMLName.token(namespace: uri.map { String(cString: $0) } ?? "", local: String(cString: local))
    slot.pointee = Slot(local: local, uri: uri, name: name)
    return name
  }
}
