/// Something that every byte of a file passes through, in order. A consumer is called by one thread at a time.
protocol ByteConsumer: AnyObject, Sendable {
  /// Takes the next bytes of the file.
  func consume(_ bytes: RawSpan)
}
