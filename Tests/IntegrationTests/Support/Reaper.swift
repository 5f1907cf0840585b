import Glibc
import TestSupport

/// Ends the servers that a test started when the test process itself ends, however it ends.
///
/// A shell reads the process ids from a socket. The end of the connection, which also a crash brings, makes it kill those that
/// are left and remove the folder.
final class Reaper {
  private let ours: Int32
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
      # Only a web server that is asked to end takes its own processes with it.
      exec 2>/dev/null
      for pid in $pids; do kill $pid; done
      for pid in $pids; do
        tries=0
        while kill -0 $pid && [ $tries -lt 50 ]; do tries=$((tries + 1)) && sleep 0.1; done
        kill -9 $pid
      done
      rm -rf "$0"
      """
    var ends: [Int32] = [0, 0]
    // A program that held our end, too, even one that another test starts in this moment, would keep the shell from seeing its
    // end: a pair of sockets is closed to all such from the beginning, and a pipe only a moment later.
    let kind = Int32(SOCK_STREAM.rawValue | SOCK_CLOEXEC.rawValue)
    guard unsafe socketpair(AF_UNIX, kind, 0, &ends) == 0 else { throw Failure("socketpair: errno \(errno)") }
    defer { close(ends[0]) }
    do {
      shell = try ChildProcess("/bin/sh", ["-c", script, folder], descriptors: [(ends[0], 0)])
    } catch {
      close(ends[1])
      throw error
    }
    ours = ends[1]
  }

  deinit {
    close(ours)
    shell.wait()
  }

  func add(_ process: ChildProcess) { tell("add", process) }
  func drop(_ process: ChildProcess) { tell("drop", process) }

  private func tell(_ verb: String, _ process: ChildProcess) {
    let line = Array("\(verb) \(process.processID)\n".utf8)
    unsafe line.withUnsafeBytes { _ = unsafe write(ours, $0.baseAddress, $0.count) }
  }
}
