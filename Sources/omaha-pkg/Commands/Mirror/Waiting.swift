internal import Dispatch
internal import Synchronization

/// Runs something asynchronous to its end, from a command, which is not.
func waiting<Value: Sendable>(
  for body: @escaping @Sendable () async -> Value
) -> Value? {
  let result = AsynchronousResult<Value>()
  Task.detached { result.set(await body()) }
  return result.wait()
}

private final class AsynchronousResult<Value: Sendable>: Sendable {
  private let value = Mutex<Value?>(nil)
  private let end = DispatchSemaphore(value: 0)

  func set(_ value: Value) {
    self.value.withLock { $0 = value }
    end.signal()
  }

  func wait() -> Value? {
    end.wait()
    return value.withLock { $0 }
  }
}
