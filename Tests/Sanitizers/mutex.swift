import Glibc
import Synchronization

// Why thread.suppressions is there: two threads add to a number in a Mutex. Nothing is lost, and ThreadSanitizer reports a race all
// the same, because Swift's Mutex is a futex of its own on Linux, in which it sees no lock. Tests/Sanitizers/run builds this and
// wants to see both; when the report no longer comes, the suppressions can go.

final class Box: Sendable {
  let number = Mutex(0)
}

let box = Box()

nonisolated func add(_ context: UnsafeMutableRawPointer?) -> UnsafeMutableRawPointer? {
  for _ in 0..<100_000 { box.number.withLock { $0 += 1 } }
  return nil
}

var (first, second) = (pthread_t(), pthread_t())
pthread_create(&first, nil, { add($0) }, nil)
pthread_create(&second, nil, { add($0) }, nil)
pthread_join(first, nil)
pthread_join(second, nil)
print(box.number.withLock { $0 })
