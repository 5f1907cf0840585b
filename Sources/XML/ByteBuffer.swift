/// Bytes that are put together piece by piece.
///
/// An array does the same, but looks at each append whether it is shared and large enough in ways that took a hundred
/// instructions for a piece of a few bytes; an answer and its log line have a hundred and thirty such pieces. This one
/// has a single owner, so it only looks at its capacity.
@safe
package struct ByteBuffer: ~Copyable, @unchecked Sendable {
  @usableFromInline var start: UnsafeMutablePointer<UInt8>
  @usableFromInline var capacity: Int

  /// The number of bytes.
  @usableFromInline package private(set) var count = 0

  /// An empty buffer that holds so many bytes before it grows.
  package init(capacity: Int = 64) {
    self.capacity = max(capacity, 16)
    unsafe start = .allocate(capacity: self.capacity)
  }

  deinit { unsafe start.deallocate() }

  /// A copy of the bytes.
  package var bytes: [UInt8] { unsafe [UInt8](UnsafeBufferPointer(start: start, count: count)) }

  /// A copy of the bytes and behind them of others.
  package func bytes(followedBy others: [UInt8]) -> [UInt8] {
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
  package func withUnsafeBytes<Result, Failure>(
    _ body: (UnsafeBufferPointer<UInt8>) throws(Failure) -> Result
  ) throws(Failure) -> Result {
    try unsafe body(UnsafeBufferPointer(start: start, count: count))
  }

  /// Takes away what is behind the first `count` bytes; the capacity stays.
  package mutating func truncate(to count: Int) {
    precondition(count >= 0 && count <= self.count)
    self.count = count
  }

  /// Writes over a byte.
  package mutating func replace(at index: Int, with byte: UInt8) {
    precondition(index >= 0 && index < count)
    unsafe start[index] = byte
  }

  /// Appends one byte.
  @inlinable
  package mutating func append(_ byte: UInt8) {
    if count == capacity { grow(by: 1) }
    unsafe start[count] = byte
    count += 1
  }

  /// Appends bytes.
  @inlinable
  package mutating func append(_ bytes: UnsafeBufferPointer<UInt8>) {
    guard let source = bytes.baseAddress else { return }
    if bytes.count > capacity - count { grow(by: bytes.count) }
    unsafe (start + count).update(from: source, count: bytes.count)
    count += bytes.count
  }

  /// Appends text that is known at compile time.
  @inlinable
  package mutating func append(_ text: StaticString) {
    unsafe append(UnsafeBufferPointer(start: text.utf8Start, count: text.utf8CodeUnitCount))
  }

  /// Appends text.
  @inlinable
  package mutating func append(_ text: String) {
    unsafe text.utf8.span.withUnsafeBufferPointer { unsafe append($0) }
  }

  /// Appends bytes.
  @inlinable
  package mutating func append(_ bytes: [UInt8]) {
    unsafe bytes.withUnsafeBufferPointer { unsafe append($0) }
  }

  /// Appends a number in decimal digits.
  package mutating func append(decimal number: Int64) {
    if number < 0 { append(UInt8(ascii: "-")) }
    append(decimal: number.magnitude)
  }

  /// Appends a number in decimal digits.
  package mutating func append(decimal number: Int) { append(decimal: Int64(number)) }

  /// Appends a number in decimal digits.
  package mutating func append(decimal number: UInt64) {
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
    count += digits
  }

  /// Appends a number in base 128, the lowest digit first; the eighth bit of a byte says that more follow.
  package mutating func append(varint number: UInt64) {
    var rest = number
    // 2^64 has ten such digits.
    let place = unsafe reserve(10)
    var length = 0
    while rest >= 0x80 {
      unsafe place[length] = UInt8(truncatingIfNeeded: rest) | 0x80
      length += 1
      rest >>= 7
    }
    unsafe place[length] = UInt8(truncatingIfNeeded: rest)
    count += length + 1
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
