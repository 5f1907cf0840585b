import Glibc

/// Ends the servers that a test started when the test process itself ends, however it ends.
///
/// A shell reads the process ids from a pipe. The end of the pipe, which also a crash brings, makes it kill those that are left and remove
/// the folder.
final class Reaper {
  private let pipe: Int32
  private let shell: ChildProcess

  init(folder: String) throws {
    let script = """
      pids=" "
      while read -r verb pid; do
        case $verb in
          add) pids="$pids$pid " ;;
          drop) pids=$(echo "$pids" | sed "s/ $pid / /") ;;
        esac
      done
      [ "$pids" = " " ] || kill -9 $pids
      rm -rf "$0"
      """
    var ends: [Int32] = [0, 0]
    guard unsafe Glibc.pipe(&ends) == 0 else { throw Failure("pipe: errno \(errno)") }
    // A server that held the writing end, too, would keep the shell from seeing its end.
    for end in ends { _ = fcntl(end, F_SETFD, FD_CLOEXEC) }
    defer { close(ends[0]) }
    do {
      shell = try ChildProcess("/bin/sh", ["-c", script, folder], input: ends[0])
    } catch {
      close(ends[1])
      throw error
    }
    pipe = ends[1]
  }

  deinit {
    close(pipe)
    shell.wait()
  }

  func add(_ process: ChildProcess) { tell("add", process) }
  func drop(_ process: ChildProcess) { tell("drop", process) }

  private func tell(_ verb: String, _ process: ChildProcess) {
    let line = Array("\(verb) \(process.processID)\n".utf8)
    unsafe line.withUnsafeBytes { _ = unsafe write(pipe, $0.baseAddress, $0.count) }
  }
}
