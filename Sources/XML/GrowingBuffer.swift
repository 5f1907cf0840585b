/// Values of a plain type, one behind the other, in memory that is kept for the next document.
///
/// An array does the same, but looks at each append whether it is shared; this one has a single owner, so it only looks at
/// its capacity.
@safe
struct GrowingBuffer<Element: BitwiseCopyable>: ~Copyable {
  private var start: UnsafeMutablePointer<Element>
  private var capacity: Int

  /// The number of values.
  private(set) var count = 0

  /// An empty buffer that holds so many values, at least one, before it grows.
  init(capacity: Int) {
    self.capacity = max(capacity, 1)
    unsafe start = .allocate(capacity: self.capacity)
  }

  deinit { unsafe start.deallocate() }

  /// A copy of the values.
  var values: [Element] { unsafe [Element](UnsafeBufferPointer(start: start, count: count)) }

  /// The value at an index below ``count``.
  subscript(index: Int) -> Element {
    @inline(__always) get {
      precondition(index >= 0 && index < count)
      return unsafe start[index]
    }
    @inline(__always) set {
      precondition(index >= 0 && index < count)
      unsafe start[index] = newValue
    }
  }

  /// Appends one value.
  @inline(__always)
  mutating func append(_ value: Element) {
    if count == capacity { grow() }
    unsafe start[count] = value
    count += 1
  }

  /// Takes the last value away; nil when there is none.
  @inline(__always)
  mutating func popLast() -> Element? {
    guard count > 0 else { return nil }
    count -= 1
    return unsafe start[count]
  }

  /// Takes all values away. The memory stays, unless it has become larger than `kept` values.
  mutating func removeAll(keeping kept: Int) {
    count = 0
    guard capacity > kept else { return }
    unsafe start.deallocate()
    capacity = kept
    unsafe start = .allocate(capacity: kept)
  }

  @inline(never)
  private mutating func grow() {
    let larger = UnsafeMutablePointer<Element>.allocate(capacity: 2 * capacity)
    unsafe larger.update(from: start, count: count)
    unsafe start.deallocate()
    unsafe start = larger
    capacity *= 2
  }
}
