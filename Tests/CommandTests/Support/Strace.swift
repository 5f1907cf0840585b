/// The system call tracer, which many containers lack or forbid.
enum Strace {
  static let isUsable: Bool = {
    guard let strace = Program.installed("strace") else { return false }
    return (try? Program.run(strace, ["-o", "/dev/null", "/bin/true"]))?.status == 0
  }()
}
