package import Glibc

/// A program that runs beside the test, with its outputs in files and nothing inherited but what it is given.
///
/// It starts with no signal blocked. Foundation's `Process` hands on the mask of the calling thread, and the threads that run Swift's
/// tasks block nearly all: a server started so never sees SIGTERM.
package final class ChildProcess {
  package let processID: pid_t
  private var status: Int32?

  /// Starts a program, found in the `PATH` unless its name holds a slash. It has the test's environment but for `OMAHA_ROOT`.
  ///
  /// - Parameters:
  ///   - environment: variables that it has besides, or instead.
  ///   - descriptors: descriptors of ours and their numbers in the program; without a 0 nothing can be read from standard input.
  ///   - output: the file to which standard output is appended; nil throws it away.
  ///   - errors: the same for standard error.
  package init(
    _ program: String, _ arguments: [String], environment: [String: String] = [:],
    descriptors: [(ours: Int32, theirs: Int32)] = [], output: String? = nil, errors: String? = nil
  ) throws {
    var actions = unsafe posix_spawn_file_actions_t()
    unsafe posix_spawn_file_actions_init(&actions)
    defer { unsafe posix_spawn_file_actions_destroy(&actions) }
    if !descriptors.contains(where: { $0.theirs == 0 }) {
      unsafe posix_spawn_file_actions_addopen(&actions, 0, "/dev/null", O_RDONLY, 0)
    }
    for (descriptor, path) in [(Int32(1), output), (2, errors)] {
      unsafe posix_spawn_file_actions_addopen(
        &actions, descriptor, path ?? "/dev/null", O_WRONLY | O_CREAT | O_APPEND, 0o644)
    }
    for pair in descriptors { unsafe posix_spawn_file_actions_adddup2(&actions, pair.ours, pair.theirs) }
    // Nothing of the other tests, which run in this process at the same time.
    for number in TemporaryFolder.names(in: "/proc/self/fd").compactMap({ Int32($0) })
    where number > 2 && !descriptors.contains(where: { $0.theirs == number }) {
      unsafe posix_spawn_file_actions_addclose(&actions, number)
    }

    var attributes = posix_spawnattr_t()
    unsafe posix_spawnattr_init(&attributes)
    defer { unsafe posix_spawnattr_destroy(&attributes) }
    var signals = sigset_t()
    unsafe sigemptyset(&signals)
    unsafe posix_spawnattr_setsigmask(&attributes, &signals)
    unsafe posix_spawnattr_setflags(&attributes, Int16(POSIX_SPAWN_SETSIGMASK))

    let words = unsafe ([program] + arguments).map { unsafe strdup($0) } + [nil]
    let variables = unsafe Self.environment(with: environment).map { unsafe strdup($0) } + [nil]
    defer {
      unsafe words.forEach { unsafe free($0) }
      unsafe variables.forEach { unsafe free($0) }
    }
    var processID: pid_t = 0
    let result = unsafe posix_spawnp(&processID, program, &actions, &attributes, words, variables)
    guard result == 0 else { throw Failure("cannot start \(program): errno \(result)") }
    self.processID = processID
  }

  private static func environment(with changes: [String: String]) -> [String] {
    var lines: [String] = []
    var next = unsafe environ
    while let variable = unsafe next.pointee {
      let line = unsafe String(cString: variable)
      let name = String(line.prefix { $0 != "=" })
      if name != "OMAHA_ROOT", changes[name] == nil { lines.append(line) }
      unsafe next = unsafe next.advanced(by: 1)
    }
    return lines + changes.map { "\($0)=\($1)" }
  }

  deinit {
    // What is still there when nobody holds it any more must not outlive the test.
    if isRunning {
      kill(processID, SIGKILL)
      wait()
    }
  }

  package var isRunning: Bool {
    if status != nil { return false }
    var value: Int32 = 0
    if unsafe waitpid(processID, &value, WNOHANG) == 0 { return true }
    status = value
    return false
  }

  /// Sends a signal, unless the process has ended.
  package func signal(_ number: Int32) {
    if isRunning { kill(processID, number) }
  }

  /// Waits for the end and returns the exit code, or 128 plus the number of the signal that ended it.
  @discardableResult
  package func wait() -> Int32 {
    if status == nil {
      var value: Int32 = 0
      while unsafe waitpid(processID, &value, 0) < 0 && errno == EINTR {}
      status = value
    }
    let value = status ?? 0
    return value & 0x7f == 0 ? value >> 8 & 0xff : 128 + value & 0x7f
  }
}
