internal import Dispatch
internal import Glibc

/// Reads a file once and passes every byte through several consumers at the same time, each on a thread of its own.
///
/// The calling thread reads into a ring of buffers. Eight buffers of 1 MiB stay in the last-level cache and let the
/// faster consumers run ahead, so that two cores are both busy until the end.
struct BytePipeline {
  private static let bufferSize = 1 << 20
  private static let bufferCount = 8

  private let consumers: [any ByteConsumer]
  private let queues: [DispatchQueue]
  private let ring: [ChunkBuffer]

  /// A pipeline for one file.
  /// - Parameters:
  ///   - consumers: What every byte passes through.
  ///   - size: Bytes that are expected, so that a small file does not pay for a large file's buffers.
  init(_ consumers: [any ByteConsumer], size: UInt64) {
    self.consumers = consumers
    // A serial queue with a label of its own has a thread of its own, however many cores there are.
    queues = consumers.map { DispatchQueue(label: "omaha.payload.\(type(of: $0))") }
    // One byte more than the file has finds its end in the first read.
    let capacity = Int(min(UInt64(Self.bufferSize), size + 1))
    ring = (0..<(capacity < Self.bufferSize ? 1 : Self.bufferCount)).map { _ in ChunkBuffer(capacity: capacity) }
  }

  /// Reads from the descriptor's position to the end of the file. When it returns or throws, no consumer is running.
  /// - Parameters:
  ///   - descriptor: An open file.
  ///   - path: The name for error messages.
  ///   - progress: Told after each buffer how many bytes were read.
  ///   - tap: Called on the calling thread with each buffer, for example to write it elsewhere.
  /// - Returns: The number of bytes read.
  func run(
    descriptor: Int32,
    path: String,
    progress: (UInt64) -> Void,
    tap: (RawSpan) throws(PayloadError) -> Void = { (_) throws(PayloadError) in }
  ) throws(PayloadError) -> UInt64 {
    defer { for buffer in ring { buffer.readers.wait() } }
    var total: UInt64 = 0
    var slot = 0
    while true {
      let buffer = ring[slot]
      buffer.readers.wait()
      let count = try buffer.fill(from: descriptor, path: path)
      if count == 0 { return total }
      for (consumer, queue) in zip(consumers, queues) {
        queue.async(group: buffer.readers) { buffer.withBytes { consumer.consume($0) } }
      }
      try buffer.withBytes(tap)
      total += UInt64(count)
      progress(total)
      slot = (slot + 1) % ring.count
    }
  }
}
