internal import Foundation
internal import Glibc

/// Ends the servers of `serve` and removes its folder when `omaha-pkg` cannot do it itself: killed, or ended by a signal while
/// it reads a large payload.
///
/// A shell reads from a pipe whose other end only we have. When the system closes that end, however we ended, and nothing was
/// said before, it cleans up.
final class Caretaker {
  private static let script = """
    trap '' HUP INT TERM
    servers=
    while read -r word process; do
      case $word in
        server) servers="$servers $process" ;;
        done) exit 0 ;;
      esac
    done
    for server in $servers; do kill "$server" 2>/dev/null; done
    for server in $servers; do
      for attempt in 1 2 3 4 5 6 7 8 9 10; do
        kill -0 "$server" 2>/dev/null || break
        sleep 0.2
      done
      kill -9 "$server" 2>/dev/null
    done
    rm -rf -- "$1"
    """

  private let shell = Process()
  private let pipe: Int32

  /// Takes care of a folder from now on.
  init(of folder: String) throws {
    var ends: [Int32] = [-1, -1]
    guard unsafe Glibc.pipe(&ends) == 0, ends.allSatisfy({ fcntl($0, F_SETFD, FD_CLOEXEC) == 0 }) else {
      throw CommandFailure("cannot make a pipe", exitCode: CommandFailure.inputOutput)
    }
    pipe = ends[1]
    shell.executableURL = URL(fileURLWithPath: "/bin/sh")
    shell.arguments = ["-c", Self.script, "sh", folder]
    shell.standardInput = FileHandle(fileDescriptor: ends[0], closeOnDealloc: true)
    shell.standardOutput = FileHandle.nullDevice
    shell.standardError = FileHandle.nullDevice
    do { try shell.run() } catch {
      close(pipe)
      throw CommandFailure("cannot start /bin/sh", exitCode: CommandFailure.cannotCreate)
    }
  }

  /// Takes care of a server, too.
  func watch(_ server: Process) { tell("server \(server.processIdentifier)") }

  /// Says that all is cleaned up.
  func dismiss() {
    tell("done")
    close(pipe)
    shell.waitUntilExit()
  }

  private func tell(_ line: String) {
    let bytes = Array((line + "\n").utf8)
    // A shell that is gone takes nothing, and there is nobody else to tell.
    _ = unsafe bytes.withUnsafeBytes { unsafe write(pipe, $0.baseAddress, $0.count) }
  }
}
