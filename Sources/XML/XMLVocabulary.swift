/// The names that a document's reader knows, each with a small number.
///
/// A reader that goes through attributes with `switch` compares these numbers instead of strings: a request has some
/// thirty names, and comparing each with a list of fifty strings would cost more than parsing it.
public struct XMLVocabulary: Sendable {
  /// The vocabulary that knows no name.
  public static let empty = XMLVocabulary([])

  /// The names, in the order of their symbols; the first has symbol 1.
  let names: [String]

  /// The symbols by their names' hash; 0 is a free slot. A table of its own spares omaha-cgi's start a dictionary (OmahaCGI.swift).
  private let slots: [UInt16]

  /// A vocabulary in which the symbol of a name is its position in the list plus 1; 0 is an unknown name.
  ///
  /// - Parameter names: Element and attribute names, each once, at most 32,767.
  public init(_ names: [String]) {
    var known = names
    if known.count > Int(Int16.max) { known.removeLast(known.count - Int(Int16.max)) }
    self.names = known
    // At most half full, so that a search for an unknown name ends soon.
    var size = 2
    while size < 2 * known.count { size *= 2 }
    var slots = [UInt16](repeating: 0, count: size)
    for index in known.indices {
      var name = known[index]
      var slot = name.withUTF8 { unsafe Self.hash($0) } & (size - 1)
      while slots[slot] != 0 { slot = (slot + 1) & (size - 1) }
      slots[slot] = UInt16(index + 1)
    }
    self.slots = slots
  }

  /// The symbol of a name, nil when it is unknown.
  func symbol(of name: UnsafeBufferPointer<UInt8>) -> UInt16? {
    let text = unsafe String(decoding: name, as: UTF8.self)
    var slot = unsafe Self.hash(name) & (slots.count - 1)
    while slots[slot] != 0 {
      if names[Int(slots[slot]) - 1] == text { return slots[slot] }
      slot = (slot + 1) & (slots.count - 1)
    }
    return nil
  }

  /// FNV-1a. Only the names of the vocabulary are in the table, so nobody outside can make them collide.
  private static func hash(_ name: UnsafeBufferPointer<UInt8>) -> Int {
    var hash: UInt64 = 0xCBF2_9CE4_8422_2325
    for index in name.indices { unsafe hash = (hash ^ UInt64(name[index])) &* 0x100_0000_01B3 }
    return Int(truncatingIfNeeded: hash >> 16)
  }
}
