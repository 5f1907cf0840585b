/// Bytes that are put together piece by piece.
///
/// An array does the same, but looks at each append whether it is shared and large enough in ways that took a hundred
/// instructions for a piece of a few bytes; an answer and its log line have a hundred and thirty such pieces. This one
/// has a single owner, so it only looks at its capacity.
///
/// It is public because the compiler inlines nothing of another module that is not.
@safe
@frozen
public struct ByteBuffer: ~Copyable, @unchecked Sendable {
  @usableFromInline var start: UnsafeMutablePointer<UInt8>
  @usableFromInline var capacity: Int

  @usableFromInline var used = 0

  /// The number of bytes.
  @inlinable public var count: Int { used }

  /// An empty buffer that holds so many bytes before it grows.
  public init(capacity: Int = 64) {
    self.capacity = max(capacity, 16)
    unsafe start = .allocate(capacity: self.capacity)
  }

  deinit { unsafe start.deallocate() }

  /// A copy of the bytes.
  public var bytes: [UInt8] { unsafe [UInt8](UnsafeBufferPointer(start: start, count: count)) }

  /// A copy of the bytes and behind them of others.
  public func bytes(followedBy others: [UInt8]) -> [UInt8] {
    unsafe [UInt8](unsafeUninitializedCapacity: count + others.count) { output, initialized in
      guard let first = output.baseAddress else { return }
      unsafe first.update(from: start, count: count)
      unsafe others.withUnsafeBufferPointer { others in
        guard let source = others.baseAddress else { return }
        unsafe (first + count).update(from: source, count: others.count)
      }
      initialized = count + others.count
    }
  }

  /// Calls `body` with the bytes.
  public func withUnsafeBytes<Result, Failure>(
    _ body: (UnsafeBufferPointer<UInt8>) throws(Failure) -> Result
  ) throws(Failure) -> Result {
    try unsafe body(UnsafeBufferPointer(start: start, count: count))
  }

  /// Takes away what is behind the first `count` bytes; the capacity stays.
  public mutating func truncate(to count: Int) {
    precondition(count >= 0 && count <= self.count)
    used = count
  }

  /// Writes over a byte.
  public mutating func replace(at index: Int, with byte: UInt8) {
    precondition(index >= 0 && index < count)
    unsafe start[index] = byte
  }

  /// Appends one byte.
  @inlinable
  public mutating func append(_ byte: UInt8) {
    if count == capacity { grow(by: 1) }
    unsafe start[count] = byte
    used += 1
  }

  /// Appends what `body` writes: at most so many bytes, whose number it returns.
  @inlinable @inline(__always)
  public mutating func append(atMost more: Int, _ body: (UnsafeMutablePointer<UInt8>) -> Int) {
    if more > capacity - count { grow(by: more) }
    let written = unsafe body(start + count)
    precondition(written >= 0 && written <= more)
    used += written
  }

  /// Appends bytes.
  @inlinable
  public mutating func append(_ bytes: UnsafeBufferPointer<UInt8>) {
    guard let source = bytes.baseAddress else { return }
    if bytes.count > capacity - count { grow(by: bytes.count) }
    unsafe (start + count).update(from: source, count: bytes.count)
    used += bytes.count
  }

  /// Appends text that is known at compile time.
  @inlinable
  public mutating func append(_ text: StaticString) {
    unsafe append(UnsafeBufferPointer(start: text.utf8Start, count: text.utf8CodeUnitCount))
  }

  /// Appends text.
  @inlinable
  public mutating func append(_ text: String) {
    unsafe text.utf8.span.withUnsafeBufferPointer { unsafe append($0) }
  }

  /// Appends bytes.
  @inlinable
  public mutating func append(_ bytes: [UInt8]) {
    unsafe bytes.withUnsafeBufferPointer { unsafe append($0) }
  }

  /// Appends a number in decimal digits.
  public mutating func append(decimal number: Int64) {
    if number < 0 { append(UInt8(ascii: "-")) }
    append(decimal: number.magnitude)
  }

  /// Appends a number in decimal digits.
  public mutating func append(decimal number: Int) { append(decimal: Int64(number)) }

  /// Appends a number in decimal digits.
  public mutating func append(decimal number: UInt64) {
    var rest = number
    // From the last digit to the first: 2^64 has twenty.
    let end = unsafe reserve(20) + 20
    var first = unsafe end
    repeat {
      unsafe first -= 1
      unsafe first.pointee = UInt8(ascii: "0") + UInt8(rest % 10)
      rest /= 10
    } while rest > 0
    let digits = unsafe end - first
    unsafe (end - 20).update(from: first, count: digits)
    used += digits
  }

  /// Makes room for so many more bytes and returns where they would begin.
  private mutating func reserve(_ more: Int) -> UnsafeMutablePointer<UInt8> {
    if more > capacity - count { grow(by: more) }
    return unsafe start + count
  }

  @usableFromInline @inline(never)
  mutating func grow(by more: Int) {
    let larger = max(2 * capacity, count + more)
    let moved = UnsafeMutablePointer<UInt8>.allocate(capacity: larger)
    unsafe moved.update(from: start, count: count)
    unsafe start.deallocate()
    unsafe start = moved
    capacity = larger
  }
}
