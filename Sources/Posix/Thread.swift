internal import Glibc

/// A POSIX thread.
package struct Thread: Sendable {
  private let identifier: pthread_t

  /// Starts a thread that runs `body` once.
  package init(_ body: @escaping @Sendable () -> Void) throws(SystemError) {
    var identifier = pthread_t()
    let box = unsafe Unmanaged.passRetained(ThreadBody(body))
    let code = unsafe pthread_create(&identifier, nil, runThreadBody, box.toOpaque())
    guard code == 0 else {
      unsafe box.release()
      throw SystemError("start a thread", code: code)
    }
    self.identifier = identifier
  }

  /// Waits for the thread's end; once per thread.
  package func join() {
    _ = pthread_join(identifier, nil)
  }
}

private final class ThreadBody: Sendable {
  let run: @Sendable () -> Void

  init(_ run: @escaping @Sendable () -> Void) {
    self.run = run
  }
}

/// A function and not a closure: a closure passed from the main program would inherit the main actor and trap on this thread.
private nonisolated func runThreadBody(_ argument: UnsafeMutableRawPointer?) -> UnsafeMutableRawPointer? {
  if let argument = unsafe argument {
    unsafe Unmanaged<ThreadBody>.fromOpaque(argument).takeRetainedValue().run()
  }
  return nil
}
