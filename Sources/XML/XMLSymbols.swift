/// A set of the symbols of an ``XMLVocabulary``: one bit for each, and one for symbol 0, the unknown names.
@frozen
public struct XMLSymbols: Hashable, Sendable {
  /// The largest symbol that a set can hold.
  public static let maximumSymbol = 127

  @usableFromInline var bits: UInt128

  /// The empty set.
  @inlinable
  public init() { bits = 0 }

  /// Whether a symbol is in the set.
  @inlinable
  public func contains(_ symbol: UInt16) -> Bool { bits & XMLSymbols.bit(symbol) != 0 }

  /// Puts a symbol in.
  @inlinable
  public mutating func insert(_ symbol: UInt16) { bits |= XMLSymbols.bit(symbol) }

  /// The symbols of both sets.
  @inlinable
  public func union(_ other: XMLSymbols) -> XMLSymbols { XMLSymbols(bits: bits | other.bits) }

  /// The symbols that are in both sets.
  @inlinable
  public func intersection(_ other: XMLSymbols) -> XMLSymbols { XMLSymbols(bits: bits & other.bits) }

  /// Whether every symbol is in the other set, too.
  @inlinable
  public func isSubset(of other: XMLSymbols) -> Bool { bits & ~other.bits == 0 }

  @usableFromInline
  init(bits: UInt128) { self.bits = bits }

  /// A symbol beyond the largest counts as unknown.
  @inlinable
  static func bit(_ symbol: UInt16) -> UInt128 { symbol > 127 ? 1 : 1 << UInt128(truncatingIfNeeded: symbol) }
}

extension XMLSymbols: Sequence {
  /// The symbols, from the smallest.
  @inlinable
  public func makeIterator() -> Iterator { Iterator(rest: bits) }

  /// Goes through the symbols of a set.
  @frozen
  public struct Iterator: IteratorProtocol {
    @usableFromInline var rest: UInt128

    @usableFromInline
    init(rest: UInt128) { self.rest = rest }

    /// The next symbol, nil after the last.
    @inlinable
    public mutating func next() -> UInt16? {
      guard rest != 0 else { return nil }
      defer { rest &= rest - 1 }
      return UInt16(truncatingIfNeeded: rest.trailingZeroBitCount)
    }
  }
}
