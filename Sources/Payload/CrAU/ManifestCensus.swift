/// Counts what a manifest would become in memory before it is decoded.
///
/// An empty operation is two bytes in the payload and more than a hundred in memory, so the size of the manifest alone
/// does not bound what decoding costs. Only the shape is read here; whether the bytes are a valid message is for the
/// decoder to say.
struct ManifestCensus {
  /// One operation for each of the 100,000 files of a large image is far below this.
  static let maximumOperations = 1 << 19
  /// As many extents as an 8 GiB partition has blocks.
  static let maximumExtents = 1 << 21
  /// Two types are known.
  static let maximumProcedures = 1 << 8

  private(set) var operations = 0
  private(set) var extents = 0
  private(set) var procedures = 0

  /// Counts until the end, the first fault of the encoding, or the first limit exceeded.
  init(_ manifest: [UInt8]) {
    var reader = WireReader(manifest[...])
    while isWithinLimits, let field = reader.next() {
      switch field.number {
      case 1, 2: countOperation(field.payload)
      case 10: countProcedure(field.payload)
      default: break
      }
    }
  }

  /// Whether it is safe to decode the manifest.
  var isWithinLimits: Bool {
    operations <= Self.maximumOperations && extents <= Self.maximumExtents && procedures <= Self.maximumProcedures
  }

  private mutating func countProcedure(_ message: ArraySlice<UInt8>) {
    procedures += 1
    var reader = WireReader(message)
    while isWithinLimits, let field = reader.next() {
      if field.number == 2 { countOperation(field.payload) }
    }
  }

  private mutating func countOperation(_ message: ArraySlice<UInt8>) {
    operations += 1
    var reader = WireReader(message)
    while isWithinLimits, let field = reader.next() {
      if field.number == 4 || field.number == 6 { extents += 1 }
    }
  }
}
