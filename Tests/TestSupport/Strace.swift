/// The system call tracer, which many containers lack or forbid.
package enum Strace {
  package static let isUsable = (try? Program.run("strace", ["-o", "/dev/null", "/bin/true"]))?.status == 0
}

/// Mounting in a namespace of one's own, which many containers forbid.
package enum Mounts {
  package static let areAllowed =
    (try? Program.run("unshare", ["-rm", "mount", "-t", "tmpfs", "none", "/mnt"]))?.status == 0
}
