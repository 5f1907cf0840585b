/// A part of a file on its way to a machine.
struct Download {
  let file: ServedFile
  let range: Range<UInt64>
  /// Bytes that the connection took.
  var sent: UInt64 = 0

  /// Where in the file the next piece begins.
  var offset: UInt64 { range.lowerBound + sent }
  /// Bytes that are still to be sent.
  var remaining: UInt64 { range.upperBound - offset }
}
