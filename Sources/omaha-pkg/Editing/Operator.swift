internal import Catalog
internal import FoundationEssentials
internal import Glibc
internal import Omaha
internal import Posix

/// Who types the command, and what.
enum Operator {
  /// The user's name; who became root by sudo is named too: `kim (root)`.
  static var name: String {
    let user = user(getuid())
    let sudo = Invocation.environment("SUDO_USER") ?? ""
    return (getuid() != 0 || sudo.isEmpty || sudo == user ? user : "\(sudo) (\(user))").escaped
  }

  /// From the file: what else knows users is not there in a static program.
  private static func user(_ id: uid_t) -> String {
    let users = FileManager.default.contents(atPath: "/etc/passwd").map { String(decoding: $0, as: UTF8.self) } ?? ""
    for line in users.split(separator: "\n") {
      let fields = line.split(separator: ":", omittingEmptySubsequences: false)
      if fields.count > 2, fields[2] == "\(id)" { return String(fields[0]) }
    }
    return "user \(id)"
  }

  /// The command line, as a shell would take it.
  static var command: String { Invocation.shellText(Invocation.arguments).escaped }
}
