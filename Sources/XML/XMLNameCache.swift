/// The symbols of names by their address.
///
/// libxml2 keeps one copy of every name per parser, so the address of a name that was seen before identifies it. Only
/// names of a vocabulary are kept, so the table does not grow with what is sent.
@safe
struct XMLNameCache: ~Copyable {
  private let slots: UnsafeMutablePointer<(address: UInt, symbol: UInt16)>
  private var count = 0

  init() {
    unsafe slots = .allocate(capacity: 512)
    unsafe slots.initialize(repeating: (0, 0), count: 512)
  }

  deinit { unsafe slots.deallocate() }

  /// The symbol of the name at an address, nil when it was not seen before.
  subscript(name: UnsafePointer<UInt8>) -> UInt16? {
    @inline(__always) get {
      let address = UInt(bitPattern: name)
      var slot = XMLNameCache.slot(address)
      while unsafe slots[slot].address != 0 {
        if unsafe slots[slot].address == address { return unsafe slots[slot].symbol }
        slot = (slot + 1) & 511
      }
      return nil
    }
    set {
      // Three quarters full is the end: a vocabulary that large is looked up by name.
      guard let newValue, count < 384 else { return }
      let address = UInt(bitPattern: name)
      var slot = XMLNameCache.slot(address)
      while unsafe slots[slot].address != 0 { slot = (slot + 1) & 511 }
      unsafe slots[slot] = (address, newValue)
      count += 1
    }
  }

  /// A slot below 512. Names lie at any address; the multiplier (2^64 over the golden ratio) spreads them over 512 slots.
  @inline(__always)
  private static func slot(_ address: UInt) -> Int {
    Int(truncatingIfNeeded: (UInt64(address) &* 0x9E37_79B9_7F4A_7C15) >> 55)
  }
}
